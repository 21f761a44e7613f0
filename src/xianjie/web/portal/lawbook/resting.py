"""What rests on a clause: rules, named notions, dates, readings, properties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xianjie.instruments import law
from xianjie.law import CompiledDecision, Law, Parameter, Property, Reading
from xianjie.law.sentences import Definition, RuleSentence
from xianjie.text import Lang


@dataclass(frozen=True, slots=True)
class Resting:
    """Everything of one jurisdiction that cites a clause."""

    rules: tuple[tuple[CompiledDecision, tuple[RuleSentence, ...]], ...]
    notions: tuple[Definition, ...]
    dates: tuple[Parameter, ...]
    readings: tuple[Reading, ...]
    properties: tuple[Property, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.rules or self.notions or self.dates or self.readings or self.properties)


@cache
def resting_on(clause: str, jurisdiction: str, lang: Lang) -> Resting:
    """What cites the clause in the law of a jurisdiction."""
    rules = law(jurisdiction)
    by_decision = (
        (decision, tuple(s for s in decision.sentences(lang) if clause in s.clauses))
        for decision in rules.decisions.values()
    )
    return Resting(
        rules=tuple((decision, sentences) for decision, sentences in by_decision if sentences),
        notions=_notions(rules, clause, lang),
        dates=tuple(p for p in rules.parameters.values() if clause in p.clauses),
        readings=tuple(r for r in rules.readings.values() if clause in r.clauses),
        properties=tuple(p for p in rules.source.properties if clause in p.clauses),
    )


def _notions(rules: Law, clause: str, lang: Lang) -> tuple[Definition, ...]:
    found = (
        notion
        for decision in rules.decisions.values()
        for notion in decision.definitions(lang)
        if clause in notion.clauses
    )
    return tuple(dict.fromkeys(found))
