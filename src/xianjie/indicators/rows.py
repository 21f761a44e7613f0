"""Rows as engines give them, and their cells by type: an indicator's own columns are sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

Value = str | int | float | bool | date | None
Row = Mapping[str, Value]


def day(row: Row, name: str = "day") -> date:
    value = row[name]
    if not isinstance(value, date):
        raise TypeError(_unlike(name, value, "a day"))
    return value


def number(row: Row, name: str) -> float:
    value = row[name]
    if not isinstance(value, int | float):
        raise TypeError(_unlike(name, value, "a number"))
    return value


def text(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(_unlike(name, value, "a text"))
    return value


def total(rows: Sequence[Row], name: str) -> float:
    return sum(number(row, name) for row in rows)


def _unlike(name: str, value: Value, wanted: str) -> str:
    return f"{name} must be {wanted}, not {value!r}"
