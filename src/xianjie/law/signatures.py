"""Signatures: which truth values the leaves of a decision can have together.

A signature is an int whose bit *i* is the truth of leaf *i*. Facts that share a leaf form a
component; what a component can be is found by trying every combination of values that its leaves
can tell apart, so the givens (a day before one date is before every later one; what the table
says of a name) need no list of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from xianjie.law.conditions import Leaf, Value
from xianjie.law.days import CompareDay
from xianjie.law.facts import BoolFact, DayFact, EnumFact, Fact, KeyFact

_ANY_DAY = date(2020, 9, 15)


@dataclass(frozen=True)
class Component:
    """Facts tied together by shared leaves, those leaves, and the bit of each."""

    facts: tuple[Fact, ...]
    leaves: tuple[tuple[int, Leaf], ...]

    @cached_property
    def mask(self) -> int:
        return sum(1 << bit for bit, _ in self.leaves)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(fact.name for fact in self.facts)

    @cached_property
    def table(self) -> Mapping[int, Mapping[str, Value]]:
        """Every signature it can have, with the first values that give it."""
        table: dict[int, Mapping[str, Value]] = {}
        for values in self.assignments({}):
            table.setdefault(self.signature(values), values)
        return table

    def signature(self, values: Mapping[str, Value]) -> int:
        return sum(1 << bit for bit, leaf in self.leaves if leaf.holds(values))

    def assignments(self, known: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
        """Values for all its facts: those known, and enough of the others to show every case."""
        days = [known[name] for name in self.names & known.keys()]
        thresholds = {day for day in days if isinstance(day, date)}
        thresholds |= {leaf.right.day for _, leaf in self.leaves if isinstance(leaf, CompareDay)}
        choices = [
            (known[fact.name],) if fact.name in known else self._candidates(fact, thresholds)
            for fact in self.facts
        ]
        for combination in product(*choices):
            yield dict(zip((fact.name for fact in self.facts), combination, strict=True))

    def _candidates(self, fact: Fact, thresholds: set[date]) -> Sequence[Value]:
        if not isinstance(fact, DayFact):
            return values_of(fact)
        # As many days on each side of a threshold as there are days to put in any order there.
        reach = sum(isinstance(other, DayFact) for other in self.facts)
        near = {
            date.fromordinal(ordinal)
            for threshold in thresholds or {_ANY_DAY}
            for ordinal in range(threshold.toordinal() - reach, threshold.toordinal() + reach + 1)
            if date.min.toordinal() <= ordinal <= date.max.toordinal()
        }
        none: Sequence[Value] = () if fact.none is None else (None,)
        return (*sorted(near), *none)


def values_of(fact: Fact) -> Sequence[Value]:
    """Values that stand for all that a fact can be, apart from which days are compared."""
    match fact:
        case BoolFact():
            return (True, False)
        case EnumFact(values=values):
            return tuple(values)
        case KeyFact():
            return tuple(fact.profiles())
        case DayFact(none=None):
            return (_ANY_DAY,)
        case _:
            return (_ANY_DAY, None)


class Space:
    """The signatures that a list of leaves can have, given the facts they speak of."""

    def __init__(self, leaves: Iterable[Leaf], facts: Iterable[Fact]) -> None:
        self.leaves = tuple(leaves)
        self.facts = tuple(facts)
        self.bit = {leaf: index for index, leaf in enumerate(self.leaves)}
        self.components = tuple(_components(self.leaves, self.facts))

    @cached_property
    def signatures(self) -> tuple[int, ...]:
        """Every signature that some case has."""
        return combine([tuple(component.table) for component in self.components])

    def of(self, values: Mapping[str, Value]) -> int:
        """The signature of a case in which every fact used is known."""
        return sum(component.signature(values) for component in self.components)

    def possible(self, known: Mapping[str, Value]) -> list[tuple[int, ...]]:
        """For each component, the signatures still possible when only ``known`` is."""
        return [self._possible(component, known) for component in self.components]

    def witness(self, signature: int) -> dict[str, Value]:
        """A case with that signature, every fact known; raises KeyError if there is none."""
        values: dict[str, Value] = {fact.name: values_of(fact)[0] for fact in self.facts}
        for component in self.components:
            values.update(component.table[signature & component.mask])
        return values

    def _possible(self, component: Component, known: Mapping[str, Value]) -> tuple[int, ...]:
        if component.names <= known.keys():
            return (component.signature(known),)
        if not component.names & known.keys():
            return tuple(component.table)
        found = (component.signature(values) for values in component.assignments(known))
        return tuple(dict.fromkeys(found))


def combine(parts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """One signature from each part, in every way."""
    combined: tuple[int, ...] = (0,)
    for part in parts:
        combined = tuple(left | right for left in combined for right in part)
    return combined


def _components(leaves: tuple[Leaf, ...], facts: tuple[Fact, ...]) -> Iterator[Component]:
    group = {fact.name: fact.name for fact in facts}
    for leaf in leaves:
        first, *others = [group[fact.name] for fact in leaf.facts]
        for other in others:
            group = {name: first if root == other else root for name, root in group.items()}
    for root in dict.fromkeys(group.values()):
        members = tuple(fact for fact in facts if group[fact.name] == root)
        own = tuple(
            (bit, leaf) for bit, leaf in enumerate(leaves) if group[leaf.facts[0].name] == root
        )
        if own:
            yield Component(members, own)
