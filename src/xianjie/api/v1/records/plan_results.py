"""Results of a plan of evaluation: entered, shown to the public, reported, answered."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Number
from xianjie.api.v1.records.plans import PLAN_STEPS, PLANS, PlanChanged, PlanReason, PlanWhole
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.evaluations import joining, noticing, reporting
from xianjie.domain.evaluations.results import Given as GivenResult
from xianjie.domain.evaluations.results import enter_results

router = Router(tags=["evaluations"])


class EvaluationGiven(Given):
    participant: Number
    theory: int | None = Field(None, ge=0, le=100)
    practical: int | None = Field(None, ge=0, le=100)
    panel: int | None = Field(None, ge=0, le=100)
    absent: bool = False


class EvaluationsGiven(Given):
    results: list[EvaluationGiven] = Field(min_length=1, max_length=joining.MOST)


@router.post(
    "/plans/{int:pk}/evaluations",
    response=PlanChanged,
    auth=may("evaluation.enter"),
    summary="录入结果 Enter results",
    description=both("全部录入或一项也不录；是否合格由分数得出。", "All or none."),
)
def enter_evaluations(
    request: HttpRequest, pk: Number, body: EvaluationsGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    PLANS.find(visit, pk, "evaluation.enter")

    def act() -> object:
        given = [
            GivenResult(row, **one.model_dump()) for row, one in enumerate(body.results, start=1)
        ]
        changed = enter_results(by=visit.actor, plan=pk, given=given, at=visit.at)
        return {"plan": pk, "changed": changed}

    return once(request, key, act, PlanChanged)


@router.post(
    "/plans/{int:pk}/notice",
    response=PlanWhole,
    auth=may("evaluation.post"),
    summary="公示结果 Show the results to the public",
)
def show_evaluations(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return noticing.post_notice(by=visit.actor, plan=pk, on=visit.on, at=visit.at)

    return PLAN_STEPS.take(request, key, pk, "evaluation.post", act)


@router.post(
    "/plans/{int:pk}/results-report",
    response=PlanWhole,
    auth=may("evaluation.hand_in"),
    summary="报告结果 Report the results",
)
def hand_in_evaluations(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return reporting.hand_in(by=visit.actor, plan=pk, on=visit.on, at=visit.at)

    return PLAN_STEPS.take(request, key, pk, "evaluation.hand_in", act)


@router.post(
    "/plans/{int:pk}/results-report/correct",
    response=PlanWhole,
    auth=may("evaluation.hand_in"),
    summary="更正后再报 Report again",
)
def correct_evaluations(
    request: HttpRequest, pk: Number, body: PlanReason, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return reporting.hand_in_again(
            by=visit.actor, plan=pk, on=visit.on, at=visit.at, words=body.words
        )

    return PLAN_STEPS.take(request, key, pk, "evaluation.hand_in", act)


@router.post(
    "/plans/{int:pk}/results-report/accept",
    response=PlanWhole,
    auth=may("evaluation.accept"),
    summary="审核通过 Accept the results",
)
def accept_evaluations(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return reporting.accept(by=visit.actor, plan=pk, on=visit.on, at=visit.at)

    return PLAN_STEPS.take(request, key, pk, "evaluation.accept", act)


@router.post(
    "/plans/{int:pk}/results-report/return",
    response=PlanWhole,
    auth=may("evaluation.accept"),
    summary="退回更正 Send the results back",
)
def return_evaluations(
    request: HttpRequest, pk: Number, body: PlanReason, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return reporting.send_back(
            by=visit.actor, plan=pk, on=visit.on, at=visit.at, words=body.words
        )

    return PLAN_STEPS.take(request, key, pk, "evaluation.accept", act)
