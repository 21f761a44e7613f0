"""A table of rows: searched, filtered, sorted, paged, exported; told by what it declares."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import xlsxwriter
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xianjie.text import Lang, Text
from xianjie.web.language import lang_of

M = TypeVar("M", bound=Model)
Cell = Text | str | int | date | None
_ON_A_PAGE = 50
_MOST_EXPORTED = 100_000
FORMS = ("csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


@dataclass(frozen=True)
class Column(Generic[M]):
    """A column: its head, what stands in it, the field it sorts by, where it leads."""

    title: Text
    cell: Callable[[M], Cell]
    sort: str = ""
    link: Callable[[M], str] | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Filter:
    """A choice above the table: values with their words, and the rows that each keeps."""

    name: str
    title: Text
    choices: Sequence[tuple[str, Text]]
    keep: Callable[[str], Q]


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A page with a table. ``search`` gives the rows in which words occur."""

    title: Text
    rows: Callable[[], QuerySet[M]]
    columns: Sequence[Column[M]]
    filters: Sequence[Filter] = ()
    search: Callable[[str], Q] | None = None
    search_hint: Text | None = None
    order: str = "-pk"
    lede: Text | None = None
    section: str = ""
    trail: Sequence[tuple[Text, str]] = ()
    actions: Sequence[tuple[Text, str]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class _Shown:
    title: Text
    sort: str
    is_sorted: str
    numeric: bool


def show(
    request: HttpRequest, listing: Listing[M], template: str = "work/list.html"
) -> HttpResponse:
    """The page, or with ``?form=csv`` or ``xlsx`` all of its rows as a file."""
    rows = _rows(request, listing)
    form = request.GET.get("form", "")
    if form in FORMS:
        return _file(listing, rows, form, lang_of(request))
    page = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    sorting = request.GET.get("sort", "")
    context = {
        "listing": listing,
        "section": "work",
        "part": listing.section,
        "trail": [*listing.trail, (listing.title, "")],
        "page": page,
        "heads": [
            _Shown(
                one.title,
                _sorted_by(kept, one.sort, sorting),
                {one.sort: "ascending", f"-{one.sort}": "descending"}.get(sorting, "")
                if one.sort
                else "",
                one.numeric,
            )
            for one in listing.columns
        ],
        "lines": _lines(listing, page),
        "filters": [(one, request.GET.get(one.name, "")) for one in listing.filters],
        "has_search": listing.search is not None,  # which a template would call
        "searched": request.GET.get("q", ""),
        "query": kept.urlencode(),
        **listing.extra,
    }
    return render(request, template, context)


def _rows(request: HttpRequest, listing: Listing[M]) -> QuerySet[M]:
    rows = listing.rows()
    for one in listing.filters:
        chosen = request.GET.get(one.name, "")
        if chosen in {value for value, _ in one.choices}:
            rows = rows.filter(one.keep(chosen))
    words = request.GET.get("q", "").strip().replace("\0", "")
    if listing.search and words:
        rows = rows.filter(listing.search(words[:100]))
    allowed = {f"{sign}{one.sort}" for one in listing.columns if one.sort for sign in ("", "-")}
    wanted = request.GET.get("sort", "")
    return rows.order_by(wanted if wanted in allowed else listing.order, "pk")


def _sorted_by(kept: Any, field_: str, sorting: str) -> str:  # noqa: ANN401 - a QueryDict
    if not field_:
        return ""
    query = kept.copy()
    query["sort"] = f"-{field_}" if sorting == field_ else field_
    return f"?{query.urlencode()}"


def _lines(listing: Listing[M], page: Page[M]) -> list[list[tuple[Cell, str, bool, Text]]]:
    return [
        [
            (one.cell(row), one.link(row) if one.link else "", one.numeric, one.title)
            for one in listing.columns
        ]
        for row in page
    ]


def _file(listing: Listing[M], rows: QuerySet[M], form: str, lang: Lang) -> HttpResponse:
    return file_of(
        listing.section or "table",
        form,
        [one.title for one in listing.columns],
        (
            [one.cell(row) for one in listing.columns]
            for row in rows[:_MOST_EXPORTED].iterator(2_000)
        ),
        lang,
    )


def file_of(
    name: str, form: str, heads: Sequence[Text], rows: Iterable[Sequence[Cell]], lang: Lang
) -> HttpResponse:
    """A table as a file to keep, of the form ``csv`` or ``xlsx``."""
    titles = [one.in_(lang) for one in heads]
    cells = ([_plain(cell, lang) for cell in row] for row in rows)
    content = _csv(titles, cells) if form == "csv" else _xlsx(titles, cells)
    kind = "text/csv; charset=utf-8" if form == "csv" else _XLSX
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _csv(heads: list[str], rows: Iterator[list[str | int]]) -> bytes:
    """With a mark that spreadsheets know; what would be a formula begins with ' instead."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(heads: list[str], rows: Iterator[list[str | int]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, heads, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, cell)
        sheet.autofit()
    return out.getvalue()


def _plain(cell: Cell, lang: Lang) -> str | int:
    match cell:
        case None:
            return ""
        case Text():
            return cell.in_(lang)
        case datetime():
            return cell.isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
        case _:
            return cell


def _inert(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_LIVE) else cell
