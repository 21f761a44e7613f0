"""Decks of cards on paper, several cards a page, each with a line to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from xianjie.documents.typesetting import typeset
from xianjie.law.cards import Deck, told_deck
from xianjie.text import LANGS, Lang, Text

_TEMPLATE = Path(__file__).with_name("cards.typ")
_SHOWN_DIGITS = 16
_WORDS = {
    "title": Text("规则卡片", "Cards of the rules"),
    "service": Text(
        "衔接 · 职业资格与职业技能等级", "Xianjie 衔接 · Qualifications and skill levels"
    ),
    "conditions": Text("如果", "If"),
    "outcome": Text("结论", "Outcome"),
    "clauses": Text("依据", "Clauses"),
    "readings": Text("理解", "Readings"),
    "cases": Text("例", "Cases"),
    "rules": Text("规则", "Rules"),
    "signed": Text("签名", "Signature"),
    "dated": Text("日期", "Date"),
    "version": Text("规则版本", "Version of the rules"),
    "on": Text("印制日", "Printed on"),
}


def cards_document(decks: Sequence[Deck], on: date, langs: Sequence[Lang] = LANGS) -> bytes:
    """A PDF of decks in the languages asked for, each language of a card below the other; A4."""
    data = {
        "lang": langs[0],
        "words": {lang: {name: text.in_(lang) for name, text in _WORDS.items()} for lang in langs},
        "langs": list(langs),
        "on": on.isoformat(),
        "decks": [
            {
                "version": deck.rules_version[:_SHOWN_DIGITS],
                "name": deck.decision.name,
                "jurisdiction": deck.decision.jurisdiction,
                "told": {lang: asdict(told_deck(deck, lang)) for lang in langs},
            }
            for deck in decks
        ],
    }
    return typeset(_TEMPLATE, data, on)
