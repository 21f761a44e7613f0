"""What the other reading of an unclear word would change: classes of cases, each with a witness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.law import CompiledDecision, Fact, Outcome, Value
from xianjie.law.comparing import Change, compare
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Effect:
    """What the other reading would change in one decision."""

    decision: CompiledDecision
    classes: tuple[ClassOfCases, ...]


@dataclass(frozen=True, slots=True)
class ClassOfCases:
    """Every case in which all ``terms`` hold goes from one outcome to the other.

    ``witness`` is one such case in words; its answers, as the law is read and the other way, are
    at the two addresses.
    """

    before: Outcome
    after: Outcome
    terms: tuple[Text, ...]
    witness: tuple[tuple[Text, Text], ...]
    as_read: str
    turned: str


def effects(reading: str, jurisdiction: str) -> list[Effect]:
    """By decision, what turning the reading changes; decisions it leaves alone are left out."""
    rules = law(jurisdiction)
    return [
        Effect(
            rules.decision(name),
            tuple(_class(rules.decision(name), reading, change) for change in changes),
        )
        for name, changes in _compared(reading, jurisdiction).items()
    ]


@cache
def _compared(reading: str, jurisdiction: str) -> Mapping[str, tuple[Change, ...]]:
    """Kept: the law does not change while the process runs, and comparing takes a while."""
    rules = law(jurisdiction)
    return compare(rules, rules.variant(reading))


def _class(decision: CompiledDecision, reading: str, change: Change) -> ClassOfCases:
    case = [(fact, change.witness[fact.name]) for fact in change.facts]
    facts = [(fact.name, _typed(fact, value)) for fact, value in case]
    if decision.jurisdiction != DEFAULT_JURISDICTION:
        facts.append(("jurisdiction", decision.jurisdiction))
    address = reverse("portal:answer", args=[decision.name])
    return ClassOfCases(
        before=decision.outcomes[change.before],
        after=decision.outcomes[change.after],
        terms=change.lines,
        witness=tuple(
            (fact.label, Text(fact.show(value, "zh"), fact.show(value, "en")))
            for fact, value in case
        ),
        as_read=f"{address}?{urlencode(facts)}",
        turned=f"{address}?{urlencode([*facts, ('reading', reading)])}",
    )


def _typed(fact: Fact, value: Value) -> str:
    """A value as an address has it."""
    plain = fact.jsonable(value)
    if plain is None:
        return "none"
    return str(plain).lower() if isinstance(plain, bool) else plain
