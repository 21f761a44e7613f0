"""Statistics ahead of issuing against those of the night, over a made-up province with frauds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xianjie.domain.supervision import peers
from xianjie.domain.supervision.forecast import Own, forecast
from xianjie.indicators import STATISTICS, Alert, ends_of_issuing, opened, run
from xianjie.indicators.sample import KINDS, body_code, make, plant, write
from xianjie.indicators.schema import TABLES

pytestmark = pytest.mark.slow
_HONEST, _EACH = 30, 2
STRONG = 2
_EPOCH = date(1970, 1, 1)
_OF_STATISTICS = [one for one in KINDS if one in STATISTICS]
Told = set[tuple[str, str, float]]


@dataclass(frozen=True)
class Made:
    """The tables of a province, and in which days which body committed which fraud."""

    tables: dict[str, pa.Table]
    frauds: dict[str, list[tuple[str, date, date]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("province")
    count = _EACH * len(KINDS)
    world = make(_HONEST + count, 1, at_work=count)
    planted = plant(world, STRONG, first_body=_HONEST, each=_EACH)
    write(world, folder)
    tables = {name: _read(folder / f"{name}.parquet") for name in TABLES if name != "learners"}
    frauds: dict[str, list[tuple[str, date, date]]] = {kind: [] for kind in _OF_STATISTICS}
    for one in planted:
        first, last = (_EPOCH + timedelta(days=number) for number in (one.first, one.last))
        frauds.get(one.kind, []).append((body_code(one.body), first, last))
    return Made(tables, frauds)


def _read(file: Path) -> pa.Table:
    return pyarrow.parquet.read_table(file)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=st.data())
def test_what_is_forecast_is_found_at_night(
    made: Made, tmp_path_factory: pytest.TempPathFactory, chosen: st.DataObject
) -> None:
    """Of any body on any day on which it issues and nobody else does anything."""
    kind = chosen.draw(st.sampled_from([*_OF_STATISTICS, "honest"]))
    body, on = chosen.draw(st.sampled_from(_days(made, kind)))
    forecast_, found = _both(made, body, on, tmp_path_factory.mktemp("day"))
    assert forecast_ == found


def test_a_rush_is_forecast_on_the_deadline(
    made: Made, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Before that day it is not looked at, so what was issued last before it is moved there."""
    body, _, until = made.frauds["deadline_rush"][0]
    end = max(one for one in ends_of_issuing() if one <= until)
    last = max(on for whose, on in _days(made, "deadline_rush") if whose == body and on <= end)
    certificates = made.tables["certificates"]
    is_moved = pc.and_(
        pc.equal(certificates["body"], body), pc.equal(certificates["issued_on"], last)
    )
    days = pc.if_else(is_moved, pa.scalar(end), certificates["issued_on"])
    place = certificates.column_names.index("issued_on")
    moved = Made(
        made.tables | {"certificates": certificates.set_column(place, "issued_on", days)},
        made.frauds,
    )
    forecast_, found = _both(moved, body, end, tmp_path_factory.mktemp("day"))
    assert forecast_ == found
    assert ("deadline_rush", end.isoformat()) in {(name, about) for name, about, _ in forecast_}


@pytest.mark.parametrize("kind", [one for one in _OF_STATISTICS if one != "deadline_rush"])
def test_a_planted_fraud_is_forecast(
    made: Made, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    """Some day on which the body issues for it; so that the property is of something."""
    told: set[str] = set()
    for body, on in reversed(_days(made, kind)):
        forecast_, found = _both(made, body, on, tmp_path_factory.mktemp("day"))
        assert forecast_ == found
        told |= {name for name, _, _ in forecast_}
        if kind in told:
            break
    assert kind in told


def _days(made: Made, kind: str) -> list[tuple[str, date]]:
    """Bodies and days of issue: of certificates of a fraud, or of honest bodies."""
    sittings = made.tables["sittings"]
    ended = dict(
        zip(*(sittings[name].to_pylist() for name in ("sitting", "until_on")), strict=True)
    )
    columns = made.tables["certificates"].select(["body", "issued_on", "sitting"])
    rows = {tuple(row.values()) for row in columns.to_pylist()}
    if kind == "honest":
        frauds = {body for some in made.frauds.values() for body, _, _ in some}
        late = date(2021, 6, 1)
        return sorted({(body, on) for body, on, _ in rows if body not in frauds and on > late})
    return sorted(
        {
            (body, on)
            for body, on, sitting in rows
            for whose, first, last in made.frauds[kind]
            if body == whose and (first <= on <= last or first <= ended.get(sitting, on) <= last)
        }
    )


def _both(made: Made, body: str, on: date, folder: Path) -> tuple[Told, Told]:
    """What is forecast of the body's certificates of the day, and what the night finds of them."""
    before, night = folder / "before", folder / "night"
    results, issued = folder / "results", folder / "issued"
    since = on - timedelta(days=1)
    there = _as_of(made, body, on)
    own = _where(there["certificates"], body=body, issued_on=on)
    _write(night, there)
    _write(before, there | {"certificates": _without(there["certificates"], own)})
    with opened("duckdb", before) as engine:
        run(
            engine,
            on=since,
            only=STATISTICS,
            deadlines=ends_of_issuing(),
            aggregated=lambda name, found: peers.keep(before, name, found, most=10**9),
        )
    mine = _where(there["sittings"], body=body)
    _write(
        results,
        {
            "sittings": mine,
            "results": _among(there["results"], "sitting", mine["sitting"]),
        },
    )
    new = _where(there["certificates"], body=body)
    _write(
        issued,
        {
            "certificates": new.filter(pc.greater_equal(new["issued_on"], since)),
            "filings": _where(there["filings"], body=body),
        },
    )
    sittings = {str(one) for one in own["sitting"].to_pylist()}
    told = forecast(
        Own(body, sittings, results, issued),
        peers.Peers(before / "aggregates", since),
        on=on,
        deadlines=ends_of_issuing(),
    )
    with opened("duckdb", night) as engine:
        alerts = run(engine, on=on, only=STATISTICS, deadlines=ends_of_issuing()).alerts
    return _told(told), _told(_about(alerts, body, sittings, on))


def _as_of(made: Made, body: str, on: date) -> dict[str, pa.Table]:
    """What there was that day, were this body the only one that did anything on it."""
    certificates, sittings = made.tables["certificates"], made.tables["sittings"]
    is_own = pc.equal(certificates["body"], body)
    was = pc.less(certificates["issued_on"], on)
    today = pc.equal(certificates["issued_on"], on)
    held = pc.less(sittings["until_on"], on - timedelta(days=1))
    own_sittings = pc.and_(pc.equal(sittings["body"], body), pc.less(sittings["until_on"], on))
    kept = sittings.filter(pc.or_(held, own_sittings))
    return made.tables | {
        "certificates": certificates.filter(pc.or_(was, pc.and_(today, is_own))),
        "sittings": kept,
        "results": _among(made.tables["results"], "sitting", kept["sitting"]),
    }


def _about(alerts: Iterable[Alert], body: str, sittings: set[str], on: date) -> Iterator[Alert]:
    for one in alerts:
        named = {one.subject, *(str(row.get("sitting")) for row in one.evidence)}
        is_of_day = one.indicator in {"burst", "deadline_rush"} and one.day == on
        if one.body == body and (is_of_day or named & sittings):
            yield one


def _told(alerts: Iterable[Alert]) -> Told:
    return {(one.indicator, one.subject, one.score) for one in alerts}


def _where(table: pa.Table, **wanted: object) -> pa.Table:
    for name, value in wanted.items():
        table = table.filter(pc.equal(table[name], value))
    return table


def _without(table: pa.Table, rows: pa.Table) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["certificate"], rows["certificate"])))


def _among(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table[name], values))


def _write(folder: Path, tables: dict[str, pa.Table]) -> None:
    folder.mkdir()
    for name, table in tables.items():
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
