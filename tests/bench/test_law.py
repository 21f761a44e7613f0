"""The benchmark of populations fails where two disagree, and tells ratios where all agree."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.law import peers
from bench.law.__main__ import main
from bench.law.data import Population

QUICK = ("--rows", "500", "--rounds", "1", "--rules", "4")


@pytest.mark.slow
def test_a_run_tells_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(QUICK) == 0
    told = capsys.readouterr().out
    for name in ("numpy select", "OpenFisca", "ZEN", "CEL", "Polars, two passes", "DuckDB"):
        assert f"| {name}" in told
    assert "% of rows wrong" in told


def test_a_wrong_peer_makes_the_run_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(population: Population) -> Callable[[], NDArray[np.uint8]]:
        return lambda: np.full(population.rows, peers.REFUND, np.uint8)

    monkeypatch.setattr(peers, "duckdb", wrong)
    assert main(QUICK) == 1
    assert "DuckDB, row" in capsys.readouterr().err
