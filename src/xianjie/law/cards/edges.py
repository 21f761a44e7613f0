"""Cases on the edge of a comparison of days: one day on, and it would no longer say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Leaf, Value

_NEIGHBOURS = (timedelta(days=-1), timedelta(days=1))


def edge_case(
    decision: CompiledDecision, signatures: Sequence[int], leaf: Leaf
) -> dict[str, Value] | None:
    """A case of one of ``signatures`` on the edge of ``leaf``; None where they have none there.

    Rather one whose outcome is another beyond the edge, so that a day misplaced shows.
    """
    found = None
    for signature in signatures:
        for case in _on_edge(decision, signature, leaf):
            if _turns(decision, case, leaf):
                return case
            found = found or case
    return found


def _on_edge(decision: CompiledDecision, signature: int, leaf: Leaf) -> list[dict[str, Value]]:
    component = next(c for c in decision.space.components if leaf.facts[0] in c.facts)
    whole = decision.witness(signature)
    return [
        {**whole, **values}
        for values in component.assignments({})
        if component.signature(values) == signature & component.mask
        and any(leaf.holds(other) != leaf.holds(values) for other in _beside(values, leaf))
    ]


def _turns(decision: CompiledDecision, case: Mapping[str, Value], leaf: Leaf) -> bool:
    """Whether the outcome is another once the day has crossed the edge."""
    return any(
        decision.outcome(other) != decision.outcome(case)
        for other in _beside(case, leaf)
        if leaf.holds(other) != leaf.holds(case)
    )


def _beside(values: Mapping[str, Value], leaf: Leaf) -> list[dict[str, Value]]:
    """The case with the compared day a day earlier, and a day later."""
    name = leaf.facts[0].name
    day = values[name]
    if not isinstance(day, date):
        return []
    return [{**values, name: day + step} for step in _NEIGHBOURS if _in_calendar(day, step)]


def _in_calendar(day: date, step: timedelta) -> bool:
    return date.min.toordinal() <= day.toordinal() + step.days <= date.max.toordinal()
