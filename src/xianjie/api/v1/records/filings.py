"""Who may issue: filings with what they cover, and the codes of bodies' numbers."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.exams import Named
from xianjie.api.v1.records.given import Based, Given, Near, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.batch_files import occupation_of
from xianjie.domain.certificates.filing import Scope, enter_code, enter_filing
from xianjie.domain.certificates.models import Filing, IssuingCode, Scheme
from xianjie.instruments.catalogue import AmbiguousOccupation
from xianjie.text import Text

router = Router(tags=["filings"])

MOST_OCCUPATIONS = 200

FILINGS = Kind(
    "filing.enter",
    lambda: Filing.objects.select_related("body").prefetch_related("scope"),
    lambda one: Target(area=one.body.area, body=one.body_id),
    area="body__area",
    body="body",
)
_CODES = Kind(
    "filing.enter",
    lambda: IssuingCode.objects.select_related("body"),
    lambda one: Target(area=one.body.area, body=one.body_id),
    area="body__area",
    body="body",
)

FilingKind = Annotated[Filing.Kind, listed(Filing.Kind)]


class ScopeGiven(Given):
    """An occupation, from its lowest to its highest level (5 to 1)."""

    occupation: Word
    lowest: int = Field(ge=1, le=5)
    highest: int = Field(ge=1, le=5)


class ScopeShown(BaseModel):
    occupation: str
    lowest: int
    highest: int


class FilingShown(BaseModel):
    """``until_on`` is the last day, as filings say it; ``name`` as certificates bear it."""

    id: int
    body: Named
    kind: FilingKind
    name: str
    from_on: date
    until_on: date
    basis: str
    scope: list[ScopeShown]
    entered_by: str
    entered_at: Moment


class CodeShown(BaseModel):
    """``until_on`` is the first day on which it is used no more."""

    id: int
    body: Named
    scheme: Scheme
    code: str
    from_on: date
    until_on: date | None


class FilingGiven(Based):
    body: Title = Field(description="单位全称。The body's whole name.")
    kind: FilingKind
    name: Title
    from_on: Near
    until_on: Near
    scope: list[ScopeGiven] = Field(min_length=1, max_length=MOST_OCCUPATIONS)


class CodeGiven(Given):
    body: Title = Field(description="单位全称。The body's whole name.")
    scheme: Scheme
    code: Word
    from_on: Near


def _filing(one: Filing) -> dict[str, Any]:
    left_out = {"body", "scope"}
    plain = {name: getattr(one, name) for name in FilingShown.model_fields if name not in left_out}
    return {
        **plain,
        "body": {"id": one.body_id, "name": one.body.name},
        "scope": [
            {"occupation": each.occupation, "lowest": each.lowest, "highest": each.highest}
            for each in sorted(one.scope.all(), key=lambda each: each.pk)
        ],
    }


def _code(one: IssuingCode) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in CodeShown.model_fields if name != "body"}
    return {**plain, "body": {"id": one.body_id, "name": one.body.name}}


@router.get(
    "/filings",
    response=Page[FilingShown],
    auth=may("filing.enter"),
    summary="备案 Filings",
)
def list_filings(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    return page(FILINGS.visible(visit_of(request)), query, _filing)


@router.get(
    "/filings/{int:pk}",
    response=FilingShown,
    auth=may("filing.enter"),
    summary="一项备案 One filing",
)
def show_filing(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _filing(FILINGS.find(visit_of(request), pk))


@router.post(
    "/filings",
    response={201: FilingShown},
    auth=may("filing.enter"),
    summary="登记备案 Enter a filing",
    description=both(
        "机构、期限和范围（80号 五）；核发以此为准。",
        "Body, term and scope (80/5), by which certificates are issued.",
    ),
)
def make_filing(
    request: HttpRequest, body: FilingGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    filed = _body(body.body)
    scope = [_scope(place, one) for place, one in enumerate(body.scope)]

    def act() -> object:
        made = enter_filing(
            by=visit.actor,
            body=filed,
            kind=body.kind,
            name=body.name,
            from_on=body.from_on,
            until_on=body.until_on,
            scope=scope,
            basis=body.basis,
            at=visit.at,
        )
        return _filing(made)

    return once(request, key, act, FilingShown, 201)


@router.get(
    "/issuing-codes",
    response=Page[CodeShown],
    auth=may("filing.enter"),
    summary="编号代码 Codes of numbers",
)
def list_codes(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    return page(_CODES.visible(visit_of(request)), query, _code)


@router.post(
    "/issuing-codes",
    response={201: CodeShown},
    auth=may("filing.enter"),
    summary="登记编号代码 Enter a code",
    description=both(
        "证书编号中表示单位的各位，由主管部门编定。",
        "The positions of a number that tell the body, as its department assigned them.",
    ),
)
def make_code(
    request: HttpRequest, body: CodeGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    issuing_body = _body(body.body)

    def act() -> object:
        made = enter_code(
            by=visit.actor,
            body=issuing_body,
            scheme=body.scheme,
            code=body.code,
            from_on=body.from_on,
            at=visit.at,
        )
        return _code(made)

    return once(request, key, act, CodeShown, 201)


def _body(name: str) -> Body:
    found = Body.objects.filter(name=name, closed_on=None).first()
    if found is None:
        raise wrong(
            "body", Text("没有这个单位；请写全称", "there is no such body; write its whole name")
        )
    return found


def _scope(place: int, given: ScopeGiven) -> Scope:
    try:
        return Scope(occupation_of(given.occupation), given.lowest, given.highest)
    except AmbiguousOccupation as error:
        raise wrong(f"scope.{place}.occupation", error.message) from error
