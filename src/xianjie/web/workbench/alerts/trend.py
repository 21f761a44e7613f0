"""How many alerts each of the last months saw, as bars beside the row that says the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_STEP, _WIDTH, _HEIGHT = 10, 8, 24
_BAR = '<rect x="{}" y="{}" width="{}" height="{}"></rect>'


def drawing(months: Sequence[tuple[int, str]]) -> SafeString:
    """The highest fills the height; a month that saw some leads to them."""
    most = max((count for count, _ in months), default=0) or 1
    bars = [
        (_bar(place, count / most, address if count else ""),)
        for place, (count, address) in enumerate(months)
    ]
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        len(months) * _STEP,
        _HEIGHT,
        format_html_join("", "{}", bars),
    )


def _bar(place: int, share: float, address: str) -> SafeString:
    tall = max(share * _HEIGHT, 1)
    bar = format_html(_BAR, place * _STEP, f"{_HEIGHT - tall:.1f}", _WIDTH, f"{tall:.1f}")
    return format_html('<a href="{}" tabindex="-1">{}</a>', address, bar) if address else bar
