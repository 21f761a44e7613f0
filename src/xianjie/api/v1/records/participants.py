"""Who takes part in a plan of evaluation: seen, and entered."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Near, Number, Word, identified
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.plans import PLANS, PlanChanged
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.evaluations import joining
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.models import Participant
from xianjie.domain.evaluations.selecting import people_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.instruments.conditions import Claim

router = Router(tags=["evaluations"])


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
    person = identified(one.document, one.number, f"people.{row - 1}.number")
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
