"""What an inspector looks at on the spot: a checklist, each item with its clauses.

A jurisdiction has it in its folder, in ``inspection.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xianjie.text import Text

_PACKAGED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at, as it should be."""

    name: str
    words: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """The items in their order; the version is kept with each inspection."""

    version: str
    items: Mapping[str, Item]


@cache
def checklist(folder: str = "cn_gd") -> Checklist:
    """The checklist of a packaged jurisdiction, by the name of its folder."""
    told = tomllib.loads((_PACKAGED / folder / "inspection.toml").read_text(encoding="utf-8"))
    return Checklist(
        told["version"],
        {
            name: Item(name, Text(one["zh"], one["en"]), tuple(one["clauses"]))
            for name, one in told["items"].items()
        },
    )
