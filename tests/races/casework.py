"""Races about cases: an alert taken into two, a case closed twice, an answer against a finding."""

from __future__ import annotations

from functools import partial

from tests.races.issuing import AtOnce, Told
from tests.supervision.conftest import Desk, later, make_desk
from xianjie.domain.audit.models import Event
from xianjie.domain.supervision.models import Case, CaseStep

_CASES = 6
_Kind = CaseStep.Kind


def same_alert(at_once: AtOnce) -> Told:
    """Each alert is made a case at eight desks at once."""
    desk = make_desk()
    for number in range(_CASES):
        alert = desk.alert(str(number))
        at_once([partial(desk.opened, [alert])] * 8)
    return {
        "duplicates": Case.objects.count() - _CASES,
        "kept": Case.objects.filter(alerts__isnull=False).distinct().count(),
        "events": Event.objects.filter(action="case.opened_of_alerts").count(),
    }


def double_close(at_once: AtOnce) -> Told:
    """Each case is closed at eight desks at once."""
    desk = make_desk()
    for case in _cases(desk):
        desk.found(case, confirmed=False)
        at_once([partial(desk.closed, case)] * 8)
    return {
        "duplicates": _too_many(_Kind.CLOSED),
        "kept": Case.objects.filter(closed_on__isnull=False).count(),
        "events": Event.objects.filter(action="case.closed").count(),
    }


def answer_or_find(at_once: AtOnce) -> Told:
    """A late answer and the finding: found once, and nothing is answered after it."""
    desk = make_desk()
    late = later(6)
    for case in _cases(desk):
        desk.asked(case)
        at_once([partial(desk.answered, case, late), partial(desk.found, case, on=late)] * 4)
    found = dict(CaseStep.objects.filter(kind=_Kind.FOUND).values_list("case", "pk"))
    answers = CaseStep.objects.filter(kind=_Kind.ANSWERED).values_list("case", "pk")
    return {
        "duplicates": _too_many(_Kind.FOUND) + sum(pk > found[case] for case, pk in answers),
        "kept": len(found),
        "events": Event.objects.filter(action="case.found").count(),
    }


def _cases(desk: Desk) -> list[Case]:
    return [desk.opened([desk.alert(str(number))]) for number in range(_CASES)]


def _too_many(kind: CaseStep.Kind) -> int:
    steps = CaseStep.objects.filter(kind=kind)
    return steps.count() - steps.values("case").distinct().count()
