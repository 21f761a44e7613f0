"""A year of issuing as a calendar: a block a month, a square a day, darker where more was issued.

The drawing is for who sees and points; the page says the same in a table beside it, so it is hidden
from readers of screens and takes no place in the order of the keyboard.
"""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xianjie.text import Lang, Text

_STEP, _SIDE = 20, 18  # from one square to the next, and its length
_ABOVE = 16  # room for the names of the weekdays
_SHARES = (0.5, 0.75, 0.9, 0.97)  # of the days on which something was issued: where shades change
_WEEKDAYS = Text("一二三四五六日", "MTWTFSS")
_WEEKS = Weeks()


@dataclass(frozen=True, slots=True)
class Shade:
    """A darkness from 1 to 5, and from how many a day to how many it stands for."""

    number: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Month:
    """Its first day, its drawing, and how many were issued in it."""

    first: date
    drawing: SafeString
    total: int


def shades(counts: Collection[int]) -> list[Shade]:
    """Of a year's days on which something was issued; fewer where days are much alike."""
    if not counts:
        return []
    bounds = sorted({int(np.ceil(one)) for one in np.quantile(list(counts), _SHARES)})
    starts = [1, *(bound + 1 for bound in bounds if bound < max(counts))]
    ends = [*(start - 1 for start in starts[1:]), max(counts)]
    steps = range(1, len(starts) + 1)
    return [Shade(*told) for told in zip(steps, starts, ends, strict=True)]


def drawn(
    year: int,
    days: Mapping[date, int],
    deadlines: Collection[date],
    link: Callable[[date], str],
    lang: Lang,
) -> list[Month]:
    """The months of a year; deadlines have a frame, days with something lead to it."""
    scale = shades(days.values())
    months = []
    for number in range(1, 13):
        first = date(year, number, 1)
        weeks = _WEEKS.monthdatescalendar(year, number)
        squares = [
            _square(day, row, days.get(day, 0), scale, day in deadlines, link, lang)
            for row, week in enumerate(weeks)
            for day in week
            if day.month == number
        ]
        total = sum(count for day, count in days.items() if day.month == number)
        months.append(Month(first, _block(squares, len(weeks), lang), total))
    return months


def _block(squares: Sequence[SafeString], weeks: int, lang: Lang) -> SafeString:
    heads = (
        (f"{column * _STEP + _SIDE / 2:g}", letter)
        for column, letter in enumerate(_WEEKDAYS.in_(lang))
    )
    return format_html(
        '<svg class="chart heat" viewBox="-1 0 {} {}" aria-hidden="true">{}{}</svg>',
        7 * _STEP,
        _ABOVE + weeks * _STEP,
        format_html_join(
            "", '<text class="heat-head" x="{}" y="11" text-anchor="middle">{}</text>', heads
        ),
        format_html_join("", "{}", ((one,) for one in squares)),
    )


def _square(  # noqa: PLR0917 - the columns of a square
    day: date,
    row: int,
    count: int,
    scale: Sequence[Shade],
    is_deadline: bool,
    link: Callable[[date], str],
    lang: Lang,
) -> SafeString:
    x, y = day.weekday() * _STEP, _ABOVE + row * _STEP
    shade = next((one.number for one in scale if one.least <= count <= one.most), 0)
    drawn_ = format_html(
        '<g class="heat-day heat-day--{}{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2"></rect>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
        shade,
        " heat-day--deadline" if is_deadline else "",
        _told(day, count, is_deadline).in_(lang),
        x,
        y,
        _SIDE,
        _SIDE,
        f"{x + _SIDE / 2:g}",
        y + 13,
        day.day,
    )
    if not count:
        return drawn_
    return format_html('<a href="{}" tabindex="-1">{}</a>', link(day), drawn_)


def _told(day: date, count: int, is_deadline: bool) -> Text:
    zh, en = ("，期限", ", a deadline") if is_deadline else ("", "")
    return Text(f"{day}：{count} 张{zh}", f"{day}: {count}{en}")


def busiest(days: Mapping[date, int], most: int) -> Iterator[tuple[date, int]]:
    """The days with the most certificates, the fullest first."""
    yield from sorted(days.items(), key=lambda one: (-one[1], one[0]))[:most]
