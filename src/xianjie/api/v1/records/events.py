"""The audit log, read-only: every change of state with who made it and on which ground."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import AreaCode, Number, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.rulings import Subject
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.audit.models import Event, Seal

router = Router(tags=["events"])

EVENTS = Kind(
    "event.read",
    lambda: Event.objects.annotate(sealed=Exists(Seal.objects.filter(event=OuterRef("pk")))),
    lambda one: Target(area=one.area or None),
    area="area",
)


class EventShown(BaseModel):
    """``at`` is the text that is sealed: ISO 8601 in UTC, to the microsecond."""

    id: int
    at: str
    actor: str
    action: str
    subject: Subject
    area: str
    ground: list[str]
    data: dict[str, Any]
    sealed: bool


class EventFilters(Paged):
    action: Word | None = Field(None, description="何事，如 exam.published")
    actor: Word | None = Field(None, description="谁")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    subject_kind: Word | None = Field(None, description="对象的种类，如 exam")
    subject: Number | None = Field(None, description="对象的编号")


def _shown(one: Any) -> dict[str, Any]:  # noqa: ANN401 - an event with whether it is sealed
    return {
        "id": one.pk,
        "at": one.at,
        "actor": one.actor,
        "action": one.action,
        "subject": {"kind": one.subject_kind, "id": one.subject_id},
        "area": one.area,
        "ground": one.ground.split(),
        "data": one.told,
        "sealed": one.sealed,
    }


@router.get(
    "/events",
    response=Page[EventShown],
    auth=may("event.read"),
    summary="审计日志 The audit log",
    description=both("只增不改，按编号。", "Only added to; by number."),
)
def list_events(request: HttpRequest, query: Query[EventFilters]) -> dict[str, Any]:
    wanted = {
        "action": query.action,
        "actor": query.actor,
        "subject_kind": query.subject_kind,
        "subject_id": query.subject,
    }
    asked = Q(**{name: value for name, value in wanted.items() if value is not None})
    rows = EVENTS.visible(visit_of(request)).filter(EVENTS.within(query.area)).filter(asked)
    return page(rows, query, _shown)


@router.get(
    "/events/{int:pk}",
    response=EventShown,
    auth=may("event.read"),
    summary="一个事件 One event",
)
def show_event(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _shown(EVENTS.find(visit_of(request), pk))
