"""Mutants: the source of a jurisdiction with one slip in it, and the slip in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from tools.mutate_law.conditions import slips
from xianjie.law import Decision, Rule, Source


@dataclass(frozen=True)
class Mutant:
    """``where`` names the decision, or the date, that has the slip; ``what`` is the slip."""

    where: str
    kind: str
    what: str
    source: Source

    def __str__(self) -> str:
        return f"{self.source.id} {self.where}: {self.what}"


def mutants(source: Source) -> Iterator[Mutant]:
    """Every mutant of the law in force: alternatives that readings leave aside stay as they are."""
    yield from _dates(source)
    for decision in source.decisions.values():
        for kind, what, rules in _rules(decision):
            changed = {**source.decisions, decision.name: replace(decision, rules=rules)}
            yield Mutant(decision.name, kind, what, replace(source, decisions=changed))


def _dates(source: Source) -> Iterator[Mutant]:
    for parameter in source.parameters.values():
        for days in (-1, 1):
            moved = replace(parameter, day=parameter.day + timedelta(days=days))
            parameters = {**source.parameters, parameter.name: moved}
            what = f"{parameter.day} becomes {moved.day}"
            yield Mutant(parameter.name, "date", what, replace(source, parameters=parameters))


_Changed = tuple[str, str, tuple[Rule, ...]]


def _rules(decision: Decision) -> Iterator[_Changed]:
    rules = decision.rules
    for index, rule in enumerate(rules):
        if not _in_force(rule):
            continue
        yield "rule", f"{rule.id} is dropped", rules[:index] + rules[index + 1 :]
        yield from _swapped(rules, index)
        for kind, what, changed in _within(decision, rule):
            yield kind, f"{rule.id}: {what}", (*rules[:index], changed, *rules[index + 1 :])


def _swapped(rules: tuple[Rule, ...], index: int) -> Iterator[_Changed]:
    """The rule put behind each later one that it says it goes before."""
    rule = rules[index]
    for place, later in enumerate(rules[index + 1 :], start=index + 1):
        if later.id in rule.over and _in_force(later):
            behind = (*rules[:index], *rules[index + 1 : place + 1], rule, *rules[place + 1 :])
            yield "precedence", f"{rule.id} goes behind {later.id}", behind


def _within(decision: Decision, rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    for outcome in decision.outcomes:
        if outcome.name != rule.outcome:
            what = f"answers {outcome.name}, not {rule.outcome}"
            yield "outcome", what, replace(rule, outcome=outcome.name)
    for slip in slips(rule.when):
        yield slip.kind, slip.what, replace(rule, when=slip.condition)
    for index, deadline in enumerate(rule.deadlines):
        others = rule.deadlines[:index] + rule.deadlines[index + 1 :]
        what = f"{deadline.parameter} no longer follows"
        yield "deadline", what, replace(rule, deadlines=others)
        for slip in slips(deadline.when):
            wrong = replace(deadline, when=slip.condition)
            changed = (*rule.deadlines[:index], wrong, *rule.deadlines[index + 1 :])
            what = f"{deadline.parameter} follows {slip.what}"
            yield "deadline", what, replace(rule, deadlines=changed)


def _in_force(rule: Rule) -> bool:
    return rule.under is None or rule.under[1] == "taken"
