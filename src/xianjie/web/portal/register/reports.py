"""Reports of a quarter as they are published: a page, a PDF, open data."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from xianjie.calendar import end_of
from xianjie.domain.certificates.logging import entry_at
from xianjie.domain.supervision.models import QuarterlyReport
from xianjie.domain.supervision.printing_reports import Content, content_of, report_pdf, rows
from xianjie.domain.supervision.quarters import FIGURES
from xianjie.tables import Column, write_csv
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.portal.register.words import trail

TITLE = Text("监督情况通报", "Reports on supervision")
_TOGETHER = Text("合计", "Together")
_COLUMNS = (
    Column("of", Text("地市或指标", "Prefecture or indicator")),
    Column("figure", Text("项目", "Figure")),
    Column("count", Text("数量", "Number"), "whole"),
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The reports that were issued, the newest first."""
    context = {
        "section": "register",
        "title": TITLE,
        "reports": [(one, content_of(one.content).quarter.label) for one in _issued(request)],
        "trail": trail((TITLE, "")),
    }
    return render(request, "portal/register/reports.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its figures, its charts, and its bodies."""
    report = _found(request, pk)
    content = content_of(report.content)
    title = content.quarter.label
    context = {
        "section": "register",
        "title": title,
        "report": report,
        "entry": entry_at(report.log_index),
        **shown(content, request),
        "trail": trail((TITLE, "../"), (title, "")),
    }
    return render(request, "portal/register/report.html", context)


def shown(content: Content, request: HttpRequest) -> dict[str, object]:
    """What a page shows of the content of a report."""
    return {
        "content": content,
        "heads": list(FIGURES.values()),
        "lines": [
            (name, list(zip(FIGURES.values(), counts, strict=True)))
            for name, counts in (
                *((one.name, one.figures) for one in content.areas),
                (_TOGETHER, content.together),
            )
        ],
        "charts": [(one, _drawn(one.bars, request)) for one in content.charts],
    }


def _drawn(
    bars: Sequence[tuple[Text, int]], request: HttpRequest
) -> list[tuple[Text, int, SafeString]]:
    lang = lang_of(request)
    pictures = drawn([Bar(words.in_(lang), (("counted", count),)) for words, count in bars])
    return [
        (words, count, picture) for (words, count), (_, picture) in zip(bars, pictures, strict=True)
    ]


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed document."""
    report = _found(request, pk)
    return HttpResponse(
        report_pdf(report),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_name(report)}.pdf"'},
    )


@require_safe
def json_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The content, of which the digest is in the log."""
    return HttpResponse(_found(request, pk).content, content_type="application/json")


@require_safe
def csv_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures, a row each."""
    report = _found(request, pk)
    told = (
        {"of": of, "figure": figure, "count": count}
        for of, figure, count in rows(content_of(report.content))
    )
    return HttpResponse(
        write_csv(_COLUMNS, told, lang_of(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_name(report)}.csv"'},
    )


def _name(report: QuarterlyReport) -> str:
    return f"xianjie-supervision-{report.year}-Q{report.quarter}-{report.pk}"


def _issued(request: HttpRequest) -> list[QuarterlyReport]:
    until = end_of(today_of(request))
    found = QuarterlyReport.objects.filter(issued_at__lt=until)
    return list(found.order_by("-year", "-quarter", "-as_of"))


def _found(request: HttpRequest, pk: int) -> QuarterlyReport:
    found = QuarterlyReport.objects.filter(pk=pk, issued_at__lt=end_of(today_of(request))).first()
    if found is None:
        raise Http404
    return found
