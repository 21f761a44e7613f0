"""The dates of an occupation on one line: what stands between them, and the day asked about.

The days are numbered as in the list that the page sets below, which says them in words: so the
drawing has no labels that could collide, in either language, on a wide page or a narrow one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# All lengths are in units of the drawing, which the page stretches to its own width.
WIDE, NARROW = 760, 250
_MARGIN, _BAR, _SIZE, _LINE = 12, 18, 12, 16
_RADIUS, _STEP = 9, 20  # of a numbered mark, and from one row of them to the next
_AROUND = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and what falls on it."""

    day: date
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What stands from one day until (not including) another; ``kind`` names its colour."""

    start: date
    end: date
    label: str
    kind: str


def drawing(
    title: str, moments: Sequence[Moment], spans: Sequence[Span], chosen: date, width: int
) -> SafeString:
    """An SVG of the moments (in order) on the spans, the chosen day marked where it falls.

    A chosen day outside the drawing is marked at the edge, with an arrow.
    """
    scale = _Scale(spans[0].start, spans[-1].end, width)
    levels = heads([(scale.x(span.start), words(span.label)) for span in spans], width)
    bar = _LINE * (max(levels) + 1) + 4
    rows = marks([scale.x(moment.day) for moment in moments])
    height = bar + _BAR + 14 + _STEP * (max(rows) + 1)
    return format_html(
        '<svg class="chart timeline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        width,
        height,
        title,
        format_html_join("", "{}", ((_span(span, scale, bar),) for span in spans)),
        format_html_join("", "{}", _heads(spans, levels, scale, bar)),
        format_html_join("", "{}", _marks(moments, rows, scale, bar)),
        _chosen(chosen, scale, bar),
    )


def margins(moments: Sequence[Moment]) -> tuple[date, date]:
    """Where a drawing of these moments begins and ends."""
    return moments[0].day - _AROUND, moments[-1].day + 2 * _AROUND


def words(label: str) -> float:
    """About how wide a label is drawn: a Chinese character is as wide as it is high."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in label)
    return _SIZE * (wide + 0.6 * (len(label) - wide))


def heads(labels: Sequence[tuple[float, float]], width: float) -> list[int]:
    """How many lines above the bar each label of (x, width) stands, so that no two touch."""
    levels: list[int] = []
    limits: list[float] = [width]  # of each level, where the label to the right begins
    for x, wide in reversed(labels):
        fits = (number for number, limit in enumerate(limits) if x + wide + 6 <= limit)
        level = next(fits, len(limits))
        limits[level : level + 1] = [x]
        levels.append(level)
    return levels[::-1]


def marks(places: Sequence[float]) -> list[int]:
    """How many rows below the bar each mark stands, so that no two touch."""
    rows: list[int] = []
    ends: list[float] = []
    for x in places:
        row = next((i for i, end in enumerate(ends) if x - _RADIUS > end), len(ends))
        ends[row : row + 1] = [x + _RADIUS + 1]
        rows.append(row)
    return rows


class _Scale:
    def __init__(self, first: date, last: date, width: int) -> None:
        self.first, self.last = first, last
        self._days = max((last - first).days, 1)
        self._room = width - 2 * _MARGIN

    def x(self, day: date) -> float:
        share = min(max((day - self.first).days / self._days, 0.0), 1.0)
        return _MARGIN + share * self._room


def _span(span: Span, scale: _Scale, bar: float) -> SafeString:
    left, right = scale.x(span.start), scale.x(span.end)
    return format_html(
        '<rect class="span span--{}" x="{}" y="{}" width="{}" height="{}"></rect>',
        span.kind,
        *_units(left, bar, max(right - left, 0), _BAR),
    )


def _heads(
    spans: Sequence[Span], levels: Sequence[int], scale: _Scale, bar: float
) -> list[tuple[SafeString]]:
    return [
        (
            format_html(
                '<text class="span-label" x="{}" y="{}">{}</text>',
                *_units(scale.x(span.start), bar - 7 - level * _LINE),
                span.label,
            ),
        )
        for span, level in zip(spans, levels, strict=True)
    ]


def _marks(
    moments: Sequence[Moment], rows: Sequence[int], scale: _Scale, bar: float
) -> list[tuple[SafeString]]:
    """The ticks, and over them the numbers, so that no tick runs through a number."""
    placed = [(scale.x(moment.day), row) for moment, row in zip(moments, rows, strict=True)]
    ticks = [(_tick(x, bar, row),) for x, row in placed]
    return ticks + [(_mark(i, x, bar, row),) for i, (x, row) in enumerate(placed, start=1)]


def _tick(x: float, bar: float, row: int) -> SafeString:
    return format_html(
        '<line class="tick" x1="{0}" y1="{1}" x2="{0}" y2="{2}"></line>',
        *_units(x, bar, _middle(bar, row)),
    )


def _mark(number: int, x: float, bar: float, row: int) -> SafeString:
    middle = _middle(bar, row)
    return format_html(
        '<circle class="mark" cx="{0}" cy="{1}" r="{2}"></circle>'
        '<text class="mark-number" x="{0}" y="{3}" text-anchor="middle">{4}</text>',
        *_units(x, middle, _RADIUS, middle + 4),
        number,
    )


def _middle(bar: float, row: int) -> float:
    return bar + _BAR + 10 + _RADIUS + row * _STEP


def _chosen(day: date, scale: _Scale, bar: float) -> SafeString:
    x, middle = scale.x(day), bar + _BAR / 2
    if scale.first <= day <= scale.last:
        return format_html(
            '<line class="chosen" x1="{0}" y1="{1}" x2="{0}" y2="{2}"></line>'
            '<circle class="chosen-mark" cx="{0}" cy="{3}" r="6"></circle>',
            *_units(x, bar - 4, bar + _BAR + 4, middle),
        )
    inward = 10 if day < scale.first else -10
    path = '<path class="chosen-mark" d="M{} {}l{} -7v14z"></path>'
    return format_html(path, *_units(x, middle, inward))


def _units(*lengths: float) -> tuple[str, ...]:
    return tuple(f"{length:.1f}".removesuffix(".0") for length in lengths)
