"""Closing a decision: readings chosen, dates set, calls inlined, every leaf's origin known.

What comes out is what is evaluated, explained, proved and hashed; what went in is what is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from xianjie.law.conditions import (
    And,
    ByReading,
    Choice,
    Condition,
    Constant,
    Defined,
    Hosted,
    InLightOf,
    Not,
    Or,
    OutcomeIs,
    conjunction,
    disjunction,
    negation,
)
from xianjie.law.days import CompareDay, CompareNamed, FixedDay
from xianjie.law.errors import SourceError
from xianjie.law.facts import Fact
from xianjie.law.layers import Source
from xianjie.law.rules import Decision, Rule
from xianjie.law.substitution import substitute
from xianjie.law.walking import calls, readings, uses
from xianjie.text import Text


@dataclass(frozen=True)
class Choices:
    """How open words are read and which dates are moved; the empty one is the law in force."""

    readings: Mapping[str, Choice]
    dates: Mapping[str, date]

    def of(self, reading: str) -> Choice:
        return self.readings.get(reading, "taken")

    def flipped(self, reading: str) -> Choices:
        other: Choice = "alternative" if self.of(reading) == "taken" else "taken"
        return replace(self, readings={**self.readings, reading: other})


class Closer:
    """Closes the conditions of one source under one set of choices."""

    def __init__(self, source: Source, choices: Choices) -> None:
        self._source = source
        self._choices = choices

    def read(self, decision: Decision) -> Decision:
        """The decision with readings chosen and dates set, calls and named notions kept."""
        for name in {name for rule in decision.rules for name in readings(rule.when)}:
            if name not in self._source.readings:
                raise self._amiss((decision.name,), f"there is no reading {name}")
        kept = [rule for rule in decision.rules if self._exists(rule)]
        return replace(decision, rules=tuple(self._read_rule(rule) for rule in kept))

    def close(self, decision: Decision) -> Decision:
        """The decision over leaves alone, each called rule's condition wrapped in `Hosted`."""
        read = self.read(decision)
        rules = tuple(
            replace(rule, when=self._inline(rule.when, (decision.name,))) for rule in read.rules
        )
        facts = self.facts(decision)
        for rule in rules:
            self._require_facts(decision, facts, rule.when)
            for deadline in rule.deadlines:
                self._require_facts(decision, facts, deadline.when)
        return replace(read, facts=facts, rules=rules)

    def condition(self, condition: Condition) -> Condition:
        """A single condition, closed: a property, or what a reading is shown for."""
        return self._inline(self._choose(condition), ())

    def facts(self, decision: Decision) -> tuple[Fact, ...]:
        """Those it lists and then those of the decisions it asks, unless the call settles them.

        So a layer that adds a fact to a decision adds it to all that ask that decision.
        """
        listed = {fact.name: fact for fact in decision.facts}
        for call in _calls(decision):
            settled = {name for name, _ in (*call.assume, *call.rename)}
            for fact in self.facts(self._source.decisions[call.decision]):
                if fact.name not in settled:
                    listed.setdefault(fact.name, fact)
        return tuple(listed.values())

    def day(self, name: str) -> FixedDay:
        """The day of that name, or of the date that stands in for a term nobody has set."""
        parameter = self._source.parameters.get(name)
        term = self._source.open_terms.get(name)
        if parameter is None and term is not None and isinstance(term.default, str):
            return self.day(term.default)
        if parameter is None:
            raise SourceError(
                Text(f"{self._source.id} 没有日期 {name}", f"{self._source.id} has no date {name}")
            )
        day = parameter.day
        if parameter.reading and self._choices.of(parameter.reading) == "alternative":
            day = parameter.alternative or day
        day = self._choices.dates.get(name, day)
        return FixedDay(name, day, parameter.label, parameter.clauses, parameter.reading)

    def _exists(self, rule: Rule) -> bool:
        return rule.under is None or self._choices.of(rule.under[0]) == rule.under[1]

    def _read_rule(self, rule: Rule) -> Rule:
        return replace(
            rule,
            when=self._choose(rule.when),
            deadlines=tuple(replace(d, when=self._choose(d.when)) for d in rule.deadlines),
        )

    def _choose(self, node: Condition) -> Condition:
        match node:
            case ByReading(reading, taken, alternative):
                chosen = taken if self._choices.of(reading) == "taken" else alternative
                return InLightOf(reading, self._choose(chosen))
            case CompareNamed(left, comparison, right):
                return CompareDay(left, comparison, self.day(right.name))
            case And(parts):
                return And(tuple(self._choose(part) for part in parts))
            case Or(parts):
                return Or(tuple(self._choose(part) for part in parts))
            case Not(part) | Defined(part=part) | InLightOf(part=part):
                return replace(node, part=self._choose(part))
            case _:
                return node

    def _inline(self, node: Condition, callers: tuple[str, ...]) -> Condition:
        match node:
            case And(parts):
                return conjunction(tuple(self._inline(part, callers) for part in parts))
            case Or(parts):
                return disjunction(tuple(self._inline(part, callers) for part in parts))
            case Not(part):
                return negation(self._inline(part, callers))
            case Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
                inner = self._inline(part, callers)
                return inner if isinstance(inner, Constant) else replace(node, part=inner)
            case OutcomeIs():
                return self._call(node, callers)
            case _:
                return node

    def _call(self, call: OutcomeIs, callers: tuple[str, ...]) -> Condition:
        called = self._source.decisions.get(call.decision)
        if called is None or call.decision in callers:
            raise self._amiss(callers, f"cannot ask {call.decision}: it is unknown or asks back")
        outcomes = {outcome.name for outcome in called.outcomes}
        if not set(call.outcomes) <= outcomes:
            raise self._amiss(callers, f"{call.decision} never answers {call.outcomes}")
        branches: list[Condition] = []
        excluded: list[Condition] = []
        for rule in self.read(called).rules:
            when = self._inline(substitute(rule.when, call), (*callers, call.decision))
            hosted = (
                when
                if isinstance(when, Constant)
                else Hosted(call.decision, rule.id, rule.clauses, when)
            )
            if rule.outcome in call.outcomes:
                branches.append(conjunction((*excluded, hosted)))
            else:
                excluded.append(negation(hosted))
        return disjunction(tuple(branches))

    def _require_facts(
        self, decision: Decision, facts: tuple[Fact, ...], condition: Condition
    ) -> None:
        """Rules speak only of facts that the decision lists: nobody could give any other."""
        known = {fact.name for fact in facts}
        used = {fact.name for use in uses(condition) for fact in use.leaf.facts}
        if not used <= known:
            raise self._amiss((decision.name,), f"has no fact {sorted(used - known)}")

    def _amiss(self, callers: tuple[str, ...], what: str) -> SourceError:
        where = f"{self._source.id}, {' → '.join(callers) or 'property'}"
        return SourceError(Text(f"{where}：{what}", f"{where}: {what}"))


def _calls(decision: Decision) -> Iterator[OutcomeIs]:
    for rule in decision.rules:
        yield from calls(rule.when)
