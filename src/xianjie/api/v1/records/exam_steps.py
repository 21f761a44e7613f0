"""What is done with an exam: published, taken over, moved, held, called off."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.exams import EXAM_STEPS, EXAMS, ExamShown
from xianjie.api.v1.records.given import Based, Near, Number
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.appraisals.services import choices
from xianjie.domain.appraisals.services import exams as services
from xianjie.domain.rulings.later import law_on

router = Router(tags=["exams"])


class Move(Based):
    held_on: Near


class Cancelled(BaseModel):
    exam: ExamShown
    refunds: int


@router.post(
    "/exams/{int:pk}/publish",
    response=ExamShown,
    auth=may("exam.publish"),
    summary="公布 Publish",
    description=both(
        "先问规则可否组织、日期是否合规；规则说不，就不公布，并列出条款。",
        "The law is asked first; where it says no nothing is published and the clauses are told.",
    ),
)
def publish_exam(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.publish_exam(
            by=visit.actor, exam=pk, law=law_on(visit.on), on=visit.on, at=visit.at
        )

    return EXAM_STEPS.take(request, key, pk, "exam.publish", act)


@router.post(
    "/exams/{int:pk}/take-over",
    response=ExamShown,
    auth=may("exam.take_over"),
    summary="补录已公告的考试 Take over",
    description=both(
        "此前已公告、尚未在此公布的考试；规则怎么说记录在案，不拒绝。",
        "An exam announced before it was entered here; what the law says is kept, not enforced.",
    ),
)
def take_over_exam(
    request: HttpRequest, pk: Number, body: Based, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.take_over(
            by=visit.actor, exam=pk, basis=body.basis, law=law_on(visit.on), at=visit.at
        )

    return EXAM_STEPS.take(request, key, pk, "exam.take_over", act)


@router.post(
    "/exams/{int:pk}/move",
    response=ExamShown,
    auth=may("exam.move"),
    summary="改期 Move to another day",
    description=both("新的一天不合规即拒绝。", "Refused where the new day does not fit."),
)
def move_exam(
    request: HttpRequest, pk: Number, body: Move, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.move_exam(
            by=visit.actor,
            exam=pk,
            held_on=body.held_on,
            basis=body.basis,
            law=law_on(visit.on),
            at=visit.at,
        )

    return EXAM_STEPS.take(request, key, pk, "exam.move", act)


@router.post(
    "/exams/{int:pk}/hold",
    response=ExamShown,
    auth=may("exam.hold"),
    summary="登记已于今日举行 It was held today",
    description=both("暂停中的考试不能举行。", "Refused while it is suspended."),
)
def hold_exam(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.hold_exam(
            by=visit.actor, exam=pk, law=law_on(visit.on), on=visit.on, at=visit.at
        )

    return EXAM_STEPS.take(request, key, pk, "exam.hold", act)


@router.post(
    "/exams/{int:pk}/cancel",
    response=Cancelled,
    auth=may("exam.publish"),
    summary="取消并退费 Cancel and refund",
    description=both(
        "规则不允许组织的考试：人人只剩退费一途才取消。",
        "For an exam that the law forbids, if the refund is all that is left to each candidate.",
    ),
)
def cancel_exam(
    request: HttpRequest, pk: Number, body: Based, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.publish")

    def act() -> object:
        owed = choices.cancel_prohibited(
            by=visit.actor,
            exam=pk,
            basis=body.basis,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return {"exam": EXAM_STEPS.again(visit, pk), "refunds": len(owed)}

    return once(request, key, act, Cancelled)
