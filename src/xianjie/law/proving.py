"""Proof by enumeration: what must be true of the rules of a jurisdiction, in every case there is.

No gap, no overlap but those that a stated precedence settles, no precedence that settles
nothing, no dead rule, no clause that should decide something and does not, and the named
properties; gaps, overlaps and properties also with each reading turned the other way, and, both
ways, for every value that a lower or a later notice may give to what is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xianjie.law.checks import (
    Failure,
    Kind,
    Overlaps,
    everything,
    overlaps_of,
)
from xianjie.law.compiled import CompiledDecision
from xianjie.law.law import Law
from xianjie.law.proving_open import open_failures, open_values, overlap_if_open
from xianjie.law.sentences import notions
from xianjie.text import Text

__all__ = ["Failure", "Proof", "cited", "prove"]

Key = tuple[Kind, str, Text]


@dataclass(frozen=True)
class Proof:
    """The result for one jurisdiction: how much was proved, and every failure.

    ``decisions`` has the classes of cases of each; ``open_values`` how many sets of values of open
    terms those that have any were proved for.
    """

    jurisdiction: str
    decisions: Mapping[str, int]
    open_values: Mapping[str, int]
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
    for further in (_of_variants, open_failures):
        found = {_key(failure) for failure in failures}
        failures.extend(failure for failure in further(law) if _key(failure) not in found)
    return Proof(
        jurisdiction=law.id,
        decisions={name: len(d.space.signatures) for name, d in law.decisions.items()},
        open_values=open_values(law),
        rules=sum(len(decision.rules) for decision in law.decisions.values()),
        properties=tuple(p.name for p in law.source.properties),
        readings=tuple(law.readings),
        failures=tuple(failures),
    )


def _of_rules(law: Law) -> Iterator[Failure]:
    yield from _of_cases(law)
    for decision in law.decisions.values():
        overlaps = overlaps_of(decision)(decision.space.signatures)
        yield from _idle_precedence(law, decision, overlaps)
        yield from _dead_rules(decision)


def _of_variants(law: Law) -> Iterator[Failure]:
    untouched = {checked.rules for checked in everything(law)}
    for reading in law.readings:
        variant = law.variant(reading)
        under = f" [{reading}={variant.choices.of(reading)}]"
        for checked in everything(variant):
            if checked.rules not in untouched:
                for failure in checked.failures():
                    yield replace(failure, where=failure.where + under)


def _of_cases(law: Law) -> Iterator[Failure]:
    for checked in everything(law):
        yield from checked.failures()


def _idle_precedence(law: Law, decision: CompiledDecision, overlaps: Overlaps) -> Iterator[Failure]:
    present = {rule.id for rule in decision.rules}  # others exist under another reading only
    for rule in decision.rules:
        for later in rule.over:
            pair = rule.id, later
            if later not in present or pair in overlaps:
                continue
            if overlap_if_open(law, decision.name, pair):
                continue
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


def _key(failure: Failure) -> Key:
    """What fails, without the reading and the values under which."""
    return failure.kind, failure.where.partition(" [")[0], failure.words
