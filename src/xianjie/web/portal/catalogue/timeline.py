"""The dates of an occupation on one line: what stands between them, and the day asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xianjie.text import Lang
from xianjie.web.templatetags.xianjie import spoken

_WIDTH, _TOP, _BAR = 760, 30, 16
_MARGIN = 24
_TIER = 34
_CLEARANCE = 150


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated point with a short label."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """What stands from one day until (not including) another; ``kind`` names its colour."""

    start: date
    end: date
    label: str
    kind: str


def drawing(
    title: str, moments: Sequence[Moment], spans: Sequence[Span], chosen: date, lang: Lang
) -> SafeString:
    """An SVG of the moments (in order) on the spans, the chosen day marked where it falls.

    A chosen day outside the drawing is marked at the edge, with an arrow.
    """
    first, last = spans[0].start, spans[-1].end
    scale = _Scale(first, last)
    tiers = _tiers([scale.x(moment.day) for moment in moments])
    height = _TOP + _BAR + 16 + _TIER * (max(tiers, default=0) + 1)
    marks = zip(moments, tiers, strict=True)
    return format_html(
        '<svg class="chart timeline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        _WIDTH,
        height,
        title,
        format_html_join("", "{}", ((_span(span, scale),) for span in spans)),
        format_html_join("", "{}", ((_moment(m, tier, scale, lang),) for m, tier in marks)),
        _chosen(chosen, first, last, scale),
    )


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self._first = first
        self._days = max((last - first).days, 1)

    def x(self, day: date) -> float:
        share = min(max((day - self._first).days / self._days, 0.0), 1.0)
        return _MARGIN + share * (_WIDTH - 2 * _MARGIN)


def _tiers(places: Sequence[float]) -> list[int]:
    """A line for each label, so that no two on a line touch."""
    ends: list[float] = []
    tiers: list[int] = []
    for place in places:
        tier = next((i for i, end in enumerate(ends) if place >= end), len(ends))
        if tier == len(ends):
            ends.append(0.0)
        ends[tier] = place + _CLEARANCE
        tiers.append(tier)
    return tiers


def _span(span: Span, scale: _Scale) -> SafeString:
    left, right = scale.x(span.start), scale.x(span.end)
    return format_html(
        '<rect class="span span--{}" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text class="span-label" x="{}" y="{}">{}</text>',
        span.kind,
        f"{left:.1f}",
        _TOP,
        f"{max(right - left, 0):.1f}",
        _BAR,
        f"{left + 4:.1f}",
        _TOP - 8,
        span.label,
    )


def _moment(moment: Moment, tier: int, scale: _Scale, lang: Lang) -> SafeString:
    x = scale.x(moment.day)
    base = _TOP + _BAR
    y = base + 18 + tier * _TIER
    right = x > _WIDTH - _CLEARANCE
    return format_html(
        '<line class="tick" x1="{0}" y1="{1}" x2="{0}" y2="{2}"></line>'
        '<text class="tick-label" x="{3}" y="{2}" text-anchor="{4}">'
        '<tspan class="tick-day">{5}</tspan><tspan x="{3}" dy="14">{6}</tspan></text>',
        f"{x:.1f}",
        _TOP,
        y,
        f"{x - 4 if right else x + 4:.1f}",
        "end" if right else "start",
        spoken(moment.day, lang),
        moment.label,
    )


def _chosen(day: date, first: date, last: date, scale: _Scale) -> SafeString:
    x = scale.x(day)
    arrow = "◀" if day < first else "▶" if day > last else "▼"
    return format_html(
        '<line class="chosen" x1="{0}" y1="{1}" x2="{0}" y2="{2}"></line>'
        '<text class="chosen-mark" x="{0}" y="{1}" text-anchor="middle">{3}</text>',
        f"{x:.1f}",
        _TOP - 1,
        _TOP + _BAR + 1,
        arrow,
    )


def margins(days: Sequence[date]) -> tuple[date, date]:
    """Where a drawing of these days begins and ends: a month before and after them."""
    return min(days) - timedelta(days=30), max(days) + timedelta(days=60)
