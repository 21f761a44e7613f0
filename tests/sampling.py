"""What `make test` takes a sample of, and `make test-full` the whole.

A test that does so is marked ``sampled``, by which the full run finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

# The profiles of tests/conftest.py: fewer than a hundred examples are the quick one's.
FULL = settings.default is not None and settings.default.max_examples >= 100


def sample(things: Iterable[T], *, of: int, start: int = 0) -> list[T]:
    """One in so many of them, spread evenly; all of them in the full run."""
    every = list(things)
    return every if FULL else every[start % of :: of]
