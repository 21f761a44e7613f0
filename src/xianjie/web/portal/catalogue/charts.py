"""Bar charts drawn on the server: plain values in, SVG text out; the page sets a table beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH = 640
_ROW = 30
_LABEL = 240
_VALUE = 48


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and parts of (name of a series, count)."""

    label: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.parts)


def bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """Horizontal stacked bars, each with its total written out; classes name the series."""
    longest = max((row.total for row in rows), default=0) or 1
    scale = (_WIDTH - _LABEL - _VALUE) / longest
    height = _ROW * len(rows) + 4
    drawn = format_html_join("", "{}", ((_row(i, row, scale),) for i, row in enumerate(rows)))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH,
        height,
        title,
        drawn,
    )


def _row(index: int, row: Bar, scale: float) -> SafeString:
    top = index * _ROW + 4
    left = float(_LABEL)
    parts: list[SafeString] = []
    for series, count in row.parts:
        width = count * scale
        parts.append(
            format_html(
                '<rect class="bar bar--{}" x="{}" y="{}" width="{}" height="20"></rect>',
                series,
                f"{left:.1f}",
                top,
                f"{width:.1f}",
            )
        )
        left += width
    return format_html(
        '<text class="bar-label" x="{}" y="{}" text-anchor="end">{}</text>{}'
        '<text class="bar-value" x="{}" y="{}">{}</text>',
        _LABEL - 10,
        top + 15,
        row.label,
        format_html_join("", "{}", ((part,) for part in parts)),
        f"{left + 8:.1f}",
        top + 15,
        row.total,
    )
