"""Level certification: plans, who takes part, results and reports."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Words
from xianjie.api.v1.records.exams import Named
from xianjie.api.v1.records.given import (
    AreaCode,
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
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import (
    joining,
    noticing,
    panels,
    planning,
    preflight,
    reporting,
)
from xianjie.domain.evaluations.clocks import clock_of, days_late
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.preflight import Stage, Weight
from xianjie.domain.evaluations.results import Given as GivenResult
from xianjie.domain.evaluations.results import enter_results
from xianjie.domain.evaluations.selecting import drafted_by, people_on
from xianjie.domain.evaluations.states import (
    PlanState,
    in_state,
    state_of,
)
from xianjie.domain.filings.models import Assessor, Site
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.instruments.conditions import Claim
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


class ParticipantShown(BaseModel):
    """``passed`` is null until there is a result."""

    id: int
    name: str = Field(
        description="只可遮蔽查看的，只有姓。The first letter, to who sees it covered."
    )
    basis: Participant.Basis
    sponsor: str | None
    condition: str
    theory: int | None
    practical: int | None
    panel: int | None
    is_absent: bool
    passed: bool | None


class ClaimedFacts(Given):
    """ClaimedFacts of the condition that is claimed; what does not belong to it is left out."""

    years: int | None = Field(None, ge=0, le=70)
    held_number: str = Field("", max_length=30)
    held_on: Near | None = None
    years_after: int | None = Field(None, ge=0, le=70)
    school: str = Field("", max_length=100)
    graduates_on: Near | None = None
    apprentice_until: Near | None = None


class ParticipantGiven(Given):
    name: Word
    document: DocumentKind
    number: Word
    basis: Participant.Basis
    condition: Word
    facts: ClaimedFacts | None = None
    sponsor: str = Field("", max_length=100)


class ParticipantsGiven(Given):
    people: list[ParticipantGiven] = Field(min_length=1, max_length=joining.MOST)


class PanelGiven(Given):
    """One of the organisation's examiners, by card."""

    card: Word
    is_chief: bool = False


class EvaluationGiven(Given):
    participant: Number
    theory: int | None = Field(None, ge=0, le=100)
    practical: int | None = Field(None, ge=0, le=100)
    panel: int | None = Field(None, ge=0, le=100)
    absent: bool = False


class EvaluationsGiven(Given):
    results: list[EvaluationGiven] = Field(min_length=1, max_length=joining.MOST)


class PlanChanged(BaseModel):
    plan: int
    changed: int


class PlanReason(Given):
    words: Line


class PreflightEvidence(BaseModel):
    participant: int | None
    words: Words


class PreflightFinding(BaseModel):
    weight: Weight
    words: Words
    evidence: list[PreflightEvidence]


class PreflightCheck(BaseModel):
    name: str
    title: Words
    clauses: list[str]
    quantities: list[str]
    findings: list[PreflightFinding]


class PreflightShown(BaseModel):
    """The same checks, in the same version, for the organisation and the bureau."""

    version: str
    stage: Stage
    on: date
    passes: bool
    checks: list[PreflightCheck]


class PreflightAsked(Speaking):
    stage: Stage = Stage.REPORTING


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


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


def plan_whole(visit: Visit, pk: int) -> dict[str, Any]:
    one = PLANS.rows().get(pk=pk)
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
    PLANS.find(visit, pk)
    return plan_whole(visit, pk)


@router.get(
    "/plans/{int:pk}/participants",
    response=Page[ParticipantShown],
    auth=may("plan.read"),
    summary="参加人员 Participants",
)
def list_participants(request: HttpRequest, pk: Number, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    plan = PLANS.find(visit, pk)
    is_covered = PLANS.covered(visit, plan)
    as_of = {one.pk: one for one in people_on(plan, visit.on)}

    def shown(row: Participant) -> dict[str, Any]:
        one = as_of[row.pk]
        same = ("basis", "condition", "theory", "practical", "panel", "is_absent", "passed")
        return {
            **{name: getattr(one, name) for name in same},
            "id": one.pk,
            "name": one.name[:1] if is_covered else one.name,
            "sponsor": one.entrustment.sponsor.name if one.entrustment else None,
        }

    return page(Participant.objects.filter(plan=pk), query, shown)


@router.get(
    "/plans/{int:pk}/preflight",
    response=PreflightShown,
    auth=may("plan.read"),
    summary="预检 Pre-flight",
    description=both(
        "机构和主管部门看到的是同一组检查、同一个版本。",
        "The organisation and the bureau see the same checks, in the same version.",
    ),
)
def show_preflight(
    request: HttpRequest, pk: Number, query: Query[PreflightAsked]
) -> dict[str, Any]:
    visit = visit_of(request)
    flight = preflight.run(PLANS.find(visit, pk), query.stage, visit.on, holds=held_among)
    return {
        "version": flight.version,
        "stage": flight.stage,
        "on": flight.on,
        "passes": not flight.blocks,
        "checks": [
            {
                "name": check.name,
                "title": _words(check.title),
                "clauses": list(check.clauses),
                "quantities": list(check.quantities),
                "findings": [
                    {
                        "weight": one.weight,
                        "words": _words(one.words),
                        "evidence": [
                            {"participant": each.participant, "words": _words(each.words)}
                            for each in one.evidence
                        ],
                    }
                    for one in findings
                ],
            }
            for check, findings in flight.results
        ],
    }


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
        return plan_whole(visit, made.pk)

    return once(request, key, act, PlanWhole, 201)


def site_of(body: PlanGiven) -> Site:
    """The site that is named; raises `EvaluationError` where there is none."""
    site = Site.objects.select_related("organisation__body").filter(pk=body.site).first()
    if site is None:
        raise EvaluationError(Text(f"没有场地 {body.site}", f"there is no site {body.site}"))
    return site


def drafted_of(body: PlanGiven) -> Drafted:
    return Drafted(**body.model_dump(exclude={"site"}))


def examiner_of(plan: Plan, card: str) -> Assessor:
    """The organisation's examiner of a card; raises `EvaluationError` where there is none."""
    found = plan.organisation.assessors.filter(card=card).first()
    if found is None:
        raise EvaluationError(
            Text(f"本机构没有证卡 {card}", f"no examiner of it has the card {card}")
        )
    return found


def step(
    request: HttpRequest, key: str, pk: int, verb: str, act: Callable[[Visit], object]
) -> HttpResponse:
    """Take a step with a plan within reach, and answer with the plan."""
    visit = visit_of(request)
    PLANS.find(visit, pk, verb)

    def done() -> object:
        act(visit)
        return plan_whole(visit, pk)

    return once(request, key, done, PlanWhole)


@router.post(
    "/plans/{int:pk}/participants",
    response=PlanChanged,
    auth=may("plan.draft"),
    summary="登记参加人员 Enter participants",
    description=both("全部登记或一个也不登记。", "All or none."),
)
def enter_participants(
    request: HttpRequest, pk: Number, body: ParticipantsGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    PLANS.find(visit, pk, "plan.draft")

    people = [_joining(row, one) for row, one in enumerate(body.people, start=1)]

    def act() -> object:
        made = joining.enter_participants(by=visit.actor, plan=pk, joining=people, at=visit.at)
        return {"plan": pk, "changed": len(made)}

    return once(request, key, act, PlanChanged)


def _joining(row: int, one: ParticipantGiven) -> Joining:
    try:
        person = identity(one.document, one.number)
    except IdentityError as error:
        raise wrong(f"people.{row - 1}.number", error.message) from error
    return Joining(
        row,
        one.name,
        person.kind.value,
        person.number,
        one.basis.value,
        one.condition,
        Claim(**one.facts.model_dump()) if one.facts else Claim(),
        one.sponsor,
    )


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

    return step(request, key, pk, "plan.draft", act)


def _told(visit: Visit, pk: int) -> dict[str, Any]:
    return {"by": visit.actor, "plan": pk, "on": visit.on, "at": visit.at}


@router.post(
    "/plans/{int:pk}/report",
    response=PlanWhole,
    auth=may("plan.report"),
    summary="报告计划 Report a plan",
    description=both("预检有不能通过的项则不收。", "Not while a check of the pre-flight blocks."),
)
def report_plan(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    def act(visit: Visit) -> object:
        return planning.report_plan(**_told(visit, pk), holds=held_among)

    return step(request, key, pk, "plan.report", act)


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
        return planning.cancel_plan(**_told(visit, pk), reason=body.words)

    return step(request, key, pk, "plan.report", act)


@router.post(
    "/plans/{int:pk}/hold",
    response=PlanWhole,
    auth=may("plan.hold"),
    summary="登记举行 Record as held",
)
def hold_plan(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    def act(visit: Visit) -> object:
        return planning.hold_plan(**_told(visit, pk))

    return step(request, key, pk, "plan.hold", act)


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
        return noticing.post_notice(**_told(visit, pk))

    return step(request, key, pk, "evaluation.post", act)


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
        return reporting.hand_in(**_told(visit, pk))

    return step(request, key, pk, "evaluation.hand_in", act)


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
        return reporting.hand_in_again(**_told(visit, pk), words=body.words)

    return step(request, key, pk, "evaluation.hand_in", act)


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
        return reporting.accept(**_told(visit, pk))

    return step(request, key, pk, "evaluation.accept", act)


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
        return reporting.send_back(**_told(visit, pk), words=body.words)

    return step(request, key, pk, "evaluation.accept", act)
