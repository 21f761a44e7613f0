"""The whole catalogue: filtered, sorted, charted, downloaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import Treatment
from xianjie.text import Lang, Text
from xianjie.web.days import WrongDay, day_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.portal.catalogue.exports import to_csv, to_xlsx
from xianjie.web.portal.catalogue.selecting import (
    ORDERS,
    Entry,
    departments,
    entries,
    selection,
)

_SHOWN_DEPARTMENTS = 8
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's rows, those ``left_out`` of the drawing being listed below it."""

    title: Text
    bars: Sequence[Bar]
    left_out: Sequence[Bar]

    @property
    def rows(self) -> list[tuple[Bar, SafeString]]:
        return drawn(self.bars)


@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    lang = lang_of(request)
    on, wrong_day = _day(request)
    asked = selection(request.GET)
    rows = entries(asked, on)
    query = asked.query()
    context = {
        "section": "catalogue",
        "asked": asked,
        "on": on,
        "wrong_day": wrong_day,
        "rows": rows,
        "whole": len(catalogue.load().occupations),
        "standings": law().decision("catalogue-status").outcomes,
        "treatments": tuple(Treatment),
        "departments": departments(),
        "orders": ORDERS,
        "download": f"{query}&on={on}" if query else f"on={on}",
        "charts": _charts(rows, lang),
        "trail": [(Text("职业目录", "Catalogue"), "")],
    }
    fragment = request.headers.get("HX-Target") == "rows"
    template = "swapped.html" if fragment else "catalogue.html"
    return render(request, f"portal/catalogue/{template}", context)


@require_safe
def catalogue_csv(request: HttpRequest) -> HttpResponse:
    rows, _ = _chosen(request)
    text = to_csv(rows, lang_of(request))
    return _file(text.encode(), "text/csv; charset=utf-8", "xianjie-catalogue.csv")


@require_safe
def catalogue_xlsx(request: HttpRequest) -> HttpResponse:
    rows, on = _chosen(request)
    return _file(to_xlsx(rows, on, lang_of(request)), _XLSX, "xianjie-catalogue.xlsx")


def _chosen(request: HttpRequest) -> tuple[list[Entry], date]:
    on, _ = _day(request)
    return entries(selection(request.GET), on), on


def _day(request: HttpRequest) -> tuple[date, WrongDay | None]:
    """The day asked for; for what is no day, today and the reason."""
    try:
        return day_of(request), None
    except WrongDay as error:
        return today_of(request), error


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _charts(rows: Sequence[Entry], lang: Lang) -> list[Chart]:
    by_treatment = [
        Bar(
            treatment.label.in_(lang),
            ((treatment.value, sum(row.occupation.treatment is treatment for row in rows)),),
        )
        for treatment in Treatment
    ]
    departments_ = _by_department(rows)
    return [
        Chart(Text("按安排", "By treatment"), by_treatment, []),
        Chart(
            Text("按实施部门", "By implementing department"),
            departments_[:_SHOWN_DEPARTMENTS],
            departments_[_SHOWN_DEPARTMENTS:],
        ),
    ]


def _by_department(rows: Sequence[Entry]) -> list[Bar]:
    """Each department's occupations, most first; one of several departments counts for each."""
    counted = Counter(
        (name, row.occupation.treatment) for row in rows for name in row.occupation.departments
    )
    bars = [
        Bar(name, tuple((treatment.value, counted[name, treatment]) for treatment in Treatment))
        for name in {name for name, _ in counted}
    ]
    return sorted(bars, key=lambda bar: (-bar.total, bar.label))
