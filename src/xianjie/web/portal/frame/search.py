"""One search over occupations, qualifications, decisions, clauses and readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue, law
from xianjie.text import Lang, Text
from xianjie.web.language import lang_of

_LONGEST = 60
_MOST = 60
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its kind, its name, a line about it, its address."""

    kind: Text
    name: str
    about: str
    address: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    words, lang = _words(request), lang_of(request)
    found = find(words, lang) if words else []
    context = {
        "words": words,
        "found": found[:_MOST],
        "more": max(0, len(found) - _MOST),
        "near": near(words) if words and not found else [],
        "trail": [(Text("搜索", "Search"), "")],
    }
    return render(request, "portal/frame/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The first hits as a fragment, for those whose browser asks as they type."""
    words = _words(request)
    found = find(words, lang_of(request))[:_SUGGESTED] if words else []
    return render(request, "portal/frame/suggestions.html", {"found": found})


def find(words: str, lang: Lang) -> list[Hit]:
    """Everything that holds the words: names first, then what is said of things."""
    return [
        *_occupations(words, lang),
        *_items(words),
        *_decisions(words, lang),
        *_readings(words, lang),
        *_clauses(words, lang),
    ]


def near(words: str) -> list[Hit]:
    """Occupations with a name like the words."""
    return [_occupation(entry, "zh") for entry in catalogue.load().near(words)]


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]


def _occupations(words: str, lang: Lang) -> Iterator[Hit]:
    return (_occupation(entry, lang) for entry in catalogue.load().search(words))


def _occupation(entry: catalogue.Occupation, lang: Lang) -> Hit:
    return Hit(
        Text("职业（工种）", "Occupation"),
        entry.occupation,
        f"{entry.qualification} · {entry.treatment.label.in_(lang)}",
        reverse("portal:occupation", args=[entry.occupation]),
    )


def _items(words: str) -> Iterator[Hit]:
    for item in catalogue.load().items():
        if words in item.qualification:
            yield Hit(
                Text("职业资格", "Qualification"),
                item.qualification,
                "、".join(entry.occupation for entry in item.occupations),
                reverse("portal:item", args=[item.number]),
            )


def _decisions(words: str, lang: Lang) -> Iterator[Hit]:
    for name, decision in law().decisions.items():
        outcomes = [text for o in decision.outcomes.values() for text in (o.label, o.meaning)]
        if _speak_of(words, decision.title, decision.question, *outcomes) or words == name:
            yield Hit(
                Text("问题", "Question"),
                decision.title.in_(lang),
                decision.question.in_(lang),
                reverse("portal:ask", args=[name]),
            )


def _readings(words: str, lang: Lang) -> Iterator[Hit]:
    for reading in law().readings.values():
        if _speak_of(words, reading.words, reading.taken, reading.why) or words == reading.id:
            yield Hit(
                Text("理解", "Reading"),
                f"{reading.id} {reading.words.in_(lang)}",
                reading.taken.in_(lang),
                reverse("portal:reading", args=[reading.id]),
            )


def _clauses(words: str, lang: Lang) -> Iterator[Hit]:
    for clause in law().clauses.values():
        if _speak_of(words, clause.citation, clause.says, clause.does) or words == clause.id:
            yield Hit(
                Text("条款", "Clause"),
                clause.citation.in_(lang),
                clause.says.in_(lang),
                reverse("portal:clause", args=[clause.id]),
            )


def _speak_of(words: str, *texts: Text) -> bool:
    """Whether any of the texts, in either language, holds the words."""
    sought = words.casefold()
    return any(sought in text.zh.casefold() or sought in text.en.casefold() for text in texts)
