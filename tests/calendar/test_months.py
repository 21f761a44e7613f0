"""Whole months from a day."""

from datetime import date

import pytest

from xianjie.calendar import add_months


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2020, 9, 15), 0, date(2020, 9, 15)),
        (date(2020, 9, 15), 4, date(2021, 1, 15)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2021, 6, 30), -6, date(2020, 12, 30)),
        (date(2020, 12, 31), 12, date(2021, 12, 31)),
    ],
)
def test_the_same_day_of_another_month_or_its_last(day: date, count: int, then: date) -> None:
    assert add_months(day, count) == then
