"""The cards of a decision as a page and on paper."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.documents import cards_document
from xianjie.instruments import law
from xianjie.law.cards import Deck, deck, told_deck
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import chosen_law, decision_of, jurisdiction_of
from xianjie.web.portal.jurisdictions import others, query


@require_safe
def cards_page(request: HttpRequest, decision: str) -> HttpResponse:
    rules = chosen_law(jurisdiction_of(request))
    shown = decision_of(decision, rules)
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "decision": shown,
        "deck": told_deck(_deck(rules.id, decision), lang_of(request)),
        "others": [other for other in others(rules) if decision in other[0].decisions],
        "trail": [
            (Text("条款与规则", "The law"), reverse("portal:law")),
            (shown.title, reverse("portal:decision", args=[decision]) + query(rules)),
            (Text("卡片", "Cards"), ""),
        ],
    }
    return render(request, "portal/cards/cards.html", context)


@require_safe
def cards_pdf(request: HttpRequest, decision: str) -> HttpResponse:
    """In both languages: who signs one signs that they say the same."""
    rules = chosen_law(jurisdiction_of(request))
    decision_of(decision, rules)
    document = cards_document([_deck(rules.id, decision)], today_of(request))
    name = f"xianjie-{rules.id.lower()}-{decision}-cards.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


@lru_cache(maxsize=64)
def _deck(jurisdiction: str, decision: str) -> Deck:
    """Dealt once: the law does not change while a process runs."""
    return deck(law(jurisdiction).decision(decision))
