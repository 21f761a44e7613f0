"""What is still to be asked: the unknown facts that could change the answer, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from xianjie.law.conditions import Value
from xianjie.law.signatures import Component, combine

if TYPE_CHECKING:
    from xianjie.law.compiled import CompiledDecision


def needs(decision: CompiledDecision, known: Mapping[str, Value]) -> tuple[str, ...]:
    """Unknown facts that alone could change the outcome of some case that fits ``known``.

    In the order in which the rules use them; empty exactly when the outcome is settled.
    """
    possible = decision.space.possible(known)
    mattering: set[str] = set()
    for index, component in enumerate(decision.space.components):
        if len(possible[index]) == 1:
            continue
        others = combine([part for i, part in enumerate(possible) if i != index])
        effect = {
            own: tuple(decision.rules[decision.rule(own | other)].outcome for other in others)
            for own in possible[index]
        }
        mattering |= _mattering(component, known, effect)
    used = chain.from_iterable(use.leaf.facts for use in decision.uses)
    return tuple(dict.fromkeys(fact.name for fact in used if fact.name in mattering))


def _mattering(
    component: Component, known: Mapping[str, Value], effect: Mapping[int, tuple[str, ...]]
) -> set[str]:
    """Unknown facts of one component whose value alone can change the effect."""
    unknown = [fact.name for fact in component.facts if fact.name not in known]
    cases = [(case, effect[component.signature(case)]) for case in component.assignments(known)]
    mattering = set()
    for name in unknown:
        effects: defaultdict[tuple[Value, ...], set[tuple[str, ...]]] = defaultdict(set)
        for case, outcomes in cases:
            effects[tuple(case[other] for other in unknown if other != name)].add(outcomes)
        if any(len(seen) > 1 for seen in effects.values()):
            mattering.add(name)
    return mattering
