"""What an indicator is: what it looks at, by which clause, with which thresholds and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.indicators.alerts import Row
from xianjie.indicators.thresholds import Thresholds
from xianjie.text import Text

LEADING = ("body", "area", "subject", "day")  # columns of every row that an indicator finds


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of a run, the first day of which findings are wanted, the thresholds of that day."""

    on: date
    since: date | None
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rule or statistic.

    ``sql`` gives rows of evidence (of a statistic: the aggregates that it works on), whose first
    columns are `LEADING`; ``:name`` in it stands for a threshold, ``:on`` for the day. ``work``
    turns aggregates into rows of evidence with a ``score``; a rule has none and its gravity for
    score. Rows of one body and subject are one alert. ``words`` says it in a sentence, from the
    rows of the alert.
    """

    name: str
    title: Text
    looks_at: Text
    clauses: tuple[str, ...]
    gravity: int
    sql: str
    words: Callable[[Sequence[Row]], Text]
    fix: Text  # what the issuer can do about it
    thresholds: tuple[str, ...] = ()
    work: Callable[[Sequence[Row], Asked], Sequence[Row]] | None = None

    @property
    def is_statistic(self) -> bool:
        return self.work is not None


def first(rows: Sequence[Row], *names: str) -> Mapping[str, object]:
    """These cells of the first row, for a sentence."""
    return {name: rows[0][name] for name in names}
