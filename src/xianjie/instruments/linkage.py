"""Linkage (252/3): old qualification levels to skill levels, the eight steps, present occupations.

Five steps are examined; below them stands the apprentice, above them two appointments to a post
that no certificate holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from xianjie.identifiers.levels import Level
from xianjie.instruments.practice import Confidence
from xianjie.text import Text

_FILE = Path(__file__).parent / "cn" / "linkage.toml"


class Kind(StrEnum):
    """How one comes to stand on a step."""

    ENTRY = "entry"
    EXAMINED = "examined"
    APPOINTMENT = "appointment"

    @property
    def label(self) -> Text:
        return _KINDS[self]


_KINDS = {
    Kind.ENTRY: Text("起点，不经考核", "the beginning, not examined"),
    Kind.EXAMINED: Text("经考核评定，发证书", "examined, with a certificate"),
    Kind.APPOINTMENT: Text("岗位聘任，不是证书等级", "an appointment to a post, no certificate"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the eight steps; ``level`` where it is examined."""

    name: str
    label: Text
    kind: Kind
    level: Level | None

    @property
    def qualification(self) -> Text | None:
        """What old certificates called the level: 初级."""
        return self.level.qualification_name if self.level else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where it is from, and how sure it is."""

    words: Text
    confidence: Confidence


@dataclass(frozen=True)
class Linkage:
    """The steps from the lowest to the highest, and the usual way from one to the next."""

    steps: tuple[Step, ...]
    source: Source
    usual_years: Mapping[Level, int]  # in the occupation, after the certificate of the level below
    usual_source: Source

    def step(self, level: int) -> Step:
        """The step of an examined level."""
        return next(one for one in self.steps if one.level == level)

    def above(self, level: int) -> Step | None:
        """The step after that of a level; none above the last."""
        place = self.steps.index(self.step(level)) + 1
        return self.steps[place] if place < len(self.steps) else None


@cache
def linkage() -> Linkage:
    """The packaged linkage."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Linkage(
        tuple(
            Step(
                one["name"],
                Text(one["zh"], one["en"]),
                Kind(one["kind"]),
                Level(one["level"]) if "level" in one else None,
            )
            for one in told["step"]
        ),
        _source(told["source"]),
        {Level(int(level)): years for level, years in told["usual"]["years"].items()},
        _source(told["usual"]),
    )


def _source(told: Mapping[str, str]) -> Source:
    return Source(Text(told["zh"], told["en"]), Confidence(told["confidence"]))
