"""Applications to be filed: seen, asked for what is missing, reviewed, decided."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Named, Words
from xianjie.api.v1.records.given import AreaCode, Given, Line, Number
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key
from xianjie.domain.filings import completeness, deciding
from xianjie.domain.filings.models import Application
from xianjie.domain.filings.selecting import target_of_application
from xianjie.domain.filings.states import ApplicationState, clock_of, state_of

router = Router(tags=["organisations"])

APPLICATIONS = Kind(
    "filing.read",
    lambda: Application.objects.select_related("organisation__body"),
    target_of_application,
    area="area",
    body="organisation",
)
_ApplicationKind = Annotated[Application.Kind, listed(Application.Kind)]
_State = Annotated[ApplicationState, listed(ApplicationState)]


class FilingApplicationShown(BaseModel):
    """An application; ``turn`` says who is to act, ``due`` until which working day."""

    id: int
    organisation: Named
    area: str
    kind: _ApplicationKind
    state: _State
    handed_in_on: date | None
    asked_on: date | None
    corrected_on: date | None
    complete_on: date | None
    reviewed_on: date | None
    decided_on: date | None
    granted: bool | None
    turn: str
    due: date | None


class FilingSought(BaseModel):
    occupation: str
    lowest: int
    highest: int
    site: str
    standard: str
    standard_name: str


class FilingApplicationWhole(FilingApplicationShown):
    """``lacking`` is what is missing today, ``missing`` what was asked for."""

    sought: list[FilingSought]
    documents: list[str]
    lacking: list[Words]
    missing: list[Words]
    decision_words: str


class FilingApplicationFilters(Paged):
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    kind: _ApplicationKind | None = None
    open: bool | None = Field(None, description="是否在办。Whether it is under way.")


class FilingAsked(Given):
    besides: list[Line] = Field(
        default_factory=list,
        max_length=50,
        description="系统查到的之外，另有的。What is not good enough besides what is found.",
    )


class FilingVerdict(Given):
    grant: bool
    words: Line | None = Field(None, description="理由；不予的必填。A refusal gives its reason.")


class FilingDecision(FilingVerdict):
    basis: Line | None = Field(None, description="备案文号。The document of the filing.")


def _shown(one: Application) -> dict[str, Any]:
    clock = clock_of(one)
    return {
        "id": one.pk,
        "organisation": {"id": one.organisation_id, "name": one.organisation.body.name},
        "area": one.area,
        "kind": one.kind,
        "state": state_of(one),
        **{
            name: getattr(one, name)
            for name in (
                "handed_in_on",
                "asked_on",
                "corrected_on",
                "complete_on",
                "reviewed_on",
                "decided_on",
                "granted",
            )
        },
        "turn": clock.turn,
        "due": clock.due,
    }


_STEPS = Steps(APPLICATIONS, FilingApplicationShown, lambda _, one: _shown(one))


@router.get(
    "/filing-applications",
    response=Page[FilingApplicationShown],
    auth=may("filing.read"),
    summary="备案申请 Applications to be filed",
)
def list_filing_applications(
    request: HttpRequest, query: Query[FilingApplicationFilters]
) -> dict[str, Any]:
    rows = APPLICATIONS.visible(visit_of(request)).filter(APPLICATIONS.within(query.area))
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.open is not None:
        under_way = {"decided_on": None, "withdrawn_on": None}
        rows = rows.filter(**under_way) if query.open else rows.exclude(**under_way)
    return page(rows, query, _shown)


@router.get(
    "/filing-applications/{int:pk}",
    response=FilingApplicationWhole,
    auth=may("filing.read"),
    summary="一件申请 One application",
)
def show_filing_application(
    request: HttpRequest, pk: Number, query: Query[Speaking]
) -> dict[str, Any]:
    visit = visit_of(request)
    one = APPLICATIONS.find(visit, pk)
    lacking = completeness.lacking(one, visit.on) if one.decided_on is None else []
    return {
        **_shown(one),
        "sought": [
            {
                "occupation": each.occupation,
                "lowest": each.lowest,
                "highest": each.highest,
                "site": each.site.name,
                "standard": each.standard,
                "standard_name": each.standard_name,
            }
            for each in one.sought.select_related("site").order_by("pk")
        ],
        "documents": list(one.documents.order_by("pk").values_list("kind", flat=True)),
        "lacking": [words(each.words) for each in lacking],
        "missing": one.missing,
        "decision_words": one.decision_words,
    }


@router.post(
    "/filing-applications/{int:pk}/ask",
    response=FilingApplicationShown,
    auth=may("filing.review"),
    summary="一次告知补正 Ask for what is missing",
)
def ask_filing_application(
    request: HttpRequest, pk: Number, body: FilingAsked, query: Query[Speaking], key: Key
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return deciding.ask_for(
            by=visit.actor, application=pk, besides=body.besides, on=visit.on, at=visit.at
        )

    return _STEPS.take(request, key, pk, "filing.review", act)


@router.post(
    "/filing-applications/{int:pk}/review",
    response=FilingApplicationShown,
    auth=may("filing.review"),
    summary="审核 Review",
)
def review_filing_application(
    request: HttpRequest, pk: Number, body: FilingVerdict, query: Query[Speaking], key: Key
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return deciding.review(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            on=visit.on,
            at=visit.at,
        )

    return _STEPS.take(request, key, pk, "filing.review", act)


@router.post(
    "/filing-applications/{int:pk}/decide",
    response=FilingApplicationShown,
    auth=may("filing.decide"),
    summary="决定 Decide",
)
def decide_filing_application(
    request: HttpRequest, pk: Number, body: FilingDecision, query: Query[Speaking], key: Key
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return deciding.decide(
            by=visit.actor,
            application=pk,
            grant=body.grant,
            words=body.words or "",
            basis=body.basis or "",
            on=visit.on,
            at=visit.at,
        )

    return _STEPS.take(request, key, pk, "filing.decide", act)
