"""Cases of supervision with their steps, and random inspections with what was found."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named, Words
from xianjie.api.v1.records.given import KnownArea, Number
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.supervision import selecting
from xianjie.domain.supervision.locking import target_of
from xianjie.domain.supervision.models import Case, CaseStep, Inspection, InspectionItem
from xianjie.domain.supervision.stages import Course, Stage, course_of, sanction_of, with_steps

router = Router(tags=["supervision"])

_StageName = Annotated[Stage, listed(Stage)]
_StepKind = Annotated[CaseStep.Kind, listed(CaseStep.Kind)]
_Answer = Annotated[InspectionItem.Answer, listed(InspectionItem.Answer)]
_CASES = Kind(
    "supervision.read",
    lambda: with_steps(Case.objects.select_related("body", "assignee")),
    target_of,
    area="area",
    owner="assignee",
    there=lambda on: Q(opened_on__lte=on),
)
_OWN = Kind(
    "case.answer",
    lambda: with_steps(Case.objects.select_related("body")),
    lambda one: Target(area=one.area, body=one.body_id),
    area="area",
    body="body",
    there=selecting.of_which_the_body_was_told,
)
_INSPECTIONS = Kind(
    "inspection.read",
    lambda: Inspection.objects.select_related("body", "draw").prefetch_related("items"),
    lambda one: Target(area=one.area),
    area="area",
    there=lambda on: Q(draw__drawn_at__lt=end_of(on)),
)


class SanctionShown(BaseModel):
    """What was proposed, and what was decided on it: ``granted`` is null while it waits."""

    measure: int | None
    certificate: str | None
    blacklisted_until: date | None = Field(description="不含当日。That day excluded.")
    granted: bool | None


class CaseStepShown(BaseModel):
    """``holds``: confirmed, passed, upheld. ``of`` is the step that it answers."""

    id: int
    kind: _StepKind
    words: str
    holds: bool | None
    due_on: date | None
    of: int | None
    alert: int | None
    sanction: SanctionShown | None
    set_aside: bool
    on: date
    at: Moment


class CaseShown(BaseModel):
    """``turn`` is body, supervisor or nobody; ``due_on`` the last day of whose turn it is."""

    id: int
    title: str
    body: Named
    area: str
    opened_on: date
    closed_on: date | None
    findings: str
    stage: _StageName
    stage_words: Words
    turn: str
    due_on: date | None
    alerts: list[int]


class CaseWhole(CaseShown):
    steps: list[CaseStepShown]


class ItemShown(BaseModel):
    item: str
    answer: _Answer
    words: str
    photo_digest: str = Field(description="照片的 SHA-256，没有则空。Of the photograph, or empty.")


class InspectionShown(BaseModel):
    """``items`` is empty until it is handed in."""

    id: int
    draw: Named
    body: Named
    area: str
    place: int
    checklist: str
    until_on: date
    handed_in_on: date | None
    case: int | None
    items: list[ItemShown]


class CasesAsked(Paged):
    """Which cases are listed."""

    body: Number | None = Field(None, description="单位的序号。The body's number.")
    area: KnownArea | None = Field(None, description="行政区划代码。An area, and those within it.")
    open: bool | None = Field(None, description="是否未办结。Whether it is not closed.")


def _by(on: date) -> Callable[[Case], dict[str, Any]]:
    """A case as of a day."""
    return lambda one: _case(course_of(one, on))


def _case(course: Course) -> dict[str, Any]:
    one, closing = course.case, course.closing
    same = ("id", "title", "area", "opened_on")
    return {
        **{name: getattr(one, name) for name in same},
        "closed_on": closing.on if closing else None,
        "findings": closing.findings if closing else "",
        "body": {"id": one.body_id, "name": one.body.name},
        "stage": course.stage,
        "stage_words": words(course.stage.label),
        "turn": course.clock.turn,
        "due_on": course.clock.due,
        "alerts": [each.pk for each in course.alerts],
    }


def _whole(course: Course, *, as_body: bool) -> dict[str, Any]:
    steps = selecting.shown_to_the_body(course) if as_body else course.steps
    return {
        **_case(course),
        "steps": [
            {
                "id": each.pk,
                "kind": each.kind,
                "words": each.words,
                "holds": each.holds,
                "due_on": each.due_on,
                "of": each.of_id,
                "alert": each.alert_id,
                "sanction": _sanction(each, course.on),
                "set_aside": course.is_set_aside(each),
                "on": each.on,
                "at": each.at,
            }
            for each in steps
        ],
    }


def _sanction(step: CaseStep, on: date) -> dict[str, Any] | None:
    if step.kind != CaseStep.Kind.PROPOSED:
        return None
    return {
        "measure": step.measure_id,
        "certificate": step.proposal.certificate.number if step.proposal else None,
        "blacklisted_until": step.blacklisting.until_on if step.blacklisting else None,
        "granted": sanction_of(step, on).granted,
    }


def _inspection(kept: Inspection, on: date) -> dict[str, Any]:
    one = selecting.inspection_as_of(kept, on)
    same = ("id", "area", "place", "checklist", "handed_in_on")
    return {
        **{name: getattr(one, name) for name in same},
        "draw": {"id": one.draw_id, "name": one.draw.title},
        "body": {"id": one.body_id, "name": one.body.name},
        "until_on": one.draw.until_on,
        "case": one.case_id,
        "items": [
            {
                "item": each.item,
                "answer": each.answer,
                "words": each.words,
                "photo_digest": each.digest,
            }
            for each in one.items.all()
        ]
        if one.handed_in_on
        else [],
    }


@router.get(
    "/cases",
    response=Page[CaseShown],
    auth=may("supervision.read"),
    summary="案件 Cases",
    description=both(
        "监督案件：辖区内的，或交给自己办的。", "Cases of supervision: of the area, or one's own."
    ),
)
def list_cases(request: HttpRequest, query: Query[CasesAsked]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = _CASES.visible(visit).filter(_CASES.within(query.area))
    if query.body is not None:
        rows = rows.filter(body=query.body)
    if query.open is not None:
        closed = selecting.is_closed(visit.on)
        rows = rows.filter(~closed if query.open else closed)
    return page(rows, query, _by(visit.on))


@router.get(
    "/cases/{int:pk}",
    response=CaseWhole,
    auth=may("supervision.read"),
    summary="一个案件 One case",
)
def show_case(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _whole(course_of(_CASES.find(visit, pk), visit.on), as_body=False)


@router.get(
    "/own-cases",
    response=Page[CaseShown],
    auth=may("case.answer"),
    summary="对本单位的核查 Inquiries into one's own body",
    description=both("已告知本单位的案件。", "Cases of which one's own body was told."),
)
def list_own_cases(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    return page(_OWN.visible(visit), query, _by(visit.on))


@router.get(
    "/own-cases/{int:pk}",
    response=CaseWhole,
    auth=may("case.answer"),
    summary="对本单位的一次核查 One of them",
)
def show_own_case(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _whole(course_of(_OWN.find(visit, pk), visit.on), as_body=True)


@router.get(
    "/inspections",
    response=Page[InspectionShown],
    auth=may("inspection.read"),
    summary="抽查 Random inspections",
)
def list_inspections(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    return page(_INSPECTIONS.visible(visit), query, lambda one: _inspection(one, visit.on))


@router.get(
    "/inspections/{int:pk}",
    response=InspectionShown,
    auth=may("inspection.read"),
    summary="一次抽查 One inspection",
)
def show_inspection(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _inspection(_INSPECTIONS.find(visit, pk), visit.on)
