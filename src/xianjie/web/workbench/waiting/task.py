"""Something to do, and the working day by which this office does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.calendar import add_working_days
from xianjie.domain.certificates.applying import DECISION_DAYS, REVIEW_DAYS
from xianjie.errors import XianjieError
from xianjie.text import Text

_SPANS = {  # this office's own standard, not the notices'
    "accept": 5,
    "batch": 5,
    "approve": 2,
    "settle": 5,
    "lock": 1,
    "hold": 1,
    "move": 3,
    "read": 3,
    "enter": 5,
    "results": 2,
    "review": 5,
    "issue": 2,
    "change": 3,
    "answer": 5,
    "review proof": REVIEW_DAYS,
    "decide proof": DECISION_DAYS,
    "alert": 10,
}


@dataclass(frozen=True)
class Task:
    """Something to do: how many, since when, until which day, where."""

    words: Text
    count: int
    since: date
    due: date | None
    address: str
    clauses: tuple[str, ...] = ()
    by_months: bool = False  # the day is counted in months and may be none that is worked


def task_of(  # noqa: PLR0917 - the columns of a table
    span: str, words: Text, count: int, since: date, address: str, clauses: tuple[str, ...] = ()
) -> Task:
    """A task that is due once the span of its kind is over."""
    try:
        due: date | None = add_working_days(since, _SPANS[span])
    except XianjieError:
        due = None  # a year of which the holidays are not known
    return Task(words, count, since, due, address, clauses)
