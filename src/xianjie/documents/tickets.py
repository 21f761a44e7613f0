"""Admission tickets on paper: two on a page, each with a QR code for the door."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import segno

from xianjie.documents.typesetting import typeset
from xianjie.text import Lang, Text

_TEMPLATE = Path(__file__).with_name("tickets.typ")
_TITLE = Text("准考证", "Admission ticket")
_ALT = Text("准考证二维码 ", "QR code of the ticket ")
_NOTES = (
    Text(
        "凭本证和报名所用的有效身份证件入场；开考前15分钟到场。",
        "Bring this ticket and the identity document with which you registered; be there 15 "
        "minutes before the beginning.",
    ),
    Text(
        "二维码供入场核验，请勿折损。",
        "The QR code is checked at the door; do not fold or damage it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: its number, what its code holds, labels with their values."""

    ticket: str
    code: str
    exam: str
    institution: str
    rows: Sequence[tuple[Text, str]]


def tickets_document(tickets: Sequence[Ticket], *, on: date, lang: Lang) -> bytes:
    """A PDF of tickets, two on an A4 page."""
    data = {
        "lang": lang,
        "title": _TITLE.in_(lang),
        "alt": _ALT.in_(lang),
        "notes": [one.in_(lang) for one in _NOTES],
        "tickets": [
            {
                "ticket": one.ticket,
                "qr": _qr(one.code),
                "exam": one.exam,
                "institution": one.institution,
                "rows": [[label.in_(lang), value] for label, value in one.rows],
            }
            for one in tickets
        ],
    }
    return typeset(_TEMPLATE, data, on)


def _qr(code: str) -> str:
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
