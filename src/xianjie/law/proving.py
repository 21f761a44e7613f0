"""Proof by enumeration: what must be true of the rules of a jurisdiction, in every case there is.

No gap, no overlap but those that a stated precedence settles, no precedence that settles
nothing, no dead rule, no clause that should decide something and does not, and the named
properties; gaps, overlaps and properties also with each reading turned the other way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from xianjie.law.codegen import NO_RULE, rule_function
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import ALWAYS, Value
from xianjie.law.facts import Fact
from xianjie.law.law import Law
from xianjie.law.rules import Property
from xianjie.law.sentences import notions
from xianjie.law.signatures import Space
from xianjie.law.walking import uses
from xianjie.text import Lang, Text

Kind = Literal["gap", "overlap", "precedence", "dead_rule", "clause", "property"]


@dataclass(frozen=True)
class Failure:
    """What is not as it must be; ``case`` is one in which it shows, facts in order."""

    kind: Kind
    where: str
    words: Text
    facts: tuple[Fact, ...] = ()
    case: Mapping[str, Value] | None = None

    def as_json(self, lang: Lang) -> dict[str, object]:
        case = self.case
        return {
            "kind": self.kind,
            "where": self.where,
            "text": self.words.in_(lang),
            "case": case
            and {f.name: f.jsonable(case[f.name]) for f in self.facts if f.name in case},
        }


@dataclass(frozen=True)
class Proof:
    """The result for one jurisdiction: how much was proved, and every failure."""

    jurisdiction: str
    decisions: Mapping[str, int]
    rules: int
    properties: tuple[str, ...]
    readings: tuple[str, ...]
    failures: tuple[Failure, ...]

    @property
    def holds(self) -> bool:
        return not self.failures


def prove(law: Law) -> Proof:
    """Prove everything that must hold of ``law``; nothing is raised, failures are listed."""
    failures = [*_of_rules(law), *_of_clauses(law)]
    failures.extend(_of_variants(law, {(f.kind, f.where, f.words) for f in failures}))
    return Proof(
        jurisdiction=law.id,
        decisions={name: len(d.space.signatures) for name, d in law.decisions.items()},
        rules=sum(len(decision.rules) for decision in law.decisions.values()),
        properties=tuple(p.name for p in law.source.properties),
        readings=tuple(law.readings),
        failures=tuple(failures),
    )


def _of_rules(law: Law) -> Iterator[Failure]:
    yield from _of_cases(law)
    for decision in law.decisions.values():
        yield from _idle_precedence(decision, _overlaps(decision))
        yield from _dead_rules(decision)


def _of_variants(law: Law, listed: Collection[tuple[Kind, str, Text]]) -> Iterator[Failure]:
    """What fails only once a reading is turned the other way."""
    for reading in law.readings:
        variant = law.variant(reading)
        under = f" [{reading}={variant.choices.of(reading)}]"
        for failure in _of_cases(variant):
            if (failure.kind, failure.where, failure.words) not in listed:
                yield replace(failure, where=failure.where + under)


def _of_cases(law: Law) -> Iterator[Failure]:
    for decision in law.decisions.values():
        yield from _gaps(decision)
        yield from _unsettled(decision, _overlaps(decision))
    yield from _broken_properties(law)


def _gaps(decision: CompiledDecision) -> Iterator[Failure]:
    for signature in decision.space.signatures:
        if decision.deciding(signature) == NO_RULE:
            yield Failure(
                "gap",
                decision.name,
                Text("没有任何规则适用于这种情形", "no rule applies to this case"),
                decision.facts,
                decision.witness(signature),
            )
            return


def _overlaps(decision: CompiledDecision) -> Mapping[tuple[str, str], int]:
    """Pairs of rules, earlier and later, that hold together with different outcomes."""
    stated = [rule for rule in decision.rules if rule.when != ALWAYS]
    holds = {r.id: rule_function([r.when], decision.space.bit) for r in stated}
    overlaps: dict[tuple[str, str], int] = {}
    for signature in decision.space.signatures:
        holding = [rule for rule in stated if holds[rule.id](signature) != NO_RULE]
        for earlier, later in combinations(holding, 2):
            if earlier.outcome != later.outcome:
                overlaps.setdefault((earlier.id, later.id), signature)
    return overlaps


def _unsettled(
    decision: CompiledDecision, overlaps: Mapping[tuple[str, str], int]
) -> Iterator[Failure]:
    over = {rule.id: rule.over for rule in decision.rules}
    for (earlier, later), signature in overlaps.items():
        if later not in over[earlier]:
            yield Failure(
                "overlap",
                decision.name,
                Text(
                    f"规则 {earlier} 与 {later} 同时成立而结论不同，前者没有写明优先于后者",
                    f"rules {earlier} and {later} both hold with different outcomes, and {earlier} "
                    f"does not say that it goes before {later}",
                ),
                decision.facts,
                decision.witness(signature),
            )


def _idle_precedence(
    decision: CompiledDecision, overlaps: Mapping[tuple[str, str], int]
) -> Iterator[Failure]:
    present = {rule.id for rule in decision.rules}  # others exist under another reading only
    for rule in decision.rules:
        for later in rule.over:
            if later in present and (rule.id, later) not in overlaps:
                yield Failure(
                    "precedence",
                    decision.name,
                    Text(
                        f"规则 {rule.id} 写明优先于 {later}，两者却从不冲突",
                        f"rule {rule.id} says it goes before {later}, yet they never conflict",
                    ),
                )


def _dead_rules(decision: CompiledDecision) -> Iterator[Failure]:
    deciding = {decision.deciding(signature) for signature in decision.space.signatures}
    for index, rule in enumerate(decision.rules):
        if index not in deciding:
            yield Failure(
                "dead_rule",
                decision.name,
                Text(f"规则 {rule.id} 在任何情形下都不起作用", f"rule {rule.id} never decides"),
            )


def _of_clauses(law: Law) -> Iterator[Failure]:
    used = cited(law)
    for clause in law.clauses.values():
        if clause.decides and clause.id not in used:
            yield Failure(
                "clause",
                clause.id,
                Text(
                    "应当有规则或日期依据此条款，却没有",
                    "nothing rests on it, and something should",
                ),
            )
        if not clause.decides and clause.id in used:
            yield Failure(
                "clause",
                clause.id,
                Text("标明不作为决定依据，却被引用", "said to decide nothing, yet it is cited"),
            )


def cited(law: Law) -> frozenset[str]:
    """Every clause that a rule, a named notion or a date of the law rests on."""
    found: set[str] = set()
    for decision in law.decisions.values():
        for rule in decision.read.rules:
            found.update(rule.clauses, *(notion.clauses for notion in notions(rule.when)))
        for use in decision.uses:
            found.update(use.clauses)
    return frozenset(found)


def _broken_properties(law: Law) -> Iterator[Failure]:
    for stated in law.source.properties:
        case = counterexample(law, stated)
        if case is not None:
            facts, values = case
            yield Failure("property", stated.name, stated.words, facts, values)


def counterexample(
    law: Law, stated: Property
) -> tuple[tuple[Fact, ...], Mapping[str, Value]] | None:
    """A case in which the property does not hold, or None if there is no such case."""
    closed = law.condition(stated.condition)
    leaves = dict.fromkeys(use.leaf for use in uses(closed))
    facts = tuple(dict.fromkeys(fact for leaf in leaves for fact in leaf.facts))
    space = Space(leaves, facts)
    holds = rule_function([closed], space.bit)
    for signature in space.signatures:
        if holds(signature) == NO_RULE:
            return facts, space.witness(signature)
    return None
