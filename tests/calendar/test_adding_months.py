"""Months after a day, for any day: there and back, and in order."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xianjie.calendar import add_months

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(days, st.integers(-600, 600))
def test_there_and_back_is_never_later_and_three_days_at_most_earlier(day: date, n: int) -> None:
    back = add_months(add_months(day, n), -n)
    assert 0 <= (day - back).days <= 3


@given(days, days, st.integers(0, 600))
def test_who_comes_first_stays_first(one: date, other: date, n: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, n) <= add_months(last, n)
