"""Count models with over-dispersion, shrinkage towards peers, and control of false findings.

Beta-binomial for shares, negative binomial for counts, both fitted by maximum likelihood over the
peers after the most extreme of them are pulled in, so that what is looked for does not hide itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Floats = NDArray[np.float64]
_LEAST, _MOST = 0.02, 2_000.0  # concentrations and sizes that are looked among
_TINY = 1e-300


def concentration(successes: Floats, trials: Floats, expected: Floats) -> float:
    """How closely the shares of groups keep to what is expected of each: of a beta-binomial.

    The larger, the closer; `_MOST` is a plain binomial.
    """
    pulled = np.minimum(successes, np.ceil(stats.binom.isf(0.005, trials, expected)) + 1)

    def loss(logged: float) -> float:
        size = np.exp(logged)
        return float(
            -stats.betabinom.logpmf(pulled, trials, expected * size, (1 - expected) * size).sum()
        )

    return _least_loss(loss)


def share_is_at_least(
    successes: Floats, trials: Floats, expected: Floats, size: float | Floats
) -> Floats:
    """The probability of a share at least as high, where shares keep to theirs by ``size``."""
    found = stats.betabinom.sf(successes - 1, trials, expected * size, (1 - expected) * size)
    return np.asarray(np.maximum(found, _TINY))


def dispersion(counts: Floats, expected: Floats) -> float:
    """The size of a negative binomial around what is expected; the larger, the nearer Poisson."""
    kept = expected > 0
    counts, expected = counts[kept], expected[kept]
    if not len(counts):
        return _MOST
    ratio = counts / expected
    # The highest two in a hundred are pulled in to where the rest ends.
    pulled = np.minimum(counts, np.ceil(expected * np.quantile(ratio, 0.98)))

    def loss(logged: float) -> float:
        size = np.exp(logged)
        return float(-stats.nbinom.logpmf(pulled, size, size / (size + expected)).sum())

    return _least_loss(loss)


def count_is_at_least(counts: Floats, expected: Floats, size: float | Floats) -> Floats:
    """The probability of a count at least as high."""
    found = stats.nbinom.sf(counts - 1, size, size / (size + expected))
    return np.asarray(np.maximum(found, _TINY))


def shrunk(total: Floats, exposure: Floats, size: float, mean: float) -> Floats:
    """Rates pulled towards the peers' mean, the more the less was seen of each (gamma-Poisson)."""
    return (total + size) / (exposure + size / mean)


@dataclass(frozen=True)
class Judged:
    """Probabilities of one family of tests, corrected for how many they are.

    ``by_chance`` is how many findings at least as unlikely mere chance gives a body and year;
    ``false_share`` how many of the findings down to this one are false (Benjamini and Hochberg).
    """

    by_chance: Floats
    false_share: Floats

    @property
    def score(self) -> Floats:
        """From 0 to 100: ten for each power of ten by which chance falls short of one a year."""
        return np.asarray(np.clip(-10 * np.log10(np.maximum(self.by_chance, 1e-10)), 0, 100))


def judged(probabilities: Floats, body_years: float) -> Judged:
    """Corrected for the number of tests in so many bodies and years of work."""
    by_chance = probabilities * len(probabilities) / max(body_years, 1.0)
    return Judged(by_chance, np.asarray(stats.false_discovery_control(probabilities)))


def _least_loss(loss: Callable[[float], float]) -> float:
    found = optimize.minimize_scalar(
        loss, bounds=(np.log(_LEAST), np.log(_MOST)), method="bounded", options={"xatol": 0.01}
    )
    return float(np.exp(found.x))
