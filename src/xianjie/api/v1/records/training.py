"""Programmes and classes, listed and entered, and who leaves a class early."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import AreaCode, Given, Line, Near, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.programmes import (
    COHORTS,
    LEARNERS,
    PROGRAMMES,
    CohortShown,
    ProgrammeKind,
    ProgrammeShown,
    cohort_shown,
    programme_shown,
)
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.programmes import amending, services
from xianjie.domain.programmes.models import Learner, Programme
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["programmes"])
_READ, _VERB = "programme.read", "programme.keep"
_MOST_FEN = 100_000_000

_SPONSORS = Kind(
    _VERB,
    Body.objects.all,
    lambda one: Target(area=one.area, body=one.pk),
    area="area",
    body="pk",
)


class ProgrammeFilters(Paged):
    kind: ProgrammeKind | None = Field(None, description="培养方式。The kind of programme.")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class SubsidyGiven(Given):
    """As the enterprise tells it; nobody here decides on it."""

    fen_a_year: int = Field(ge=1, le=_MOST_FEN, description="每人每年，分")
    advance_percent: int = Field(0, ge=0, le=100, description="预支的百分比")
    basis: Line


class ProgrammeWritten(Given):
    """``trainer``, ``agreement`` and ``subsidy`` are of apprentices."""

    title: Title
    occupation: Word
    level: int = Field(ge=1, le=5)
    is_aligned: bool = Field(description="是否对接职业资格。Aligned with the qualification.")
    from_on: Near
    until_on: Near
    trainer: Word | None = Field(None, description="合作培训机构全称。Its whole name.")
    agreement: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""
    subsidy: SubsidyGiven | None = None


class ProgrammeGiven(ProgrammeWritten):
    """A new one, with what it keeps for good."""

    sponsor: Number = Field(description="本单位。The school or enterprise that you act for.")
    kind: ProgrammeKind


class CohortGiven(Given):
    name: Word
    graduates_on: Near


class GraduationGiven(Given):
    graduates_on: Near
    reason: Line


class LeavingGiven(Given):
    reason: Line


class LearnerLeft(BaseModel):
    """``left_on`` is null and ``reason`` empty for who is in the class."""

    id: int
    cohort: int
    left_on: date | None
    reason: str


@router.get(
    "/programmes",
    response=Page[ProgrammeShown],
    auth=may(_READ),
    summary="培养计划 Programmes",
)
def list_programmes(request: HttpRequest, query: Query[ProgrammeFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = PROGRAMMES.visible(visit).filter(
        PROGRAMMES.within(query.area), made_at__lt=end_of(visit.on)
    )
    return page(rows.filter(kind=query.kind) if query.kind else rows, query, programme_shown)


@router.post(
    "/programmes",
    response={201: ProgrammeShown},
    auth=may(_VERB),
    summary="登记培养计划 Enter a programme",
    description=both(
        "院校登记双证书培养，企业登记新型学徒；学徒须有协议，培养期一至三年。",
        "Schools enter dual-certificate programmes, enterprises apprentices, who have an "
        "agreement and a term of one to three years.",
    ),
)
def enter_programme(
    request: HttpRequest, body: ProgrammeGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    sponsor = _sponsor(visit, body.sponsor)
    plan = _plan(body, body.kind)

    def act() -> object:
        made = services.enter_programme(by=visit.actor, sponsor=sponsor, plan=plan, at=visit.at)
        return programme_shown(made)

    return once(request, key, act, ProgrammeShown, 201)


@router.post(
    "/programmes/{int:pk}/amend",
    response=ProgrammeShown,
    auth=may(_VERB),
    summary="修改培养计划 Amend a programme",
    description=both(
        "写出全部各项，单位和培养方式不变；起止日须包含各班级的毕（结）业日，有学员取得证书后职业、"
        "等级和是否对接不再更改。",
        "Told in whole, sponsor and kind stay; its term holds the graduation of every class, and "
        "once a learner holds the certificate, occupation, level and alignment stay.",
    ),
)
def amend_programme(
    request: HttpRequest, pk: Number, body: ProgrammeWritten, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    found = PROGRAMMES.find(visit, pk, _VERB)
    plan = _plan(body, Programme.Kind(found.kind))

    def act() -> object:
        made = amending.amend_programme(
            by=visit.actor,
            programme=pk,
            plan=plan,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return programme_shown(made)

    return once(request, key, act, ProgrammeShown)


@router.get(
    "/programmes/{int:pk}/cohorts",
    response=Page[CohortShown],
    auth=may(_READ),
    summary="班级 Its classes",
)
def list_cohorts(request: HttpRequest, pk: Number, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    programme = PROGRAMMES.find(visit, pk)
    rows = COHORTS.visible(visit).filter(programme=programme, made_at__lt=end_of(visit.on))
    return page(rows, query, cohort_shown)


@router.post(
    "/programmes/{int:pk}/cohorts",
    response={201: CohortShown},
    auth=may(_VERB),
    summary="登记班级 Open a class",
    description=both("毕（结）业日在计划期内。", "It graduates within the programme's days."),
)
def open_cohort(
    request: HttpRequest, pk: Number, body: CohortGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    programme = PROGRAMMES.find(visit, pk, _VERB)

    def act() -> object:
        made = services.open_cohort(
            by=visit.actor,
            programme=programme,
            name=body.name,
            graduates_on=body.graduates_on,
            at=visit.at,
        )
        return cohort_shown(made)

    return once(request, key, act, CohortShown, 201)


@router.post(
    "/cohorts/{int:pk}/graduation",
    response=CohortShown,
    auth=may(_VERB),
    summary="改期毕（结）业 Move graduation",
)
def move_graduation(
    request: HttpRequest, pk: Number, body: GraduationGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    COHORTS.find(visit, pk, _VERB)

    def act() -> object:
        told: dict[str, Any] = body.model_dump()
        moved = services.move_graduation(by=visit.actor, cohort=pk, at=visit.at, **told)
        return cohort_shown(moved)

    return once(request, key, act, CohortShown)


@router.post(
    "/learners/{int:pk}/leave",
    response=LearnerLeft,
    auth=may(_VERB),
    summary="学员离开 A learner leaves",
    description=both("自今天起不再在班。", "From today on, not in the class any more."),
)
def take_out_learner(
    request: HttpRequest, pk: Number, body: LeavingGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    LEARNERS.find(visit, pk, _VERB)

    def act() -> object:
        left = services.take_out(
            by=visit.actor, learner=pk, on=visit.on, reason=body.reason, at=visit.at
        )
        return _left(left)

    return once(request, key, act, LearnerLeft)


@router.post(
    "/learners/{int:pk}/return",
    response=LearnerLeft,
    auth=may(_VERB),
    summary="撤销离开 Undo a leaving",
    description=both(
        "误登记离开的，如同没有离开；离开后又回来的，另入一个班级。",
        "Of one entered by mistake, as if they had never left; who did leave and comes back joins "
        "another class.",
    ),
)
def take_back_learner(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    LEARNERS.find(visit, pk, _VERB)

    def act() -> object:
        return _left(services.take_back(by=visit.actor, learner=pk, at=visit.at))

    return once(request, key, act, LearnerLeft)


def _left(one: Learner) -> dict[str, Any]:
    return {
        "id": one.pk,
        "cohort": one.cohort_id,
        "left_on": one.left_on,
        "reason": one.left_reason,
    }


def _sponsor(visit: Visit, pk: int) -> Body:
    found = _SPONSORS.visible(visit).filter(pk=pk).first()
    if found is None:
        raise wrong("sponsor", Text("不是你所在的单位", "not a body for which you act"))
    return found


def _plan(body: ProgrammeWritten, kind: Programme.Kind) -> services.Plan:
    told = body.model_dump(exclude={"sponsor", "kind", "trainer", "subsidy"}) | {"kind": kind}
    subsidy = services.Subsidy(**body.subsidy.model_dump()) if body.subsidy else None
    return services.Plan(**told, trainer=_trainer(body.trainer), subsidy=subsidy)


def _trainer(name: str | None) -> Body | None:
    if name is None:
        return None
    found = Body.objects.filter(name=name, closed_on=None).first()
    if found is None:
        raise wrong(
            "trainer", Text("没有这个单位；请写全称", "there is no such body; write its whole name")
        )
    return found
