"""A plan of evaluation while it is a draft: written anew, people taken off, relations declared."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Line, Number, Word, identified
from xianjie.api.v1.records.plan_steps import examiner_of
from xianjie.api.v1.records.plans import (
    PLAN_STEPS,
    PLANS,
    PlanChanged,
    PlanGiven,
    PlanWhole,
    drafted_of,
    site_of,
)
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.evaluations import joining, panels, planning
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Participant
from xianjie.identifiers.persons import DocumentKind

router = Router(tags=["evaluations"])

_PEOPLE = Kind(
    "plan.read",
    lambda: Participant.objects.select_related("plan"),
    lambda one: target_of(one.plan),
    area="plan__area",
    body="plan__organisation",
)


class RecusalGiven(Given):
    """An examiner, by card, and the document of the person whom they do not examine."""

    card: Word
    document: DocumentKind
    number: Word
    reason: Line


class RecusalShown(BaseModel):
    """Of the person's document a hash alone is kept, so that it is not told again."""

    id: int
    card: str
    reason: str


@router.post(
    "/plans/{int:pk}/amend",
    response=PlanWhole,
    auth=may("plan.draft"),
    summary="修改计划 Amend a plan",
    description=both(
        "只可修改草案，写出全部各项；已派的考评员须仍然可用。",
        "A draft only, told in whole; the examiners posted must still be free.",
    ),
)
def amend_plan(
    request: HttpRequest, pk: Number, body: PlanGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        told: dict[str, Any] = {"site": site_of(body), "drafted": drafted_of(body)}
        return planning.amend_plan(by=visit.actor, plan=pk, at=visit.at, **told)

    return PLAN_STEPS.take(request, key, pk, "plan.draft", act)


@router.post(
    "/participants/{int:pk}/remove",
    response=PlanChanged,
    auth=may("plan.draft"),
    summary="取消参加人员 Take a participant off",
    description=both("只可从草案中取消。", "Off a draft only."),
)
def remove_participant(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    found = _PEOPLE.find(visit, pk, "plan.draft")

    def act() -> object:
        plan = found.plan_id
        joining.remove_participant(by=visit.actor, participant=found, at=visit.at)
        return {"plan": plan, "changed": 1}

    return once(request, key, act, PlanChanged)


@router.post(
    "/plans/{int:pk}/recusals",
    response={201: RecusalShown},
    auth=may("plan.draft"),
    summary="申报回避 Declare a relation",
    description=both(
        "考评员与参加人员有亲属、师徒等关系的；证件号码只存哈希。再次申报的，返回已有的一项。",
        "Where an examiner is a relative or teacher of somebody; of the number a hash is kept. "
        "Declared again, the one that is there is answered.",
    ),
)
def recuse_examiner(
    request: HttpRequest, pk: Number, body: RecusalGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    plan = PLANS.find(visit, pk, "plan.draft")
    person = identified(body.document, body.number, "number")

    def act() -> object:
        made = panels.recuse(
            by=visit.actor,
            plan=plan,
            assessor=examiner_of(plan, body.card),
            document=person.kind.value,
            number=person.number,
            reason=body.reason,
            at=visit.at,
        )
        return {"id": made.pk, "card": body.card, "reason": made.reason}

    return once(request, key, act, RecusalShown, 201)
