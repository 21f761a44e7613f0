"""Appraisal institutions, their sites, and what became of them (252/5)."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Named
from xianjie.api.v1.records.given import AreaCode, Number
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.organisations.models import Institution

router = Router(tags=["institutions"])

INSTITUTIONS = Kind(
    "institution.read",
    lambda: Institution.objects.select_related("body", "centre").annotate(
        exam_count=Count("exams")
    ),
    lambda one: Target(area=one.body.area, body=one.pk),
    area="body__area",
    body="pk",
)


class InstitutionState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class InstitutionShown(BaseModel):
    """``closed_on`` is the first day on which it is no more."""

    id: int
    number: str
    name: str
    area: str
    centre: Named
    opened_on: date
    closed_on: date | None
    exam_count: int


class SiteShown(BaseModel):
    id: int
    name: str
    area: str
    seats: int


class SuccessionShown(BaseModel):
    """From ``on`` what the one owed is owed by the other."""

    body: Named
    on: date
    basis: str


class InstitutionWhole(InstitutionShown):
    sites: list[SiteShown]
    successor: SuccessionShown | None
    predecessors: list[SuccessionShown]


class InstitutionFilters(Paged):
    state: InstitutionState | None = Field(None, description="是否仍在。Whether it is open today.")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


def _shown(one: Any) -> dict[str, Any]:  # noqa: ANN401 - an institution with its count
    body = one.body
    return {
        "id": one.pk,
        "number": one.number,
        "name": body.name,
        "area": body.area,
        "centre": {"id": one.centre_id, "name": one.centre.name},
        "opened_on": body.opened_on,
        "closed_on": body.closed_on,
        "exam_count": one.exam_count,
    }


@router.get(
    "/institutions",
    response=Page[InstitutionShown],
    auth=may("institution.read"),
    summary="机构 Institutions",
)
def list_institutions(request: HttpRequest, query: Query[InstitutionFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = INSTITUTIONS.visible(visit).filter(INSTITUTIONS.within(query.area))
    open_ = Q(body__closed_on=None) | Q(body__closed_on__gt=visit.on)
    if query.state:
        rows = rows.filter(open_ if query.state is InstitutionState.OPEN else ~open_)
    return page(rows, query, _shown)


@router.get(
    "/institutions/{int:pk}",
    response=InstitutionWhole,
    auth=may("institution.read"),
    summary="一家机构 One institution",
)
def show_institution(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    one = INSTITUTIONS.find(visit_of(request), pk)
    succession = getattr(one.body, "succession", None)
    return {
        **_shown(one),
        "sites": list(one.sites.order_by("pk").values("id", "name", "area", "seats")),
        "successor": succession
        and {
            "body": {"id": succession.successor_id, "name": succession.successor.name},
            "on": succession.on,
            "basis": succession.basis,
        },
        "predecessors": [
            {
                "body": {"id": each.predecessor_id, "name": each.predecessor.name},
                "on": each.on,
                "basis": each.basis,
            }
            for each in one.body.inheritances.select_related("predecessor").order_by("pk")
        ],
    }
