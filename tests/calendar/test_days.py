"""Working days by the State Council's notices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.calendar import (
    UnknownYear,
    add_working_days,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2020, 9, 15), True),
        (date(2020, 9, 19), False),  # a Saturday
        (date(2020, 9, 27), True),  # a Sunday worked for the holidays
        (date(2020, 10, 1), False),
        (date(2020, 10, 8), False),
        (date(2020, 10, 9), True),
        (date(2020, 10, 10), True),  # a Saturday worked
        (date(2020, 1, 31), False),  # the Spring Festival, prolonged
        (date(2021, 1, 1), False),
    ],
)
def test_a_day_is_worked_or_not(day: date, worked: bool) -> None:
    assert is_working_day(day) is worked


def test_the_day_itself_does_not_count_and_holidays_are_passed_over() -> None:
    assert add_working_days(date(2020, 9, 30), 0) == date(2020, 9, 30)
    assert add_working_days(date(2020, 9, 30), 1) == date(2020, 10, 9)
    assert add_working_days(date(2020, 9, 30), 3) == date(2020, 10, 12)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    later = add_working_days(day, count)
    assert is_working_day(later)
    one = timedelta(days=1)
    assert working_days_between(day + one, later + one) == count


def test_a_year_without_a_notice_is_refused_with_what_to_add() -> None:
    with pytest.raises(UnknownYear) as refusal:
        is_working_day(date(2035, 1, 1))
    assert "2035" in refusal.value.message.zh
    assert "administrator" in refusal.value.message.en
    assert ".toml" not in refusal.value.message.in_("zh")  # read by who gave a wrong day


def test_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2020, 9, 1), -1)
