"""Which days are worked: weekdays but those off, and the weekends that are worked instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from xianjie.errors import XianjieError
from xianjie.text import Text

_DAY = timedelta(days=1)
_SATURDAY = 5


class UnknownYear(XianjieError):
    """The holidays of a year are not among the data."""


@dataclass(frozen=True, slots=True)
class _Year:
    off: frozenset[date]
    worked: frozenset[date]


def is_working_day(day: date) -> bool:
    """Raises `UnknownYear`."""
    year = _year(day.year)
    return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after a day, which itself does not count.

    Raises `UnknownYear`, and ValueError for less than none.
    """
    if count < 0:
        message = "count working days forward"
        raise ValueError(message)
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def working_days_between(begin: date, end: date) -> int:
    """How many days are worked from one day to before another; raises `UnknownYear`."""
    return sum(is_working_day(begin + n * _DAY) for n in range((end - begin).days))


def _year(number: int) -> _Year:
    found = _years().get(number)
    if found is None:
        known = _years()
        raise UnknownYear(
            Text(
                f"没有 {number} 年的节假日安排，工作日无法计算；请填写 {min(known)} 至 "
                f"{max(known)} 年的日期，或请系统管理员补上国务院办公厅当年的通知",
                f"the holidays of {number} are not known, so working days cannot be counted; give "
                f"a day from {min(known)} to {max(known)}, or ask the administrator to add the "
                "State Council's notice of that year",
            )
        )
    return found


@cache
def _years() -> Mapping[int, _Year]:
    text = resources.files("xianjie.calendar").joinpath("holidays.toml").read_text("utf-8")
    return {
        int(number): _Year(
            frozenset(day for span in told["off"] for day in _days(number, span)),
            frozenset(day for span in told["worked"] for day in _days(number, span)),
        )
        for number, told in tomllib.loads(text).items()
    }


def _days(year: str, span: str) -> Iterator[date]:
    first, _, last = span.partition("/")
    day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
    while day <= end:
        yield day
        day += _DAY
