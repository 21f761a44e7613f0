"""Races about runs and alerts.

Eight looked from the same moment on, and each would keep what it found; eight dismiss one alert.
"""

from __future__ import annotations

from functools import partial

from django.db.models import Count

from tests.certificates.filed import ISSUED, make_filed
from tests.races.issuing import AtOnce, Told
from tests.sittings.conftest import THEN
from tests.supervision.found import ON, make_supervised, moment
from xianjie.domain.audit.models import Event
from xianjie.domain.supervision import alerts, keeping
from xianjie.domain.supervision.models import Alert, AlertStep, Run
from xianjie.indicators import Alert as Finding
from xianjie.text import Text

_ALERTS = 6
_NAME = "refused_and_issued"


def double_run(at_once: AtOnce) -> Told:
    """Of eight one is kept; the others are told so."""
    body = make_filed().body
    found = [_finding(str(body.pk), number) for number in range(20)]
    at_once([partial(_keep, found)] * 8)
    keys = Alert.objects.values("key").annotate(n=Count("pk"))
    return {
        "duplicates": sum(one["n"] - 1 for one in keys),
        "kept": Run.objects.count(),
        "events": Event.objects.filter(action="supervision.run").count(),
    }


def _keep(found: list[Finding]) -> None:
    run = Run(on=ISSUED, at=THEN, version="v", tables="t")
    keeping.keep(run, found, of=(_NAME,), after=None)


def _finding(body: str, number: int) -> Finding:
    return Finding(
        _NAME,
        str(number),
        body,
        "440106",
        ISSUED,
        100.0,
        ("252/2.4",),
        Text("有", "found"),
        [{"day": ISSUED}],
        1,
    )


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
