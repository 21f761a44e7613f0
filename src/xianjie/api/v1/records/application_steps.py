"""How an application is answered: asked for what is missing, reviewed, decided."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.applications import APPLICATION_STEPS, ApplicationWhole, DocumentNeeded
from xianjie.api.v1.records.changes import Verdict
from xianjie.api.v1.records.given import Given, Number
from xianjie.api.v1.records.visiting import Visit, may
from xianjie.api.v1.records.writing import Key
from xianjie.domain.certificates import applying, approving
from xianjie.domain.certificates.signing import issuer

router = Router(tags=["proofs"])


class Missing(Given):
    missing: list[DocumentNeeded] = Field(min_length=1, max_length=3)


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
    def act(visit: Visit) -> object:
        return applying.ask_for(
            by=visit.actor, application=pk, missing=body.missing, on=visit.on, at=visit.at
        )

    return APPLICATION_STEPS.take(request, key, pk, "proof.review", act)


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
    def act(visit: Visit) -> object:
        return applying.review(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            on=visit.on,
            at=visit.at,
        )

    return APPLICATION_STEPS.take(request, key, pk, "proof.review", act)


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
    def act(visit: Visit) -> object:
        return approving.decide(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            issuer=issuer(),
            on=visit.on,
            at=visit.at,
        )

    return APPLICATION_STEPS.take(request, key, pk, "proof.approve", act)
