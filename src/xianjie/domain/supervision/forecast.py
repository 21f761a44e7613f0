"""Statistics for a pre-flight: the peers of the last run, the body's own rows as they would be.

What the body did since that run is counted anew, and the certificates that are asked for with it;
then each statistic works on all of it as it does at night.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xianjie.domain.supervision.peers import Peers
from xianjie.indicators import STATISTICS, Alert, aggregates, judged, opened
from xianjie.indicators.running import tables_of

_OF_ISSUING = tuple(name for name in STATISTICS if "certificates" in tables_of(name))
_OF_RESULTS = tuple(name for name in STATISTICS if name not in _OF_ISSUING)


@dataclass(frozen=True, slots=True)
class Own:
    """What a body would add: tables of its sittings' results and of what it issued, in folders."""

    body: str
    sittings: Collection[str]  # of the certificates that are asked for
    results: Path
    issued: Path  # what it issued from the day of the peers on, and what is asked for


def forecast(own: Own, peers: Peers, *, on: date, deadlines: Sequence[date]) -> Sequence[Alert]:
    """What statistics would find of the body that these certificates or their sittings are in."""
    found = [
        one
        for name, aggregated in _aggregated(own, peers, on)
        for one in judged(name, aggregated, on=on, deadlines=deadlines)
        if one.body == own.body and _is_of(one, own, on)
    ]
    return sorted(found, key=lambda one: (-one.score, one.indicator, one.subject))


def _aggregated(own: Own, peers: Peers, on: date) -> Iterator[tuple[str, pa.Table]]:
    with opened("duckdb", own.results) as engine:
        read = engine.table("SELECT CAST(sitting AS VARCHAR) AS sitting FROM sittings")["sitting"]
        for name in _OF_RESULTS:
            before = peers.of(name, own.body)
            others = before.filter(pc.invert(pc.is_in(before["subject"], read)))
            yield name, _joined(others, aggregates(engine, name, on=on))
    with opened("duckdb", own.issued) as engine:
        for name in _OF_ISSUING:
            before = peers.of(name, own.body)
            anew = pc.and_(
                pc.equal(before["body"], own.body), pc.greater_equal(before["day"], peers.on)
            )
            yield name, _joined(before.filter(pc.invert(anew)), aggregates(engine, name, on=on))


def _joined(before: pa.Table, added: pa.Table) -> pa.Table:
    """Engines differ in the width of their types, so the added rows take the kept ones'."""
    return pa.concat_tables([before, added.select(before.column_names).cast(before.schema)])


def _is_of(alert: Alert, own: Own, on: date) -> bool:
    if alert.indicator in _OF_ISSUING:
        return alert.day == on
    told = {alert.subject, *(str(row.get("sitting")) for row in alert.evidence)}
    return not told.isdisjoint(own.sittings)
