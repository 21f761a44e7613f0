"""What a run keeps for pre-flights: of which bodies, and why there may be none to compare with."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.domain.conftest import AT, ON
from xianjie.domain.supervision import keeping, peers
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Run
from xianjie.indicators import version


def aggregates(*bodies: str) -> pa.Table:
    return pa.table({"body": list(bodies), "day": [ON] * len(bodies)})


def kept(runs: Path, **told: Any) -> Run:  # noqa: ANN401 - columns
    run = Run.objects.create(
        **{"on": ON, "at": AT, "version": version(), "tables": "t", "found": 0}
        | {"opened": 0, "ended": 0}
        | told
    )
    folder = runs / keeping.folder_of(run)
    folder.mkdir(parents=True)
    peers.keep(folder, "burst", aggregates("1", "2"))
    return run


def refusal(runs: Path, on: date = ON) -> str:
    with pytest.raises(SupervisionError) as error:
        peers.peers_of(runs, on)
    return error.value.in_("en")


def test_a_small_province_is_kept_whole(tmp_path: Path) -> None:
    peers.keep(tmp_path, "burst", aggregates("2", "1", "2"))
    read = peers.Peers(tmp_path / "aggregates", ON).of("burst", "1")
    assert read.column_names == ["body", "day"]
    assert sorted(read["body"].to_pylist()) == ["1", "2", "2"]


def test_of_a_large_one_some_bodies_are_drawn_and_ones_own_is_there(tmp_path: Path) -> None:
    everybody = [str(number) for number in range(100) for _ in range(3)]
    peers.keep(tmp_path, "burst", aggregates(*everybody), most=30)
    peers.keep(tmp_path, "again", aggregates(*reversed(everybody)), most=30)
    place = peers.Peers(tmp_path / "aggregates", ON)
    seen = [place.of(name, "no body") for name in ("burst", "again")]
    drawn = set(seen[0]["body"].to_pylist())
    assert (len(drawn), seen[0].num_rows) == (10, 30)
    assert set(seen[1]["body"].to_pylist()) == drawn
    own = next(one for one in everybody if one not in drawn)
    assert place.of("burst", own).num_rows == 33


@pytest.mark.django_db
def test_there_is_nothing_to_compare_with_for_a_reason(tmp_path: Path) -> None:
    assert "no run was made" in refusal(tmp_path)
    run = kept(tmp_path)
    assert peers.peers_of(tmp_path, ON).of("burst", "1").num_rows == 2
    assert f"is of {ON}, later than" in refusal(tmp_path, ON - timedelta(days=1))
    shutil.rmtree(tmp_path / keeping.folder_of(run))
    assert "left nothing on this machine" in refusal(tmp_path)
    kept(tmp_path, version="another")
    assert "have changed since the last run" in refusal(tmp_path)


@pytest.mark.django_db
def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    run = kept(tmp_path)
    (tmp_path / keeping.folder_of(run) / "aggregates" / "burst.parquet").write_bytes(b"PAR1")
    found = peers.peers_of(tmp_path, ON)
    for name in ("burst", "none of that name"):
        with pytest.raises(SupervisionError, match="读不出来"):
            found.of(name, "1")
