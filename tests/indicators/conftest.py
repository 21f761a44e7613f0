"""A made-up province, small, with one strong fraud of each kind; runs over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from xianjie.indicators import Found, opened, run
from xianjie.indicators.sample import (
    DEADLINES,
    KINDS,
    LAST,
    STRENGTHS,
    Plant,
    make,
    plant,
    write,
)

BODIES = 80


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sequence[Plant]]:
    """Eighty honest bodies and ten others: the folder of their tables, and what is planted."""
    folder = tmp_path_factory.mktemp("province")
    world = make(BODIES + len(KINDS), seed=5, at_work=len(KINDS))
    planted = plant(world, STRENGTHS.index("strong"), first_body=BODIES, each=1)
    write(world, folder)
    return folder, planted


@pytest.fixture(scope="session")
def whole(province: tuple[Path, Sequence[Plant]]) -> Found:
    """A full run over it."""
    with opened("duckdb", province[0]) as engine:
        return run(engine, on=LAST, deadlines=DEADLINES)
