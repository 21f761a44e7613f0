"""Rows of aggregates as columns, and back as rows of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xianjie.indicators.alerts import Row
from xianjie.indicators.statistics.models import Floats


def column(rows: Sequence[Row], name: str) -> Floats:
    return np.array([row[name] for row in rows], dtype=np.float64)


def body_years(rows: Sequence[Row]) -> float:
    """How long the bodies of the rows have been seen, all together: from first day to last."""
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        body, day = str(row["body"]), ordinal(row["day"])
        first, last = spans.get(body, (day, day))
        spans[body] = min(first, day), max(last, day)
    return sum(last - first + 30 for first, last in spans.values()) / 365.25


def ordinal(day: object) -> int:
    assert isinstance(day, date)  # noqa: S101 - the column is one of days
    return day.toordinal()


def codes(rows: Sequence[Row], *names: str) -> Floats:
    """A number for each combination of values, the same for the same whatever the rows' order."""
    values = [tuple(str(row[name]) for name in names) for row in rows]
    numbers = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.array([numbers[value] for value in values], dtype=np.float64)


def kept(rows: Sequence[Row], told: NDArray[np.bool_], **figures: NDArray[np.float64]) -> list[Row]:
    """The rows that are told, with their figures."""
    return [
        {**rows[place], **{name: float(values[place]) for name, values in figures.items()}}
        for place in np.flatnonzero(told).tolist()
    ]
