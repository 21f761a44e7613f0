"""How many alerts each of the last months saw, as bars beside the row that says the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_STEP, _WIDTH, _HEIGHT = 10, 8, 24


def drawing(counts: Sequence[int]) -> SafeString:
    """The highest fills the height."""
    most = max(counts, default=0) or 1
    bars = []
    for place, count in enumerate(counts):
        tall = max(count / most * _HEIGHT, 1)
        bars.append((place * _STEP, f"{_HEIGHT - tall:.1f}", _WIDTH, f"{tall:.1f}"))
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        len(counts) * _STEP,
        _HEIGHT,
        format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"></rect>', bars),
    )
