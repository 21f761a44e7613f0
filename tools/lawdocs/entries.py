"""A rule with everything that the pages say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.law.case_files import Case, answering
from tools.lawdocs.evidence import evidence
from xianjie.instruments import law
from xianjie.law import Choice, Law, Outcome, Rule
from xianjie.law.sentences import RuleSentence
from xianjie.text import Lang, Text


@dataclass(frozen=True)
class RuleEntry:
    """``under`` is the choice of a reading without which the rule does not exist."""

    decision: str
    id: str
    sentence: Text
    outcome: Outcome
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    over: tuple[str, ...]
    under: tuple[str, Choice] | None
    deadlines: tuple[str, ...]
    cases: tuple[Case, ...]


@cache
def rule_entries(jurisdiction: str) -> tuple[RuleEntry, ...]:
    """Every rule of every decision, those under the other choice of a reading included."""
    return tuple(_entries(law(jurisdiction)))


def _entries(rules: Law) -> Iterator[RuleEntry]:
    for decision in rules.source.decisions.values():
        for rule in decision.rules:
            yield _entry(rules, decision.name, rule)


def _entry(rules: Law, decision: str, rule: Rule) -> RuleEntry:
    where = _where_it_exists(rules, rule)
    zh, en = _sentence(where, decision, rule, "zh"), _sentence(where, decision, rule, "en")
    return RuleEntry(
        decision=decision,
        id=rule.id,
        sentence=Text(zh.text, en.text),
        outcome=where.decision(decision).outcomes[rule.outcome],
        clauses=rule.clauses,
        readings=zh.readings,
        over=rule.over,
        under=rule.under,
        deadlines=tuple(deadline.parameter for deadline in rule.deadlines),
        cases=_cases(rules.id, decision, rule.id),
    )


def _cases(jurisdiction: str, decision: str, rule: str) -> tuple[Case, ...]:
    """Its own, or else those of the jurisdiction above that decides exactly so."""
    found = evidence().by_rule
    own = found.get((jurisdiction, decision, rule), ())
    return tuple(own or found.get((answering(jurisdiction, decision), decision, rule), ()))


def _where_it_exists(rules: Law, rule: Rule) -> Law:
    if rule.under is None or rules.choices.of(rule.under[0]) == rule.under[1]:
        return rules
    return rules.variant(rule.under[0])


def _sentence(rules: Law, decision: str, rule: Rule, lang: Lang) -> RuleSentence:
    return next(s for s in rules.decision(decision).sentences(lang) if s.id == rule.id)
