"""Guards: further cases of a deck that fail if a rule, a condition or an order is not as it is.

For each condition of each rule, a case on either side of it in which it alone lets the rule hold
and that shows; for each precedence, a case in which both rules hold; for each date that follows, a
case in which it does. Together with the cases on the edges of days they find every small slip:
``tools/mutate_law`` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xianjie.law.codegen import NO_RULE, rule_function
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Condition, Leaf, Value
from xianjie.law.facts import IsOneOf
from xianjie.law.rules import Rule
from xianjie.law.signatures import Component, Space
from xianjie.law.walking import uses

Case = Mapping[str, Value]
_Fits = Callable[[int], bool]


@dataclass(frozen=True)
class _Need:
    """A case whose signature ``fits``; where ``leaf`` lists values, one with just ``value``."""

    fits: _Fits
    leaf: Leaf | None = None
    value: str | None = None


def guards(decision: CompiledDecision, shown: Sequence[Case]) -> list[Case]:
    """The cases that are needed besides those shown, each serving all the needs it can."""
    truths = _Truths(decision)
    chosen = [(truths.space.of(case), case) for case in shown]
    for need in _needs(truths):
        if not any(_serves(need, signature, case) for signature, case in chosen):
            found = _found(need, truths)
            chosen += [] if found is None else [(truths.space.of(found), found)]
    return [case for _, case in chosen[len(shown) :]]


class _Truths:
    """Which rules hold for a signature, over the leaves of rules and of deadlines."""

    def __init__(self, decision: CompiledDecision) -> None:
        deadlines = [
            use.leaf
            for rule in decision.rules
            for deadline in rule.deadlines
            for use in uses(decision.condition(deadline.when))
        ]
        self.decision = decision
        self.rules: Sequence[Rule] = decision.rules
        self.space = Space(dict.fromkeys((*decision.leaves, *deadlines)), decision.facts)

    @cached_property
    def holding(self) -> Sequence[_Fits]:
        """Of each rule, whether it would hold if it stood alone."""
        return [self.truth(rule.when) for rule in self.rules]

    @cached_property
    def deciding(self) -> Mapping[int, int]:
        return {signature: self.decision.rule(signature) for signature in self.space.signatures}

    def following(self, signature: int, index: int) -> int | None:
        """The rule that would decide if that one were not there."""
        later = range(index + 1, len(self.rules))
        return next((other for other in later if self.holding[other](signature)), None)

    def shows(self, one: int, other: int | None) -> bool:
        """Whether a card could tell the two rules apart."""
        if other is None:
            return True
        first, second = self.rules[one], self.rules[other]
        return (first.outcome, first.clauses) != (second.outcome, second.clauses)

    def across(self, signature: int, leaf: Leaf) -> Iterator[int]:
        """The signatures that differ in the facts of ``leaf`` alone, and in ``leaf``."""
        component, own = self.component(leaf), 1 << self.space.bit[leaf]
        for part in component.table:
            if (part ^ signature) & own:
                yield signature & ~component.mask | part

    def component(self, leaf: Leaf) -> Component:
        return next(c for c in self.space.components if leaf.facts[0] in c.facts)

    def truth(self, condition: Condition) -> _Fits:
        holds = rule_function([condition], self.space.bit)
        return lambda signature: holds(signature) != NO_RULE


def _needs(truths: _Truths) -> Iterator[_Need]:
    for index, rule in enumerate(truths.rules):
        for later, other in enumerate(truths.rules):
            if other.id in rule.over:
                yield _Need(_before(truths, index, later))
        for leaf, value, holds in _sides(rule.when):
            yield _Need(_within(truths, index, leaf, holds=holds), leaf, value)
            yield _Need(_beyond(truths, index, leaf, holds=holds), leaf, value)
        for deadline in rule.deadlines:
            when = truths.decision.condition(deadline.when)
            yield _Need(_followed(truths, index, when, by=True))
            yield _Need(_followed(truths, index, when, by=False))
            for leaf, value, holds in _sides(when):
                yield _Need(_turning(truths, index, when, leaf, holds=holds), leaf, value)


def _sides(condition: Condition) -> Iterator[tuple[Leaf, str | None, bool]]:
    """Each leaf either way, once for every value with which one that lists values is so."""
    for leaf in dict.fromkeys(use.leaf for use in uses(condition)):
        for holds in (True, False):
            for value in _values(leaf, holds=holds):
                yield leaf, value, holds


def _before(truths: _Truths, index: int, later: int) -> _Fits:
    """The rule decides though a later one, that it goes before, holds as well."""

    def fits(signature: int) -> bool:
        if truths.deciding[signature] != index or not truths.holding[later](signature):
            return False
        following = truths.following(signature, index)
        return following is not None and truths.shows(index, following)

    return fits


def _within(truths: _Truths, index: int, leaf: Leaf, *, holds: bool) -> _Fits:
    """The rule decides, shows, and would not hold across the leaf."""
    own = 1 << truths.space.bit[leaf]

    def fits(signature: int) -> bool:
        return (
            truths.deciding[signature] == index
            and bool(signature & own) == holds
            and truths.shows(index, truths.following(signature, index))
            and not all(truths.holding[index](other) for other in truths.across(signature, leaf))
        )

    return fits


def _beyond(truths: _Truths, index: int, leaf: Leaf, *, holds: bool) -> _Fits:
    """A later rule decides and shows, and this one would hold across the leaf."""
    own = 1 << truths.space.bit[leaf]

    def fits(signature: int) -> bool:
        return (
            truths.deciding[signature] > index
            and bool(signature & own) == holds
            and truths.shows(index, truths.deciding[signature])
            and any(truths.holding[index](other) for other in truths.across(signature, leaf))
        )

    return fits


def _followed(truths: _Truths, index: int, when: Condition, *, by: bool) -> _Fits:
    """The rule decides, and its date follows, or does not."""
    follows = truths.truth(when)
    return lambda signature: truths.deciding[signature] == index and follows(signature) == by


def _turning(truths: _Truths, index: int, when: Condition, leaf: Leaf, *, holds: bool) -> _Fits:
    """The rule decides, and whether its date follows turns across the leaf."""
    own, follows = 1 << truths.space.bit[leaf], truths.truth(when)

    def fits(signature: int) -> bool:
        return (
            truths.deciding[signature] == index
            and bool(signature & own) == holds
            and any(follows(o) != follows(signature) for o in truths.across(signature, leaf))
        )

    return fits


def _values(leaf: Leaf, *, holds: bool) -> Sequence[str | None]:
    if not isinstance(leaf, IsOneOf):
        return (None,)
    return [value for value in leaf.subject.values if (value in leaf.options) == holds]


def _serves(need: _Need, signature: int, case: Case) -> bool:
    if not need.fits(signature):
        return False
    return not isinstance(need.leaf, IsOneOf) or need.leaf.subject.of(case) == need.value


def _found(need: _Need, truths: _Truths) -> Case | None:
    """The first case that serves the need; None where there is none, and so nothing to slip."""
    for signature in truths.space.signatures:
        if need.fits(signature):
            case = _with_value(need, signature, truths)
            if case is not None:
                return case
    return None


def _with_value(need: _Need, signature: int, truths: _Truths) -> Case | None:
    whole = truths.space.witness(signature)
    if not isinstance(need.leaf, IsOneOf):
        return whole
    component = truths.component(need.leaf)
    for values in component.assignments({}):
        fits = component.signature(values) == signature & component.mask
        if fits and need.leaf.subject.of(values) == need.value:
            return {**whole, **values}
    return None
