"""Shares of a body's sittings, one by one and some in a row, against what is expected of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xianjie.indicators.statistics.models import Floats, share_is_at_least

RUNS = (1, 2, 3, 5)  # sittings of a body in a row that are looked at together


def unlikely_in_a_row(
    bodies: Floats, trials: Floats, successes: Floats, *expectations: tuple[Floats, float]
) -> Floats:
    """The least probability of a run that ends with each sitting, corrected for the runs tried.

    Rows are in order of bodies and days. Each expectation is a share for every row and how closely
    sittings keep to theirs; a run is as unlikely as the expectation that explains it best says.
    """
    found = np.ones(len(bodies))
    for length in RUNS:
        run = _Run(bodies, trials, successes, length)
        one = np.max([run.at_least(share, size) for share, size in expectations], axis=0)
        found = np.minimum(found, np.where(run.whole, one * len(RUNS), 1))
    return found


class _Run:
    """For each sitting, it and the body's sittings before it, ``length`` in all, put together."""

    def __init__(self, bodies: Floats, trials: Floats, successes: Floats, length: int) -> None:
        places = np.arange(len(bodies))
        self._first = np.maximum(places - length + 1, 0)
        self.whole: NDArray[np.bool_] = (bodies[self._first] == bodies) & (
            places - self._first == length - 1
        )
        self._each = trials
        self._trials, self._successes = self._sum(trials), self._sum(successes)

    def _sum(self, values: Floats) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(sums[1:] - sums[self._first])

    def at_least(self, expected: Floats, size: float) -> Floats:
        """Days differ: several together keep closer to what is expected than each by itself."""
        share = self._sum(expected * self._each) / self._trials
        alike = self._sum(self._each * (self._each - 1)) / (1 + size)
        rho = np.clip(alike / np.maximum(self._trials * (self._trials - 1), 1.0), 1e-4, 0.99)
        return share_is_at_least(self._successes, self._trials, share, (1 - rho) / rho)
