"""The annex as data: rows of the catalogue with the standing on a day."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xianjie.api.problems import (
    AMBIGUOUS_OCCUPATION,
    UNKNOWN_OCCUPATION,
    FieldError,
    Kind,
    Problem,
)
from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import CatalogueFilters, OccupationName, OnDay
from xianjie.api.v1.outputs import Row
from xianjie.clock import today
from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import AmbiguousOccupation, Occupation, UnknownOccupation
from xianjie.instruments.standing import CatalogueRow, catalogue_row

router = Router(tags=["catalogue"])

# The same for everyone until the law or the annex changes, which takes a new release.
LASTING = "public, max-age=300"


@router.get(
    "/catalogue",
    response=list[Row],
    summary="目录 The catalogue",
    description=both(
        "附件所列工种，按所给条件筛选；不给条件则为全部 192 个。",
        "The occupations of the annex that meet every filter; all 192 without one. With words in "
        "`q` the closest come first, otherwise they are in the order of the annex.",
    ),
)
def list_catalogue(
    request: HttpRequest, response: HttpResponse, filters: Query[CatalogueFilters]
) -> list[CatalogueRow]:
    on = _day(filters, response)
    return rows(filters, on)


@router.get(
    "/catalogue/{path:name}",
    response=Row,
    summary="一个工种 One occupation",
    description=both(
        "按更正后的名称或扫描件中的写法查找，括号、全半角和空格不计。",
        "By its name as corrected or as scanned; brackets, width and spaces do not count. A name "
        "the annex does not hold is 404 with names like it in `near`; a scanned spelling that "
        "stands for two occupations is 409 with both in `candidates`, for the name is known and "
        "the client has to choose.",
    ),
)
def show_occupation(
    request: HttpRequest, response: HttpResponse, name: OccupationName, query: Query[OnDay]
) -> CatalogueRow:
    on = _day(query, response)
    return row(name, query.jurisdiction, on)


def rows(filters: CatalogueFilters, on: date) -> list[CatalogueRow]:
    governing = law(filters.jurisdiction)
    found = catalogue.load().search(filters.q or "")
    return [catalogue_row(governing, entry, on) for entry in found if _meets(entry, filters)]


def row(name: str, jurisdiction: str, on: date) -> CatalogueRow:
    """Raises `Problem`: no such occupation, or more than one."""
    return catalogue_row(law(jurisdiction), _found(name), on)


def _meets(entry: Occupation, filters: CatalogueFilters) -> bool:
    return (filters.treatment is None or entry.treatment is filters.treatment) and (
        filters.department is None or filters.department in entry.departments
    )


def _found(name: str) -> Occupation:
    try:
        return catalogue.load().find(name)
    except UnknownOccupation as error:
        raise _no_one_row(UNKNOWN_OCCUPATION, error, "near", error.suggestions) from error
    except AmbiguousOccupation as error:
        raise _no_one_row(AMBIGUOUS_OCCUPATION, error, "candidates", error.candidates) from error


def _no_one_row(
    kind: Kind,
    error: UnknownOccupation | AmbiguousOccupation,
    member: str,
    others: tuple[Occupation, ...],
) -> Problem:
    return Problem(
        kind,
        error.message,
        [FieldError("name", error.message)],
        {member: [entry.occupation for entry in others]},
    )


def _day(query: OnDay, response: HttpResponse) -> date:
    """The day asked about. Only an answer that does not follow the clock may be kept unasked."""
    if query.on is None:
        return today()
    response["Cache-Control"] = LASTING
    return query.on
