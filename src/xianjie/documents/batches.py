"""Many documents in one process: each a PDF of its own, in order, as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from xianjie.errors import XianjieError

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Made(Generic[One]):
    """A document that was asked for: its PDF, or why there is none."""

    of: One
    pdf: bytes | None
    error: XianjieError | None


def each_document(
    items: Iterable[One],
    make: Callable[[One], bytes],
    *,
    progress: Callable[[int], object] = int,
    every: int = 100,
) -> Iterator[Made[One]]:
    """A document for each item, in order; one that cannot be made does not stop the others.

    ``make`` is one of the document functions, or one that seals what they make. ``progress`` is
    told how many are done after each ``every`` and at the end.
    """
    done = 0
    for item in items:
        try:
            made = Made(item, make(item), None)
        except XianjieError as error:
            made = Made(item, None, error)
        done += 1
        if done % every == 0:
            progress(done)
        yield made
    if done % every or not done:
        progress(done)
