"""Exams: seen, drafted, published, moved, held, called off; when their candidates choose."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.given import (
    AreaCode,
    Based,
    Given,
    Line,
    Near,
    Number,
    Title,
    Word,
    wrong,
)
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import Exam, Offer
from xianjie.domain.appraisals.services import choices
from xianjie.domain.appraisals.services import exams as services
from xianjie.domain.appraisals.states import ExamState, exam_state
from xianjie.domain.organisations.models import Site
from xianjie.domain.rulings.later import law_on
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import AmbiguousOccupation, UnknownOccupation
from xianjie.law import Answer, Law
from xianjie.text import Text

router = Router(tags=["exams"])

_OFFERS = Prefetch(
    "offers", Offer.objects.annotate(registered=Count("registrations")).order_by("pk")
)
EXAMS = Kind(
    "exam.read",
    lambda: Exam.objects.select_related("institution__body", "site", "round").prefetch_related(
        _OFFERS
    ),
    lambda exam: Target(area=exam.area, body=exam.institution_id),
    area="area",
    body="institution",
)
_SITES = Kind(
    "exam.draft",
    lambda: Site.objects.select_related("institution"),
    lambda site: Target(area=site.area, body=site.institution_id),
    area="area",
    body="institution",
)
_STATES = {
    ExamState.DRAFT: Q(published_at=None, cancelled_at=None),
    ExamState.PUBLISHED: Q(published_at__isnull=False, held_at=None, cancelled_at=None),
    ExamState.HELD: Q(held_at__isnull=False),
    ExamState.CANCELLED: Q(cancelled_at__isnull=False),
}


class Named(BaseModel):
    id: int
    name: str


class OfferShown(BaseModel):
    """An occupation and level with its fee in fen, its seats and how many are taken."""

    id: int
    occupation: str
    level: int
    fee_fen: int
    seats: int
    registered: int


class RoundShown(BaseModel):
    """When candidates choose; ``closes_on`` is the first day too late, ``default`` by R8."""

    published_at: Moment
    opens_on: date
    closes_on: date
    default: str
    locked_at: Moment | None


class ExamShown(BaseModel):
    id: int
    title: str
    state: ExamState
    institution: Named
    site: Named
    area: str
    route: str
    kind: str
    sitting: str
    first: int | None = Field(description="补考所属的正考")
    in_plan: bool
    announced_on: date | None
    accepted_on: date | None
    basis: str
    held_on: date
    issue_on: date | None
    drafted_by: str
    published_at: Moment | None
    taken_over: bool
    held_at: Moment | None
    cancelled_at: Moment | None
    offers: list[OfferShown]
    round: RoundShown | None


class LawSays(BaseModel):
    """What the law says today; nothing is kept of it. ``outcome`` is null where it is open."""

    decision: str
    outcome: str | None
    clauses: list[str]
    rules_version: str


class OfferBefore(BaseModel):
    """What the law says of an offer: may it be held, does its day fit."""

    offer: int
    permission: LawSays
    schedule: LawSays


class ExamWhole(ExamShown):
    suspended: bool
    law: list[OfferBefore]


class ExamFilters(Paged):
    state: ExamState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    institution: Number | None = Field(None, description="机构编号")


class OfferGiven(Given):
    occupation: Word
    level: int = Field(ge=1, le=5, description="5 初级 … 1 高级技师")
    fee_fen: int = Field(ge=1, le=10_000_000)
    seats: int = Field(ge=1, le=100_000)


class Draft(Given):
    site: Number
    title: Title
    kind: Exam.Kind
    route: Exam.Route = Exam.Route.SCHEDULED
    in_plan: bool = False
    first: Number | None = Field(None, description="补考所属的正考。The first sitting of a resit.")
    announced_on: Near | None = None
    basis: Line
    held_on: Near
    issue_on: Near | None = None
    offers: list[OfferGiven] = Field(min_length=1, max_length=50)


class Move(Based):
    held_on: Near


class RoundGiven(Given):
    opens_on: Near
    closes_on: Near = Field(description="截止后的第一天。The first day on which it is too late.")


class Locked(BaseModel):
    exam: int
    choices: int


class Cancelled(BaseModel):
    exam: ExamShown
    refunds: int


def shown(exam: Exam) -> dict[str, Any]:
    round_ = getattr(exam, "round", None)
    offers = exam.offers.all()
    return {
        **{name: getattr(exam, name) for name in _PLAIN},
        "id": exam.pk,
        "state": exam_state(exam),
        "institution": {"id": exam.institution_id, "name": exam.institution.body.name},
        "site": {"id": exam.site_id, "name": exam.site.name},
        "first": exam.first_id,
        "offers": [
            {name: getattr(offer, name) for name in OfferShown.model_fields} for offer in offers
        ],
        "round": round_ and {name: getattr(round_, name) for name in RoundShown.model_fields},
    }


_PLAIN = set(ExamShown.model_fields) - {
    "id",
    "state",
    "institution",
    "site",
    "first",
    "offers",
    "round",
}


def says(rules: Law, answer: Answer) -> dict[str, Any]:
    return {
        "decision": answer.decision,
        "outcome": answer.outcome,
        "clauses": list(answer.clauses),
        "rules_version": rules.decision(answer.decision).rules_version,
    }


@router.get(
    "/exams",
    response=Page[ExamShown],
    auth=may("exam.read"),
    summary="考试 Exams",
    description=both("辖区或本机构的考试。", "Exams within reach."),
)
def list_exams(request: HttpRequest, query: Query[ExamFilters]) -> dict[str, Any]:
    rows = EXAMS.visible(visit_of(request)).filter(EXAMS.within(query.area))
    if query.state:
        rows = rows.filter(_STATES[query.state])
    if query.institution:
        rows = rows.filter(institution=query.institution)
    return page(rows, query, shown)


@router.get(
    "/exams/{int:pk}",
    response=ExamWhole,
    auth=may("exam.read"),
    summary="一场考试 One exam",
    description=both(
        "连同规则今天怎么说：可否组织、日期是否合规。",
        "With what the law says today: whether it may be held, whether its day fits.",
    ),
)
def show_exam(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    exam = EXAMS.find(visit, pk)
    suspended = facts.suspended(exam, visit.on)
    rules = law_on(visit.on)
    told = [
        {
            "offer": offer.pk,
            "permission": says(
                rules,
                rules.decision("exam-permission").decide(
                    facts.of_permission(exam, offer.occupation, is_suspended=suspended)
                ),
            ),
            "schedule": says(
                rules,
                rules.decision("exam-schedule").decide(
                    facts.of_schedule(exam, offer.occupation, exam.held_on)
                ),
            ),
        }
        for offer in exam.offers.all()
    ]
    return {**shown(exam), "suspended": suspended, "law": told}


@router.post(
    "/exams",
    response={201: ExamShown},
    auth=may("exam.draft"),
    summary="起草一场考试 Draft an exam",
    description=both("起草后尚未公布。", "It is not public until it is published."),
)
def draft_exam(request: HttpRequest, body: Draft, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    site = _SITES.visible(visit).filter(pk=body.site).first()
    if site is None:
        raise wrong("site", Text("没有这个考点", "there is no such site"))
    first = None
    if body.first is not None:
        first = EXAMS.visible(visit).filter(pk=body.first, institution=site.institution_id).first()
        if first is None:
            raise wrong("first", Text("没有这场正考", "there is no such first sitting"))
    offers = [
        services.Offered(_occupation(number, one.occupation), one.level, one.fee_fen, one.seats)
        for number, one in enumerate(body.offers)
    ]

    def act() -> object:
        exam = services.draft_exam(
            by=visit.actor,
            site=site,
            title=body.title,
            kind=body.kind,
            held_on=body.held_on,
            basis=body.basis,
            offers=offers,
            route=body.route,
            first=first,
            in_plan=body.in_plan,
            announced_on=body.announced_on,
            issue_on=body.issue_on,
            at=visit.at,
        )
        return _again(exam)

    return once(request, key, act, ExamShown, 201)


def _occupation(number: int, name: str) -> str:
    """The name as the catalogue has it."""
    try:
        return catalogue.load().find(name).occupation
    except (UnknownOccupation, AmbiguousOccupation) as error:
        raise wrong(f"offers.{number}.occupation", error.message) from error


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
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.publish")

    def act() -> object:
        return _again(
            services.publish_exam(
                by=visit.actor, exam=pk, law=law_on(visit.on), on=visit.on, at=visit.at
            )
        )

    return once(request, key, act, ExamShown)


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
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.take_over")

    def act() -> object:
        return _again(
            services.take_over(
                by=visit.actor, exam=pk, basis=body.basis, law=law_on(visit.on), at=visit.at
            )
        )

    return once(request, key, act, ExamShown)


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
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.move")

    def act() -> object:
        return _again(
            services.move_exam(
                by=visit.actor,
                exam=pk,
                held_on=body.held_on,
                basis=body.basis,
                law=law_on(visit.on),
                at=visit.at,
            )
        )

    return once(request, key, act, ExamShown)


@router.post(
    "/exams/{int:pk}/hold",
    response=ExamShown,
    auth=may("exam.hold"),
    summary="登记已于今日举行 It was held today",
    description=both("暂停中的考试不能举行。", "Refused while it is suspended."),
)
def hold_exam(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    EXAMS.find(visit, pk, "exam.hold")

    def act() -> object:
        return _again(
            services.hold_exam(
                by=visit.actor, exam=pk, law=law_on(visit.on), on=visit.on, at=visit.at
            )
        )

    return once(request, key, act, ExamShown)


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
    exam = EXAMS.find(visit, pk, "exam.publish")

    def act() -> object:
        owed = choices.cancel_prohibited(
            by=visit.actor,
            exam=pk,
            basis=body.basis,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return {"exam": _again(exam), "refunds": len(owed)}

    return once(request, key, act, Cancelled)


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


def _again(exam: Exam) -> dict[str, Any]:
    """The exam as it is now, with what a service does not load."""
    return shown(EXAMS.rows().get(pk=exam.pk))
