"""Count models with over-dispersion, shrinkage towards peers, and control of false findings.

Beta-binomial for shares, negative binomial for counts, both fitted by maximum likelihood over the
peers without the most extreme of them or with those pulled in, so that what is looked for does not
hide itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

Floats = NDArray[np.float64]
_LEAST, _MOST = 0.02, 2_000.0  # concentrations and sizes that are looked among
_EXTREME = 0.005  # of shares: groups less likely to be as high are left out
_ROUNDS = 3  # of leaving them out
_ENOUGH = 30_000  # groups from which a parameter is found within a few in a hundred
_HIGHEST = 0.98  # of counts: the quantile of their ratios to what is expected
_TINY = 1e-300


def concentration(successes: Floats, trials: Floats, expected: Floats) -> float:
    """How closely the shares of groups keep to what is expected of each: of a beta-binomial.

    The larger, the closer; `_MOST` is a plain binomial. Fitted again without the groups that are
    extreme by the last fit, beginning with all.
    """
    some = _some(successes)
    successes, trials, expected = successes[some], trials[some], expected[some]
    size = _closeness(successes, trials, expected)
    for _ in range(_ROUNDS):
        kept = share_is_at_least(successes, trials, expected, size) >= _EXTREME
        if not kept.any():
            break
        size = _closeness(successes[kept], trials[kept], expected[kept])
    return size


def _closeness(successes: Floats, trials: Floats, expected: Floats) -> float:
    def loss(size: float) -> float:
        a, b = expected * size, (1 - expected) * size
        inside = special.betaln(successes + a, trials - successes + b)
        return float(-(inside - special.betaln(a, b)).sum())

    return _least(loss)


def share_is_at_least(
    successes: Floats, trials: Floats, expected: Floats, size: float | Floats
) -> Floats:
    """The probability of a share at least as high, where shares keep to theirs by ``size``.

    The tail of a beta-binomial, summed from its near end on the side that is the shorter: scipy's
    own sums it row by row in Python, which for a province takes an hour.
    """
    a, b = expected * size, (1 - expected) * size
    upper = successes > trials * expected
    found = np.empty(len(successes))
    found[upper] = _tail(successes[upper], trials[upper], a[upper], b[upper])
    # The lower tail is the upper one of failures.
    lower = ~upper
    failures = trials[lower] - successes[lower] + 1
    found[lower] = 1 - _tail(failures, trials[lower], b[lower], a[lower])
    return np.clip(found, _TINY, 1)


def _tail(successes: Floats, trials: Floats, a: Floats, b: Floats) -> Floats:
    """The probabilities of that many successes and of every larger number, added up."""
    term = np.exp(_log_probability(successes, trials, a, b))
    total, at = term.copy(), successes.copy()
    left = np.flatnonzero(at < trials)
    while len(left):
        k, n = at[left], trials[left]
        term[left] *= (n - k) * (k + a[left]) / ((k + 1) * (n - k - 1 + b[left]))
        total[left] += term[left]
        at[left] += 1
        # What is left out is below a billionth of what is there: terms fall ever faster.
        left = left[(at[left] < trials[left]) & (term[left] > total[left] * 1e-12)]
    return np.where(successes > trials, 0.0, total)


def _log_probability(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    ways = -np.log(n + 1) - special.betaln(n - k + 1, k + 1)
    return np.asarray(ways + special.betaln(k + a, n - k + b) - special.betaln(a, b))


def dispersion(counts: Floats, expected: Floats) -> float:
    """The size of a negative binomial around what is expected; the larger, the nearer Poisson."""
    kept = np.flatnonzero(expected > 0)
    if not len(kept):
        return _MOST
    kept = kept[_some(kept)]
    counts, expected = counts[kept], expected[kept]
    pulled = np.minimum(counts, np.ceil(expected * np.quantile(counts / expected, _HIGHEST)))
    return _least(
        lambda size: float(-stats.nbinom.logpmf(pulled, size, size / (size + expected)).sum())
    )


def count_is_at_least(counts: Floats, expected: Floats, size: float | Floats) -> Floats:
    """The probability of a count at least as high; most counts are none, and sure to be reached."""
    found = np.ones(len(counts))
    some = np.flatnonzero(counts > 0)
    each = np.broadcast_to(size, counts.shape)[some]
    share = each / (each + expected[some])
    found[some] = np.maximum(stats.nbinom.sf(counts[some] - 1, each, share), _TINY)
    return found


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


def _some(values: NDArray[Any]) -> slice:
    """Enough of them for one parameter, from all over: the same each time."""
    return slice(None, None, -(-len(values) // _ENOUGH) or 1)


def _least(loss: Callable[[float], float]) -> float:
    """The concentration or size of the least loss."""
    found = optimize.minimize_scalar(
        lambda logged: loss(float(np.exp(logged))),
        bounds=(np.log(_LEAST), np.log(_MOST)),
        method="bounded",
        options={"xatol": 0.01},
    )
    return float(np.exp(found.x))
