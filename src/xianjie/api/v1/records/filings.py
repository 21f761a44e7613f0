"""Who may issue: the terms of filings with what they cover, and the codes of bodies' numbers."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named
from xianjie.api.v1.records.given import Given, Near, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.codes import enter_code
from xianjie.domain.certificates.models import IssuingCode
from xianjie.domain.filings.models import Filing, Organisation
from xianjie.domain.filings.selecting import target_of
from xianjie.text import Text

router = Router(tags=["filings"])

FILINGS = Kind(
    "filing.read",
    lambda: Filing.objects.select_related("organisation__body").prefetch_related("scopes__site"),
    lambda one: target_of(one.organisation),
    area="organisation__body__area",
    body="organisation",
)
_CODES = Kind(
    "code.enter",
    lambda: IssuingCode.objects.select_related("body"),
    lambda one: Target(area=one.body.area, body=one.body_id),
    area="body__area",
    body="body",
)

FilingKind = Annotated[Organisation.Kind, listed(Organisation.Kind)]


class ScopeShown(BaseModel):
    """An occupation at a site, from its lowest to its highest level (5 to 1), from a day on."""

    site: str
    occupation: str
    lowest: int
    highest: int
    from_on: date


class FilingShown(BaseModel):
    """A term as it was granted; ``until_on`` is its last day. Measures may cut into it."""

    id: int
    organisation: Named
    number: str
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
    code: str
    from_on: date
    until_on: date | None


class CodeGiven(Given):
    body: Title = Field(description="单位全称。The body's whole name.")
    code: Word
    from_on: Near


def _filing(one: Filing) -> dict[str, Any]:
    left_out = {"organisation", "number", "scope"}
    plain = {name: getattr(one, name) for name in FilingShown.model_fields if name not in left_out}
    return {
        **plain,
        "organisation": {"id": one.organisation_id, "name": one.organisation.body.name},
        "number": one.organisation.number,
        "scope": [
            {
                "site": each.site.name,
                "occupation": each.occupation,
                "lowest": each.lowest,
                "highest": each.highest,
                "from_on": each.from_on,
            }
            for each in sorted(one.scopes.all(), key=lambda each: each.pk)
        ],
    }


def _code(one: IssuingCode) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in CodeShown.model_fields if name != "body"}
    return {**plain, "body": {"id": one.body_id, "name": one.body.name}}


@router.get(
    "/filings",
    response=Page[FilingShown],
    auth=may("filing.read"),
    summary="备案 Filings",
    description=both(
        "每次备案的期限和范围（80号 五）；核发以此为准，另有措施的从其措施。",
        "The term and scope of each filing (80/5), by which certificates are issued, but for what "
        "measures cut out.",
    ),
)
def list_filings(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    return page(FILINGS.visible(visit).filter(entered_at__lte=visit.at), query, _filing)


@router.get(
    "/filings/{int:pk}",
    response=FilingShown,
    auth=may("filing.read"),
    summary="一项备案 One filing",
)
def show_filing(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _filing(FILINGS.find(visit_of(request), pk))


@router.get(
    "/issuing-codes",
    response=Page[CodeShown],
    auth=may("code.enter"),
    summary="编号代码 Codes of numbers",
)
def list_codes(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    return page(_CODES.visible(visit_of(request)), query, _code)


@router.post(
    "/issuing-codes",
    response={201: CodeShown},
    auth=may("code.enter"),
    summary="登记编号代码 Enter a code",
    description=both(
        "职业资格证书编号的第 3 至 10 位，由主管部门编定；等级证书用备案时编定的机构编号。",
        "Positions 3 to 10 of qualification certificates' numbers, as their department assigned "
        "them. Those of level certificates begin with the number of the filed organisation.",
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
