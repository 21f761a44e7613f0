"""Applications for a replacement or a written proof (252/2.3): seen, and made for a holder."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.records.certificates import CERTIFICATES
from xianjie.api.v1.records.given import (
    AreaCode,
    Document,
    Given,
    Number,
    Word,
    covered_name,
    number_of,
)
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.calendar.days import UnknownYear
from xianjie.domain.certificates import applying
from xianjie.domain.certificates.models import Application, Certificate
from xianjie.domain.rulings.later import law_on

router = Router(tags=["proofs"])

DocumentNeeded = Literal["identity", "paper", "evidence"]
APPLICATIONS = Kind(
    "proof.read",
    lambda: Application.objects.select_related("certificate", "ruling", "proof"),
    applying.target_of,
    area="area",
    body="authority",
    owner="user",
)
ApplicationReason = Annotated[Application.Reason, listed(Application.Reason)]


class ApplicationState(StrEnum):
    INCOMPLETE = "incomplete"
    REVIEW = "review"
    DECIDE = "decide"
    GRANTED = "granted"
    REFUSED = "refused"


_STATES = {
    ApplicationState.INCOMPLETE: Q(complete_on=None, reviewed_on=None),
    ApplicationState.REVIEW: Q(complete_on__isnull=False, reviewed_on=None),
    ApplicationState.DECIDE: Q(reviewed_on__isnull=False, decided_on=None),
    ApplicationState.GRANTED: Q(granted=True),
    ApplicationState.REFUSED: Q(granted=False),
}


class ApplicationShown(BaseModel):
    """``outcome`` is the law's: a replacement or a written proof. ``due`` is a working day."""

    id: int
    state: ApplicationState
    certificate: int
    number: str
    name: str
    area: str
    reason: ApplicationReason
    outcome: str
    clauses: list[str]
    requested_on: date
    asked_on: date | None
    complete_on: date | None
    reviewed_on: date | None
    decided_on: date | None
    due: date | None = Field(
        description="下一步应办结的工作日；材料未齐、已办结或当年节假日未公布的为 null"
    )
    proof: int | None


class DocumentShown(BaseModel):
    id: int
    kind: str
    digest: str


class ApplicationWhole(ApplicationShown):
    """``paper`` is what the paper says otherwise than the register."""

    paper: dict[str, str]
    lacking: list[str]
    documents: list[DocumentShown]
    review_words: str
    decision_words: str


class ApplicationFilters(Paged):
    state: ApplicationState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    certificate: Number | None = Field(None, description="证书。Of one certificate.")


class ApplyOneself(Given):
    reason: ApplicationReason
    paper: dict[Word, Word] = Field(
        default_factory=dict,
        max_length=len(applying.PAPER_FIELDS),
        description="证书上与登记不同的项目及其所写。Fields that the paper says otherwise.",
    )
    contact: Word = Field(description="联系方式，加密保存。Where to reach one; kept sealed.")


class ApplyFor(ApplyOneself):
    holder: Document = Field(description="持证人的证件，须与登记册相符")


def state_of(one: Application) -> ApplicationState:
    if one.granted is not None:
        return ApplicationState.GRANTED if one.granted else ApplicationState.REFUSED
    if one.reviewed_on:
        return ApplicationState.DECIDE
    return ApplicationState.REVIEW if one.complete_on else ApplicationState.INCOMPLETE


def _due(one: Application) -> date | None:
    if one.decided_on:
        return None
    try:
        clock = applying.clock_of(one)
    except UnknownYear:  # its holidays are announced the year before
        return None
    return clock.decision_due if one.reviewed_on else clock.review_due


def application_shown(visit: Visit, one: Application) -> dict[str, Any]:
    proof = getattr(one, "proof", None)
    covered = one.user_id != visit.actor.user and APPLICATIONS.covered(visit, one)
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "id": one.pk,
        "state": state_of(one),
        "certificate": one.certificate_id,
        "number": one.certificate.number,
        "name": covered_name(one.certificate.name, covered=covered),
        "clauses": list(one.ruling.clauses),
        "due": _due(one),
        "proof": proof.pk if proof else None,
    }


_PLAIN = (
    "area",
    "reason",
    "outcome",
    "requested_on",
    "asked_on",
    "complete_on",
    "reviewed_on",
    "decided_on",
)


def application_whole(visit: Visit, one: Application) -> dict[str, Any]:
    shown = application_shown(visit, one)
    is_covered = shown["name"] != one.certificate.name
    paper = {
        name: covered_name(value, covered=is_covered and name == "name")
        for name, value in one.paper.items()
    }
    return {
        **shown,
        "paper": paper,
        "lacking": applying.lacking(one),
        "documents": list(one.attachments.order_by("pk").values("id", "kind", "digest")),
        "review_words": one.review_words,
        "decision_words": one.decision_words,
    }


def applied(
    visit: Visit, certificate: Certificate, holder: tuple[str, str], given: ApplyOneself
) -> object:
    """Apply for a holder, who is told by the kind and number of a document."""
    document, number = holder
    made = applying.apply(
        by=visit.actor,
        certificate=certificate,
        document=document,
        number=number,
        reason=given.reason.value,
        paper=given.paper,
        contact=given.contact,
        law=law_on(visit.on),
        on=visit.on,
        at=visit.at,
    )
    return APPLICATION_STEPS.again(visit, made.pk)


APPLICATION_STEPS = Steps(APPLICATIONS, ApplicationWhole, application_whole)


@router.get(
    "/applications",
    response=Page[ApplicationShown],
    auth=may("proof.read", "proof.apply"),
    summary="补证与证明的申请 Applications",
    description=both("本单位办理的，或本人的。", "Those one's body answers, or one's own."),
)
def list_applications(request: HttpRequest, query: Query[ApplicationFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    reach = APPLICATIONS.reach(visit, "proof.read", "proof.apply")
    rows = APPLICATIONS.rows().filter(reach).filter(APPLICATIONS.within(query.area))
    if query.state:
        rows = rows.filter(_STATES[query.state])
    if query.certificate:
        rows = rows.filter(certificate=query.certificate)
    return page(rows, query, lambda one: application_shown(visit, one))


@router.get(
    "/applications/{int:pk}",
    response=ApplicationWhole,
    auth=may("proof.read", "proof.apply"),
    summary="一件申请 One application",
)
def show_application(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return application_whole(visit, APPLICATIONS.find(visit, pk, "proof.apply"))


@router.post(
    "/certificates/{int:pk}/applications",
    response={201: ApplicationWhole},
    auth=may("proof.apply_for"),
    summary="代持证人申请 Apply for a holder",
    description=both(
        "给补证还是书面证明由规则按当日决定（252号 二(三)）。",
        "Whether a replacement or a proof is given is the law's to say (252/2.3).",
    ),
)
def apply_for(
    request: HttpRequest, pk: Number, body: ApplyFor, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    certificate = CERTIFICATES.find(visit, pk, "proof.apply_for")
    holder = body.holder.document.value, number_of(body.holder, "holder")

    def act() -> object:
        return applied(visit, certificate, holder, body)

    return once(request, key, act, ApplicationWhole, 201)
