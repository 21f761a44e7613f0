"""Columns in, columns out: a decision asked about every row of a table in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from xianjie.law.answers import Explanation
from xianjie.law.columns.codes import Codes
from xianjie.law.columns.deciding import ColumnDecision
from xianjie.law.columns.reading import BadValue, Column, read_column
from xianjie.law.compiled import CompiledDecision

T = TypeVar("T", bound=np.generic)

REFUSED = 254  # in place of an outcome's number: the row holds a value that no case can have
NO_EXPLANATION = -1
_AT_ONCE = 1 << 19  # rows: enough that threads seldom wait for the interpreter


@dataclass(frozen=True)
class Decided:
    """The answers, one a row.

    ``outcome`` is uint8: the place in ``outcomes``, `OPEN` or `REFUSED`. ``explanation`` is int32:
    the place in ``explanations``, or `NO_EXPLANATION`; None when no explanation was asked for.
    ``bad`` lists the values that were refused.
    """

    outcomes: tuple[str, ...]
    outcome: NDArray[np.uint8]
    explanation: NDArray[np.int32] | None
    explanations: tuple[Explanation, ...]
    bad: tuple[BadValue, ...]

    def names(self) -> list[str | None]:
        """The outcome of each row by name, None where it is open or refused."""
        told = dict(enumerate(self.outcomes))
        return [told.get(number) for number in self.outcome.tolist()]


def decide_columns(
    decision: CompiledDecision | ColumnDecision,
    columns: Mapping[str, Column],
    *,
    none: Mapping[str, Column] | None = None,
    explain: bool = True,
) -> Decided:
    """Answer every row of ``columns``, which are called as facts are and equally long.

    A fact without a column is unknown in every row; what columns hold is told in
    `xianjie.law.columns.reading`. ``none`` gives, for days that can be none, a column of bools
    that are true where there was none. Raises `FactError` for a column that is no fact or cannot
    hold one, ValueError when lengths differ.

    Who asks about several tables gives a `ColumnDecision`, which keeps what it has found out; with
    a `NativeDecision` rows are answered in machine code.
    """
    asked = decision if isinstance(decision, ColumnDecision) else ColumnDecision(decision)
    codes: dict[str, Codes] = {}
    bad: list[BadValue] = []
    for name, column in columns.items():
        fact = asked.decision.fact(name)
        codes[name], refused = read_column(asked.codings[fact.name], column, (none or {}).get(name))
        bad += refused
    lengths = {name: len(column) for name, column in codes.items()}
    if len(set(lengths.values())) > 1:
        message = f"columns differ in length: {lengths}"
        raise ValueError(message)
    rows = next(iter(lengths.values()), 0)
    explanation = over_rows(asked.explained, codes, rows, np.int32) if explain else None
    outcome = (
        over_rows(asked.outcome, codes, rows, np.uint8)
        if explanation is None
        else asked.outcomes_of(explanation)
    )
    wrong = [one.row for one in bad]
    outcome[wrong] = REFUSED
    if explanation is not None:
        explanation[wrong] = NO_EXPLANATION
    told = tuple(asked.explanations) if explain else ()
    return Decided(asked.outcomes, outcome, explanation, told, tuple(bad))


def over_rows(
    ask: Callable[[Mapping[str, Codes], int], NDArray[T]],
    codes: Mapping[str, Codes],
    rows: int,
    dtype: type[T],
) -> NDArray[T]:
    """What ``ask`` answers of all rows, a few at a time on every core."""
    found = np.empty(rows, dtype)

    def answer(start: int) -> None:
        part = slice(start, min(start + _AT_ONCE, rows))
        here = {name: column[part] for name, column in codes.items()}
        found[part] = ask(here, part.stop - start)

    starts = range(0, rows, _AT_ONCE)
    for _ in _workers().map(answer, starts) if len(starts) > 1 else map(answer, starts):
        pass
    return found


@cache
def _workers() -> ThreadPoolExecutor:
    """One thread a core, kept, since to start them takes as long as to answer a million rows."""
    return ThreadPoolExecutor(os.cpu_count())


# Threads are not inherited; where there is no fork there is nothing to forget.
getattr(os, "register_at_fork", dict)(after_in_child=_workers.cache_clear)
