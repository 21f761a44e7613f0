"""A run: every indicator over the tables, rows of evidence gathered into alerts.

A run that asks for findings since a day looks at the same tables, so what it finds is what a full
run finds of those days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from xianjie.indicators.alerts import Alert, Row
from xianjie.indicators.engines import Engine
from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.indicator import LEADING, Asked, Indicator
from xianjie.indicators.register import INDICATORS
from xianjie.indicators.thresholds import Thresholds, thresholds
from xianjie.text import Text

_NAME = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found, and what it looked with."""

    on: date
    since: date | None
    indicators: Sequence[str]
    alerts: Sequence[Alert]


def run(
    engine: Engine,
    *,
    on: date,
    since: date | None = None,
    only: Iterable[str] | None = None,
    held: Thresholds | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Found:
    """Alerts of days up to ``on``, from ``since`` on where it is given; gravest first.

    Raises `SupervisionError` for an indicator that there is not.
    """
    asked = Asked(on, since, held or thresholds(on))
    names = list(INDICATORS) if only is None else [_known(name) for name in only]
    alerts: list[Alert] = []
    for name in names:
        progress(name)
        alerts += _alerts(INDICATORS[name], _found(INDICATORS[name], engine, asked))
    alerts.sort(key=lambda one: (-one.score, one.indicator, one.body, one.subject))
    return Found(on, since, names, alerts)


def query(indicator: Indicator, asked: Asked) -> str:
    """Its SQL with the thresholds and the day put in, up to that day."""
    values = {name: _literal(asked.thresholds[name]) for name in indicator.thresholds}
    values["on"] = asked.on.isoformat()
    sql = _NAME.sub(lambda found: values.get(found[1], found[0]), indicator.sql.strip())
    first = f" AND day >= DATE '{asked.since}'" if asked.since and not indicator.work else ""
    return f"SELECT * FROM (\n{sql}\n) AS found WHERE day <= DATE '{asked.on}'{first}"  # noqa: S608


def _found(indicator: Indicator, engine: Engine, asked: Asked) -> Sequence[Row]:
    rows = engine.rows(query(indicator, asked))
    if indicator.work is None:
        return [{**row, "score": float(indicator.gravity)} for row in rows]
    ordered = sorted(rows, key=_order)
    return [
        row
        for row in indicator.work(ordered, asked)
        if asked.since is None or _day(row) >= asked.since
    ]


def _alerts(indicator: Indicator, rows: Sequence[Row]) -> Iterable[Alert]:
    for (body, subject), group in groupby(sorted(rows, key=_order), key=_whose):
        of_it = list(group)
        yield Alert(
            indicator.name,
            subject,
            body,
            str(of_it[0]["area"]),
            max(_day(row) for row in of_it),
            max(float(str(row["score"])) for row in of_it),
            indicator.clauses,
            indicator.words(of_it),
            [_evidence(row) for row in of_it],
        )


def _whose(row: Row) -> tuple[str, str]:
    return str(row["body"]), str(row["subject"])


def _order(row: Row) -> tuple[object, ...]:
    return (*_whose(row), *(str(value) for value in row.values()))


def _evidence(row: Row) -> Mapping[str, object]:
    return {name: value for name, value in row.items() if name not in {*LEADING[:3], "score"}}


def _day(row: Row) -> date:
    day = row["day"]
    assert isinstance(day, date)  # noqa: S101 - the column is one of days
    return day


def _literal(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _known(name: str) -> str:
    if name not in INDICATORS:
        listed = ", ".join(INDICATORS)
        raise SupervisionError(
            Text(
                f"没有指标 {name}；有：{listed}",
                f"no indicator is called {name}; there are: {listed}",
            )
        )
    return name
