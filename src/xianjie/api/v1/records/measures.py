"""Measures on filings: seen, proposed by one, decided by another."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named
from xianjie.api.v1.records.filing_applications import FilingVerdict
from xianjie.api.v1.records.given import AreaCode, Given, Line, Near, Number
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.filings import measuring
from xianjie.domain.filings.models import Measure, Organisation
from xianjie.domain.filings.selecting import target_of

router = Router(tags=["organisations"])

_ORGANISATIONS = Kind(
    "filing.read",
    lambda: Organisation.objects.select_related("body"),
    target_of,
    area="body__area",
    body="pk",
)
_MEASURES = Kind(
    "filing.read",
    lambda: Measure.objects.select_related("organisation__body"),
    lambda one: target_of(one.organisation),
    area="organisation__body__area",
    body="organisation",
)
_MeasureKind = Annotated[Measure.Kind, listed(Measure.Kind)]


class MeasureShown(BaseModel):
    """``barred_until`` is the last day on which a removal bars new filings."""

    id: int
    organisation: Named
    kind: _MeasureKind
    occupation: str
    grounds: str
    basis: str
    from_on: date
    barred_until: date | None
    proposed_by: str
    proposed_at: Moment
    decided_at: Moment | None
    granted: bool | None


class MeasureFilters(Paged):
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    undecided: bool | None = Field(None, description="是否待决定。Whether it is to be decided.")


class MeasureProposed(Given):
    kind: _MeasureKind
    occupation: Line | None = Field(None, description="不给的是全部。All, if left out.")
    grounds: Line
    basis: Line
    from_on: Near
    bars: bool = Field(False, description="移出后限制再备案。A removal that bars new filings.")


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "id": one.pk,
        "organisation": {"id": one.organisation_id, "name": one.organisation.body.name},
        **{
            name: getattr(one, name)
            for name in (
                "kind",
                "occupation",
                "grounds",
                "basis",
                "from_on",
                "barred_until",
                "proposed_by",
                "proposed_at",
                "decided_at",
                "granted",
            )
        },
    }


_STEPS = Steps(_MEASURES, MeasureShown, lambda _, one: _measure(one))


@router.get(
    "/measures",
    response=Page[MeasureShown],
    auth=may("filing.read"),
    summary="措施 Measures on filings",
)
def list_measures(request: HttpRequest, query: Query[MeasureFilters]) -> dict[str, Any]:
    rows = _MEASURES.visible(visit_of(request)).filter(_MEASURES.within(query.area))
    if query.undecided is not None:
        rows = rows.filter(decided_at__isnull=query.undecided)
    return page(rows, query, _measure)


@router.post(
    "/organisations/{int:pk}/measures",
    response=MeasureShown,
    auth=may("measure.propose"),
    summary="提出措施 Propose a measure",
)
def propose_measure(
    request: HttpRequest, pk: Number, body: MeasureProposed, query: Query[Speaking], key: Key
) -> HttpResponse:
    visit = visit_of(request)
    _ORGANISATIONS.find(visit, pk, "measure.propose")
    return once(
        request,
        key,
        lambda: _measure(
            measuring.propose(
                by=visit.actor,
                organisation=pk,
                kind=body.kind,
                occupation=body.occupation or "",
                grounds=body.grounds,
                basis=body.basis,
                from_on=body.from_on,
                bars=body.bars,
                on=visit.on,
                at=visit.at,
            )
        ),
        MeasureShown,
    )


@router.post(
    "/measures/{int:pk}/decide",
    response=MeasureShown,
    auth=may("measure.decide"),
    summary="决定措施 Decide a measure",
)
def decide_measure(
    request: HttpRequest, pk: Number, body: FilingVerdict, query: Query[Speaking], key: Key
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return measuring.decide(
            by=visit.actor,
            measure=pk,
            grant=body.grant,
            words=body.words or "",
            on=visit.on,
            at=visit.at,
        )

    return _STEPS.take(request, key, pk, "measure.decide", act)
