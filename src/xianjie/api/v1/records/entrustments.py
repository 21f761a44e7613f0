"""Entrustments of bodies that are not filed (252/2.2), and whom they could entrust."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Base64Bytes, BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Named
from xianjie.api.v1.records.given import Given, KnownArea, Line, Near, Number, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.plans import PlanReason, named
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.calendar import end_of
from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations import entrusting
from xianjie.domain.evaluations.entrusting import Agreed, answered_by, made_by
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.finding import find_organisations
from xianjie.domain.evaluations.models import Entrustment
from xianjie.domain.evaluations.naming import occupation_named
from xianjie.domain.evaluations.states import EntrustmentState, entrustment_state
from xianjie.text import Text

router = Router(tags=["evaluations"])
_PROVINCE = "440000"
_MOST_FILE = 7_000_000  # letters of base64: 5 MB

_ENTRUSTMENTS = Kind(
    "entrustment.read",
    lambda: Entrustment.objects.select_related("sponsor", "organisation__body").defer("content"),
    made_by,
    area="area",
    body="sponsor",
)
_RECEIVED = Kind(
    "entrustment.answer",
    lambda: Entrustment.objects.select_related("sponsor", "organisation__body").defer("content"),
    answered_by,
    area="organisation__body__area",
    body="organisation",
)


class EntrustmentShown(BaseModel):
    id: int
    sponsor: Named
    organisation: Named
    number: str
    occupation: str
    lowest: int
    highest: int
    signed_on: date
    from_on: date
    until_on: date
    digest: str
    state: EntrustmentState
    confirmed_on: date | None
    ended_on: date | None


class EntrustmentGiven(Given):
    """A signed agreement; ``number`` is that of the organisation's filing."""

    sponsor: Number
    number: Word
    occupation: Word
    lowest: int = Field(ge=1, le=5)
    highest: int = Field(ge=1, le=5)
    signed_on: Near
    from_on: Near
    until_on: Near
    filename: Line
    content: Base64Bytes = Field(
        max_length=_MOST_FILE,
        description="协议的 base64。The agreement in base64: PDF, PNG or JPEG.",
        examples=[base64.b64encode(b"%PDF-1.7").decode()],
    )


class FinderAsked(Speaking):
    """Which organisations are looked for."""

    occupation: Word
    level: int = Field(ge=1, le=5)
    area: KnownArea | None = Field(None, description="从哪里起算远近。Near to which area.")


class OrganisationFound(BaseModel):
    organisation: Named
    number: str
    site: Named
    area: str
    nearness: int = Field(
        description="0 同区县，1 同市，2 邻市，3 本省。The same county, prefecture, next, else."
    )
    seats: int
    planned: int


class OrganisationsFound(BaseModel):
    found: list[OrganisationFound]


def _entrustment(visit: Visit, one: Entrustment) -> dict[str, Any]:
    same = ("occupation", "lowest", "highest", "signed_on", "from_on", "until_on", "digest")
    return {
        **{name: getattr(one, name) for name in (*same, "confirmed_on", "ended_on")},
        "id": one.pk,
        "sponsor": named(one.sponsor),
        "organisation": named(one.organisation.body),
        "number": one.organisation.number,
        "state": entrustment_state(one, visit.on),
    }


@router.get(
    "/entrustments",
    response=Page[EntrustmentShown],
    auth=may("entrustment.read"),
    summary="委托 Entrustments",
)
def list_entrustments(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = _ENTRUSTMENTS.visible(visit).filter(made_at__lt=end_of(visit.on))
    return page(rows, query, lambda one: _entrustment(visit, one))


@router.get(
    "/entrustments/{int:pk}",
    response=EntrustmentShown,
    auth=may("entrustment.read"),
    summary="一份委托 One entrustment",
)
def show_entrustment(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _entrustment(visit, _ENTRUSTMENTS.find(visit, pk))


@router.post(
    "/entrustments",
    response={201: EntrustmentShown},
    auth=may("entrustment.make"),
    summary="登记委托 Enter an entrustment",
)
def make_entrustment(
    request: HttpRequest, body: EntrustmentGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    agreed = Agreed(
        body.occupation, body.lowest, body.highest, body.signed_on, body.from_on, body.until_on
    )

    def act() -> object:
        sponsor = Body.objects.filter(pk=body.sponsor).first()
        if sponsor is None:
            raise EvaluationError(
                Text(f"没有单位 {body.sponsor}", f"there is no body {body.sponsor}")
            )
        made = entrusting.make_entrustment(
            by=visit.actor,
            sponsor=sponsor,
            organisation=entrusting.organisation_of(body.number),
            agreed=agreed,
            filename=body.filename,
            content=body.content,
            on=visit.on,
            at=visit.at,
        )
        return _entrustment(visit, made)

    return once(request, key, act, EntrustmentShown, 201)


def _settle(
    request: HttpRequest, key: str, pk: int, kind: Kind[Entrustment], act: Callable[..., object]
) -> HttpResponse:
    """Take a step with an entrustment within reach, whose verb is that of its kind."""
    visit = visit_of(request)
    kind.find(visit, pk)

    def done() -> object:
        act(by=visit.actor, entrustment=pk, on=visit.on, at=visit.at)
        return _entrustment(visit, kind.rows().get(pk=pk))

    return once(request, key, done, EntrustmentShown)


@router.post(
    "/entrustments/{int:pk}/confirm",
    response=EntrustmentShown,
    auth=may("entrustment.answer"),
    summary="确认委托 Confirm an entrustment",
)
def confirm_entrustment(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return _settle(request, key, pk, _RECEIVED, entrusting.confirm)


@router.post(
    "/entrustments/{int:pk}/decline",
    response=EntrustmentShown,
    auth=may("entrustment.answer"),
    summary="不接受委托 Decline an entrustment",
)
def decline_entrustment(
    request: HttpRequest, pk: Number, body: PlanReason, key: Key, query: Query[Speaking]
) -> HttpResponse:
    act = partial(entrusting.decline, words=body.words)
    return _settle(request, key, pk, _RECEIVED, act)


@router.post(
    "/entrustments/{int:pk}/end",
    response=EntrustmentShown,
    auth=may("entrustment.make"),
    summary="终止委托 End an entrustment",
)
def end_entrustment(
    request: HttpRequest, pk: Number, body: PlanReason, key: Key, query: Query[Speaking]
) -> HttpResponse:
    act = partial(entrusting.end, words=body.words)
    return _settle(request, key, pk, _ENTRUSTMENTS, act)


@router.get(
    "/entrustment-finder",
    response=OrganisationsFound,
    auth=may("entrustment.find"),
    summary="查找附近已备案的机构 Filed organisations nearby",
    description=both(
        "今天备案含这一职业和等级的，近的在前，一样近的负荷轻的在前。",
        "Filed for it today, the nearest first; of equally near ones the least busy first.",
    ),
)
def find_to_entrust(request: HttpRequest, query: Query[FinderAsked]) -> dict[str, Any]:
    visit = visit_of(request)
    try:
        occupation = occupation_named(query.occupation)
    except EvaluationError as error:
        raise wrong("occupation", error.message) from error
    found = find_organisations(
        area=query.area or _PROVINCE,
        occupation=occupation,
        lowest=query.level,
        highest=query.level,
        on=visit.on,
    )
    return {
        "found": [
            {
                "organisation": named(one.organisation.body),
                "number": one.organisation.number,
                "site": {"id": one.site.pk, "name": one.site.name},
                "area": one.site.area,
                "nearness": one.nearness,
                "seats": one.seats,
                "planned": one.planned,
            }
            for one in found[:200]
        ]
    }
