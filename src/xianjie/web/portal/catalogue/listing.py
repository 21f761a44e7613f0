"""The whole catalogue: filtered, sorted, charted, downloaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import Treatment
from xianjie.text import Lang, Text
from xianjie.web.days import WrongDay, day_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.charts import Bar, bars
from xianjie.web.portal.catalogue.exports import to_csv, to_xlsx
from xianjie.web.portal.catalogue.selecting import (
    ORDERS,
    Entry,
    departments,
    entries,
    selection,
)

_SHOWN_DEPARTMENTS = 15
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    template = "rows.html" if fragment else "catalogue.html"
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


def _charts(rows: Sequence[Entry], lang: Lang) -> list[dict[str, object]]:
    by_treatment = [
        Bar(
            treatment.label.in_(lang),
            ((treatment.value, sum(row.occupation.treatment is treatment for row in rows)),),
        )
        for treatment in Treatment
    ]
    counted = Counter(
        (name, row.occupation.treatment) for row in rows for name in row.occupation.departments
    )
    by_department = sorted(
        (
            Bar(name, tuple((t.value, counted[name, t]) for t in Treatment))
            for name in {name for name, _ in counted}
        ),
        key=lambda bar: (-bar.total, bar.label),
    )
    return [
        _chart(Text("按安排", "By treatment"), by_treatment, lang),
        _chart(
            Text("按实施部门", "By implementing department"),
            by_department[:_SHOWN_DEPARTMENTS],
            lang,
            left_out=len(by_department) - _SHOWN_DEPARTMENTS,
            whole=by_department,
        ),
    ]


def _chart(
    title: Text,
    drawn: Sequence[Bar],
    lang: Lang,
    *,
    left_out: int = 0,
    whole: Sequence[Bar] | None = None,
) -> dict[str, object]:
    return {
        "title": title,
        "drawing": bars(title.in_(lang), drawn),
        "bars": drawn if whole is None else whole,
        "left_out": max(left_out, 0),
    }
