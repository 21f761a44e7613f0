"""Races about alerts."""

from __future__ import annotations

from functools import partial

from tests.races.issuing import AtOnce, Told
from tests.supervision.found import ON, make_supervised, moment
from xianjie.domain.audit.models import Event
from xianjie.domain.supervision import alerts
from xianjie.domain.supervision.models import AlertStep

_ALERTS = 6


def double_dismissal(at_once: AtOnce) -> Told:
    """Each alert is dismissed at eight desks at once."""
    supervised = make_supervised()
    for _ in range(_ALERTS):
        one = supervised.alert()
        at_once(
            [
                partial(
                    alerts.dismiss,
                    by=supervised.actors["bureau"],
                    alert=one.pk,
                    words="x",
                    on=ON,
                    at=moment(),
                )
            ]
            * 8
        )
    steps = AlertStep.objects.filter(kind=AlertStep.Kind.DISMISSED)
    return {
        "duplicates": steps.count() - steps.values("alert").distinct().count(),
        "kept": steps.values("alert").distinct().count(),
        "events": Event.objects.filter(action="alert.dismissed").count(),
    }
