"""Spark finds what DuckDB finds, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.indicators.tables import HONEST, ON, certificate, learner, result, sitting, written
from tests.spark import session
from xianjie.indicators import INDICATORS, Alert, Found, SupervisionError, opened, run
from xianjie.indicators.sample import DEADLINES, LAST, Plant

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]
MASTER = "local[2]"


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    """A Spark that all tests of this module share."""
    with session(MASTER) as made:
        made.conf.set("spark.sql.shuffle.partitions", "2")  # as many as there are cores
        yield


def told(alerts: Sequence[Alert]) -> str:
    return json.dumps([alert.jsonable("zh") for alert in alerts], ensure_ascii=False)


def test_a_province_gives_the_same_alerts(
    province: tuple[Path, Sequence[Plant]], whole: Found
) -> None:
    with opened("spark", province[0], master=MASTER) as engine:
        found = run(engine, on=LAST, deadlines=DEADLINES)
    assert (found.indicators, found.left_out) == (whole.indicators, whole.left_out)
    assert len(found.alerts) > 20
    assert told(found.alerts) == told(whole.alerts)


def test_nulls_parts_and_odd_names_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "a [1]* {b}"
    folder.mkdir()
    tables = {
        **HONEST,
        "certificates": [
            certificate(1, sitting=None, imported=True),
            certificate(2, code=None, number="x" * 22, person="px"),
            certificate(4, outcome="refuse", issued_on=ON),
        ],
        "sittings": [sitting(minutes=None, seats=None, reported_on=None)],
        "results": [result("p1", basis="entrusted"), result("px", present=False)],
        "learners": [learner(covered=False)],
    }
    written(folder, tables)
    whole = pq.read_table(folder / "certificates.parquet")
    (folder / "certificates.parquet").unlink()
    (folder / "certificates").mkdir()
    for number in range(3):
        pq.write_table(whole.slice(number, 1), folder / "certificates" / f"{number}.parquet")
    found = []
    for name in ("duckdb", "spark"):
        with opened(name, folder, master=MASTER) as engine:
            found.append([run(engine, on=ON, since=since).alerts for since in (None, ON)])
    assert [told(alerts) for alerts in found[0]] == [told(alerts) for alerts in found[1]]
    assert len(found[0][0]) > len(found[0][1]) > 0
    assert {alert.indicator for alert in found[0][0]} <= INDICATORS.keys()


def test_wrong_tables_are_refused_alike(tmp_path: Path) -> None:
    written(tmp_path, HONEST)
    table = pq.read_table(tmp_path / "results.parquet").drop_columns(["present"])
    pq.write_table(table, tmp_path / "results.parquet")
    with (
        pytest.raises(SupervisionError, match="present"),
        opened("spark", tmp_path, master=MASTER),
    ):
        pass
