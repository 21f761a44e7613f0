"""What is found of the plants, and what is found besides."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scipy import stats

from bench.supervision.plants import KINDS, Plant, plant
from bench.supervision.world import LAST, day_number, make
from xianjie.indicators import Alert, run
from xianjie.indicators.engines import DuckEngine

YEARS = 3


@dataclass(frozen=True, slots=True)
class Recall:
    """So many of so many, with the interval of Wilson at 95 %."""

    found: int
    planted: int

    @property
    def share(self) -> float:
        return self.found / self.planted

    @property
    def interval(self) -> tuple[float, float]:
        told = stats.binomtest(self.found, self.planted).proportion_ci(method="wilson")
        return float(told.low), float(told.high)


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one strength and seed."""

    recall: dict[str, Recall]
    false_by_indicator: dict[str, int]  # at honest bodies
    honest: int
    missed: Sequence[Plant]

    @property
    def false_a_body_and_year(self) -> float:
        return sum(self.false_by_indicator.values()) / self.honest / YEARS

    @property
    def overall(self) -> Recall:
        return Recall(
            sum(one.found for one in self.recall.values()),
            sum(one.planted for one in self.recall.values()),
        )


def measure(strength: int, seed: int, *, honest: int = 1_000, each: int = 100) -> Measured:
    world = make(honest + each * len(KINDS), seed)
    planted = plant(world, strength, first_body=honest, each=each)
    with tempfile.TemporaryDirectory() as folder:
        world.write(Path(folder))
        found = run(DuckEngine(Path(folder)), on=LAST)
    return judged(planted, found.alerts, honest)


def judged(planted: Sequence[Plant], alerts: Sequence[Alert], honest: int) -> Measured:
    by_body: dict[int, list[Alert]] = {}
    for alert in alerts:
        by_body.setdefault(int(alert.body[1:]), []).append(alert)
    missed = [one for one in planted if not any(_finds(one, a) for a in by_body.get(one.body, []))]
    false: dict[str, int] = {}
    for body, own in by_body.items():
        if body < honest:
            for alert in own:
                false[alert.indicator] = false.get(alert.indicator, 0) + 1
    recall = {}
    for kind in KINDS:
        count = sum(one.kind == kind for one in planted)
        lost = sum(one.kind == kind for one in missed)
        recall[kind] = Recall(count - lost, count)
    return Measured(recall, false, honest, missed)


def _finds(one: Plant, alert: Alert) -> bool:
    days = [alert.day, *(row["day"] for row in alert.evidence)]
    return alert.indicator in one.indicators and any(
        isinstance(day, date) and one.first <= day_number(day) <= one.last for day in days
    )
