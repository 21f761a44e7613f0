"""Facts as small integers: what a column holds of each, and where along them the law changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xianjie.law.conditions import Leaf, Value
from xianjie.law.days import CompareDay
from xianjie.law.facts import BoolFact, DayFact, EnumFact, Fact, KeyFact

Codes = NDArray[np.integer[Any]]

EPOCH = date(1970, 1, 1).toordinal()
UNKNOWN_DAY = 2**31 - 1
NONE_DAY = UNKNOWN_DAY - 1  # above every day, so that it is before none
FIRST_DAY, LAST_DAY = (day.toordinal() - EPOCH for day in (date.min, date.max))


class Coding:
    """One fact's codes: a uint8 (uint16 for long tables), or days since 1970-01-01 as int32.

    ``values`` are those of a fact that is no day, by their codes. ``unknown`` is the code of a
    fact that is not given, ``none`` that of a day known to be none (None where the fact admits
    none). Names of a table are numbered so that those which the law treats alike, by ``alike``,
    stand together.
    """

    def __init__(self, fact: Fact, alike: Callable[[str], tuple[int, ...]]) -> None:
        self.fact = fact
        self.none: int | None = None
        self.values: Sequence[bool | str] = ()
        match fact:
            case BoolFact():
                self.values = (False, True)
            case EnumFact(values=values):
                self.values = tuple(values)
            case KeyFact(rows=rows):
                names: list[str] = sorted(rows, key=lambda name: (alike(name), name))
                self.values = names
            case DayFact() if fact.none is not None:
                self.none = NONE_DAY
        small = len(self.values) < np.iinfo(np.uint8).max
        self.dtype: np.dtype[np.integer[Any]] = np.dtype(
            np.int32 if isinstance(fact, DayFact) else np.uint8 if small else np.uint16
        )
        self.unknown = int(np.iinfo(self.dtype).max)
        self._numbers: dict[Value, int] = {
            value: number for number, value in enumerate(self.values)
        }

    def encode(self, value: Value) -> int:
        """The code of a typed value."""
        if isinstance(value, date):
            return value.toordinal() - EPOCH
        return NONE_DAY if value is None else self._numbers[value]

    def decode(self, code: int) -> Value:
        """The typed value of a known code."""
        if self.values:
            return self.values[code]
        return None if code == self.none else date.fromordinal(code + EPOCH)

    def steps(self, leaves: Iterable[tuple[Leaf, int]]) -> tuple[tuple[int, int], ...]:
        """(lowest code, bits) of each stretch of known codes between which leaves change.

        ``leaves`` come with their bits; those that speak of other facts, too, are left out.
        """
        own = [(leaf, bit) for leaf, bit in leaves if leaf.facts == (self.fact,)]
        steps: list[tuple[int, int]] = []
        for start in self._starts(leaf for leaf, _ in own):
            bits = bits_of(self.fact, self.decode(start), own)
            if not steps or steps[-1][1] != bits:
                steps.append((start, bits))
        return tuple(steps)

    def _starts(self, leaves: Iterable[Leaf]) -> Sequence[int]:
        if self.values:
            return range(len(self.values))
        days = {leaf.right.day for leaf in leaves if isinstance(leaf, CompareDay)}
        near = {day.toordinal() - EPOCH + after for day in days for after in (0, 1)}
        starts = [FIRST_DAY, *sorted(day for day in near if FIRST_DAY < day <= LAST_DAY)]
        return starts if self.none is None else [*starts, self.none]


def bits_of(fact: Fact, value: Value, leaves: Iterable[tuple[Leaf, int]]) -> int:
    """The bits of those leaves, all of this fact alone, that hold for a typed value of it."""
    values = {fact.name: value}
    return sum(1 << bit for leaf, bit in leaves if leaf.holds(values))
