"""Working days of China, from the State Council's yearly notices as data; whole months."""

from xianjie.calendar.days import (
    UnknownYear,
    add_working_days,
    is_working_day,
    working_days_between,
)
from xianjie.calendar.ends import CHINA, end_of
from xianjie.calendar.months import add_months

__all__ = [
    "CHINA",
    "UnknownYear",
    "add_months",
    "add_working_days",
    "end_of",
    "is_working_day",
    "working_days_between",
]
