"""The burn-down of every deadline: what is left, by prefecture and institution, as charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xianjie.domain.accounts.acting import visible
from xianjie.domain.appraisals.progress import Deadline, deadlines
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.workbench.names import area_name

TITLE = Text("期限进度", "Deadlines")
_WIDTH, _HEIGHT = 600, 160
_MOST_INSTITUTIONS = 30


@dataclass(frozen=True)
class _Chart:
    deadline: Deadline
    days_left: int
    line: SafeString
    points: Sequence[tuple[date, int, bool]]
    areas: Sequence[tuple[Text, int, int, SafeString]]
    institutions: Sequence[tuple[str, int, int, SafeString]]


@guarded("deadline.read", covered=True, methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    """Every deadline, as far as the person's reach goes."""
    on = today_of(visit.request)
    found = deadlines(
        law_on(on),
        visible(visit.actor, "deadline.read", area="area", body="institution"),
        visible(visit.actor, "deadline.read", area="area", body="offer__exam__institution"),
    )
    context = {
        "section": "work",
        "part": "deadlines",
        "title": TITLE,
        "charts": [_chart(one, on) for one in found if one.items],
        "on": on,
        "trail": [(Text("工作台", "Workbench"), reverse("work:inbox")), (TITLE, "")],
    }
    return render(visit.request, "work/deadlines.html", context)


def _chart(deadline: Deadline, on: date) -> _Chart:
    points = deadline.burn_down(on)
    return _Chart(
        deadline,
        (deadline.day - on).days,
        _line(points, deadline.day, on),
        points,
        [
            (area_name(name), done, left, bar)
            for (name, done, left), bar in _bars(deadline.by("area"))
        ],
        [
            (name, done, left, bar)
            for (name, done, left), bar in _bars(deadline.by("institution")[:_MOST_INSTITUTIONS])
        ],
    )


def _bars(
    rows: Sequence[tuple[str, int, int]],
) -> list[tuple[tuple[str, int, int], SafeString]]:
    bars = [Bar(name, (("done", done), ("left", left))) for name, done, left in rows]
    return [(row, bar) for row, (_, bar) in zip(rows, drawn(bars), strict=True)]


def _line(points: Sequence[tuple[date, int, bool]], day: date, on: date) -> SafeString:
    """What is left over time: a full line until today, a dashed one as planned, the deadline."""
    first, last = points[0][0], points[-1][0]
    most = max(left for _, left, _ in points) or 1
    span = max((last - first).days, 1)

    def place(at: date, left: int) -> tuple[str, str]:
        x = (at - first).days / span * _WIDTH
        return f"{x:.1f}", f"{(1 - left / most) * (_HEIGHT - 10) + 5:.1f}"

    def path(shown: Sequence[tuple[date, int, bool]]) -> str:
        return " ".join(",".join(place(at, left)) for at, left, _ in shown)

    past = [one for one in points if not one[2]]
    ahead = [*past[-1:], *(one for one in points if one[2])]
    marks = [("deadline", place(min(day, last), 0)[0]), ("today", place(min(on, last), 0)[0])]
    return format_html(
        '<svg class="chart burn" viewBox="0 0 {} {}" aria-hidden="true">{}'
        '<polyline class="burn--past" points="{}"/><polyline class="burn--ahead" points="{}"/>'
        "</svg>",
        _WIDTH,
        _HEIGHT,
        format_html_join(
            "",
            '<line class="burn--{}" x1="{}" x2="{}" y1="0" y2="{}"/>',
            ((name, x, x, _HEIGHT) for name, x in marks),
        ),
        path(past),
        path(ahead),
    )
