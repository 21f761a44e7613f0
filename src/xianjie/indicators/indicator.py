"""What an indicator is: what it looks at, by which clause, with which thresholds and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from xianjie.indicators.rows import Row
from xianjie.indicators.thresholds import Thresholds
from xianjie.text import Text

LEADING = ("body", "area", "subject", "day")  # columns of every row that an indicator finds


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of a run, the thresholds that hold on it, the days by which law ends issuing."""

    on: date
    thresholds: Thresholds
    deadlines: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one body and subject: the newest rows of evidence, and how many in all."""

    rows: Sequence[Row]
    total: int

    @property
    def newest(self) -> Row:
        return self.rows[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One rule or statistic.

    ``sql`` finds rows: the `LEADING` columns, then what is in ``evidence``. Of a statistic it
    finds the aggregates that ``work`` turns into such rows, with a ``score``; a rule's score is its
    ``gravity``. ``:name`` in it stands for a threshold, ``:on`` for the day of the run. Rows of one
    body and subject are one alert, which ``words`` puts in a sentence.
    """

    name: str
    title: Text
    looks_at: Text
    clauses: tuple[str, ...]
    sql: str
    evidence: tuple[str, ...]
    words: Callable[[Finding], Text]
    fix: Text  # what the body can do about it
    gravity: int = 0  # of a rule, from 0 to 100
    thresholds: tuple[str, ...] = ()
    work: Callable[[pa.Table, Asked], Sequence[Row]] | None = None
