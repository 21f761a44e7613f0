"""Pass rates as a funnel: bodies by how many they examined and how far they are from the usual.

As the heat map it is for who sees and points; the table beside it says the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xianjie.domain.supervision.figures import Funnel, Limit, Point
from xianjie.text import Lang, Text

WIDE, NARROW = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 22, 40
_TICKS = (1, 2, 5)
_LEAST_HALF = 0.1  # of the height: ten points up and down
_X = Text("参加考试人数", "people examined")
_Y = Text("高于一般（百分点）", "above what is usual (points)")


@dataclass(frozen=True)
class _Frame:
    """Where a number of people and a distance from the usual stand in the drawing."""

    width: int
    height: int
    least: float
    most: float
    half: float

    def x(self, candidates: float) -> float:
        share = math.log(candidates / self.least) / math.log(self.most / self.least)
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def y(self, excess: float) -> float:
        share = (self.half - max(-self.half, min(self.half, excess))) / (2 * self.half)
        return _TOP + share * (self.height - _TOP - _BOTTOM)


def drawing(
    funnel: Funnel,
    names: Mapping[int, str],
    link: Callable[[int], str],
    width: int,
    lang: Lang,
) -> SafeString:
    """Limits as bands, bodies as circles, those beyond the outer limit as diamonds."""
    frame = _frame(funnel, width)
    return format_html(
        '<svg class="chart funnel" viewBox="0 0 {} {}" aria-hidden="true">{}{}{}{}</svg>',
        frame.width,
        frame.height,
        _bands(funnel.limits, frame),
        _axes(frame, lang),
        format_html_join("", "{}", ((_point(p, frame, names, link, lang),) for p in _back(funnel))),
        format_html(
            '<text x="{}" y="{}" text-anchor="end">{}</text><text x="2" y="12">{}</text>',
            frame.width - _RIGHT,
            frame.height - 6,
            _X.in_(lang),
            _Y.in_(lang),
        ),
    )


def _frame(funnel: Funnel, width: int) -> _Frame:
    sizes = [one.candidates for one in funnel.points]
    edges = [abs(edge) for one in funnel.limits for edge in one.outer]
    half = max(_LEAST_HALF, *edges, *(abs(one.excess) for one in funnel.points)) * 1.05
    height = min(round(width * 0.55), 360) if width > NARROW else 260
    return _Frame(width, height, min(sizes) * 0.9, max(*sizes, min(sizes) + 1) * 1.1, half)


def _back(funnel: Funnel) -> Sequence[Point]:
    """Those that stand out are drawn last, over the others."""
    return list(reversed(funnel.points))


def _bands(limits: Sequence[Limit], frame: _Frame) -> SafeString:
    shapes = []
    for name in ("outer", "inner"):
        below = [(one.candidates, getattr(one, name)[0]) for one in limits]
        above = [(one.candidates, getattr(one, name)[1]) for one in reversed(limits)]
        corners = " ".join(f"{frame.x(n):.1f},{frame.y(e):.1f}" for n, e in (*below, *above))
        shapes.append((name, corners))
    return format_html_join("", '<polygon class="funnel--{}" points="{}"></polygon>', shapes)


def _axes(frame: _Frame, lang: Lang) -> SafeString:
    del lang
    bottom = frame.height - _BOTTOM
    across = (
        (f"{frame.x(n):.1f}", bottom, bottom + 4, bottom + 16, f"{n:,}") for n in _round(frame)
    )
    up = (
        (_LEFT, frame.width - _RIGHT, f"{frame.y(e):.1f}", f"{frame.y(e) + 4:.1f}", _signed(e))
        for e in _heights(frame.half)
    )
    return format_html(
        "{}{}",
        format_html_join(
            "",
            '<line class="axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}"></line>'
            '<text x="{0}" y="{3}" text-anchor="middle">{4}</text>',
            across,
        ),
        format_html_join(
            "",
            '<line class="axis" x1="{0}" x2="{1}" y1="{2}" y2="{2}"></line>'
            '<text x="40" y="{3}" text-anchor="end">{4}</text>',
            up,
        ),
    )


def _round(frame: _Frame) -> list[int]:
    """Round numbers of people within the drawing."""
    powers = range(int(math.log10(frame.most)) + 1)
    found = [step * 10**power for power in powers for step in _TICKS]
    return [one for one in found if frame.least <= one <= frame.most]


def _heights(half: float) -> list[float]:
    """Round distances from the usual, the usual in the middle."""
    step = next((one for one in (0.05, 0.1, 0.2, 0.5) if half / one <= 4), 0.5)  # noqa: PLR2004 - four each way
    count = int(half / step)
    return [number * step for number in range(-count, count + 1)]


def _signed(share: float) -> str:
    return f"{round(share * 100):+d}" if share else "0"


def _point(
    point: Point,
    frame: _Frame,
    names: Mapping[int, str],
    link: Callable[[int], str],
    lang: Lang,
) -> SafeString:
    x, y = frame.x(point.candidates), frame.y(point.excess)
    shape = (
        format_html('<path d="M{} {}l7 7l-7 7l-7 -7z"></path>', f"{x:.1f}", f"{y - 7:.1f}")
        if point.stands_out
        else format_html('<circle cx="{}" cy="{}" r="4.5"></circle>', f"{x:.1f}", f"{y:.1f}")
    )
    return format_html(
        '<a class="funnel-point{}" href="{}" tabindex="-1"><title>{}</title>{}</a>',
        " funnel-point--out" if point.stands_out else "",
        link(point.body),
        told(point, names[point.body]).in_(lang),
        shape,
    )


def told(point: Point, name: str) -> Text:
    """A body's rate in a sentence."""
    rate, usual = round(100 * point.rate), round(100 * point.expected)
    return Text(
        f"{name}：{point.candidates} 人中 {point.passed} 人合格（{rate}%），一般为 {usual}%",
        f"{name}: {point.passed} of {point.candidates} passed ({rate} %), usual {usual} %",
    )
