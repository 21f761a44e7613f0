"""What procedures count with: dated values of a jurisdiction, each with its source.

A jurisdiction has them in its folder, in ``practice.toml``.
The law decides with its own dates; these are terms, clocks and thresholds of the work around it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from xianjie.errors import XianjieError
from xianjie.text import Text

_PACKAGED = Path(__file__).parent


class PracticeError(XianjieError, LookupError):
    """No value has this name, or none holds on the day."""


class Confidence(StrEnum):
    """How sure a value is."""

    HIGH = "high"  # official, or two sources
    MEDIUM = "medium"  # one source
    SETTING = "setting"  # ours, for the reason that its source gives


@dataclass(frozen=True, slots=True)
class Dated:
    """A whole number from a day on."""

    from_on: date
    value: int
    confidence: Confidence
    source: Text


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is counted with, and its values, the oldest first."""

    name: str
    label: Text
    values: tuple[Dated, ...]


@dataclass(frozen=True)
class Practice:
    """All quantities of a jurisdiction, by name."""

    quantities: Mapping[str, Quantity]

    def of(self, name: str, on: date) -> Dated:
        """What holds that day; raises `PracticeError`."""
        quantity = self.quantities.get(name)
        if quantity is None:
            raise PracticeError(Text(f"没有 {name} 这一项", f"nothing is called {name}"))
        begun = [one for one in quantity.values if one.from_on <= on]
        if not begun:
            raise PracticeError(
                Text(
                    f"{quantity.label.zh}在 {on} 还没有规定",
                    f"{quantity.label.en}: nothing holds on {on} yet",
                )
            )
        return begun[-1]

    def number(self, name: str, on: date) -> int:
        """The number that holds that day; raises `PracticeError`."""
        return self.of(name, on).value


@cache
def practice(folder: str = "cn_gd") -> Practice:
    """The practice of a packaged jurisdiction, by the name of its folder."""
    path = _PACKAGED / folder / "practice.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Practice({name: _quantity(name, entry) for name, entry in told.items()})


def _quantity(name: str, entry: Mapping[str, object]) -> Quantity:
    values = entry["values"]
    assert isinstance(values, list)  # noqa: S101 - packaged, and read by a test
    dated = sorted((_dated(one) for one in values), key=lambda one: one.from_on)
    return Quantity(name, Text(str(entry["zh"]), str(entry["en"])), tuple(dated))


def _dated(one: Mapping[str, object]) -> Dated:
    day, value = one["from"], one["value"]
    assert isinstance(day, date)  # noqa: S101 - as above
    assert isinstance(value, int)  # noqa: S101
    return Dated(
        day, value, Confidence(str(one["confidence"])), Text(str(one["zh"]), str(one["en"]))
    )
