"""Months after a day: terms and windows are counted in them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_MONTHS = 12


def add_months(day: date, count: int) -> date:
    """The same day so many months on, or back; in a shorter month its last day."""
    months = day.year * _MONTHS + day.month - 1 + count
    year, month = divmod(months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
