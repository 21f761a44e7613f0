"""A slip: what was done, for whom, when, on which ground, on one sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xianjie.documents.typesetting import typeset
from xianjie.text import Lang, Text

_TEMPLATE = Path(__file__).with_name("slip.typ")
_SERVICE = Text("衔接 · 职业资格与职业技能等级", "Xianjie 衔接 · Qualifications and skill levels")


def slip_document(
    *,
    title: Text,
    rows: Sequence[tuple[Text, str]],
    notes: Sequence[Text],
    foot: str,
    on: date,
    lang: Lang,
) -> bytes:
    """A PDF of one A4 page: a title, labels with their values, notes, a foot."""
    data = {
        "lang": lang,
        "title": title.in_(lang),
        "service": _SERVICE.in_(lang),
        "rows": [[label.in_(lang), value] for label, value in rows],
        "notes": [note.in_(lang) for note in notes],
        "foot": foot,
    }
    return typeset(_TEMPLATE, data, on)
