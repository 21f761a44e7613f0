"""What is said of an alert: the body explains or corrects it, its supervisor dismisses or asks."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.alerts import ALERTS, AlertWhole, alert_whole
from xianjie.api.v1.records.given import Given, Number
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.supervision import alerts

router = Router(tags=["supervision"])


class SaidOfAlert(Given):
    """What there is to say; the other side sees it. Leave out people's identity numbers."""

    words: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=alerts.MOST_WORDS),
    ]


def _say(
    request: HttpRequest, key: str, pk: int, body: SaidOfAlert, verb: Callable[..., object]
) -> HttpResponse:
    visit = visit_of(request)
    ALERTS.find(visit, pk)

    def act() -> object:
        verb(by=visit.actor, alert=pk, words=body.words, on=visit.on, at=visit.at)
        return alert_whole(visit, pk)

    return once(request, key, act, AlertWhole)


@router.post(
    "/alerts/{int:pk}/explain",
    response=AlertWhole,
    auth=may("alert.explain"),
    summary="说明情况 Explain it",
    description=both("为何符合规定，依据是什么。", "Why it is in order, and what shows it."),
)
def explain_alert(
    request: HttpRequest, pk: Number, body: SaidOfAlert, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _say(request, key, pk, body, alerts.explain)


@router.post(
    "/alerts/{int:pk}/correct",
    response=AlertWhole,
    auth=may("alert.explain"),
    summary="报告已更正 Say what was put right",
    description=both(
        "下次检查查不到时自动消除。", "It ends by itself once a run no longer finds it."
    ),
)
def correct_alert(
    request: HttpRequest, pk: Number, body: SaidOfAlert, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _say(request, key, pk, body, alerts.correct)


@router.post(
    "/alerts/{int:pk}/dismiss",
    response=AlertWhole,
    auth=may("alert.dismiss"),
    summary="排除预警 Dismiss it",
    description=both("为何不成立；立案见 /cases。", "Why there is nothing in it; cases: /cases."),
)
def dismiss_alert(
    request: HttpRequest, pk: Number, body: SaidOfAlert, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _say(request, key, pk, body, alerts.dismiss)


@router.post(
    "/alerts/{int:pk}/reopen",
    response=AlertWhole,
    auth=may("alert.dismiss"),
    summary="再问单位 Ask the body again",
)
def reopen_alert(
    request: HttpRequest, pk: Number, body: SaidOfAlert, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _say(request, key, pk, body, alerts.reopen)
