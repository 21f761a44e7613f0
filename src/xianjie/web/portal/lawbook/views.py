"""Pages of the law browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import law
from xianjie.law import BoolFact, Clause, DayFact, EnumFact, Fact, Law
from xianjie.text import Text
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import chosen_law, decision_of, jurisdiction_of, no_reading
from xianjie.web.portal.frame.errors import NotHere
from xianjie.web.portal.jurisdictions import laws, others, query
from xianjie.web.portal.lawbook.effects import effects
from xianjie.web.portal.lawbook.resting import resting_on

_LAW = Text("条款与规则", "The law")


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    rules = chosen_law(jurisdiction_of(request))
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "others": others(rules),
        "documents": _documents(rules),
        "decisions": rules.decisions.values(),
        "readings": rules.readings.values(),
        "trail": [(_LAW, "")],
    }
    return render(request, "portal/lawbook/contents.html", context)


@require_safe
def clause_page(request: HttpRequest, clause: str) -> HttpResponse:
    """A clause, and what rests on it in each jurisdiction that has it."""
    having = [rules for rules in laws() if clause in rules.clauses]
    if not having:
        raise NotHere(
            Text(f"没有条款“{clause[:40]}”", f"there is no clause “{clause[:40]}”"),
            tuple(
                (known.citation, reverse("portal:clause", args=[known.id]))
                for known in law().clauses.values()
            ),
        )
    found = having[0].clauses[clause]
    lang = lang_of(request)
    context = {
        "section": "law",
        "clause": found,
        "untranslated": [
            entry for entry in having[0].source.untranslated if entry.clause == clause
        ],
        "resting": [(rules, query(rules), resting_on(clause, rules.id, lang)) for rules in having],
        "trail": [(_LAW, reverse("portal:law")), (found.citation, "")],
    }
    return render(request, "portal/lawbook/clause.html", context)


@require_safe
def decision_page(request: HttpRequest, decision: str) -> HttpResponse:
    rules = chosen_law(jurisdiction_of(request))
    shown = decision_of(decision, rules)
    lang = lang_of(request)
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "decision": shown,
        "rules": [
            (
                rule,
                shown.outcomes[rule.outcome],
                [rules.readings[name] for name in rule.readings],
            )
            for rule in shown.sentences(lang)
        ],
        "definitions": shown.definitions(lang),
        "facts": [(fact, _values(fact)) for fact in shown.facts],
        "others": [other for other in others(rules) if decision in other[0].decisions],
        "trail": [(_LAW, reverse("portal:law")), (shown.title, "")],
    }
    return render(request, "portal/lawbook/decision.html", context)


@require_safe
def reading_page(request: HttpRequest, reading: str) -> HttpResponse:
    rules = _law_with_reading(request, reading)
    found = effects(reading, rules.id)
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "reading": rules.readings[reading],
        "effects": found,
        "classes": sum(len(effect.classes) for effect in found),
        "others": [other for other in others(rules) if reading in other[0].readings],
        "trail": [(_LAW, reverse("portal:law")), (Text(reading, reading), "")],
    }
    return render(request, "portal/lawbook/reading.html", context)


@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    rules = chosen_law(jurisdiction_of(request))
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "others": others(rules),
        "parameters": sorted(rules.parameters.values(), key=lambda parameter: parameter.day),
        "open_terms": rules.source.open_terms.values(),
        "yielded": rules.source.yielded,
        "trail": [(_LAW, reverse("portal:law")), (Text("日期", "Dates"), "")],
    }
    return render(request, "portal/lawbook/dates.html", context)


def _law_with_reading(request: HttpRequest, reading: str) -> Law:
    """The law asked for, or else the first that has the reading; raises `NotHere`."""
    if request.GET.get("jurisdiction"):
        rules = chosen_law(jurisdiction_of(request))
    else:
        rules = next((rules for rules in laws() if reading in rules.readings), law())
    if reading not in rules.readings:
        raise no_reading(rules, reading)
    return rules


def _documents(rules: Law) -> list[tuple[Law, list[Clause]]]:
    """The clauses by the jurisdiction whose notice they stand in, uppermost first."""
    seen: set[str] = set()
    documents = []
    for name in rules.source.chain:
        own = [clause for clause in law(name).clauses.values() if clause.id not in seen]
        seen.update(clause.id for clause in own)
        documents.append((law(name), own))
    return documents


def _values(fact: Fact) -> list[tuple[str, Text]]:
    """The values a fact takes, as typed and in words; a day or a name only as typed."""
    match fact:
        case BoolFact():
            return [("true", fact.yes), ("false", fact.no)]
        case EnumFact():
            return list(fact.values.items())
        case DayFact(none=Text() as none):
            return [("2020-09-04", Text("日期", "a day")), ("none", none)]
        case DayFact():
            return [("2020-09-04", Text("日期", "a day"))]
        case _:
            return [("", fact.help or fact.admits)]
