"""The register: found, looked at, its documents, what changed, its place in the public log."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.problems import NOT_POSSIBLE, Problem
from xianjie.api.v1.describing import both
from xianjie.api.v1.files import PDF, SIGNED, attachment, described
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.records.given import AreaCode, Near, Number, Word, covered_name
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.standings import RegisterState, StandingShown, standing_shown
from xianjie.clock import CHINA
from xianjie.domain.certificates.changing import target_of
from xianjie.domain.certificates.models import Appeal, Certificate, Change, Scheme, StatusEntry
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.proving import prove_certificate
from xianjie.domain.certificates.publishing import folder
from xianjie.domain.certificates.selecting import covered_number, in_state
from xianjie.domain.certificates.standing import current, standing, state_of
from xianjie.domain.certificates.verifying import entry_for
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text

router = Router(tags=["certificates"])

CERTIFICATES = Kind(
    "certificate.read",
    lambda: Certificate.objects.prefetch_related("changes"),
    target_of,
    area="area",
    body="body",
    there=lambda on: Q(issued_on__lte=on),
)

ChangeKind = Annotated[Change.Kind, listed(Change.Kind)]


class CertificateShown(BaseModel):
    """As it is now, corrections included; ``name`` is covered for who may see it only so."""

    id: int
    number: str
    scheme: Scheme
    state: RegisterState
    name: str
    occupation: str
    direction: str
    level: int
    issued_on: date
    issuer: str
    body: int | None = Field(description="核发单位；旧登记册导入的可能没有")
    area: str


class ChangeShown(BaseModel):
    """What changed, never a deletion; a correction names the field and what it is from now on."""

    id: int
    kind: ChangeKind
    on: date
    reason: str
    basis: str
    corrections: dict[str, str]
    appeal: int | None = Field(description="持证人的异议。The holder's objection.")


class LogPlace(BaseModel):
    """Where the public log has its issue, and the status lists have it."""

    index: int | None = Field(description="早于日志的为 null")
    status_index: int | None


class ProofNumber(BaseModel):
    id: int
    number: str
    issued_on: date


class CertificateWhole(CertificateShown):
    institution: str
    theory: str
    practical: str
    overall: str
    document: DocumentKind
    document_number: str = Field(description="遮盖的证件号码。With all but its ends covered.")
    standing: StandingShown
    changes: list[ChangeShown]
    proposal: int | None = Field(description="待决定的变更。The change that waits.")
    batch: int | None = Field(description="核发批次。Its issue batch.")
    proofs: list[ProofNumber]
    log: LogPlace


class CertificateFilters(Paged):
    scheme: Scheme | None = Field(None, description="种类")
    state: RegisterState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    number: Word | None = Field(None, description="整个编号。The whole number.")
    occupation: Word | None = Field(None, description="职业（工种）")
    issued_from: Near | None = Field(None, description="发证日期自。Issued on or after.")
    issued_before: Near | None = Field(None, description="发证日期早于。Issued before.")


def shown(certificate: Certificate, on: date, *, covered: bool) -> dict[str, Any]:
    """A row of a list, as it is on a day."""
    fields = current(certificate, on)
    return {
        **fields,
        "id": certificate.pk,
        "number": certificate.number,
        "scheme": certificate.scheme,
        "state": state_of(certificate, on),
        "name": covered_name(str(fields["name"]), covered=covered),
        "body": certificate.body_id,
        "area": certificate.area,
    }


def whole(visit: Visit, certificate: Certificate, *, covered: bool) -> dict[str, Any]:
    """All of one."""
    proposal = certificate.proposals.filter(decided_at=None).first()
    line = getattr(certificate, "issue_line", None)
    entry = entry_for(certificate)
    place = StatusEntry.objects.filter(certificate=certificate).first()
    return {
        **shown(certificate, visit.on, covered=covered),
        "document": certificate.document,
        "document_number": covered_number(certificate),
        "standing": standing_shown(standing(certificate, law_on(visit.on), visit.on)),
        "changes": changes_shown(certificate, visit.on, covered=covered),
        "proposal": proposal.pk if proposal else None,
        "batch": line.batch_id if line else None,
        "proofs": list(certificate.proofs.order_by("pk").values("id", "number", "issued_on")),
        "log": {
            "index": entry.index if entry else None,
            "status_index": place.index if place else None,
        },
    }


def changes_shown(certificate: Certificate, on: date, *, covered: bool) -> list[dict[str, Any]]:
    appeals = dict(
        Appeal.objects.filter(change__certificate=certificate).values_list("change", "pk")
    )
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            "on": one.on,
            "reason": one.reason,
            "basis": one.basis,
            "corrections": corrections_shown(one.corrections, covered=covered),
            "appeal": appeals.get(one.pk),
        }
        for one in sorted(certificate.changes.all(), key=lambda one: (one.on, one.pk))
        if one.on <= on
    ]


def corrections_shown(corrections: dict[str, Any], *, covered: bool) -> dict[str, str]:
    """A correction may be of the name."""
    return {
        name: covered_name(str(value), covered=covered and name == "name")
        for name, value in corrections.items()
    }


def credential_file(certificate: Certificate) -> HttpResponse:
    """The newest signed form; raises `Problem` where there is none."""
    found = certificate.credentials.order_by("-version").first()
    if found is None:
        raise Problem(
            NOT_POSSIBLE,
            Text(
                "这张证书是旧登记册导入的，没有签名的 JSON；可以取登记摘录（PDF）",
                "the certificate came from an old register and has no signed JSON; there is an "
                "extract as PDF",
            ),
        )
    return attachment(found.content.encode(), "application/json", f"{certificate.number}.json")


def paper_file(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The certificate as PDF; of a qualification certificate the register's extract."""
    at = datetime.now(CHINA)  # of the seal: real time
    content = certificate_pdf(certificate, law=law_on(visit.on), on=visit.on, at=at)
    return attachment(content, PDF, f"{certificate.number}.pdf")


@router.get(
    "/certificates",
    response=Page[CertificateShown],
    auth=may("certificate.read"),
    summary="证书 Certificates",
    description=both("辖区或本单位的证书。", "Certificates within reach."),
)
def list_certificates(request: HttpRequest, query: Query[CertificateFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = CERTIFICATES.visible(visit).filter(CERTIFICATES.within(query.area))
    wanted = {
        "scheme": query.scheme,
        "number": query.number,
        "occupation": query.occupation,
        "issued_on__gte": query.issued_from,
        "issued_on__lt": query.issued_before,
    }
    rows = rows.filter(Q(**{name: value for name, value in wanted.items() if value is not None}))
    if query.state:
        rows = in_state(rows, query.state, visit.on)
    return page(
        rows, query, lambda one: shown(one, visit.on, covered=CERTIFICATES.covered(visit, one))
    )


@router.get(
    "/certificates/{int:pk}",
    response=CertificateWhole,
    auth=may("certificate.read"),
    summary="一张证书 One certificate",
    description=both("各项、今天的效力与条款、变更。", "Its fields, how it stands today, changes."),
)
def show_certificate(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    found = CERTIFICATES.find(visit, pk)
    return whole(visit, found, covered=CERTIFICATES.covered(visit, found))


@router.get(
    "/certificates/{int:pk}/credential",
    auth=may("certificate.read"),
    summary="签名的证书 The signed certificate",
    description=both(
        "W3C 可验证凭证（JSON），含全部签名。",
        "A W3C verifiable credential with every proof.",
    ),
    openapi_extra=SIGNED,
)
def show_credential(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    return credential_file(CERTIFICATES.find_whole(visit_of(request), pk))


@router.get(
    "/certificates/{int:pk}/pdf",
    auth=may("certificate.read"),
    summary="证书或登记摘录（PDF） The paper",
    description=both(
        "等级证书；职业资格证书为登记摘录，不是证书。",
        "The skill-level certificate; of a qualification certificate an extract, no certificate.",
    ),
    openapi_extra=described(PDF),
)
def show_paper(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    return paper_file(visit, CERTIFICATES.find_whole(visit, pk))


class LogProof(BaseModel):
    """All that is needed to check, without us, that the log has it: RFC 6962's path."""

    format: str
    entry: str
    salt: str
    index: int
    size: int
    path: list[str]
    checkpoint: str


@router.get(
    "/certificates/{int:pk}/log-proof",
    response=LogProof,
    auth=may("certificate.read"),
    summary="公开日志的包含证明 Its proof of inclusion",
    description=both(
        "盐打开的是这张证书的条目，限能看全部内容的人。",
        "The salt opens the entry of this certificate: for who sees all of it.",
    ),
)
def show_log_proof(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return prove_certificate(CERTIFICATES.find_whole(visit_of(request), pk), folder())
