"""What an address asked to be filtered by and was not: said, so that all is not taken for some."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from xianjie.text import Text

_LONGEST = 40


def not_applied(given: QueryDict, applied: Mapping[str, object]) -> Text | None:
    """The conditions that were given and have no value among those applied; None if all have."""
    names = [
        f"{name}={given[name][:_LONGEST]}"
        for name, value in applied.items()
        if given.get(name, "").strip() and not value
    ]
    if not names:
        return None
    return Text(
        f"这些条件不认识，没有用上：{'、'.join(names)}",
        f"These conditions are not known and were not applied: {', '.join(names)}",
    )
