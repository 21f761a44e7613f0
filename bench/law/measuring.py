"""Turns, medians, and what all must agree on."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.law import peers
from bench.law.data import CODINGS, DECISION
from xianjie.instruments import law
from xianjie.law.columns import OPEN, ColumnDecision

OURS = ColumnDecision(law().decision(DECISION))
assert OURS.codings.keys() == CODINGS.keys()


@dataclass(frozen=True)
class Line:
    """One contender in one setting: rows, seconds (median of the rounds), share unknown.

    ``whole`` are the rows of the setting, of which a slow contender gets but the first.
    """

    name: str
    rows: int
    seconds: float
    whole: int
    unknown: float = 0

    @property
    def speed(self) -> float:
        """Million rows a second."""
        return self.rows / self.seconds / 1e6


class DisagreementError(Exception):
    """Two gave a row different outcomes."""


def timed(
    asks: Mapping[str, Callable[[], object]], rounds: int, rows: int, unknown: float = 0
) -> list[Line]:
    """All take turns, round after round; the median of each counts."""
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name, ask in asks.items():
            gc.collect()
            start = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - start)
    return [Line(name, rows, median(own), rows, unknown) for name, own in seconds.items()]


def as_ours(theirs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A peer's outcome numbers as ours."""
    names = np.full(256, OPEN, np.uint8)
    names[: len(peers.NAMES)] = [OURS.outcomes.index(name) for name in peers.NAMES]
    return np.take(names, theirs)


def require_equal(name: str, own: NDArray[Any], expected: NDArray[Any]) -> None:
    """Raises `DisagreementError` with the first row that differs."""
    if not np.array_equal(own, expected):
        row = int(np.flatnonzero(own != expected)[0])
        message = f"{name}, row {row}: {own[row]} for {expected[row]}"
        raise DisagreementError(message)
