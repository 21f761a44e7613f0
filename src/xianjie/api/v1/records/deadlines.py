"""The burn-down of every deadline, as far as one's reach goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Words
from xianjie.api.v1.records.given import AreaCode
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.domain.accounts.acting import prefix, visible
from xianjie.domain.appraisals.progress import Deadline, deadlines
from xianjie.domain.rulings.later import law_on

router = Router(tags=["deadlines"])

_VERB = "deadline.read"


class Left(BaseModel):
    """What is left on a day; ``planned`` where the day is ahead."""

    day: date
    left: int
    planned: bool


class Place(BaseModel):
    name: str
    done: int
    left: int


class DeadlineShown(BaseModel):
    """``late``: so many are planned for after the day, so that the plan itself breaks it."""

    name: str
    label: Words
    unit: Words
    day: date
    clauses: list[str]
    whole: int
    left: int
    late: int
    burn_down: list[Left]
    by_area: list[Place]
    by_institution: list[Place]


class Deadlines(BaseModel):
    on: date
    items: list[DeadlineShown]


class DeadlineFilters(Speaking):
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


@router.get(
    "/deadlines",
    response=Deadlines,
    auth=may(_VERB),
    summary="期限进度 Deadlines",
    description=both(
        "每一期限还剩多少，按周、地区和机构。",
        "What is left of each, by week, area and institution.",
    ),
)
def list_deadlines(request: HttpRequest, query: Query[DeadlineFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    within = Q(area__startswith=prefix(query.area)) if query.area else Q()
    found = deadlines(
        law_on(visit.on),
        visible(visit.actor, _VERB, area="area", body="institution") & within,
        visible(visit.actor, _VERB, area="area", body="offer__exam__institution") & within,
    )
    return {"on": visit.on, "items": [_shown(one, visit.on) for one in found]}


def _shown(deadline: Deadline, on: date) -> dict[str, Any]:
    return {
        "name": deadline.name,
        "label": words(deadline.label),
        "unit": words(deadline.unit),
        "day": deadline.day,
        "clauses": list(deadline.clauses),
        "whole": deadline.whole,
        "left": deadline.left,
        "late": deadline.late(),
        "burn_down": [
            {"day": day, "left": left, "planned": planned}
            for day, left, planned in deadline.burn_down(on)
        ],
        "by_area": _places(deadline, "area"),
        "by_institution": _places(deadline, "institution"),
    }


def _places(deadline: Deadline, by: str) -> list[dict[str, Any]]:
    return [{"name": name, "done": done, "left": left} for name, done, left in deadline.by(by)]
