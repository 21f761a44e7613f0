"""What the pages of the public register say alike."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.filings.history import Entry, Happened
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.workbench.filings.words import levels

TITLE = Text("备案机构", "Filed organisations")


def trail(*further: tuple[Text, str]) -> list[tuple[Text, str]]:
    return [(TITLE, reverse("portal:register") if further else ""), *further]


def known_until(request: HttpRequest) -> datetime:
    """What had happened by today is told of any day."""
    return end_of(today_of(request))


def scope_of(entry: Entry) -> Text | None:
    """The occupation and levels of an entry that has one."""
    if not entry.occupation:
        return None
    if entry.lowest is None or entry.highest is None:
        return Text(entry.occupation, entry.occupation)
    told = levels(entry.lowest, entry.highest)
    return Text(f"{entry.occupation} {told.zh}", f"{entry.occupation}, {told.en}")


def until_words(entry: Entry) -> Text | None:
    """What the last day of an entry is of."""
    if entry.until_on is None:
        return None
    if entry.happened is Happened.REMOVED:
        return Text("不得再备案至", "no new filing until")
    return Text("有效期至", "the term ends on")
