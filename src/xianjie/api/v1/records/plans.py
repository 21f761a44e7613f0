"""Plans of evaluation: seen, and drafted."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Named
from xianjie.api.v1.records.given import AreaCode, Given, Line, Near, Number, Title, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations import planning
from xianjie.domain.evaluations.clocks import clock_of, days_late
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.selecting import drafted_by
from xianjie.domain.evaluations.states import PlanState, in_state, state_of
from xianjie.domain.filings.models import Site
from xianjie.text import Text

router = Router(tags=["evaluations"])

PLANS = Kind(
    "plan.read",
    lambda: (
        Plan.objects.select_related("organisation__body", "site", "filing", "report")
        .prefetch_related("notices", "report__corrections")
        .order_by()
    ),
    target_of,
    area="area",
    body="organisation",
)


class PlanShown(BaseModel):
    """``state`` is as of today, the other days as stored."""

    id: int
    title: str
    organisation: Named
    number: str = Field(description="备案编号。The number of the filing; empty if there is none.")
    occupation: str
    direction: str
    level: int
    area: str
    from_on: date
    until_on: date
    state: PlanState
    reported_on: date | None
    results_due: date | None
    days_late: int


class PlanWhole(PlanShown):
    site: Named
    seats: int
    has_theory: bool
    has_practice: bool
    has_review: bool
    participants: int
    examiners: list[str] = Field(description="证卡，组长在前。Cards, the chief's first.")
    preflight: str = Field(description="报告时所用预检的版本。The version that it passed.")


class PlanFilters(Paged):
    state: PlanState | None = None
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class PlanGiven(Given):
    """What a plan says; ``site`` is one of the organisation's."""

    site: Number
    title: Title
    occupation: Word
    level: int = Field(ge=1, le=5)
    from_on: Near
    until_on: Near
    direction: str = Field("", max_length=60)
    has_theory: bool = True
    has_practice: bool = True
    has_review: bool = False


class PlanChanged(BaseModel):
    plan: int
    changed: int


class PlanReason(Given):
    words: Line


def named(body: Body) -> dict[str, Any]:
    return {"id": body.pk, "name": body.name}


def _plan(visit: Visit, one: Plan) -> dict[str, Any]:
    same = ("title", "occupation", "direction", "level", "area", "from_on", "until_on")
    return {
        **{name: getattr(one, name) for name in (*same, "reported_on")},
        "id": one.pk,
        "organisation": named(one.organisation.body),
        "number": one.organisation.number,
        "state": state_of(one, visit.on),
        "results_due": clock_of(one).results_due,
        "days_late": days_late(one, visit.on) if one.held_on else 0,
    }


def plan_whole(visit: Visit, one: Plan) -> dict[str, Any]:
    posts = one.posts.order_by("-is_chief", "pk").values_list("assessor__card", flat=True)
    same = ("has_theory", "has_practice", "has_review", "preflight")
    return {
        **_plan(visit, one),
        **{name: getattr(one, name) for name in same},
        "site": {"id": one.site_id, "name": one.site.name},
        "seats": one.site.seats,
        "participants": one.participants.count(),
        "examiners": list(posts),
    }


PLAN_STEPS = Steps(PLANS, PlanWhole, plan_whole)


@router.get(
    "/plans",
    response=Page[PlanShown],
    auth=may("plan.read"),
    summary="评价计划 Plans of evaluation",
    description=both("今天已有的计划。", "The plans that there are today."),
)
def list_plans(request: HttpRequest, query: Query[PlanFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = PLANS.visible(visit).filter(drafted_by(visit.on), PLANS.within(query.area))
    if query.state:
        rows = rows.filter(in_state(query.state, visit.on))
    return page(rows, query, lambda one: _plan(visit, one))


@router.get(
    "/plans/{int:pk}",
    response=PlanWhole,
    auth=may("plan.read"),
    summary="一个计划 One plan",
)
def show_plan(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return plan_whole(visit, PLANS.find(visit, pk))


@router.post(
    "/plans",
    response={201: PlanWhole},
    auth=may("plan.draft"),
    summary="起草计划 Draft a plan",
)
def draft_plan(
    request: HttpRequest, body: PlanGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)

    def act() -> object:
        site = site_of(body)
        made = planning.draft_plan(
            by=visit.actor,
            organisation=site.organisation,
            site=site,
            drafted=drafted_of(body),
            at=visit.at,
        )
        return PLAN_STEPS.again(visit, made.pk)

    return once(request, key, act, PlanWhole, 201)


def site_of(body: PlanGiven) -> Site:
    """The site that is named; raises `EvaluationError` where there is none."""
    site = Site.objects.select_related("organisation__body").filter(pk=body.site).first()
    if site is None:
        raise EvaluationError(Text(f"没有场地 {body.site}", f"there is no site {body.site}"))
    return site


def drafted_of(body: PlanGiven) -> Drafted:
    return Drafted(**body.model_dump(exclude={"site"}))
