"""An issuer's own alerts: what waits for it first, with what it can do about each."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.supervision.alerts import AlertState, alerts_on, in_state, within_reach
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.models import Alert
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench.alerts.showing import (
    OWN,
    PART_OF_OWN,
    address_of,
    sentence_of,
    title_of,
    trail,
)

_SHOWN = 50  # of each group; the list has all


@guarded("alert.explain", methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    """Those that wait for the body, then those that wait for the supervisor; the rest as a list."""
    on = today_of(visit.request)
    found = alerts_on(on).filter(within_reach(visit.actor, "alert.explain"))
    waiting = found.filter(in_state(AlertState.WAITING, on))
    explained = found.filter(in_state(AlertState.EXPLAINED, on))
    context = {
        "section": "work",
        "part": PART_OF_OWN,
        "title": OWN,
        "waiting": waiting.count(),
        "waiting_rows": [_row(one) for one in _gravest(waiting)],
        "explained": explained.count(),
        "explained_rows": [_row(one) for one in _gravest(explained)],
        "states": [
            (state.label, found.filter(in_state(state, on)).count(), _list(state))
            for state in AlertState
        ],
        "trail": [*trail(), (OWN, "")],
    }
    return render(visit.request, "work/alerts/own.html", context)


def _gravest(found: QuerySet[Alert]) -> QuerySet[Alert]:
    return found.order_by("-score", "pk")[:_SHOWN]


def _row(one: Alert) -> tuple[Alert, Text, Text, Text | None, str]:
    described = DESCRIBED.get(one.indicator)
    return (
        one,
        title_of(one.indicator),
        sentence_of(one),
        described.fix if described else None,
        reverse("work:alert", args=[one.pk]),
    )


def _list(state: AlertState) -> str:
    return address_of("work:alerts", state=state)
