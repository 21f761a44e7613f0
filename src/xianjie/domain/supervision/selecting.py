"""Cases as lists want them, as of a day: open, of which a body was told, in which it is late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from xianjie.calendar import end_of
from xianjie.domain.certificates import selecting as certificates
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision.models import (
    Case,
    CaseFile,
    CaseStep,
    Draw,
    Inspection,
    InspectionItem,
)
from xianjie.domain.supervision.stages import EVER, Course, Kind, sanction_of

KEPT_BACK = (Kind.ASSIGNED, Kind.NOTED)  # what the body does not see


def is_drawn(draw: Draw, on: date) -> bool:
    return draw.drawn_at is not None and draw.drawn_at < end_of(on)


def is_handed_in(inspection: Inspection, on: date) -> bool:
    return inspection.handed_in_on is not None and inspection.handed_in_on <= on


_THERE: Mapping[type[object], Callable[[Any, date], bool]] = {
    Case: lambda one, on: one.opened_on <= on,
    CaseStep: lambda one, on: one.on <= on,
    CaseFile: lambda one, on: one.step.on <= on,
    Blacklisting: lambda one, on: one.proposed_at < end_of(on),
    Draw: lambda one, on: one.announced_on <= on,
    Inspection: lambda one, on: is_drawn(one.draw, on),
    InspectionItem: lambda one, on: is_handed_in(one.inspection, on),
}


def was_there(thing: object, on: date) -> bool:
    """Whether a thing of supervision or of the certificates below was there by a day's end."""
    return _THERE.get(type(thing), certificates.was_there)(thing, on)


def draw_as_of(draw: Draw, on: date) -> Draw:
    """The row as it was by the end of a day; not to be saved."""
    if is_drawn(draw, on):
        return draw
    seen = copy(draw)
    seen.seed, seen.drawn_by, seen.drawn_at, seen.log_size = "", "", None, None
    return seen


def inspection_as_of(inspection: Inspection, on: date) -> Inspection:
    """The row as it was by the end of a day; not to be saved."""
    if is_handed_in(inspection, on) or inspection.handed_in_on is None:
        return inspection
    seen = copy(inspection)
    seen.words, seen.case = "", None
    seen.handed_in_on, seen.handed_in_by, seen.handed_in_at = None, "", None
    return seen


def is_closed(on: date) -> Q:
    """What `Course.closing` says of the same day, as a condition of the database."""
    closed = CaseStep.objects.filter(case=OuterRef("pk"), kind=Kind.CLOSED, on__lte=on)
    reopened = CaseStep.objects.filter(
        case=OuterRef("case"), kind=Kind.SETTLED, holds=True, on__lte=on, pk__gt=OuterRef("pk")
    )
    ever = CaseStep.objects.filter(case=OuterRef("pk"), kind=Kind.CLOSED)
    at_once = Q(closed_on__lte=on) & ~Q(Exists(ever))  # a complaint answered without steps
    return Q(Exists(closed.exclude(Exists(reopened)))) | at_once


def of_which_the_body_was_told(on: date) -> Q:
    """Cases with a step that the body sees; before that it knows nothing of them."""
    told = CaseStep.objects.filter(case=OuterRef("pk"), on__lte=on).exclude(kind__in=KEPT_BACK)
    waiting = Q(kind=Kind.PROPOSED)
    return Q(Exists(told.exclude(waiting)))


def is_late(on: date) -> Q:
    """Open cases in which the body let a deadline pass without a word."""
    replies = CaseStep.objects.filter(
        of=OuterRef("pk"), kind__in=(Kind.ANSWERED, Kind.REPORTED, Kind.CHECKED), on__lte=on
    )
    silent = CaseStep.objects.filter(case=OuterRef("pk"), on__lte=on, due_on__lt=on)
    return ~is_closed(on) & Q(Exists(silent.exclude(Exists(replies))))


def shown_to_the_body(course: Course) -> list[CaseStep]:
    """The steps that the body sees, a sanction once it is decided."""
    return [
        one
        for one in course.steps
        if one.kind not in KEPT_BACK
        and (one.kind != Kind.PROPOSED or sanction_of(one, course.on).granted is not None)
    ]


def told(pk: int) -> Case | None:
    """A case of which its body was told."""
    return (
        Case.objects.select_related("body", "assignee")
        .filter(of_which_the_body_was_told(EVER), pk=pk)
        .first()
    )
