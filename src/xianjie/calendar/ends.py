"""When a day is over in China."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


def end_of(day: date) -> datetime:
    """The first moment after a day in China; of the calendar's last day, its last moment."""
    if day == date.max:
        return datetime.combine(day, time.max, CHINA)
    return datetime.combine(day + _DAY, time(), CHINA)
