"""Alerts of supervision that runs have kept: a body its own, a supervisor those of the area."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named, Words
from xianjie.api.v1.records.given import KnownArea, Near, Number
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.domain.supervision.alerts import (
    AlertState,
    alerts_on,
    in_state,
    state_of,
    steps_of,
    target_of,
)
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.models import Alert, AlertStep

router = Router(tags=["supervision"])

IndicatorName = Annotated[
    str,
    Field(
        pattern=r"^[a-z_]{1,40}$",
        description="指标的名称。An indicator's name, as `xianjie supervise indicators` lists it.",
        examples=["before_the_exam"],
    ),
]
_StateName = Annotated[AlertState, listed(AlertState)]
_StepKind = Annotated[AlertStep.Kind, listed(AlertStep.Kind)]
ALERTS = Kind(
    "alert.read",
    lambda: Alert.objects.select_related("case"),
    target_of,
    area="area",
    body="body",
    owner="case__assignee",
    there=lambda on: Q(first_run__on__lte=on),
)


class AlertsAsked(Paged):
    """Which alerts are listed."""

    indicator: IndicatorName | None = None
    body: Number | None = Field(None, description="单位的序号。The body's number.")
    area: KnownArea | None = Field(None, description="行政区划代码。An area, and those within it.")
    since: Near | None = Field(None, description="最近一行证据不早于。Newest row of this day on.")
    least: float = Field(0, ge=0, le=100, description="最低分。The lowest score.")
    ended: bool | None = Field(None, description="是否已不再成立。Whether it has ended.")
    state: _StateName | None = Field(None, description="由谁办。Whose turn it is.")


class AlertShown(BaseModel):
    """A finding; ``evidence`` has the newest of its ``rows``.

    ``found_on`` and ``seen_on`` are the days of the first and the last run that found it,
    ``ended_on`` that of the run that no longer did.
    """

    id: int
    key: str
    indicator: str
    title: Words
    clauses: list[str]
    body: Named
    area: str
    subject: str
    state: _StateName
    day: date
    score: float
    sentence: Words
    fix: Words
    rows: int
    evidence: list[dict[str, str | int | float | bool | None]]
    found_on: date
    seen_on: date
    ended_on: date | None
    version: str = Field(description="查出它的指标的版本。Of the indicators of the last run.")


class AlertStepShown(BaseModel):
    """What was said of it, by the body or by its supervisor."""

    kind: _StepKind
    words: str
    at: Moment


class AlertWhole(AlertShown):
    steps: list[AlertStepShown]


def alert_whole(visit: Visit, pk: int) -> dict[str, Any]:
    """As it stands that day, with what was said of it."""
    found = _there(visit).get(pk=pk)
    same = tuple(AlertStepShown.model_fields)
    return {
        **_alert(found, visit.on),
        "steps": [{name: getattr(one, name) for name in same} for one in steps_of(found, visit.on)],
    }


def _there(visit: Visit) -> QuerySet[Alert]:
    return alerts_on(visit.on).select_related("first_run", "last_run")


def _alert(one: Alert, on: date) -> dict[str, Any]:
    described = DESCRIBED[one.indicator]
    same = ("id", "key", "indicator", "area", "subject", "day", "score", "rows", "evidence")
    return {
        **{name: getattr(one, name) for name in same},
        "state": state_of(one, on),
        "title": words(described.title),
        "clauses": list(described.clauses),
        "body": {"id": one.body_id, "name": one.body.name},
        "sentence": {"zh": one.sentence_zh, "en": one.sentence_en},
        "fix": words(described.fix),
        "found_on": one.first_run.on,
        "seen_on": one.last_run.on,
        "ended_on": one.ended_run.on if one.ended_run else None,
        "version": one.last_run.version,
    }


@router.get(
    "/alerts",
    response=Page[AlertShown],
    auth=may("alert.read"),
    summary="预警 Alerts",
    description=both(
        "检查指标和重证证书查出、已存下的预警：本单位的，或辖区内的。",
        "What runs of the indicators and re-proofs found and kept: of one's own body, or of the "
        "area.",
    ),
)
def list_alerts(request: HttpRequest, query: Query[AlertsAsked]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = _there(visit).filter(
        ALERTS.reach(visit, ALERTS.verb), ALERTS.within(query.area), score__gte=query.least
    )
    for column, value in (
        ("indicator", query.indicator),
        ("body", query.body),
        ("day__gte", query.since),
    ):
        if value is not None:
            rows = rows.filter(**{column: value})
    if query.ended is not None:
        rows = rows.filter(ended_run__isnull=not query.ended)
    if query.state is not None:
        rows = rows.filter(in_state(query.state, visit.on))
    return page(rows, query, lambda one: _alert(one, visit.on))


@router.get(
    "/alerts/{int:pk}",
    response=AlertWhole,
    auth=may("alert.read"),
    summary="一条预警 One alert",
)
def show_alert(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return alert_whole(visit, ALERTS.find(visit, pk).pk)
