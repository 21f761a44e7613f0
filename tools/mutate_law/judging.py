"""Mutants judged: found by a signed card, proved to be no mutant, or alive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from tools.mutate_law.mutants import Mutant, mutants
from xianjie.law import CompiledDecision, Condition, Law, SourceError, Value
from xianjie.law.codegen import NO_RULE, rule_function
from xianjie.law.signatures import Space
from xianjie.law.walking import holds, uses

Verdict = Literal["found", "equivalent", "alive"]
# What a card can tell of a case: outcome, clauses, dates that follow.
Seen = tuple[str, tuple[str, ...], frozenset[tuple[str, date]]]


@dataclass(frozen=True)
class Judged:
    """``by`` is the card that found it, or why it is no mutant; empty while it is alive."""

    mutant: Mutant
    verdict: Verdict
    by: str


@dataclass(frozen=True)
class SignedCase:
    """A case of a card: what it is told, and what must come out."""

    card: str
    values: Mapping[str, Value]
    seen: Seen


class Judge:
    """Judges the mutants of one law by the decks that lie in ``folder``."""

    def __init__(self, law: Law, folder: Path) -> None:
        self.law = law
        self._folder = folder

    def judge(self) -> Iterator[Judged]:
        for mutant in mutants(self.law.source):
            yield self.verdict(mutant)

    def verdict(self, mutant: Mutant) -> Judged:
        try:
            changed = self._changed(mutant)
        except (SourceError, ValueError) as error:
            return Judged(mutant, "found", f"the engine refuses it: {error}")
        for name, decision in changed.items():
            card = self._finding(name, decision)
            if card:
                return Judged(mutant, "found", card)
        for name, decision in changed.items():
            if not same(self.law.decision(name), decision):
                return Judged(mutant, "alive", "")
        return Judged(mutant, "equivalent", "same outcome, clauses and dates in every case")

    def _changed(self, mutant: Mutant) -> Mapping[str, CompiledDecision]:
        """The decisions that are no longer the same when closed, or whose deadlines moved."""
        law = Law(mutant.source)
        found = {name: law.decision(name) for name in self.law.source.decisions}
        return {name: d for name, d in found.items() if _text(d) != self._texts[name]}

    @cached_property
    def _texts(self) -> Mapping[str, object]:
        return {name: _text(decision) for name, decision in self.law.decisions.items()}

    def _finding(self, name: str, decision: CompiledDecision) -> str:
        """The first card that fails; empty where none does."""
        asked = Asked(decision)
        for case in self._cases[name]:
            if asked.seen(case.values) != case.seen:
                return f"{name} {case.card}"
        return ""

    @cached_property
    def _cases(self) -> Mapping[str, Sequence[SignedCase]]:
        folder = self._folder / self.law.id.lower()
        return {
            name: _signed(decision, json.loads((folder / f"{name}.json").read_text("utf-8")))
            for name, decision in self.law.decisions.items()
        }


class Asked:
    """A decision interpreted as written, so that a mutant costs no compiling."""

    def __init__(self, decision: CompiledDecision) -> None:
        self._rules = [
            (
                rule,
                [
                    (d.parameter, decision.day(d.parameter), decision.condition(d.when))
                    for d in rule.deadlines
                ],
            )
            for rule in decision.rules
        ]

    def seen(self, values: Mapping[str, Value]) -> Seen | None:
        """What a card would tell of the case; None where no rule decides."""
        for rule, deadlines in self._rules:
            if holds(rule.when, values):
                dates = frozenset((n, day) for n, day, when in deadlines if holds(when, values))
                return rule.outcome, rule.clauses, dates
        return None


def same(before: CompiledDecision, after: CompiledDecision) -> bool:
    """Whether no case there can be tells the two apart, by anything that a card tells.

    Proved over every signature of the leaves of both, those of deadlines included.
    """
    leaves = dict.fromkeys((*_leaves(before), *_leaves(after)))
    facts = {fact.name: fact for fact in (*before.facts, *after.facts)}
    space = Space(leaves, facts.values())
    old, new = _teller(before, space), _teller(after, space)
    return all(old(signature) == new(signature) for signature in space.signatures)


def _teller(decision: CompiledDecision, space: Space) -> Any:  # noqa: ANN401 - signature to Seen
    deciding = rule_function([rule.when for rule in decision.rules], space.bit)
    following = [
        [
            (d.parameter, decision.day(d.parameter), _truth(decision.condition(d.when), space))
            for d in rule.deadlines
        ]
        for rule in decision.rules
    ]

    def tell(signature: int) -> Seen | None:
        index = deciding(signature)
        if index == NO_RULE:
            return None
        rule = decision.rules[index]
        dates = frozenset((n, day) for n, day, when in following[index] if when(signature) == 0)
        return rule.outcome, rule.clauses, dates

    return tell


def _truth(condition: Condition, space: Space) -> Any:  # noqa: ANN401 - signature to 0 or NO_RULE
    return rule_function([condition], space.bit)


def _leaves(decision: CompiledDecision) -> Iterator[Any]:
    yield from decision.leaves
    for rule in decision.rules:
        for deadline in rule.deadlines:
            yield from (use.leaf for use in uses(decision.condition(deadline.when)))


def _text(decision: CompiledDecision) -> object:
    """All of a decision that a card could tell."""
    return [
        (
            rule.when,
            rule.outcome,
            rule.clauses,
            [(d.parameter, decision.day(d.parameter), d.when) for d in rule.deadlines],
        )
        for rule in decision.rules
    ], [leaf.exact for leaf in decision.leaves]


def _signed(decision: CompiledDecision, deck: Mapping[str, Any]) -> list[SignedCase]:
    return [
        SignedCase(
            card["id"],
            decision.read_facts(case["facts"]),
            (
                card["outcome"],
                tuple(card["clauses"]),
                frozenset(
                    (name, date.fromisoformat(day)) for name, day in case.get("dates", {}).items()
                ),
            ),
        )
        for card in deck["cards"]
        for case in (*card["cases"], *card["guards"])
    ]
