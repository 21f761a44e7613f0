"""What is found of the plants, and what is found besides."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scipy import stats

from xianjie.indicators import Alert, opened, run
from xianjie.indicators.sample import DEADLINES, KINDS, LAST, Plant, make, plant, write
from xianjie.indicators.sample.world import day_number

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
    """Of one strength, over some seeds: what was found of each kind; alerts at honest bodies."""

    recall: Mapping[str, Recall]
    false: Mapping[str, int]  # by indicator
    honest: int

    @property
    def body_years(self) -> int:
        return self.honest * YEARS

    @property
    def false_a_body_and_year(self) -> float:
        return sum(self.false.values()) / self.body_years

    @property
    def overall(self) -> Recall:
        return _summed(self.recall.values())


def measure(strength: int, seed: int, *, honest: int, each: int) -> Measured:
    world = make(honest + each * len(KINDS), seed, at_work=each * len(KINDS))
    planted = plant(world, strength, first_body=honest, each=each)
    with tempfile.TemporaryDirectory() as folder:
        write(world, Path(folder))
        with opened("duckdb", Path(folder)) as engine:
            found = run(engine, on=LAST, deadlines=DEADLINES)
    return judged(planted, found.alerts, honest)


def together(each: Sequence[Measured]) -> Measured:
    return Measured(
        {kind: _summed(one.recall[kind] for one in each) for kind in each[0].recall},
        sum((Counter(one.false) for one in each), Counter()),
        sum(one.honest for one in each),
    )


def judged(planted: Sequence[Plant], alerts: Sequence[Alert], honest: int) -> Measured:
    by_body: dict[int, list[Alert]] = {}
    for alert in alerts:
        by_body.setdefault(int(alert.body[1:]), []).append(alert)
    found = Counter(
        one.kind for one in planted if any(_finds(one, own) for own in by_body.get(one.body, []))
    )
    count = Counter(one.kind for one in planted)
    false = Counter(
        alert.indicator for body, own in by_body.items() if body < honest for alert in own
    )
    return Measured({kind: Recall(found[kind], count[kind]) for kind in KINDS}, false, honest)


def _finds(one: Plant, alert: Alert) -> bool:
    days = [alert.day, *(row["day"] for row in alert.evidence)]
    return alert.indicator in one.indicators and any(
        isinstance(day, date) and one.first <= day_number(day) <= one.last for day in days
    )


def _summed(each: Iterable[Recall]) -> Recall:
    told = list(each)
    return Recall(sum(one.found for one in told), sum(one.planted for one in told))
