"""How many certificates of which kind, when, where, in what; how far learners are covered."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from xianjie.domain.certificates.models import Scheme
from xianjie.domain.certificates.standing import SCHEMES
from xianjie.domain.programmes.passage import By, Cells, Passage, lines, passage
from xianjie.text import Lang, Text
from xianjie.web.days import known_day
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.portal.catalogue.exports import inert
from xianjie.web.workbench.names import area_name

TITLE = Text("统计", "Statistics")
_TITLES = {
    By.MONTH: Text("按月", "By month"),
    By.PREFECTURE: Text("按地市", "By prefecture"),
    By.OCCUPATION: Text("按职业（工种）", "By occupation"),
}
_HEADS = (
    Text("统计口径", "By"),
    Text("项目", "Of"),
    Text("证书种类", "Kind of certificate"),
    Text("张数（空：遮盖）", "Certificates (empty: covered)"),
)
_SHOWN = 20  # rows beside the drawing; the others can be unfolded


@dataclass(frozen=True)
class Row:
    """A row with its numbers by scheme, None where covered, and the drawing of what is shown."""

    name: Text
    counts: Sequence[int | None]
    bar: SafeString


@dataclass(frozen=True)
class Table:
    """A table with its chart: the rows that are shown at once, and the others."""

    by: By
    title: Text
    first: Sequence[Row]
    others: Sequence[Row]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    on, wrong = known_day(request)
    found = passage(on)
    context = {
        "section": "statistics",
        "found": found,
        "wrong_day": wrong,
        "schemes": [(scheme.value, SCHEMES[scheme], found.totals[scheme]) for scheme in Scheme],
        "share": None if found.share is None else f"{found.share:.1%}",
        "tables": [_table(by, cells) for by, cells in found.tables.items()],
        "states": list(found.states.items()),
        "trail": [(TITLE, "")],
    }
    return render(request, "portal/statistics/statistics.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """The tables in one file, a row for each number."""
    on, wrong = known_day(request)
    if wrong:
        context = {"message": wrong.message}
        return render(request, "portal/frame/bad_request.html", context, status=400)
    content = _csv(passage(on), lang_of(request))
    headers = {"Content-Disposition": 'attachment; filename="xianjie-statistics.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _table(by: By, cells: Cells) -> Table:
    """Months in order; prefectures and occupations with the most first."""
    names = list(cells)
    if by is not By.MONTH:
        names.sort(key=lambda one: (-sum(count or 0 for count in cells[one].values()), one))
    bars = drawn(
        [
            Bar(one, tuple((scheme, count or 0) for scheme, count in cells[one].items()))
            for one in names
        ]
    )
    rows = [
        Row(_name(by, name), list(cells[name].values()), bar)
        for name, (_, bar) in zip(names, bars, strict=True)
    ]
    if by is By.MONTH:
        return Table(by, _TITLES[by], rows[-_SHOWN:], rows[:-_SHOWN])
    return Table(by, _TITLES[by], rows[:_SHOWN], rows[_SHOWN:])


def _name(by: By, name: str) -> Text:
    return area_name(f"{name}00") if by is By.PREFECTURE else Text(name, name)


def _csv(found: Passage, lang: Lang) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([one.in_(lang) for one in _HEADS])
    for by, name, scheme, count in lines(found):
        writer.writerow(
            [
                _TITLES[By(by)].in_(lang),
                inert(_name(By(by), name).in_(lang)),
                SCHEMES[Scheme(scheme)].in_(lang),
                "" if count is None else count,
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
