"""Cases of supervision with their steps, and random inspections with what was found.

What is done in a case is in `case_steps`, `own_cases` and `sanctions`, draws and visits in `draws`.
"""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named, Words
from xianjie.api.v1.records.given import Given, KnownArea, Number, Title, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target, effect, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.supervision import opening, selecting
from xianjie.domain.supervision.locking import target_of
from xianjie.domain.supervision.models import (
    Alert,
    Case,
    CaseFile,
    CaseStep,
    Complaint,
    Inspection,
    InspectionItem,
)
from xianjie.domain.supervision.stages import Course, Stage, course_of, sanction_of, with_steps
from xianjie.text import Text

router = Router(tags=["supervision"])

MOST_ALERTS = 50

_StageName = Annotated[Stage, listed(Stage)]
_StepKind = Annotated[CaseStep.Kind, listed(CaseStep.Kind)]
ItemAnswer = Annotated[InspectionItem.Answer, listed(InspectionItem.Answer)]
CASES = Kind(
    "supervision.read",
    lambda: with_steps(Case.objects.select_related("body", "assignee", "complaint")),
    target_of,
    area="area",
    owner="assignee",
    there=lambda on: Q(opened_on__lte=on),
)
OWN = Kind(
    "case.answer",
    lambda: with_steps(Case.objects.select_related("body")),
    lambda one: Target(area=one.area, body=one.body_id),
    area="area",
    body="body",
    there=selecting.of_which_the_body_was_told,
)
INSPECTIONS = Kind(
    "inspection.read",
    lambda: Inspection.objects.select_related("body", "draw").prefetch_related("items"),
    lambda one: Target(area=one.area),
    area="area",
    there=lambda on: Q(draw__drawn_at__lt=end_of(on)),
)


class SanctionShown(BaseModel):
    """What was proposed, and what was decided on it: ``granted`` is null while it waits.

    One of ``measure``, ``proposal`` and ``blacklisting`` is the number by which it is decided.
    """

    measure: int | None
    proposal: int | None
    blacklisting: int | None
    certificate: str | None
    blacklisted_until: date | None = Field(description="不含当日。That day excluded.")
    granted: bool | None


class CaseFileShown(BaseModel):
    id: int
    filename: str
    digest: str = Field(description="SHA-256")


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
    files: list[CaseFileShown]
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


class ComplaintShown(BaseModel):
    """``words`` and ``contact`` are for who answers it; ``answer`` is empty until then."""

    number: str
    made_at: Moment
    words: str | None
    contact: str | None
    answer: str


class CaseWhole(CaseShown):
    """``complaint`` is null where none opened the case, and for the body."""

    complaint: ComplaintShown | None
    steps: list[CaseStepShown]


class ItemShown(BaseModel):
    id: int
    item: str
    answer: ItemAnswer
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


class OpenGiven(Given):
    """Alerts of one body that are in no case; the body sees the title once it is told."""

    alerts: list[Number] = Field(min_length=1, max_length=MOST_ALERTS)
    title: Title


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


def case_again(visit: Visit, pk: int) -> dict[str, Any]:
    """A case as it is after a step, for who supervises."""
    return case_whole(CASES.rows().get(pk=pk), visit)


def case_whole(one: Case, visit: Visit, *, as_body: bool = False) -> dict[str, Any]:
    """Words and contact of who complains are for who answers, files for who sees all of it."""
    course = course_of(one, visit.on)
    steps = selecting.shown_to_the_body(course) if as_body else course.steps
    files = CaseFile.objects.filter(step__in=steps).order_by("pk").defer("content")
    if not as_body and CASES.covered(visit, one):
        files = files.none()  # their names, too, may name people
    complaint = None if as_body else getattr(one, "complaint", None)
    sees = effect(visit.actor, "supervision.answer", target_of(one)) is Effect.ALLOW
    return {
        **_case(course),
        "complaint": _complaint(complaint, visit.on, sees=sees) if complaint else None,
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
                "files": [
                    {"id": kept.pk, "filename": kept.filename, "digest": kept.digest}
                    for kept in files
                    if kept.step_id == each.pk
                ],
                "on": each.on,
                "at": each.at,
            }
            for each in steps
        ],
    }


def _complaint(one: Complaint, on: date, *, sees: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "made_at": one.made_at,
        "words": unseal(one.words) if sees else None,
        "contact": unseal(one.contact) if sees and one.contact else None,
        "answer": one.answer if one.answered_at and one.answered_at < end_of(on) else "",
    }


def _sanction(step: CaseStep, on: date) -> dict[str, Any] | None:
    if step.kind != CaseStep.Kind.PROPOSED:
        return None
    return {
        "measure": step.measure_id,
        "proposal": step.proposal_id,
        "blacklisting": step.blacklisting_id,
        "certificate": step.proposal.certificate.number if step.proposal else None,
        "blacklisted_until": step.blacklisting.until_on if step.blacklisting else None,
        "granted": sanction_of(step, on).granted,
    }


def inspection_shown(kept: Inspection, on: date, *, whole: bool = False) -> dict[str, Any]:
    """``whole``: with its items before it is handed in, for who fills it in."""
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
                "id": each.pk,
                "item": each.item,
                "answer": each.answer,
                "words": each.words,
                "photo_digest": each.digest,
            }
            for each in one.items.all()
        ]
        if whole or one.handed_in_on
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
    rows = CASES.visible(visit).filter(CASES.within(query.area))
    if query.body is not None:
        rows = rows.filter(body=query.body)
    if query.open is not None:
        closed = selecting.is_closed(visit.on)
        rows = rows.filter(~closed if query.open else closed)
    return page(rows, query, _by(visit.on))


@router.post(
    "/cases",
    response={201: CaseWhole},
    auth=may("case.open"),
    summary="立案 Open a case",
    description=both("由同一机构的预警立案。", "Of alerts of one body."),
)
def open_case(
    request: HttpRequest, body: OpenGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    reach = visible(visit.actor, "case.open", area="area")
    there = set(Alert.objects.filter(reach, pk__in=body.alerts).values_list("pk", flat=True))
    for place, one in enumerate(body.alerts):
        if one not in there:
            raise wrong(f"alerts.{place}", Text("没有这条预警", "there is no such alert"))

    def act() -> object:
        made = opening.open_case(
            by=visit.actor, alerts=body.alerts, title=body.title, on=visit.on, at=visit.at
        )
        return case_again(visit, made.pk)

    return once(request, key, act, CaseWhole, 201)


@router.get(
    "/cases/{int:pk}",
    response=CaseWhole,
    auth=may("supervision.read"),
    summary="一个案件 One case",
)
def show_case(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return case_whole(CASES.find(visit, pk), visit)


@router.get(
    "/own-cases",
    response=Page[CaseShown],
    auth=may("case.answer"),
    summary="对本单位的核查 Inquiries into one's own body",
    description=both("已告知本单位的案件。", "Cases of which one's own body was told."),
)
def list_own_cases(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    return page(OWN.visible(visit), query, _by(visit.on))


@router.get(
    "/own-cases/{int:pk}",
    response=CaseWhole,
    auth=may("case.answer"),
    summary="对本单位的一次核查 One of them",
)
def show_own_case(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return case_whole(OWN.find(visit, pk), visit, as_body=True)


@router.get(
    "/inspections",
    response=Page[InspectionShown],
    auth=may("inspection.read"),
    summary="抽查 Random inspections",
)
def list_inspections(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    return page(INSPECTIONS.visible(visit), query, lambda one: inspection_shown(one, visit.on))


@router.get(
    "/inspections/{int:pk}",
    response=InspectionShown,
    auth=may("inspection.read"),
    summary="一次抽查 One inspection",
)
def show_inspection(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return inspection_shown(INSPECTIONS.find(visit, pk), visit.on)
