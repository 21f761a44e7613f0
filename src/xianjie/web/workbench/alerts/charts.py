"""The charts of a page with what is said beside them: issuing by day, pass rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from xianjie.domain.accounts.models import Body
from xianjie.domain.supervision import figures
from xianjie.domain.supervision.figures import Calendar, Funnel, Point
from xianjie.indicators import ends_of_issuing
from xianjie.text import Lang
from xianjie.web.workbench.alerts import funnel, heatmap
from xianjie.web.workbench.alerts.asking import Question
from xianjie.web.workbench.alerts.heatmap import Month, Shade
from xianjie.web.workbench.alerts.showing import address_of

_ROWS = 20  # of a table on the page; its export has all


@dataclass(frozen=True)
class Rush:
    """The last days before a deadline, and where their certificates are listed."""

    deadline: date
    days: int
    certificates: int
    share: int  # of the year's, in hundredths
    address: str


@dataclass(frozen=True)
class Issuing:
    """A year of issuing, drawn and told."""

    calendar: Calendar
    months: Sequence[Month]
    shades: Sequence[Shade]
    rushes: Sequence[Rush]
    busiest: Sequence[tuple[date, int, str]]
    address: str


def issuing(question: Question, lang: Lang) -> Issuing:
    """The calendar of what is asked for."""
    found = figures.calendar(question.wanted)

    def of(days: str) -> str:
        return listed(question, days)

    return Issuing(
        found,
        heatmap.drawn(
            found.year, found.days, ends_of_issuing(), lambda day: of(day.isoformat()), lang
        ),
        heatmap.shades(found.days.values()),
        [
            Rush(
                one.deadline,
                one.days,
                one.certificates,
                round(100 * one.certificates / found.total) if found.total else 0,
                of(f"{one.deadline - timedelta(days=one.days - 1)}/{one.deadline}"),
            )
            for one in found.rushes
        ],
        [(day, count, of(day.isoformat())) for day, count in heatmap.busiest(found.days, _ROWS)],
        of(str(found.year)),
    )


def listed(question: Question, days: str) -> str:
    """The list of the certificates of some days that the calendar counts."""
    asked = question.wanted
    return address_of(
        "work:issued", day=days, scheme=asked.scheme, body=asked.body, q=asked.occupation
    )


@dataclass(frozen=True)
class Passing:
    """Bodies beside each other, drawn and listed."""

    funnel: Funnel
    drawings: Sequence[tuple[str, SafeString]]
    rows: Sequence[tuple[Point, str, str]]  # with the body's name and page
    others: int

    @property
    def out(self) -> int:
        return sum(one.stands_out for one in self.funnel.points)


def passing(question: Question, lang: Lang) -> Passing | None:
    """The funnel of what is asked for; none where nobody was examined."""
    found = figures.funnel(figures.examined(question.wanted), question.wanted.on)
    if found is None:
        return None
    names = names_of(found.points)

    def page(body: int) -> str:
        return address_of("work:supervised-body", body, **question.query)

    widths = (("wide", funnel.WIDE), ("narrow", funnel.NARROW))
    return Passing(
        found,
        [(name, funnel.drawing(found, names, page, width, lang)) for name, width in widths],
        [(one, names[one.body], page(one.body)) for one in found.points[:_ROWS]],
        max(len(found.points) - _ROWS, 0),
    )


def names_of(points: Sequence[Point]) -> dict[int, str]:
    """Of the bodies, by their numbers."""
    found = Body.objects.filter(pk__in=[one.body for one in points])
    return dict(found.values_list("pk", "name"))
