"""A decision dealt as cards: its signatures, grouped by outcome and minimal reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.law.answers import Explanation, ReadingShown, Reason
from xianjie.law.cards.edges import edge_case
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Leaf, Value
from xianjie.law.days import CompareDay, CompareFacts
from xianjie.law.explaining import explain, reasons
from xianjie.law.rules import Outcome

_ID_DIGITS = 8
_OnEdge = tuple[Leaf | None, Mapping[str, Value]]


@dataclass(frozen=True)
class ShownCase:
    """A case of a card, every fact known.

    ``edge`` is a comparison of days that a day more or less would turn; None where it shows none.
    """

    values: Mapping[str, Value]
    edge: Leaf | None
    dates: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Card:
    """If all ``reasons`` hold as they say, then ``outcome``; by ``rules`` and on ``clauses``.

    ``number`` counts from 1 in the order of the rules; ``id`` is of what the card says, wherever
    it lies: who signs it signs just this. ``readings`` are those of its cases, with whether the
    other reading would give any of them another outcome.
    """

    number: int
    id: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    rules: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[ReadingShown, ...]
    cases: tuple[ShownCase, ...]


@dataclass(frozen=True)
class Deck:
    """All cards of one decision of one jurisdiction."""

    decision: CompiledDecision
    cards: tuple[Card, ...]

    @property
    def rules_version(self) -> str:
        return self.decision.rules_version


def deck(decision: CompiledDecision) -> Deck:
    """The cards of a decision. Takes milliseconds to seconds, by the number of signatures."""
    return Deck(
        decision,
        tuple(
            _card(decision, number, signatures)
            for number, signatures in enumerate(_grouped(decision), start=1)
        ),
    )


def _grouped(decision: CompiledDecision) -> list[Sequence[int]]:
    """The signatures by outcome and minimal reasons, in the order of the rules that decide."""
    groups: dict[object, list[int]] = {}
    for signature in sorted(decision.space.signatures, key=decision.rule):
        rule = decision.rules[decision.rule(signature)]
        found = reasons(decision, decision.witness(signature), (rule,), rule.outcome)
        key = rule.outcome, tuple((reason.leaf, reason.holds) for reason in found)
        groups.setdefault(key, []).append(signature)
    return list(groups.values())


def _card(decision: CompiledDecision, number: int, signatures: Sequence[int]) -> Card:
    first = explain(decision, decision.witness(signatures[0]))
    days = [r.leaf for r in first.reasons if isinstance(r.leaf, CompareDay | CompareFacts)]
    found: list[_OnEdge] = [(None, decision.witness(signatures[0]))]
    found += [(leaf, case) for leaf in days if (case := edge_case(decision, signatures, leaf))]
    explained = [(edge, values, explain(decision, values)) for edge, values in _distinct(found)]
    rules = sorted({decision.rule(signature) for signature in signatures})
    clauses = tuple(dict.fromkeys(name for _, _, told in explained for name in told.clauses))
    readings = _readings(decision, [told for _, _, told in explained])
    return Card(
        number=number,
        id=_id(first, clauses, readings),
        outcome=decision.outcomes[first.outcomes[0]],
        reasons=first.reasons,
        rules=tuple(decision.rules[index].id for index in rules),
        clauses=clauses,
        readings=readings,
        cases=tuple(ShownCase(values, edge, told.dates) for edge, values, told in explained),
    )


def _distinct(cases: Sequence[_OnEdge]) -> list[_OnEdge]:
    """Each case once, with the first edge that it shows."""
    kept: list[_OnEdge] = []
    for edge, values in cases:
        same = next((i for i, (_, other) in enumerate(kept) if other == values), None)
        if same is None:
            kept.append((edge, values))
        elif kept[same][0] is None:
            kept[same] = (edge, values)
    return kept


def _readings(
    decision: CompiledDecision, explained: Sequence[Explanation]
) -> tuple[ReadingShown, ...]:
    shown = [reading for told in explained for reading in told.readings]
    return tuple(
        ReadingShown(
            name,
            decision.taken(name),
            any(reading.changes_outcome for reading in shown if reading.id == name),
        )
        for name in decision.readings
        if any(reading.id == name for reading in shown)
    )


def _id(told: Explanation, clauses: Sequence[str], readings: Sequence[ReadingShown]) -> str:
    lines = [
        f"{told.jurisdiction} {told.decision} {told.outcome}",
        *(f"{reason.leaf.exact} {reason.holds}" for reason in told.reasons),
        *clauses,
        *(f"{shown.id} {shown.taken.zh}" for shown in readings),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_ID_DIGITS]
