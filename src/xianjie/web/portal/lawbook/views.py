"""Pages of the law browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions, law
from xianjie.law import Choice, Clause, CompiledDecision, Law
from xianjie.law.comparing import Change, compare
from xianjie.text import Text
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import decision_of, jurisdiction_of
from xianjie.web.portal.frame.errors import NotHere
from xianjie.web.portal.lawbook.resting import resting_on

_LAW = Text("条款与规则", "The law")


@dataclass(frozen=True, slots=True)
class Effect:
    """What the other reading would change in one decision."""

    decision: CompiledDecision
    changes: tuple[tuple[Change, str], ...]  # each with the address of its witness's answer


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    rules = law()
    context = {
        "section": "law",
        "law": rules,
        "documents": _documents(rules),
        "decisions": rules.decisions.values(),
        "readings": rules.readings.values(),
        "trail": [(_LAW, "")],
    }
    return render(request, "portal/lawbook/contents.html", context)


@require_safe
def clause_page(request: HttpRequest, clause: str) -> HttpResponse:
    rules = law()
    if clause not in rules.clauses:
        raise NotHere(
            Text(f"没有条款“{clause[:40]}”", f"there is no clause “{clause[:40]}”"),
            tuple((c.citation.zh, _clause_address(c.id)) for c in rules.clauses.values()),
        )
    resting = [
        (law(name), found)
        for name in reversed(jurisdictions())
        if clause in law(name).clauses
        for found in [resting_on(clause, name, lang_of(request))]
    ]
    context = {
        "section": "law",
        "clause": rules.clauses[clause],
        "resting": resting,
        "trail": [(_LAW, reverse("portal:law")), (rules.clauses[clause].citation, "")],
    }
    return render(request, "portal/lawbook/clause.html", context)


@require_safe
def decision_page(request: HttpRequest, decision: str) -> HttpResponse:
    jurisdiction = jurisdiction_of(request)
    shown = decision_of(decision, jurisdiction)
    lang = lang_of(request)
    context = {
        "section": "law",
        "law": law(jurisdiction),
        "decision": shown,
        "rules": [(rule, shown.outcomes[rule.outcome]) for rule in shown.sentences(lang)],
        "definitions": shown.definitions(lang),
        "others": [law(name) for name in jurisdictions() if name != jurisdiction],
        "is_default": jurisdiction == DEFAULT_JURISDICTION,
        "trail": [(_LAW, reverse("portal:law")), (shown.title, "")],
    }
    return render(request, "portal/lawbook/decision.html", context)


@require_safe
def reading_page(request: HttpRequest, reading: str) -> HttpResponse:
    rules = law()
    if reading not in rules.readings:
        raise NotHere(
            Text(f"没有理解“{reading[:40]}”", f"there is no reading “{reading[:40]}”"),
            tuple(
                (f"{r.id} {r.words.zh}", reverse("portal:reading", args=[r.id]))
                for r in rules.readings.values()
            ),
        )
    context = {
        "section": "law",
        "reading": rules.readings[reading],
        "effects": [
            Effect(
                rules.decision(name), tuple((change, _witness(name, change)) for change in found)
            )
            for name, found in _effects(reading).items()
        ],
        "trail": [(_LAW, reverse("portal:law")), (Text(reading, reading), "")],
    }
    return render(request, "portal/lawbook/reading.html", context)


@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    rules = law()
    days = sorted(rules.parameters.values(), key=lambda parameter: parameter.day)
    context = {
        "section": "law",
        "parameters": days,
        "readings": rules.readings,
        "trail": [(_LAW, reverse("portal:law")), (Text("日期", "Dates"), "")],
    }
    return render(request, "portal/lawbook/dates.html", context)


def _documents(rules: Law) -> list[tuple[Law, list[Clause]]]:
    """The clauses by the jurisdiction whose notice they stand in, uppermost first."""
    seen: set[str] = set()
    documents = []
    for name in rules.source.chain:
        own = [clause for clause in law(name).clauses.values() if clause.id not in seen]
        seen.update(clause.id for clause in own)
        documents.append((law(name), own))
    return documents


@cache
def _effects(reading: str) -> Mapping[str, tuple[Change, ...]]:
    other: Choice = "alternative"
    return compare(law(), law(readings={reading: other}))


def _witness(name: str, change: Change) -> str:
    """The answer page of the change's witness."""
    facts = {fact.name: _typed(fact.jsonable(change.witness[fact.name])) for fact in change.facts}
    return f"{reverse('portal:answer', args=[name])}?{urlencode(facts)}"


def _typed(value: bool | str | None) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else value


def _clause_address(clause: str) -> str:
    return reverse("portal:clause", args=[clause])
