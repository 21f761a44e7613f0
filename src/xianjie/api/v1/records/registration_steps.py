"""What follows a registration: it is accepted, and the candidate chooses."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Line, Number, Word
from xianjie.api.v1.records.registrations import REGISTRATION_STEPS, RegistrationShown
from xianjie.api.v1.records.visiting import Visit, may
from xianjie.api.v1.records.writing import Key
from xianjie.domain.appraisals.models import Choice
from xianjie.domain.appraisals.services import choices
from xianjie.domain.appraisals.services import registrations as services
from xianjie.domain.rulings.later import law_on

router = Router(tags=["registrations"])


class Accept(Given):
    account: Word = Field(description="缴费账号；退费退到这里。Where a refund goes.")


class Choose(Given):
    option: Choice.Option


class ChooseFor(Choose):
    evidence: Line = Field(description="代为登记的凭据")


@router.post(
    "/registrations/{int:pk}/accept",
    response=RegistrationShown,
    auth=may("registration.accept"),
    summary="受理 Accept",
    description=both("登记所缴的费用并受理。", "Its fee is entered and it is accepted."),
)
def accept_registration(
    request: HttpRequest, pk: Number, body: Accept, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.accept(
            by=visit.actor, registration=pk, account=body.account, on=visit.on, at=visit.at
        )

    return REGISTRATION_STEPS.take(request, key, pk, "registration.accept", act)


@router.post(
    "/registrations/{int:pk}/choice",
    response=RegistrationShown,
    auth=may("choice.make"),
    summary="选择继续或退费 Choose to go on or be refunded",
    description=both(
        "考生本人在选择期内作出；锁定前可改。", "By the candidate, changeable until it is locked."
    ),
)
def make_choice(
    request: HttpRequest, pk: Number, body: Choose, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _chosen(request, pk, body.option, key, verb="choice.make", evidence="")


@router.post(
    "/registrations/{int:pk}/choice/on-behalf",
    response=RegistrationShown,
    auth=may("choice.record_for"),
    summary="代为登记选择 Record a choice on behalf",
    description=both("机构代为登记，须写明凭据。", "By staff, with their evidence."),
)
def record_choice(
    request: HttpRequest, pk: Number, body: ChooseFor, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _chosen(request, pk, body.option, key, verb="choice.record_for", evidence=body.evidence)


def _chosen(
    request: HttpRequest, pk: int, option: Choice.Option, key: str, *, verb: str, evidence: str
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return choices.choose(
            by=visit.actor,
            registration=pk,
            option=option,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
            on_behalf=evidence,
        )

    return REGISTRATION_STEPS.take(request, key, pk, verb, act)
