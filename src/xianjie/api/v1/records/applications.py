"""Applications for a replacement or a written proof, their documents, and the proofs (252/2.3)."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import (
    ANY,
    PDF,
    SIGNED,
    attachment,
    content_of,
    described,
    digest_of,
)
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.records.certificates import CERTIFICATES
from xianjie.api.v1.records.changes import Verdict
from xianjie.api.v1.records.given import AreaCode, Given, Number, Word, covered_name
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.registrations import Document, number_of
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.calendar.days import UnknownYear
from xianjie.clock import CHINA
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.certificates import applying, approving
from xianjie.domain.certificates.models import Application, Attachment, Certificate, Proof
from xianjie.domain.certificates.printing import proof_pdf
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.rulings.later import law_on

router = Router(tags=["proofs"])

MOST_BYTES = 5 << 20
DocumentNeeded = Literal["identity", "paper", "evidence"]

APPLICATIONS = Kind(
    "proof.read",
    lambda: Application.objects.select_related("certificate", "ruling", "proof"),
    applying.target_of,
    area="area",
    body="authority",
    owner="user",
)
_DOCUMENTS = Kind(
    "proof.read",
    lambda: Attachment.objects.select_related("application"),
    lambda one: applying.target_of(one.application),
    area="application__area",
    body="application__authority",
    owner="application__user",
)
PROOFS = Kind(
    "proof.read",
    lambda: Proof.objects.select_related("application", "certificate"),
    lambda one: applying.target_of(one.application),
    area="application__area",
    body="application__authority",
    owner="application__user",
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


class ProofShown(BaseModel):
    id: int
    number: str
    certificate: int
    certificate_number: str
    application: int
    authority: str
    issued_on: date


class ApplicationFilters(Paged):
    state: ApplicationState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    certificate: Number | None = Field(None, description="证书。Of one certificate.")


class ProofFilters(Paged):
    number: Word | None = Field(None, description="整个编号。The whole number.")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


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


class DocumentGiven(Given):
    kind: DocumentNeeded


class Missing(Given):
    missing: list[DocumentNeeded] = Field(min_length=1, max_length=3)


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
) -> dict[str, Any]:
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
    return application_again(visit, made.pk)


def application_again(visit: Visit, pk: int) -> dict[str, Any]:
    return application_whole(visit, APPLICATIONS.rows().get(pk=pk))


def _proof(one: Proof) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "certificate": one.certificate_id,
        "certificate_number": one.certificate.number,
        "application": one.application_id,
        "authority": one.authority_name,
        "issued_on": one.issued_on,
    }


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


@router.post(
    "/applications/{int:pk}/documents",
    response={201: ApplicationWhole},
    auth=may("proof.apply", "proof.apply_for"),
    summary="上传材料 Add a document",
    description=both(
        "加密保存，每份不超过 5 MB；材料齐了，审核期限起算。",
        "Kept sealed, at most 5 MB each; once all are there the days of the review count.",
    ),
)
def add_document(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[DocumentGiven],
    file: File[UploadedFile],
    key: Key,
    query: Query[Speaking],
) -> HttpResponse:
    visit = visit_of(request)
    APPLICATIONS.find(visit, pk, "proof.apply", "proof.apply_for")
    content = content_of(file, MOST_BYTES)

    def act() -> object:
        applying.attach(
            by=visit.actor,
            application=pk,
            kind=form.kind,
            filename=file.name or "",
            content=content,
            on=visit.on,
            at=visit.at,
        )
        return application_again(visit, pk)

    sent = of_form(form, digest_of(content))
    return once(request, key, act, ApplicationWhole, 201, content=sent)


@router.get(
    "/documents/{int:pk}",
    auth=may("proof.read"),
    summary="一份材料 One document",
    description=both("限能看全部内容的经办人。", "For staff who see all of it."),
    openapi_extra=described(ANY),
)
def show_document(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    found = _DOCUMENTS.find_whole(visit_of(request), pk)
    return attachment(unseal_bytes(bytes(found.content)), ANY, f"{found.kind}-{found.pk}")


@router.post(
    "/applications/{int:pk}/missing",
    response=ApplicationWhole,
    auth=may("proof.review"),
    summary="一次告知补正 Ask for what is missing",
    description=both("只能告知一次，请写全。", "Once: name all of it."),
)
def ask_for_missing(
    request: HttpRequest, pk: Number, body: Missing, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    APPLICATIONS.find(visit, pk, "proof.review")

    def act() -> object:
        applying.ask_for(
            by=visit.actor, application=pk, missing=body.missing, on=visit.on, at=visit.at
        )
        return application_again(visit, pk)

    return once(request, key, act, ApplicationWhole)


@router.post(
    "/applications/{int:pk}/review",
    response=ApplicationWhole,
    auth=may("proof.review"),
    summary="审核 Review",
    description=both("不由申请的经办人；7 个工作日内。", "Not by who applied; in 7 working days."),
)
def review_application(
    request: HttpRequest, pk: Number, body: Verdict, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    APPLICATIONS.find(visit, pk, "proof.review")

    def act() -> object:
        applying.review(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            on=visit.on,
            at=visit.at,
        )
        return application_again(visit, pk)

    return once(request, key, act, ApplicationWhole)


@router.post(
    "/applications/{int:pk}/decide",
    response=ApplicationWhole,
    auth=may("proof.approve"),
    summary="审批 Decide",
    description=both(
        "不由审核人；3 个工作日内。予以办理的即出具证明或换发。",
        "Not by who reviewed it; in 3 working days. Granted, the proof or exchange is made.",
    ),
)
def decide_application(
    request: HttpRequest, pk: Number, body: Verdict, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    APPLICATIONS.find(visit, pk, "proof.approve")

    def act() -> object:
        approving.decide(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            issuer=issuer(),
            on=visit.on,
            at=visit.at,
        )
        return application_again(visit, pk)

    return once(request, key, act, ApplicationWhole)


@router.get(
    "/proofs",
    response=Page[ProofShown],
    auth=may("proof.read", "proof.apply"),
    summary="书面证明 Written proofs",
)
def list_proofs(request: HttpRequest, query: Query[ProofFilters]) -> dict[str, Any]:
    reach = PROOFS.reach(visit_of(request), "proof.read", "proof.apply")
    rows = PROOFS.rows().filter(reach).filter(PROOFS.within(query.area))
    if query.number:
        rows = rows.filter(number=query.number)
    return page(rows, query, _proof)


@router.get(
    "/proofs/{int:pk}",
    response=ProofShown,
    auth=may("proof.read", "proof.apply"),
    summary="一份书面证明 One written proof",
)
def show_proof(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _proof(PROOFS.find(visit_of(request), pk, "proof.apply"))


@router.get(
    "/proofs/{int:pk}/credential",
    auth=may("proof.read", "proof.apply"),
    summary="签名的书面证明 The signed proof",
    openapi_extra=SIGNED,
)
def show_proof_credential(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    found = PROOFS.find_whole(visit_of(request), pk, "proof.apply")
    return attachment(found.content.encode(), "application/json", f"{found.number}.json")


@router.get(
    "/proofs/{int:pk}/pdf",
    auth=may("proof.read", "proof.apply"),
    summary="书面证明（PDF） The proof on paper",
    openapi_extra=described(PDF),
)
def show_proof_paper(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    found = PROOFS.find_whole(visit_of(request), pk, "proof.apply")
    content = proof_pdf(found, at=datetime.now(CHINA))
    return attachment(content, PDF, f"{found.number}.pdf")
