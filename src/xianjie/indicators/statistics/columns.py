"""Aggregates as columns, in one order whatever that of the tables, and findings as rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.indicators.rows import Row, Value, number
from xianjie.indicators.statistics.models import Floats, Judged
from xianjie.text import Text

DAYS_A_YEAR = 365.25
_NEVER = 1e-6  # alarms a body and year below which no figure is told
_A_MONTH = 30  # for which a body counts as at work beside its first and its last day


def ordered(found: pa.Table) -> pa.Table:
    """By body, day and subject."""
    return found.sort_by([(name, "ascending") for name in ("body", "day", "subject")])


def column(found: pa.Table, name: str) -> Floats:
    return np.asarray(found[name].to_numpy(), np.float64)


def days(found: pa.Table, name: str = "day") -> NDArray[np.int64]:
    """Days since 1970; where there is none, the least number."""
    return np.asarray(found[name].to_numpy().astype("datetime64[D]").astype(np.int64))


def codes(found: pa.Table, *names: str) -> NDArray[np.int64]:
    """A number for each combination of values, from 0."""
    code = np.zeros(found.num_rows, np.int64)
    for name in names:
        values, own = np.unique(found[name].to_numpy(), return_inverse=True)
        code = code * len(values) + own
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def body_years(bodies: NDArray[np.int64], on: NDArray[np.int64]) -> float:
    """How long bodies have been seen, all together; rows are by body and day."""
    first = np.flatnonzero(np.diff(bodies, prepend=-1))
    last = np.append(first[1:], len(bodies)) - 1
    return float((on[last] - on[first] + _A_MONTH).sum()) / DAYS_A_YEAR


def chances(found: Judged, place: int) -> dict[str, Value]:
    """What every statistic says of a finding."""
    return {
        "score": round(float(found.score[place]), 6),
        "by_chance": float(f"{found.by_chance[place]:.3g}"),
        "false_share": float(f"{found.false_share[place]:.3g}"),
    }


def rarely(row: Row) -> Text:
    """How often mere chance gives as much, at the end of a sentence."""
    once = 1 / max(number(row, "by_chance"), _NEVER / 10)
    if once >= 1 / _NEVER:
        return Text(
            "单凭偶然，一百万个单位一年也不到一次",
            "by mere chance less than one body in a million would show this in a year",
        )
    return Text(
        f"单凭偶然，约 {once:,.0f} 个单位一年才有一次",
        f"by mere chance about one body in {once:,.0f} would show this in a year",
    )
