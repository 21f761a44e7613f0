"""The thresholds of indicators: dated values with their reasons, none published by anyone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from xianjie.indicators.errors import SupervisionError
from xianjie.text import Text

_PATH = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number from a day on, and why it is what it is."""

    name: str
    from_on: date
    value: float
    label: Text
    reason: Text


@dataclass(frozen=True)
class Thresholds:
    """All that hold on a day, by name."""

    held: Mapping[str, Threshold]

    def __getitem__(self, name: str) -> float:
        return self.held[name].value


def thresholds(on: date, path: Path = _PATH) -> Thresholds:
    """Those of a day; the earliest serve for days before them. Raises `SupervisionError`."""
    held: dict[str, Threshold] = {}
    for one in all_thresholds(path):
        if one.name not in held or one.from_on <= on:
            held[one.name] = one
    return Thresholds(held)


@cache
def all_thresholds(path: Path = _PATH) -> tuple[Threshold, ...]:
    """Of all days, by name and day; raises `SupervisionError`."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found = [
            Threshold(
                name,
                one["from"],
                one["value"],
                Text(entry["zh"], entry["en"]),
                Text(one["zh"], one["en"]),
            )
            for name, entry in told.items()
            for one in entry["values"]
        ]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SupervisionError(
            Text(f"读不懂阈值文件 {path.name}：{error}", f"cannot read {path.name}: {error}")
        ) from error
    return tuple(sorted(found, key=lambda one: (one.name, one.from_on)))
