"""Answers: what a decision says of a case, and on what it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from xianjie.law.conditions import Leaf, Value
from xianjie.law.facts import Fact
from xianjie.text import Lang, Text


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading behind the answer. ``changes_outcome`` is None where facts lack to say."""

    id: str
    taken: Text
    changes_outcome: bool | None


_REMEMBERED = 5_000


class Because(NamedTuple):
    """A condition that mattered: the fact, its value here, whether the condition holds."""

    fact: str
    value: Value
    condition: str
    holds: bool
    clauses: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A `Because` without the value: the same for every case in which the leaf holds, or fails.

    ``told`` keeps what was told of each value met: the same are met again and again.
    """

    fact: Fact
    leaf: Leaf
    holds: bool
    clauses: tuple[str, ...]
    text: Text
    told: dict[Value, Because] = field(default_factory=dict, repr=False, compare=False)

    def of(self, values: Mapping[str, Value]) -> Because:
        name = self.fact.name
        value = values[name]
        because = Because(name, value, self.leaf.formula, self.holds, self.clauses, self.text)
        if len(self.told) >= _REMEMBERED:
            self.told.clear()
        self.told[value] = because
        return because


@dataclass(frozen=True)
class Explanation:
    """All of an answer but the values of the case; shared by the cases of one signature."""

    decision: str
    jurisdiction: str
    outcome: str | None
    outcomes: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[ReadingShown, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...]
    dates: tuple[tuple[str, date], ...]
    rules_version: str

    @cached_property
    def told(self) -> tuple[tuple[str, Mapping[Value, Because]], ...]:
        """Of each reason the name of its fact, and what was told of the values met."""
        return tuple((reason.fact.name, reason.told) for reason in self.reasons)


class Answer(NamedTuple):
    """An explanation with the values of one case put in."""

    explanation: Explanation
    values: Mapping[str, Value]

    @property
    def decision(self) -> str:
        return self.explanation.decision

    @property
    def jurisdiction(self) -> str:
        return self.explanation.jurisdiction

    @property
    def outcome(self) -> str | None:
        """The outcome's name, or None while the answer is open."""
        return self.explanation.outcome

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Those still possible, in the order in which the decision lists them."""
        return self.explanation.outcomes

    @property
    def clauses(self) -> tuple[str, ...]:
        return self.explanation.clauses

    @property
    def readings(self) -> tuple[ReadingShown, ...]:
        return self.explanation.readings

    @property
    def needs(self) -> tuple[str, ...]:
        """Facts that could still change the answer, in the order in which rules use them."""
        return self.explanation.needs

    @property
    def dates(self) -> Mapping[str, date]:
        return dict(self.explanation.dates)

    @property
    def rules_version(self) -> str:
        return self.explanation.rules_version

    @property
    def because(self) -> tuple[Because, ...]:
        values = self.values
        try:
            return tuple([known[values[name]] for name, known in self.explanation.told])
        except KeyError:  # a value not met with its reason before
            return tuple([reason.of(values) for reason in self.explanation.reasons])

    def as_json(self, lang: Lang) -> dict[str, object]:
        """The keys of the contract; days as ISO text, none as null."""
        told = self.explanation
        answer: dict[str, object] = {
            "decision": told.decision,
            "jurisdiction": told.jurisdiction,
            "outcome": told.outcome,
            "clauses": list(told.clauses),
            "readings": [
                {"id": r.id, "taken": r.taken.in_(lang), "changes_outcome": r.changes_outcome}
                for r in told.readings
            ],
            "because": [
                {
                    "fact": reason.fact.name,
                    "value": reason.fact.jsonable(self.values[reason.fact.name]),
                    "condition": reason.leaf.formula,
                    "holds": reason.holds,
                    "clauses": list(reason.clauses),
                    "text": reason.text.in_(lang),
                }
                for reason in told.reasons
            ],
            "needs": list(told.needs),
            "dates": {name: day.isoformat() for name, day in told.dates},
            "rules_version": told.rules_version,
        }
        if told.outcome is None:
            answer["outcomes"] = list(told.outcomes)
        return answer
