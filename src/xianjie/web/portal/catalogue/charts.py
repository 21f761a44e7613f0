"""Stacked bars as rows of a table: plain values in, one small SVG a row out.

Label and count stand beside the bar as text of the page, so they are legible at any width and in
larger text; the drawing itself holds nothing that they do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT = 100, 10
_DRAWING = (
    '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label and its parts, each (name of a series, count)."""

    label: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.parts)


def drawn(rows: Sequence[Bar]) -> list[tuple[Bar, SafeString]]:
    """Each row with its bar, the longest filling the width; classes name the series."""
    longest = max((row.total for row in rows), default=0) or 1
    return [(row, _bar(row, _WIDTH / longest)) for row in rows]


def _bar(row: Bar, scale: float) -> SafeString:
    parts: list[tuple[str, str, str]] = []
    left = 0.0
    for series, count in row.parts:
        parts.append((series, f"{left:.2f}", f"{count * scale:.2f}"))
        left += count * scale
    return format_html(
        _DRAWING,
        _WIDTH,
        _HEIGHT,
        format_html_join(
            "",
            '<rect class="bar--{}" x="{}" y="0" width="{}" height="10"></rect>',
            (part for part in parts if float(part[2])),
        ),
    )
