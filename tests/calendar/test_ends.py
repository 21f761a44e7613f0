"""When days are over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from xianjie.calendar import end_of


def test_a_day_of_china_is_over_at_sixteen_hours_utc() -> None:
    assert end_of(date(2020, 9, 15)) == datetime(2020, 9, 15, 16, tzinfo=UTC)


def test_the_last_day_of_the_calendar_is_over_with_its_last_moment() -> None:
    assert end_of(date.max).astimezone(UTC).date() == date.max
    assert end_of(date.max) - end_of(date.max - timedelta(days=1)) > timedelta(hours=23)
