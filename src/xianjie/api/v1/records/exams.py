"""Exams: seen, and drafted."""

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
from xianjie.api.v1.outputs import Moment, Named
from xianjie.api.v1.records.given import AreaCode, Given, Line, Near, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import Exam, Offer
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


EXAM_STEPS = Steps(EXAMS, ExamShown, lambda _, exam: shown(exam))


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
        return EXAM_STEPS.again(visit, exam.pk)

    return once(request, key, act, ExamShown, 201)


def _occupation(number: int, name: str) -> str:
    """The name as the catalogue has it."""
    try:
        return catalogue.load().find(name).occupation
    except (UnknownOccupation, AmbiguousOccupation) as error:
        raise wrong(f"offers.{number}.occupation", error.message) from error
