"""Shares of a body's sittings, each by itself and some in a row, against what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.indicators.indicator import Finding
from xianjie.indicators.rows import Row
from xianjie.indicators.statistics.columns import chances
from xianjie.indicators.statistics.models import Floats, Judged, share_is_at_least
from xianjie.text import Text

LENGTHS = (1, 2, 3, 5)  # sittings of a body in a row that are looked at together
_CLOSEST = 1e-4  # the correlation within a day at which a beta-binomial is a plain binomial


@dataclass(frozen=True)
class Sittings:
    """Rows in order of bodies and days: how many there were to pass, and how many did."""

    bodies: NDArray[np.int64]
    trials: Floats
    successes: Floats


@dataclass(frozen=True)
class Expectation:
    """A share for every sitting, and how closely sittings keep to theirs."""

    share: Floats
    size: float


@dataclass(frozen=True)
class Runs:
    """Of the runs that end with each sitting the least likely one, corrected for those tried."""

    probability: Floats
    length: NDArray[np.int64]
    excess: Floats  # its share over what the kindest expectation has


def least_likely(sittings: Sittings, expectations: Sequence[Expectation]) -> Runs:
    """A run is as unlikely as the expectation that explains it best says."""
    count = len(sittings.bodies)
    found = Runs(np.ones(count), np.ones(count, np.int64), np.full(count, -1.0))
    for length in LENGTHS:
        run = _Run(sittings, length)
        each = [run.at_least(one) for one in expectations]
        probability = np.minimum(np.max(each, axis=0) * len(LENGTHS), 1)
        better = run.whole & ((probability < found.probability) | (length == LENGTHS[0]))
        excess = run.share - np.max([run.expected(one) for one in expectations], axis=0)
        found = Runs(
            np.where(better, probability, found.probability),
            np.where(better, length, found.length),
            np.where(better, excess, found.excess),
        )
    return found


class _Run:
    """For each sitting, it and the body's sittings before it, ``length`` in all, put together."""

    def __init__(self, sittings: Sittings, length: int) -> None:
        places = np.arange(len(sittings.bodies))
        self._first = np.maximum(places - length + 1, 0)
        self.whole: NDArray[np.bool_] = (sittings.bodies[self._first] == sittings.bodies) & (
            places - self._first == length - 1
        )
        self._each = sittings.trials
        self._trials = self._sum(sittings.trials)
        self._successes = self._sum(sittings.successes)

    def _sum(self, values: Floats) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(sums[1:] - sums[self._first])

    @property
    def share(self) -> Floats:
        return np.asarray(self._successes / self._trials)

    def expected(self, of: Expectation) -> Floats:
        return np.asarray(self._sum(of.share * self._each) / self._trials)

    def at_least(self, of: Expectation) -> Floats:
        """Days differ: several together keep closer to what is expected than each by itself.

        Two people of the run are alike by the day's correlation if they sat on the same day.
        """
        pairs = self._sum(self._each * (self._each - 1)) / (1 + of.size)
        rho = np.clip(pairs / np.maximum(self._trials * (self._trials - 1), 1.0), _CLOSEST, 0.99)
        return share_is_at_least(self._successes, self._trials, self.expected(of), (1 - rho) / rho)


def evidence(
    found: pa.Table, runs: Runs, told: NDArray[np.bool_], result: Judged, **figures: Floats
) -> Iterator[Row]:
    """The sittings of what is told, the newest first.

    Runs that share sittings are one episode: its subject is the sitting at which it was first told,
    so that it stays the same as the episode goes on, its rows are those of the least likely run.
    """
    for episode in _episodes(runs, np.flatnonzero(told).tolist()):
        last = min(episode, key=lambda place: (runs.probability[place], place))
        length = int(runs.length[last])
        rows = found.slice(last - length + 1, length).to_pylist()
        said = {
            "subject": found["subject"][episode[0]].as_py(),
            **chances(result, last),
            "total": length,
        }
        for place, row in zip(range(last, last - length, -1), reversed(rows), strict=True):
            own = {name: round(float(values[place]), 3) for name, values in figures.items()}
            yield {**row, "sitting": row["subject"], **own, **said}


def _episodes(runs: Runs, places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Last sittings of runs, those together whose runs share sittings; a run is of one body."""
    episode: list[int] = []
    for place in places:
        if episode and place - int(runs.length[place]) + 1 > episode[-1]:
            yield episode
            episode = []
        episode.append(place)
    if episode:
        yield episode


def named(found: Finding) -> Text:
    """The sittings of a finding, at the beginning of a sentence."""
    count, subject = len(found.rows), found.newest["sitting"]
    if count == 1:
        return Text(f"场次 {subject}", f"sitting {subject}")
    return Text(f"到场次 {subject} 的连续 {count} 场", f"{count} sittings in a row up to {subject}")
