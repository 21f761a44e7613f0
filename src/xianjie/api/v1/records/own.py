"""A holder's own certificates: what they certify, codes to share, applications, objections."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import PDF, SIGNED, described
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.applications import (
    ApplicationWhole,
    ApplyOneself,
    applied,
)
from xianjie.api.v1.records.certificates import (
    CertificateShown,
    CertificateWhole,
    credential_file,
    paper_file,
    shown,
    whole,
)
from xianjie.api.v1.records.changes import AppealShown, appeal_shown
from xianjie.api.v1.records.given import Given, Number, Reason
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates import changing, sharing
from xianjie.domain.certificates.models import Certificate, Change, Share
from xianjie.domain.certificates.selecting import with_holder

router = Router(tags=["own"])


def _owned(thing: Any) -> Target:  # noqa: ANN401 - a row with its holder
    return Target(owner=thing.holder)


OWN_CERTIFICATES = Kind(
    "certificate.own",
    lambda: with_holder(Certificate.objects.prefetch_related("changes")),
    _owned,
    area="area",
    owner="holder",
    there=lambda on: Q(issued_on__lte=on),
)
_SHARES = Kind(
    "certificate.own",
    lambda: with_holder(Share.objects.select_related("certificate"), "certificate"),
    _owned,
    area="certificate__area",
    owner="holder",
)
_CHANGES = Kind(
    "certificate.appeal",
    lambda: with_holder(Change.objects.select_related("certificate"), "certificate"),
    _owned,
    area="certificate__area",
    owner="holder",
)


class ShareShown(BaseModel):
    """``until_on`` is the last day on which the code opens; ``code`` is told this once."""

    id: int
    certificate: int
    until_on: date
    made_at: Moment
    ended_at: Moment | None


class ShareMade(ShareShown):
    code: str


class ShareGiven(Given):
    days: int = Field(ge=1, le=sharing.MOST_DAYS, description="有效天数")


class Objection(Given):
    words: Reason


def _share(one: Share) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ShareShown.model_fields if name != "certificate"}
    return {**plain, "certificate": one.certificate_id}


def _holder(visit: Visit) -> tuple[str, str]:
    """The person's document; there is one, since a certificate of theirs was found."""
    candidate = Candidate.objects.get(user=visit.actor.user)
    return candidate.document, unseal(candidate.number_sealed)


@router.get(
    "/own/certificates",
    response=Page[CertificateShown],
    auth=may("certificate.own"),
    summary="我的证书 My certificates",
    description=both(
        "账号的证件和姓名名下的。", "Those under the account's identity document and name."
    ),
)
def list_own_certificates(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    # By the document too, for which there is an index: the register has millions.
    documents = Candidate.objects.filter(user=visit.actor.user).values("number_hash")
    rows = OWN_CERTIFICATES.visible(visit).filter(number_hash__in=documents)
    return page(rows, query, lambda one: shown(one, visit.on, covered=False))


@router.get(
    "/own/certificates/{int:pk}",
    response=CertificateWhole,
    auth=may("certificate.own"),
    summary="我的一张证书 One of mine",
)
def show_own_certificate(
    request: HttpRequest, pk: Number, query: Query[Speaking]
) -> dict[str, Any]:
    visit = visit_of(request)
    return whole(visit, OWN_CERTIFICATES.find(visit, pk), covered=False)


@router.get(
    "/own/certificates/{int:pk}/credential",
    auth=may("certificate.own"),
    summary="签名的证书 The signed certificate",
    openapi_extra=SIGNED,
)
def show_own_credential(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    return credential_file(OWN_CERTIFICATES.find(visit_of(request), pk))


@router.get(
    "/own/certificates/{int:pk}/pdf",
    auth=may("certificate.own"),
    summary="证书或登记摘录（PDF） The paper",
    openapi_extra=described(PDF),
)
def show_own_paper(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    return paper_file(visit, OWN_CERTIFICATES.find(visit, pk))


@router.get(
    "/own/certificates/{int:pk}/shares",
    response=Page[ShareShown],
    auth=may("certificate.own"),
    summary="分享码 Codes that share it",
)
def list_shares(request: HttpRequest, pk: Number, query: Query[Paged]) -> dict[str, Any]:
    return page(OWN_CERTIFICATES.find(visit_of(request), pk).shares.all(), query, _share)


@router.post(
    "/own/certificates/{int:pk}/shares",
    response={201: ShareMade},
    auth=may("certificate.own"),
    summary="生成分享码 Make a code",
    description=both("码只显示这一次。", "The code is told this once."),
)
def make_share(
    request: HttpRequest, pk: Number, body: ShareGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    certificate = OWN_CERTIFICATES.find(visit, pk)

    def act() -> object:
        made, code = sharing.share(
            by=visit.actor, certificate=certificate, days=body.days, on=visit.on, at=visit.at
        )
        return {**_share(made), "code": code}

    return once(request, key, act, ShareMade, 201)


@router.post(
    "/shares/{int:pk}/end",
    response=ShareShown,
    auth=may("certificate.own"),
    summary="停用分享码 End a code",
)
def end_share(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    _SHARES.find(visit, pk)

    def act() -> object:
        return _share(sharing.end(by=visit.actor, share=pk, at=visit.at))

    return once(request, key, act, ShareShown)


@router.post(
    "/own/certificates/{int:pk}/applications",
    response={201: ApplicationWhole},
    auth=may("proof.apply"),
    summary="申请补证或书面证明 Apply",
    description=both(
        "给补证还是书面证明由规则按当日决定（252号 二(三)）；然后上传材料。",
        "Whether a replacement or a proof is given is the law's to say (252/2.3); then add the "
        "documents.",
    ),
)
def apply_oneself(
    request: HttpRequest, pk: Number, body: ApplyOneself, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    certificate = OWN_CERTIFICATES.find(visit, pk)
    holder = _holder(visit)

    def act() -> object:
        return applied(visit, certificate, holder, body)

    return once(request, key, act, ApplicationWhole, 201)


@router.post(
    "/changes/{int:pk}/appeal",
    response={201: AppealShown},
    auth=may("certificate.appeal"),
    summary="对变更提出异议 Object to a change",
    description=both("一次；由第三人答复。", "Once; a third person answers it."),
)
def make_appeal(
    request: HttpRequest, pk: Number, body: Objection, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    _CHANGES.find(visit, pk)
    document, number = _holder(visit)

    def act() -> object:
        made = changing.appeal(
            by=visit.actor,
            change=pk,
            document=document,
            number=number,
            words=body.words,
            at=visit.at,
        )
        return appeal_shown(made)

    return once(request, key, act, AppealShown, 201)
