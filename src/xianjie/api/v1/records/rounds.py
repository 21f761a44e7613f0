"""When the candidates of an exam choose: announced, and locked."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.exams import EXAMS, RoundShown
from xianjie.api.v1.records.given import Given, Near, Number, wrong
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.appraisals.services import choices
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["exams"])


class RoundGiven(Given):
    opens_on: Near
    closes_on: Near = Field(description="截止后的第一天。The first day on which it is too late.")


class Locked(BaseModel):
    exam: int
    choices: int


@router.post(
    "/exams/{int:pk}/round",
    response={201: RoundShown},
    auth=may("exam.publish"),
    summary="公布选择期 Announce the choice",
    description=both(
        "未答复的按解读 R8 的默认处理，默认随选择期公布。",
        "What holds for the silent is reading R8, published with it.",
    ),
)
def open_round(
    request: HttpRequest, pk: Number, body: RoundGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.publish")
    if body.closes_on <= body.opens_on:
        raise wrong("closes_on", Text("须晚于 opens_on", "must be after opens_on"))

    def act() -> object:
        return choices.open_round(
            by=visit.actor,
            exam=pk,
            opens_on=body.opens_on,
            closes_on=body.closes_on,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )

    return once(request, key, act, RoundShown, 201)


@router.post(
    "/exams/{int:pk}/round/lock",
    response=Locked,
    auth=may("exam.publish"),
    summary="锁定选择 Lock the choice",
    description=both(
        "不能撤回：未答复的按默认处理，选退费的列为应退。",
        "It cannot be undone: the silent get the default, refunds chosen are owed.",
    ),
)
def lock_round(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.publish")

    def act() -> object:
        made = choices.lock_round(
            by=visit.actor, exam=pk, law=law_on(visit.on), on=visit.on, at=visit.at
        )
        return {"exam": pk, "choices": len(made)}

    return once(request, key, act, Locked)
