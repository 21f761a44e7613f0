"""Generated populations: coded columns of any decision, and the cases that their rows are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xianjie.law import Value
from xianjie.law.columns import Codes, ColumnDecision

_FROM, _UNTIL = 18_400, 18_800  # 2020-05-18 to 2021-06-22, days since 1970


def generated(
    asked: ColumnDecision, rows: int, *, unknown: float, seed: int = 0
) -> dict[str, Codes]:
    """Every fact at random, days around those of the notices, a share of all unknown."""
    random = np.random.default_rng(seed)
    columns: dict[str, Codes] = {}
    for name, coding in asked.codings.items():
        if coding.dtype == np.int32:
            column = random.integers(_FROM, _UNTIL, rows).astype(np.int32)
            if coding.none is not None:
                column[random.random(rows) < 0.2] = coding.none
        else:
            column = random.integers(0, len(coding.values), rows).astype(coding.dtype)
        column[random.random(rows) < unknown] = coding.unknown
        columns[name] = column
    return columns


def case(asked: ColumnDecision, columns: Mapping[str, Codes], row: int) -> dict[str, Value]:
    """The typed facts of a row, without those unknown."""
    return {
        name: coding.decode(int(columns[name][row]))
        for name, coding in asked.codings.items()
        if int(columns[name][row]) != coding.unknown
    }
