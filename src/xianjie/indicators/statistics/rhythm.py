"""How bodies issue: certificates by body and week, in which weeks a body was at work, the season.

What all bodies do in a week is the season: when everybody issues more before a deadline, nobody
stands out by that. A body's rhythm is its own rate, shrunk towards that of its peers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.indicators.rows import Row, Value
from xianjie.indicators.statistics.columns import DAYS_A_YEAR, codes, column, days, ordered
from xianjie.indicators.statistics.models import Floats, Judged, dispersion, shrunk
from xianjie.indicators.thresholds import Thresholds

WEEK = 7
_AT_WORK = 28  # days after its last certificate for which a body counts as at work
_PEERS = 8.0  # weeks of a peer that a body's own weeks are mixed with
_MIXED = 4.0  # days of issue of all that a body's own are mixed with
_UNTOLD = 2.0  # bodies without a season that the season of the others is mixed with
_STRATA = 6  # of size, each with an unevenness of its own
_SPAN = 1_000_000  # more days than there are: a body and a day are one number
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Daily:
    """Certificates by body and day of issue, in that order."""

    found: pa.Table
    bodies: NDArray[np.int64]
    on: NDArray[np.int64]
    counts: Floats

    @cached_property
    def begun(self) -> NDArray[np.int64]:
        """The first day of issue of each body."""
        return self.on[self._starts]

    @cached_property
    def ended(self) -> NDArray[np.int64]:
        """The last day of issue of each body, and some after it."""
        return np.append(self.on[self._starts[1:] - 1], self.on[-1:]) + _AT_WORK

    @cached_property
    def batch(self) -> Floats:
        """Certificates of a usual day of issue of each body: the upper quartile, mixed with all."""
        each = np.split(self.counts, self._starts[1:])
        own = np.array([np.quantile(one, 0.75) for one in each])
        seen = np.array([len(one) for one in each])
        return np.asarray(np.maximum((own * seen + np.median(own) * _MIXED) / (seen + _MIXED), 1.0))

    @cached_property
    def totals(self) -> Floats:
        return np.add.reduceat(self.counts, self._starts)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.diff(self.bodies, prepend=-1))

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        return self.bodies * _SPAN + self.on

    @cached_property
    def _sums(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.counts)])

    def between(
        self, bodies: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> Floats:
        """Certificates of each of these bodies from a day to a day."""
        return np.asarray(
            self._sums[self._place(bodies, last + 1)] - self._sums[self._place(bodies, first)]
        )

    def rows(self, body: int, first: int, last: int, figures: Mapping[str, Value]) -> Iterator[Row]:
        """The days of issue of a body from a day to a day, the newest first, as evidence."""
        start, end = (int(self._place(np.array(body), np.array(day))) for day in (first, last + 1))
        for row in reversed(self.found.slice(start, end - start).to_pylist()):
            yield {**row, **figures, "total": end - start}

    def _place(self, bodies: NDArray[np.int64], on: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._keys, bodies * _SPAN + on)


def daily_of(found: pa.Table) -> Daily:
    rows = ordered(found)
    return Daily(rows, codes(rows, "body"), days(rows), column(rows, "certificates"))


@dataclass(frozen=True)
class Rhythm:
    """Certificates by body and week; ``active`` says in which weeks a body was at work."""

    first_week: int
    counts: Floats
    active: NDArray[np.bool_]
    batch: Floats

    @cached_property
    def batches(self) -> Floats:
        """The same counted in usual batches: certificates come in lumps, batches one by one."""
        return np.asarray(np.round(self.counts / self.batch[:, None]))

    @property
    def body_years(self) -> float:
        return float(self.active.sum()) * WEEK / DAYS_A_YEAR

    @cached_property
    def season(self) -> Floats:
        """How much busier than usual each week is for the others, each body's share pulled in.

        Few others tell little of a season, so theirs is mixed with none.
        """
        own = self.counts.sum(1) / np.maximum(1, self.active.sum(1))
        ratio = np.where(self.active, self.counts / np.maximum(own[:, None], 0.1), 0)
        capped = np.minimum(ratio, np.quantile(ratio[self.active], 0.995))
        weights = np.where(self.active, np.sqrt(own)[:, None], 0)
        shares, none = capped * weights, _UNTOLD * float(weights[self.active].mean())
        season = (shares.sum(0) - shares + none) / (weights.sum(0) - weights + none)
        told = np.maximum(season, 0.05)
        return np.asarray(told / told[self.active].mean())

    @cached_property
    def expected(self) -> Floats:
        """Batches that each week is expected to bring, by all of the body's other weeks."""
        exposure = np.where(self.active, self.season, 0)
        total, seen = self.batches.sum(1), exposure.sum(1)
        typical = max(float(np.median(total / np.maximum(seen, 1e-9))), 0.01)
        rest, rest_seen = total[:, None] - self.batches, seen[:, None] - exposure
        return np.asarray(shrunk(rest, rest_seen, _PEERS * typical, typical) * exposure)

    @cached_property
    def unevenness(self) -> Floats:
        """How unevenly batches come: one size for each stratum of bodies by how busy they are."""
        mean = self.expected.sum(1) / np.maximum(self.active.sum(1), 1)
        edges = np.quantile(mean, np.linspace(0, 1, _STRATA + 1)[1:-1])
        stratum = np.searchsorted(edges, mean)
        found = np.empty(len(mean))
        for one in np.unique(stratum).tolist():
            own = stratum == one
            inside = self.active[own]
            found[own] = dispersion(self.batches[own][inside], self.expected[own][inside])
        return found


def rhythm_of(daily: Daily, on: date) -> Rhythm:
    """Weeks from Monday; a body is at work from its first certificate to a month after its last."""
    weeks = week_of(daily.on)
    first = int(weeks.min())
    last = int(week_of(np.array(number_of(on))))
    shape = len(daily.begun), last - first + 1
    counts = np.zeros(shape)
    np.add.at(counts, (daily.bodies, weeks - first), daily.counts)
    every = np.arange(first, last + 1)
    active = (every >= week_of(daily.begun)[:, None]) & (every <= week_of(daily.ended)[:, None])
    return Rhythm(first, counts, active, daily.batch)


def stands_out(
    result: Judged, counts: Floats, usual: Floats, thresholds: Thresholds
) -> NDArray[np.bool_]:
    """What chance hardly gives, and is many certificates besides."""
    return np.asarray(
        (result.by_chance <= thresholds["chance_alarms"])
        & (counts >= thresholds["burst_least"])
        & (counts >= thresholds["burst_ratio"] * usual)
    )


def week_of(on: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weeks from Monday: day 0, the first of 1970, was a Thursday."""
    return (on + 3) // WEEK


def monday_of(week: int) -> int:
    return week * WEEK - 3


def number_of(on: date) -> int:
    return (on - _EPOCH).days


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)
