"""Whole months: the same day of another month, or its last where it has no such day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, count: int) -> date:
    """So many months later, or earlier where ``count`` is negative."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
