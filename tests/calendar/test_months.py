"""Months after a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.calendar import add_months

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2020, 6, 1), 36, date(2023, 6, 1)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 5, 31), -3, date(2020, 2, 29)),
        (date(2020, 12, 31), 1, date(2021, 1, 31)),
        (date(2020, 3, 15), -3, date(2019, 12, 15)),
    ],
)
def test_the_same_day_of_another_month(day: date, count: int, then: date) -> None:
    assert add_months(day, count) == then


@given(days, st.integers(-600, 600))
def test_there_and_back_is_never_later_and_three_days_at_most_earlier(day: date, n: int) -> None:
    back = add_months(add_months(day, n), -n)
    assert 0 <= (day - back).days <= 3


@given(days, days, st.integers(0, 600))
def test_who_comes_first_stays_first(one: date, other: date, n: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, n) <= add_months(last, n)
