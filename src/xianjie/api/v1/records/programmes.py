"""Training programmes, their classes, and how far learners are covered (252/2.2)."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Named, Words
from xianjie.api.v1.records.given import AreaCode, Given, KnownNear, Number, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.appraisals.services.uploading import Mode
from xianjie.domain.programmes.coverage import Covered, Tally, counted, covered, in_training
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.reasons import Reason, State
from xianjie.domain.programmes.rolls import MOST_ROWS, take
from xianjie.domain.programmes.services import target_of
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind

router = Router(tags=["programmes"])
_VERB = "programme.read"
ProgrammeKind = Annotated[Programme.Kind, listed(Programme.Kind)]

PROGRAMMES = Kind(
    _VERB,
    lambda: Programme.objects.select_related("sponsor", "trainer"),
    target_of,
    area="area",
    body="sponsor",
)
COHORTS = Kind(
    _VERB,
    lambda: Cohort.objects.select_related("programme__sponsor", "programme__trainer"),
    lambda cohort: target_of(cohort.programme),
    area="programme__area",
    body="programme__sponsor",
)
LEARNERS = Kind(
    _VERB,
    lambda: Learner.objects.select_related("cohort__programme__sponsor"),
    lambda learner: target_of(learner.cohort.programme),
    area="cohort__programme__area",
    body="cohort__programme__sponsor",
)


class ProgrammeShown(BaseModel):
    """``subsidy`` is as the enterprise told it: fen a year, percent in advance, its basis."""

    id: int
    kind: ProgrammeKind
    title: str
    sponsor: Named
    trainer: Named | None
    area: str
    occupation: str
    level: int
    is_aligned: bool
    from_on: date
    until_on: date
    agreement: str
    subsidy: dict[str, Any]


class CohortShown(BaseModel):
    id: int
    programme: Named
    name: str
    graduates_on: date


class CoverageShown(BaseModel):
    """``by_state`` sums to ``total``, and so does ``by_route``; ``open`` is a route not settled."""

    on: date
    total: int
    by_state: dict[str, int]
    by_route: dict[str, int]


class CohortWhole(CohortShown):
    coverage: CoverageShown


class LearnerShown(BaseModel):
    """``name`` is covered but for its first letter for who may see it only so."""

    id: int
    name: str
    state: State
    reason: Reason
    words: Words
    route: str | None
    clauses: list[str]
    facts: dict[str, Any]


class DayQuery(Speaking):
    on: KnownNear | None = Field(None, description="以哪天为准，缺省为今天。As of which day.")


class CoverageFilters(DayQuery):
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    sponsor: Number | None = Field(None, description="培养单位。One school or enterprise.")


class LearnerFilters(Paged):
    on: KnownNear | None = Field(None, description="以哪天为准，缺省为今天。As of which day.")


class LearnerGiven(Given):
    name: Word
    document: DocumentKind
    number: Word = Field(description="证件号码；加密存放。The document's number, kept encrypted.")


class ListGiven(Given):
    """``mode``: check writes nothing, all writes if no row is wrong, good writes the right ones."""

    mode: Mode = Mode.ALL
    rows: list[LearnerGiven] = Field(min_length=1, max_length=MOST_ROWS)


class RowWrong(BaseModel):
    row: int
    message: Words


class ListTaken(BaseModel):
    rows: int
    wrong: int
    written: int
    problems: list[RowWrong]


@router.get(
    "/programmes/{int:pk}",
    response=ProgrammeShown,
    auth=may(_VERB),
    summary="一个培养计划 One programme",
)
def show_programme(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return programme_shown(PROGRAMMES.find(visit_of(request), pk))


@router.get(
    "/cohorts/{int:pk}",
    response=CohortWhole,
    auth=may(_VERB),
    summary="一个班级 One class",
    description=both("班级及其取证覆盖。", "A class with its coverage."),
)
def show_cohort(request: HttpRequest, pk: Number, query: Query[DayQuery]) -> dict[str, Any]:
    visit = visit_of(request)
    cohort, on = COHORTS.find(visit, pk), query.on or visit.on
    tally = counted(in_training(on).filter(cohort=cohort), law=law_on(on), on=on)
    return {**cohort_shown(cohort), "coverage": _coverage(tally, on)}


@router.get(
    "/cohorts/{int:pk}/learners",
    response=Page[LearnerShown],
    auth=may(_VERB),
    summary="学员 Its learners",
    description=both(
        "每名学员的状态、原因、取证途径及其事实和条款。",
        "Each learner's state, reason and route, with its facts and clauses.",
    ),
)
def list_learners(request: HttpRequest, pk: Number, query: Query[LearnerFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    cohort, on = COHORTS.find(visit, pk), query.on or visit.on
    is_covered = COHORTS.covered(visit, cohort)
    rows = in_training(on).filter(LEARNERS.reach(visit, _VERB), cohort=cohort)
    found = page(rows, query, lambda learner: learner)
    told = covered(found["items"], law=law_on(on), on=on)
    return {**found, "items": [_learner(one, is_covered=is_covered) for one in told]}


@router.post(
    "/cohorts/{int:pk}/learners",
    response=ListTaken,
    auth=may("programme.keep"),
    summary="录入名单 Enter a class list",
    description=both(
        "逐行核对，按 mode 写入；有误的行写明原因。",
        "Each row is checked, then written as `mode` says; wrong rows say why.",
    ),
)
def import_learners(
    request: HttpRequest, pk: Number, body: ListGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    cohort = COHORTS.find(visit, pk, "programme.keep")

    def act() -> object:
        rows = {
            number: {**row.model_dump(), "document": row.document.value}
            for number, row in enumerate(body.rows, start=1)
        }
        taken = take(by=visit.actor, cohort=cohort, rows=rows, mode=body.mode, at=visit.at)
        return {
            "rows": len(rows),
            "wrong": len(taken.problems),
            "written": taken.written,
            "problems": [
                {"row": row, "message": words(said)} for row, said in taken.problems.items()
            ],
        }

    return once(request, key, act, ListTaken)


@router.get(
    "/coverage",
    response=CoverageShown,
    auth=may(_VERB),
    summary="取证覆盖 Coverage",
    description=both(
        "所辖学员按状态和途径的人数，合计即总数。",
        "How many learners within reach are in each state and on each route; they sum to the "
        "total.",
    ),
)
def show_coverage(request: HttpRequest, query: Query[CoverageFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    on = query.on or visit.on
    rows = in_training(on).filter(LEARNERS.reach(visit, _VERB), LEARNERS.within(query.area))
    if query.sponsor:
        rows = rows.filter(cohort__programme__sponsor=query.sponsor)
    return _coverage(counted(rows.order_by("cohort", "pk"), law=law_on(on), on=on), on)


def programme_shown(one: Programme) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "title": one.title,
        "sponsor": {"id": one.sponsor_id, "name": one.sponsor.name},
        "trainer": one.trainer and {"id": one.trainer_id, "name": one.trainer.name},
        "area": one.area,
        "occupation": one.occupation,
        "level": one.level,
        "is_aligned": one.is_aligned,
        "from_on": one.from_on,
        "until_on": one.until_on,
        "agreement": one.agreement,
        "subsidy": one.subsidy,
    }


def cohort_shown(one: Cohort) -> dict[str, Any]:
    return {
        "id": one.pk,
        "programme": {"id": one.programme_id, "name": one.programme.title},
        "name": one.name,
        "graduates_on": one.graduates_on,
    }


def _coverage(tally: Tally, on: date) -> dict[str, Any]:
    return {
        "on": on,
        "total": tally.total,
        "by_state": {state.value: count for state, count in tally.by_state.items()},
        "by_route": dict(tally.by_route),
    }


def _learner(one: Covered, *, is_covered: bool) -> dict[str, Any]:
    name = one.learner.name
    return {
        "id": one.learner.pk,
        "name": name[:1] + "＊" * (len(name) - 1) if is_covered else name,
        "state": one.state,
        "reason": one.reason,
        "words": words(one.reason.words),
        "route": one.answer.outcome,
        "clauses": list(one.answer.clauses),
        "facts": dict(one.answer.values),
    }
