"""Written proofs: seen, as signed, on paper."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.files import PDF, SIGNED, attachment, described
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import AreaCode, Number, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.clock import CHINA
from xianjie.domain.certificates import applying
from xianjie.domain.certificates.models import Proof
from xianjie.domain.certificates.printing import proof_pdf

router = Router(tags=["proofs"])

PROOFS = Kind(
    "proof.read",
    lambda: Proof.objects.select_related("application", "certificate"),
    lambda one: applying.target_of(one.application),
    area="application__area",
    body="application__authority",
    owner="application__user",
)


class ProofShown(BaseModel):
    id: int
    number: str
    certificate: int
    certificate_number: str
    application: int
    authority: str
    issued_on: date


class ProofFilters(Paged):
    number: Word | None = Field(None, description="整个编号。The whole number.")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


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
