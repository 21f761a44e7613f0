"""Every combination of values that stand for all, as sets of cases kept in the bits of an int.

A condition is the set of cases in which it holds, so "these conditions force the outcome" and
"this fact alone can change it" are a few operations on ints and are checked without samples.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from itertools import product
from typing import Any

from tests.law import formulas, oracle
from tests.law.values import representative
from xianjie.instruments import law

Set = int


class Grid:
    """All combinations of a decision's representative facts, with their outcomes.

    The outcomes are the oracle's, so nothing here depends on what is being tested.
    """

    def __init__(self, jurisdiction: str, decision: str, alternative: tuple[str, ...]) -> None:
        self.jurisdiction, self.decision, self.alternative = jurisdiction, decision, alternative
        self.law = law(jurisdiction, dict.fromkeys(alternative, "alternative"))
        self.asked = self.law.decision(decision)
        self.days: Mapping[str, date] = {name: day.day for name, day in self.law.days.items()}
        self.names = tuple(fact.name for fact in self.asked.facts)
        self.values = {fact.name: representative(decision, fact) for fact in self.asked.facts}
        self._conditions: dict[str, Set] = {}

    @cached_property
    def cases(self) -> list[dict[str, Any]]:
        return [
            dict(zip(self.names, values, strict=True)) for values in product(*self.values.values())
        ]

    @cached_property
    def all(self) -> Set:
        return (1 << len(self.cases)) - 1

    @cached_property
    def outcomes(self) -> Mapping[str, Set]:
        return self._outcomes(self.alternative)

    @cache  # noqa: B019  # grids live as long as the tests
    def flipped(self, reading: str) -> Mapping[str, Set]:
        """The outcomes with one reading turned the other way."""
        return self._outcomes(tuple(sorted(set(self.alternative) ^ {reading})))

    def where(self, condition: str) -> Set:
        """The cases in which a condition, as an answer writes it, holds."""
        if condition not in self._conditions:
            self._conditions[condition] = _set(
                formulas.holds(condition, case, self.days) for case in self.cases
            )
        return self._conditions[condition]

    def fitting(self, known: Mapping[str, Any]) -> Set:
        """The cases that agree with the facts known."""
        fitting = self.all
        for name, value in known.items():
            fitting &= self._with(name, value)
        return fitting

    def reached(self, cases: Set, outcomes: Mapping[str, Set] | None = None) -> set[str]:
        """The outcomes that some of the cases have."""
        found = self.outcomes if outcomes is None else outcomes
        return {name for name, having in found.items() if having & cases}

    def can_change(self, name: str, cases: Set) -> bool:
        """Whether two of the cases differ in nothing but this fact, and in the outcome."""
        step = self._step(name)
        return any(
            self._beside(having & cases, name, distance * step) & cases & ~having
            for having in self.outcomes.values()
            for distance in range(1, len(self.values[name]))
        )

    def _beside(self, cases: Set, name: str, shift: int) -> Set:
        """The cases moved to a later value of one fact, those without such a value left out."""
        room = len(self.values[name]) - shift // self._step(name)
        early = 0
        for value in self.values[name][:room]:
            early |= self._with(name, value)
        return (cases & early) << shift

    def _step(self, name: str) -> int:
        step = 1
        for later in self.names[self.names.index(name) + 1 :]:
            step *= len(self.values[later])
        return step

    @cache  # noqa: B019  # grids live as long as the tests
    def _with(self, name: str, value: object) -> Set:
        return _set(case[name] == value for case in self.cases)

    def _outcomes(self, alternative: tuple[str, ...]) -> Mapping[str, Set]:
        found = [
            oracle.outcome(self.decision, case, self.jurisdiction, alternative)
            for case in self.cases
        ]
        return {name: _set(outcome == name for outcome in found) for name in set(found)}


@cache
def grid(jurisdiction: str, decision: str, *alternative: str) -> Grid:
    return Grid(jurisdiction, decision, alternative)


def members(cases: Set) -> Iterator[int]:
    """The indexes of the cases in a set."""
    return (index for index, bit in enumerate(reversed(f"{cases:b}")) if bit == "1")


def _set(truths: Iterable[bool]) -> Set:
    bits = "".join("1" if truth else "0" for truth in truths)
    return int(bits[::-1], 2)
