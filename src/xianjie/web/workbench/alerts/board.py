"""The supervisor's dashboard: where to look first, kinds of alerts, issuing by day, pass rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from xianjie.domain.supervision import figures
from xianjie.domain.supervision.alerts import AlertState
from xianjie.domain.supervision.described import NO_LONGER_FOLLOWS
from xianjie.domain.supervision.figures import Kind, Point, Ranked
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench.alerts import trend
from xianjie.web.workbench.alerts.asking import Question, asked
from xianjie.web.workbench.alerts.charts import issuing, listed, names_of, passing
from xianjie.web.workbench.alerts.showing import (
    BOARD,
    OPEN,
    PART,
    address_of,
    title_of,
    trail,
    trail_of_board,
)
from xianjie.web.workbench.listing import FORMS, Cell, file_of
from xianjie.web.workbench.names import area_name

_FIRST = 10  # bodies on the dashboard
_REASONS = 3  # kinds of alerts named of a body
RANKED = Text("先看哪些单位", "Where to look first")
PASS_RATES = Text("通过率", "Pass rates")
BY_DAY = Text("每日发证数", "Certificates by day")


@dataclass(frozen=True)
class Row:
    """A body with why it is looked at, and where its alerts are."""

    ranked: Ranked
    area: Text
    reasons: Sequence[tuple[Text, int, str]]
    page: str
    alerts: str

    @property
    def weight(self) -> int:
        return round(self.ranked.weight)


@dataclass(frozen=True)
class KindRow:
    """A kind of alert with its counts, each with the list that it counts."""

    title: Text
    counts: Sequence[tuple[int, str]]
    trend: SafeString
    months: Sequence[int]


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    """Everything at a glance, within the person's territory."""
    lang = lang_of(visit.request)
    question = asked(visit)
    kinds = figures.kinds(question.wanted)
    context = {
        "section": "work",
        "part": PART,
        "title": BOARD,
        "question": question,
        "on": question.wanted.on,
        "looked": figures.looked(question.wanted.on),
        "is_whole": figures.is_whole(visit.actor),
        "not_following": address_of("work:alerts", indicator=NO_LONGER_FOLLOWS, state=OPEN),
        "open": sum(one.open for one in kinds),
        "waiting": sum(one.states[AlertState.WAITING] for one in kinds),
        "explained": sum(one.states[AlertState.EXPLAINED] for one in kinds),
        "lists": {name: address_of("work:alerts", state=name) for name in (OPEN, *AlertState)},
        "rows": [_row(one, question) for one in figures.ranked(question.wanted, _FIRST)],
        "states": [state.label for state in AlertState],
        "kinds": [_kind(one) for one in kinds],
        "issuing": issuing(question, lang),
        "passing": passing(question, lang),
        "exports": {
            name: address_of(page, **question.query)
            for name, page in (
                ("bodies", "work:supervised-bodies"),
                ("days", "work:issued-days"),
                ("rates", "work:pass-rates"),
            )
        },
        "trail": [*trail(), (BOARD, "")],
    }
    return render(visit.request, "work/alerts/board.html", context)


def _row(one: Ranked, question: Question) -> Row:
    pk = one.body.pk
    return Row(
        one,
        area_name(one.body.area),
        [
            (
                title_of(name),
                count,
                address_of("work:alerts", body=pk, indicator=name, state=OPEN),
            )
            for name, count in one.kinds[:_REASONS]
        ],
        address_of("work:supervised-body", pk, **question.query),
        address_of("work:alerts", body=pk, state=OPEN),
    )


def _kind(one: Kind) -> KindRow:
    months = [
        (count, address_of("work:alerts", indicator=one.indicator, month=f"{month:%Y-%m}"))
        for month, count in one.months
    ]
    return KindRow(
        title_of(one.indicator),
        [
            (one.states[state], address_of("work:alerts", indicator=one.indicator, state=state))
            for state in AlertState
        ],
        trend.drawing(months),
        [count for count, _ in months],
    )


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def bodies(visit: Visit) -> HttpResponse:
    """Every body with open alerts, the heaviest first; or as a file."""
    question = asked(visit)
    found = figures.ranked(question.wanted)
    heads = (
        Text("单位", "Body"),
        Text("地区", "Area"),
        Text("分数合计", "Scores in all"),
        Text("未了结", "Open"),
        Text("待说明", "Not explained"),
        Text("主要原因", "Why"),
    )
    rows = [
        (
            one.body.name,
            area_name(one.body.area),
            round(one.weight),
            one.alerts,
            one.unanswered,
            _reasons(one),
        )
        for one in found
    ]
    links = [reverse("work:supervised-body", args=[one.body.pk]) for one in found]
    return _table(visit, RANKED, "supervised-bodies", heads, rows, links)


def _reasons(one: Ranked) -> Text:
    told = [(title_of(name), count) for name, count in one.kinds[:_REASONS]]
    return Text(
        "；".join(f"{title.zh} {count}" for title, count in told),
        "; ".join(f"{title.en} {count}" for title, count in told),
    )


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def days(visit: Visit) -> HttpResponse:
    """Every day of the year on which something was issued; or as a file."""
    question = asked(visit)
    found = sorted(figures.calendar(question.wanted).days.items())
    heads = (Text("日期", "Day"), Text("发证数", "Certificates"))
    links = [listed(question, day.isoformat()) for day, _ in found]
    return _table(visit, BY_DAY, "issued-days", heads, found, links)


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def pass_rates(visit: Visit) -> HttpResponse:
    """Every body of the funnel, those that stand out first; or as a file."""
    question = asked(visit)
    found = figures.funnel(figures.examined(question.wanted), question.wanted.on)
    points = found.points if found else []
    names = names_of(points)
    heads = (
        Text("单位", "Body"),
        Text("参加", "Examined"),
        Text("合格", "Passed"),
        Text("通过率 %", "Pass rate, %"),
        Text("一般 %", "Usual, %"),
        Text("偶然的可能", "By chance"),
        Text("超出界限", "Beyond the limit"),
    )
    links = [address_of("work:supervised-body", one.body, **question.query) for one in points]
    rows = [_rate(one, names[one.body]) for one in points]
    return _table(visit, PASS_RATES, "pass-rates", heads, rows, links)


def _rate(one: Point, name: str) -> Sequence[Cell]:
    return (
        name,
        one.candidates,
        one.passed,
        f"{100 * one.rate:.1f}",
        f"{100 * one.expected:.1f}",
        f"{one.chance:.2g}",
        Text("是", "yes") if one.stands_out else Text("否", "no"),
    )


def _table(  # noqa: PLR0917 - the columns of a table
    visit: Visit,
    title: Text,
    name: str,
    heads: Sequence[Text],
    rows: Sequence[Sequence[Cell]],
    links: Sequence[str],
) -> HttpResponse:
    """A table with an export of the same; the first cell of a row leads on."""
    form = visit.request.GET.get("form", "")
    if form in FORMS:
        return file_of(name, form, heads, rows, lang_of(visit.request))
    kept = visit.request.GET.copy()
    context = {
        "section": "work",
        "part": PART,
        "title": title,
        "on": today_of(visit.request),
        "heads": heads,
        "rows": list(_led(rows, links)),
        "query": kept.urlencode(),
        "trail": [*trail_of_board(), (title, "")],
    }
    return render(visit.request, "work/alerts/table.html", context)


def _led(
    rows: Sequence[Sequence[Cell]], links: Sequence[str]
) -> Iterator[list[tuple[Cell, str, bool]]]:
    """Each cell, where it leads, whether it is a number: words but the first are bilingual."""
    for row, link in zip(rows, links, strict=True):
        yield [
            (cell, link if place == 0 else "", place > 0 and isinstance(cell, (int, str)))
            for place, cell in enumerate(row)
        ]
