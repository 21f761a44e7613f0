"""Every value that the open terms of a law may take, as far as a decision can tell them apart.

A decision only compares days, so two sets of values are one class to it when all its days stand
in the same order, equally near: next to each other, with one day between, and so on as far as the
days of a case can be put between them. One set of values per class is enough for a proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from xianjie.law.conditions import Leaf
from xianjie.law.days import CompareDay
from xianjie.law.facts import DayFact
from xianjie.law.law import Law
from xianjie.law.open_terms import bounds
from xianjie.law.rules import OpenTerm, Parameter
from xianjie.law.signatures import Space

Values = Mapping[str, date]


def opened(law: Law) -> Law:
    """The same law with every open term a date of its own, moved by no reading."""
    source = law.source
    days = _days(law)
    parameters = dict(source.parameters)
    for term in source.open_terms.values():
        first, last = bounds(term, days)
        day = min(max(days.get(term.name, first), first), last)
        own = parameters.get(term.name, Parameter(term.name, day, term.label, term.clauses))
        parameters[term.name] = replace(own, reading=None, alternative=None)
        days[term.name] = day
    dates = {name: day for name, day in law.choices.dates.items() if name not in source.open_terms}
    return Law(replace(source, parameters=parameters), law.choices.readings, dates)


def compares(law: Law, leaves: Collection[Leaf]) -> bool:
    """Whether the leaves compare anything with an open term."""
    terms = law.source.open_terms
    return any(isinstance(leaf, CompareDay) and leaf.right.name in terms for leaf in leaves)


def values(law: Law, leaves: Collection[Leaf]) -> Iterator[Values]:
    """A value for each open term of ``law`` (as `opened`) that the leaves compare, once a class.

    Nothing at all where they compare none.
    """
    compared = {leaf.right.name: leaf.right.day for leaf in leaves if isinstance(leaf, CompareDay)}
    terms = [term for term in law.source.open_terms.values() if term.name in compared]
    if not terms:
        return
    fixed = {name: day for name, day in compared.items() if name not in law.source.open_terms}
    reach = 1 + max(_days_compared_together(leaf) for leaf in leaves)
    seen: set[object] = set()
    for chosen in _choose(terms, _days(law), fixed, reach):
        order = _order({**fixed, **chosen}, reach)
        if order not in seen:
            seen.add(order)
            yield chosen


def moved(space: Space, days: Values) -> Space:
    """The space with its comparisons at other days; a leaf keeps its bit."""
    return Space([_moved(leaf, days) for leaf in space.leaves], space.facts)


def _moved(leaf: Leaf, days: Values) -> Leaf:
    if not isinstance(leaf, CompareDay) or leaf.right.name not in days:
        return leaf
    return replace(leaf, right=replace(leaf.right, day=days[leaf.right.name]))


def _choose(
    terms: Sequence[OpenTerm], days: Mapping[str, date], fixed: Values, reach: int
) -> Iterator[Values]:
    """Values for all terms: for the first each that tells, then for the rest beside those."""
    if not terms:
        yield {}
        return
    term, *rest = terms
    for day in _telling(bounds(term, days), fixed.values(), reach):
        chosen = {term.name: day}
        for others in _choose(rest, {**days, **chosen}, {**fixed, **chosen}, reach):
            yield {**chosen, **others}


def _telling(within: tuple[date, date], others: Iterable[date], reach: int) -> list[date]:
    """The bounds, and the days about every other day that is compared."""
    first, last = within
    near = {
        other + timedelta(days=off)
        for other in (*others, first, last)
        if other not in {date.min, date.max}
        for off in range(-reach, reach + 1)
    }
    return sorted(day for day in near if first <= day <= last)


def _order(days: Values, reach: int) -> tuple[tuple[str, int], ...]:
    """The days by name in their order, each with its distance from the one before, if near."""
    found: list[tuple[str, int]] = []
    before: date | None = None
    for day, name in sorted((day, name) for name, day in days.items()):
        found.append((name, 0 if before is None else min((day - before).days, reach)))
        before = day
    return tuple(found)


def _days_compared_together(leaf: Leaf) -> int:
    return sum(isinstance(fact, DayFact) for fact in leaf.facts)


def _days(law: Law) -> dict[str, date]:
    """Every date of the law and what its open terms stand at, for the bounds that name them."""
    days = {name: fixed.day for name, fixed in law.days.items()}
    for term in law.source.open_terms.values():
        if isinstance(term.default, str):
            days.setdefault(term.name, days[term.default])
    return days
