"""What is done with a plan of evaluation: examiners posted, reported, called off, held."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Number, Word
from xianjie.api.v1.records.plans import PLAN_STEPS, PLANS, PlanReason, PlanWhole
from xianjie.api.v1.records.visiting import Visit, may
from xianjie.api.v1.records.writing import Key
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import panels, planning
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.filings.models import Assessor
from xianjie.text import Text

router = Router(tags=["evaluations"])


class PanelGiven(Given):
    """One of the organisation's examiners, by card."""

    card: Word
    is_chief: bool = False


def examiner_of(plan: Plan, card: str) -> Assessor:
    """The organisation's examiner of a card; raises `EvaluationError` where there is none."""
    found = plan.organisation.assessors.filter(card=card).first()
    if found is None:
        raise EvaluationError(
            Text(f"本机构没有证卡 {card}", f"no examiner of it has the card {card}")
        )
    return found


@router.post(
    "/plans/{int:pk}/examiners",
    response=PlanWhole,
    auth=may("plan.draft"),
    summary="派考评员 Post an examiner",
)
def post_plan_examiner(
    request: HttpRequest, pk: Number, body: PanelGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> None:
        found = examiner_of(PLANS.rows().get(pk=pk), body.card)
        panels.post_examiner(
            by=visit.actor, plan=pk, assessor=found, is_chief=body.is_chief, at=visit.at
        )

    return PLAN_STEPS.take(request, key, pk, "plan.draft", act)


@router.post(
    "/plans/{int:pk}/report",
    response=PlanWhole,
    auth=may("plan.report"),
    summary="报告计划 Report a plan",
    description=both("预检有不能通过的项则不收。", "Not while a check of the pre-flight blocks."),
)
def report_plan(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    def act(visit: Visit) -> object:
        return planning.report_plan(
            by=visit.actor, plan=pk, on=visit.on, at=visit.at, holds=held_among
        )

    return PLAN_STEPS.take(request, key, pk, "plan.report", act)


@router.post(
    "/plans/{int:pk}/cancel",
    response=PlanWhole,
    auth=may("plan.report"),
    summary="取消计划 Cancel a plan",
)
def cancel_plan(
    request: HttpRequest, pk: Number, body: PlanReason, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return planning.cancel_plan(
            by=visit.actor, plan=pk, on=visit.on, at=visit.at, reason=body.words
        )

    return PLAN_STEPS.take(request, key, pk, "plan.report", act)


@router.post(
    "/plans/{int:pk}/hold",
    response=PlanWhole,
    auth=may("plan.hold"),
    summary="登记举行 Record as held",
)
def hold_plan(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    def act(visit: Visit) -> object:
        return planning.hold_plan(by=visit.actor, plan=pk, on=visit.on, at=visit.at)

    return PLAN_STEPS.take(request, key, pk, "plan.hold", act)
