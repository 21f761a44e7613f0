"""A run: every indicator over the tables, rows of evidence gathered into alerts.

A run that asks for findings since a day gives the alerts of a full run whose newest row is of that
day or later: rules look for their subjects among the newer rows first, and then at those alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter

import pyarrow as pa
import sqlglot
from sqlglot import exp

from xianjie.indicators.alerts import Alert
from xianjie.indicators.engines import Engine
from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.indicator import Asked, Finding, Indicator
from xianjie.indicators.register import INDICATORS
from xianjie.indicators.rows import Row, day, number, text
from xianjie.indicators.schema import TABLES, VIEWS
from xianjie.indicators.thresholds import Thresholds, thresholds
from xianjie.text import Text

MOST_ROWS = 50  # of evidence in an alert
_NAME = re.compile(r":([a-z_]+)")
_whose = itemgetter("body", "subject")

Subjects = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found, which indicators looked, and which could not for want of which tables."""

    on: date
    since: date | None
    indicators: Sequence[str]
    left_out: Mapping[str, Sequence[str]]
    alerts: Sequence[Alert]


def run(
    engine: Engine,
    *,
    on: date,
    since: date | None = None,
    only: Iterable[str] | None = None,
    held: Thresholds | None = None,
    deadlines: Sequence[date] = (),
    progress: Callable[[str], None] = lambda _: None,
    aggregated: Callable[[str, pa.Table], None] = lambda *_: None,
) -> Found:
    """Alerts of days up to ``on``, from ``since`` on where it is given; gravest first.

    ``aggregated`` is given what each statistic works on, for `judged` to work on again. Raises
    `SupervisionError` for an indicator that there is not, or a sitting that is listed twice.
    """
    asked = Asked(on, held or thresholds(on), deadlines)
    names = list(INDICATORS) if only is None else [_known(name) for name in only]
    left_out = {name: lacking for name in names if (lacking := _lacking(name, engine))}
    _require_sittings_once(engine)
    _define_views(engine, on)
    alerts: list[Alert] = []
    looked = [name for name in names if name not in left_out]
    for name in looked:
        progress(name)
        if INDICATORS[name].work is None:
            rows = _rows(INDICATORS[name], engine, asked, since)
        else:
            found = _aggregates(INDICATORS[name], engine, asked)
            aggregated(name, found)
            rows = _since(_worked(INDICATORS[name], found, asked), since)
        alerts += _alerts(INDICATORS[name], rows)
    alerts.sort(key=lambda one: (-one.score, one.indicator, one.body, one.subject))
    return Found(on, since, looked, left_out, alerts)


def aggregates(engine: Engine, name: str, *, on: date) -> pa.Table:
    """What a statistic works on: its SQL over the tables, as of a day."""
    _define_views(engine, on)
    return _aggregates(INDICATORS[_known(name)], engine, Asked(on, thresholds(on)))


def judged(
    name: str, found: pa.Table, *, on: date, deadlines: Sequence[date] = ()
) -> Sequence[Alert]:
    """What a statistic finds in aggregates, wherever they were kept: as `run` does with them."""
    asked = Asked(on, thresholds(on), deadlines)
    return list(_alerts(INDICATORS[name], _worked(INDICATORS[name], found, asked)))


@cache
def tables_of(name: str) -> tuple[str, ...]:
    """The tables that an indicator reads, in the order of the schema."""
    read = _tables_in(INDICATORS[name].sql)
    behind = {view: _tables_in(query) for view, (_, query) in VIEWS.items()}
    told = read.union(*(behind[view] for view in read & behind.keys()))
    return tuple(table for table in TABLES if table in told)


def filled(indicator: Indicator, asked: Asked) -> str:
    """Its SQL with the thresholds and the day put in."""
    values = {name: _literal(asked.thresholds[name]) for name in indicator.thresholds}
    return _filled(indicator.sql.strip(), {**values, "on": asked.on.isoformat()})


def _literal(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _tables_in(sql: str) -> set[str]:
    plain = _NAME.sub("1", sql)
    return {table.name for table in sqlglot.parse_one(plain, read="duckdb").find_all(exp.Table)}


def _filled(sql: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: values.get(found[1], found[0]), sql)


def _lacking(name: str, engine: Engine) -> Sequence[str]:
    return [table for table in tables_of(name) if table not in engine.tables]


def _require_sittings_once(engine: Engine) -> None:
    """A sitting listed twice would double all that hangs on it."""
    doubled = engine.table(
        "SELECT MIN(sitting) AS sitting FROM"
        " (SELECT sitting FROM sittings GROUP BY sitting HAVING COUNT(*) > 1) AS doubled"
    )["sitting"][0].as_py()
    if doubled is not None:
        raise SupervisionError(
            Text(
                f"表 sittings 中场次 {doubled} 有不止一行；每一场只能有一行",
                f"the table sittings has more than one row of sitting {doubled}; there may be one",
            )
        )


def _define_views(engine: Engine, on: date) -> None:
    for name, (_, query) in VIEWS.items():
        engine.define(name, _filled(query, {"on": on.isoformat()}))


def _aggregates(indicator: Indicator, engine: Engine, asked: Asked) -> pa.Table:
    query = f"SELECT * FROM (\n{filled(indicator, asked)}\n) AS found"
    return engine.table(f"{query} WHERE day <= DATE '{asked.on}'")


def _worked(indicator: Indicator, found: pa.Table, asked: Asked) -> Sequence[Row]:
    return indicator.work(found, asked) if indicator.work else []


def _rows(indicator: Indicator, engine: Engine, asked: Asked, since: date | None) -> Sequence[Row]:
    """Rows of evidence of a rule with their score and ``total``, how many their subject has."""
    if since is None:
        return _scored(indicator, engine.table(_capped(indicator, asked, "")))
    subjects = _subjects(engine.table(_newer(indicator, asked, since)))
    if not subjects:
        return []
    bodies = ", ".join(_quoted(body) for body in sorted({body for body, _ in subjects}))
    found = engine.table(_capped(indicator, asked, f" AND body IN ({bodies})"))
    return [row for row in _scored(indicator, found) if _whose(row) in subjects]


def _newer(indicator: Indicator, asked: Asked, since: date) -> str:
    """Subjects that have a row of that day or later."""
    return (
        f"SELECT DISTINCT body, subject FROM (\n{filled(indicator, asked)}\n) AS found "
        f"WHERE day BETWEEN DATE '{since}' AND DATE '{asked.on}'"
    )


def _capped(indicator: Indicator, asked: Asked, further: str) -> str:
    """The newest rows of each subject, in one order whatever that of the tables."""
    columns = ", ".join(indicator.evidence)
    return f"""
SELECT * FROM (
  SELECT found.*, COUNT(*) OVER (PARTITION BY body, subject) AS total,
         ROW_NUMBER() OVER (PARTITION BY body, subject ORDER BY day DESC, {columns}) AS place
  FROM (
{filled(indicator, asked)}
  ) AS found
  WHERE day <= DATE '{asked.on}'{further}
) AS ordered
WHERE place <= {MOST_ROWS}
ORDER BY body, subject, place
"""


def _subjects(found: pa.Table) -> Subjects:
    return frozenset((text(row, "body"), text(row, "subject")) for row in found.to_pylist())


def _scored(indicator: Indicator, found: pa.Table) -> Sequence[Row]:
    return [{**row, "score": float(indicator.gravity)} for row in found.to_pylist()]


def _since(rows: Sequence[Row], since: date | None) -> Sequence[Row]:
    """The rows of subjects whose newest is of that day or later."""
    if since is None:
        return rows
    told = {_whose(row) for row in rows if day(row) >= since}
    return [row for row in rows if _whose(row) in told]


def _alerts(indicator: Indicator, rows: Sequence[Row]) -> Iterator[Alert]:
    for (body, subject), group in groupby(sorted(rows, key=_whose), key=_whose):
        of_it = list(group)
        finding = Finding(of_it, int(number(of_it[0], "total")))
        yield Alert(
            indicator.name,
            subject,
            body,
            text(of_it[0], "area"),
            max(day(row) for row in of_it),
            max(number(row, "score") for row in of_it),
            indicator.clauses,
            indicator.words(finding),
            [{name: row[name] for name in ("day", *indicator.evidence)} for row in of_it],
            finding.total,
        )


def _quoted(words: str) -> str:
    return "'{}'".format(words.replace("'", "''"))


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
