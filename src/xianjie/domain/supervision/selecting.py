"""Cases as lists want them: those of which a body was told, those in which it is late."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from xianjie.domain.supervision.models import Case, CaseStep
from xianjie.domain.supervision.stages import Course, Kind, sanction_of

KEPT_BACK = (Kind.ASSIGNED, Kind.NOTED)  # what the body does not see


def of_which_the_body_was_told() -> Q:
    """Cases with a step that the body sees; before that it knows nothing of them."""
    told = CaseStep.objects.filter(case=OuterRef("pk")).exclude(kind__in=KEPT_BACK)
    waiting = Q(kind=Kind.PROPOSED)
    return Q(Exists(told.exclude(waiting)))


def is_late(on: date) -> Q:
    """Open cases in which the body let a deadline pass without a word."""
    replies = CaseStep.objects.filter(
        of=OuterRef("pk"), kind__in=(Kind.ANSWERED, Kind.REPORTED, Kind.CHECKED)
    )
    silent = CaseStep.objects.filter(case=OuterRef("pk"), due_on__lt=on).exclude(Exists(replies))
    return Q(closed_on=None) & Q(Exists(silent))


def shown_to_the_body(course: Course) -> list[CaseStep]:
    """The steps that the body sees, a sanction once it is decided."""
    return [
        one
        for one in course.steps
        if one.kind not in KEPT_BACK
        and (one.kind != Kind.PROPOSED or sanction_of(one).granted is not None)
    ]


def told(pk: int) -> Case | None:
    """A case of which its body was told."""
    return (
        Case.objects.select_related("body", "assignee")
        .filter(of_which_the_body_was_told(), pk=pk)
        .first()
    )
