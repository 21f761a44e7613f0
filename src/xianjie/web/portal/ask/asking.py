"""Asking: one fact a page, only what matters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue
from xianjie.law import BoolFact, DayFact, EnumFact, Fact, FactError, KeyFact, Value
from xianjie.text import Text
from xianjie.web.portal.ask.cases import (
    Case,
    about_a_case,
    chosen_law,
    jurisdiction_of,
    shown,
)
from xianjie.web.portal.jurisdictions import others, query

_SUGGESTED = 8
_GROUPS = (
    (
        Text("考生与持证人", "Candidates and holders"),
        ("candidate-option", "certificate-validity", "replacement"),
    ),
    (Text("学生与学徒", "Students and apprentices"), ("training-route",)),
    (
        Text("组织考试与发证的机构", "Those who hold exams and issue certificates"),
        ("exam-permission", "exam-schedule", "certificate-issuance", "level-certificate-issuance"),
    ),
    (Text("了解一个职业", "About an occupation"), ("catalogue-status",)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact already told: its words, and where to change it."""

    label: Text
    value: Text
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that can be clicked."""

    value: str
    words: Text
    is_current: bool


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    rules = chosen_law(jurisdiction_of(request))
    context = {
        "section": "ask",
        "law": rules,
        "query": query(rules),
        "others": others(rules),
        "groups": [(who, [rules.decision(name) for name in names]) for who, names in _GROUPS],
        "trail": [(Text("问一问", "Questions"), "")],
    }
    return render(request, "portal/ask/questions.html", context)


@about_a_case
def ask(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask the next fact that matters, or the one named; with nothing left, go to the answer."""
    asked = request.GET.get("asked", "")
    error = _error(case, asked)
    name = _fact_to_ask(case, request.GET.get("ask", ""), asked if error else "")
    if name is None:
        return HttpResponseRedirect(case.address("answer"))
    if asked and not error:
        return HttpResponseRedirect(case.address("ask"))
    return _question(request, case, name, error or case.wrong.get(name))


@require_safe
def occupations(request: HttpRequest) -> HttpResponse:
    """Names that fit what is being typed, else names like it, as answers to click."""
    words = request.GET.get("occupation", "").replace("\0", "").strip()[:60]
    entries = catalogue.load()
    found = (entries.search(words) or entries.near(words)) if words else ()
    return render(request, "portal/ask/occupations.html", {"found": found[:_SUGGESTED]})


def _question(request: HttpRequest, case: Case, name: str, error: FactError | None) -> HttpResponse:
    fact = case.decision.fact(name)
    rest = case.without(name)
    previous = case.before(name)
    questions_page = reverse("portal:questions") + query(case.law)
    gone, left = len(rest.told) + len(rest.skipped), max(rest.left, 1)
    context = {
        "section": "ask",
        "case": case,
        "decision": case.decision,
        "law": case.law,
        "fact": fact,
        "kind": _kind(fact),
        "choices": _choices(fact, case.known.get(name)),
        "given": case.told.get(name, ""),
        "occupations": catalogue.load().occupations if isinstance(fact, KeyFact) else (),
        "near": _near(case.told.get(name, "")) if error and isinstance(fact, KeyFact) else (),
        "none": fact.none if isinstance(fact, DayFact) else None,
        "is_none": name in case.known and case.known[name] is None,
        "error": error,
        "hidden": rest.parameters(),
        "told": _told(rest),
        "skipped": [
            (case.decision.fact(other).label, rest.address("ask", ask=other))
            for other in rest.skipped
        ],
        "step": gone + 1,
        "gone": gone,
        "left": left,
        "steps": gone + left,
        "back": case.address("ask", ask=previous) if previous else questions_page,
        "restart": case.decision.name,
        "query": query(case.law),
        "elsewhere_law": [(other.law.title, other.address("ask")) for other in case.elsewhere()],
        "trail": [
            (Text("问一问", "Questions"), questions_page),
            (case.decision.title, ""),
        ],
    }
    return render(request, "portal/ask/ask.html", context, status=400 if error else 200)


def _fact_to_ask(case: Case, named: str, refused: str) -> str | None:
    """What was refused first, then what was told wrongly, then what the visitor wants to change."""
    return next((name for name in (refused, *case.wrong, named) if name), case.next_need)


def _error(case: Case, asked: str) -> FactError | None:
    """Why what was just sent is no answer: impossible, or nothing at all."""
    if not asked or asked in case.known or asked in case.skipped:
        return None
    fact = case.decision.fact(asked)
    return case.wrong.get(asked) or fact.refuse(
        "还没有填写；不清楚的话请点“不知道，跳过”",
        "nothing is given; if it is not known, say so with “I don't know, skip”",
    )


def _kind(fact: Fact) -> str:
    match fact:
        case BoolFact() | EnumFact():
            return "choice"
        case KeyFact():
            return "name"
        case _:
            return "day"


def _choices(fact: Fact, current: Value) -> list[Choice]:
    match fact:
        case BoolFact():
            return [
                Choice("true", fact.yes, current is True),
                Choice("false", fact.no, current is False),
            ]
        case EnumFact():
            return [Choice(name, words, current == name) for name, words in fact.values.items()]
        case _:
            return []


def _near(given: str) -> tuple[catalogue.Occupation, ...]:
    """What a name that was refused may have meant."""
    try:
        return (catalogue.load().find(given),)
    except catalogue.AmbiguousOccupation as error:
        return error.candidates
    except catalogue.UnknownOccupation as error:
        return error.suggestions or catalogue.load().search(given)[:_SUGGESTED]


def _told(case: Case) -> list[Told]:
    return [
        Told(fact.label, shown(fact, value), case.address("ask", ask=name))
        for name, value in case.known.items()
        for fact in [case.decision.fact(name)]
    ]
