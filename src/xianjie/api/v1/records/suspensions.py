"""Suspensions by territory: seen, ordered, lifted, and which exams each reaches."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.exams import EXAMS
from xianjie.api.v1.records.given import AreaCode, Based, KnownArea, Near, Number, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.appraisals.models import Suspension
from xianjie.domain.appraisals.services import exams as services
from xianjie.text import Text

router = Router(tags=["suspensions"])

SUSPENSIONS = Kind(
    "suspension.read",
    lambda: Suspension.objects.select_related("exam"),
    lambda one: Target(area=one.area, body=one.exam.institution_id if one.exam else None),
    area="area",
    body="exam__institution",
)


class SuspensionState(StrEnum):
    NOW = "now"
    AHEAD = "ahead"
    OVER = "over"


class SuspensionShown(BaseModel):
    """``to_on`` is the first day on which exams go on; ``exam`` is null where it is all exams."""

    id: int
    area: str
    exam: int | None
    from_on: date
    to_on: date | None
    basis: str
    ordered_by: str
    ordered_at: Moment
    lifted_at: Moment | None
    lift_basis: str


class SuspensionFilters(Paged):
    state: SuspensionState | None = Field(
        None, description="今天是否暂停中。Whether it is in force today."
    )
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    exam: Number | None = Field(None, description="考试编号")


class Order(Based):
    area: KnownArea
    exam: Number | None = Field(None, description="只停一场考试。One exam alone.")
    from_on: Near
    to_on: Near | None = Field(None, description="恢复之日。The first day on which exams go on.")


class Lift(Based):
    on: Near = Field(description="自哪天起恢复。Exams go on from that day.")


class ExamReached(BaseModel):
    """``must_move``: its day lies within the suspension. No deadline moves with it."""

    id: int
    title: str
    area: str
    held_on: date
    must_move: bool


class Affected(BaseModel):
    items: list[ExamReached]


def _shown(one: Suspension) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in SuspensionShown.model_fields if name != "exam"}
    return {**plain, "exam": one.exam_id}


_STEPS = Steps(SUSPENSIONS, SuspensionShown, lambda _, one: _shown(one))


@router.get(
    "/suspensions",
    response=Page[SuspensionShown],
    auth=may("suspension.read"),
    summary="暂停 Suspensions",
    description=both(
        "暂停不顺延任何期限（252号 二(一)1(4)、四）。", "It moves no deadline (252/2.1.1.4, 252/4)."
    ),
)
def list_suspensions(request: HttpRequest, query: Query[SuspensionFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = SUSPENSIONS.visible(visit).filter(SUSPENSIONS.within(query.area))
    if query.state:
        rows = rows.filter(_state(query.state, visit.on))
    if query.exam:
        rows = rows.filter(exam=query.exam)
    return page(rows, query, _shown)


def _state(state: SuspensionState, on: date) -> Q:
    match state:
        case SuspensionState.NOW:
            return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
        case SuspensionState.AHEAD:
            return Q(from_on__gt=on)
        case SuspensionState.OVER:
            return Q(to_on__lte=on)


@router.get(
    "/suspensions/{int:pk}",
    response=SuspensionShown,
    auth=may("suspension.read"),
    summary="一项暂停 One suspension",
)
def show_suspension(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _shown(SUSPENSIONS.find(visit_of(request), pk))


@router.get(
    "/suspensions/{int:pk}/affected",
    response=Affected,
    auth=may("suspension.read"),
    summary="受影响的考试 Exams it reaches",
    description=both(
        "已公布、未举行的考试，限于你能看的。",
        "Published exams not held yet, as far as you see them.",
    ),
)
def list_affected(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    one = SUSPENSIONS.find(visit, pk)
    seen = set(EXAMS.visible(visit).order_by().values_list("pk", flat=True))
    reached = [exam for exam in services.affected(one) if exam.pk in seen]
    return {
        "items": [
            {
                "id": exam.pk,
                "title": exam.title,
                "area": exam.area,
                "held_on": exam.held_on,
                "must_move": one.from_on <= exam.held_on
                and (one.to_on is None or exam.held_on < one.to_on),
            }
            for exam in reached
        ]
    }


@router.post(
    "/suspensions",
    response={201: SuspensionShown},
    auth=may("suspension.order"),
    summary="暂停一个地区 Suspend an area",
    description=both("地区须在辖区内。", "The area must be within one's own."),
)
def order_suspension(
    request: HttpRequest, body: Order, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    if body.to_on and body.to_on < body.from_on:
        raise wrong("to_on", Text("不能早于 from_on", "must not be before from_on"))
    exam = None
    if body.exam is not None:
        exam = EXAMS.visible(visit).filter(pk=body.exam).first()
        if exam is None:
            raise wrong("exam", Text("没有这场考试", "there is no such exam"))

    def act() -> object:
        made = services.suspend(
            by=visit.actor,
            area=body.area,
            from_on=body.from_on,
            to_on=body.to_on,
            basis=body.basis,
            exam=exam,
            at=visit.at,
        )
        return _shown(made)

    return once(request, key, act, SuspensionShown, 201)


@router.post(
    "/suspensions/{int:pk}/lift",
    response=SuspensionShown,
    auth=may("suspension.lift"),
    summary="解除暂停 Lift it",
)
def lift_suspension(
    request: HttpRequest, pk: Number, body: Lift, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.lift(
            by=visit.actor, suspension=pk, on=body.on, basis=body.basis, at=visit.at
        )

    return _STEPS.take(request, key, pk, "suspension.lift", act)
