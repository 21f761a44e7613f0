"""Many certificates in the last days before a deadline: of the law, or of the body's own filing.

Each deadline of the law is looked at by itself: what all bodies issued in their last days, against
what they issue otherwise, is usual for it. The ends of filings are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.indicators.indicator import Asked, Finding, Indicator
from xianjie.indicators.rows import Row
from xianjie.indicators.statistics.columns import chances, days, rarely
from xianjie.indicators.statistics.models import Floats, count_is_at_least, dispersion, judged
from xianjie.indicators.statistics.rhythm import (
    Daily,
    daily_of,
    day_of,
    number_of,
    rhythm_of,
    stands_out,
)
from xianjie.text import Text

_SQL = """
WITH daily AS (
  SELECT body, MIN(area) AS area, issued_on AS day, COUNT(*) AS certificates
  FROM issued
  WHERE imported IS NOT TRUE
  GROUP BY body, issued_on),
terms AS (
  SELECT DISTINCT body, term_until_on FROM filings)
SELECT d.body, d.area, d.body AS subject, d.day, d.certificates,
       MIN(t.term_until_on) AS term_until_on
FROM daily d
LEFT JOIN terms t ON t.body = d.body AND t.term_until_on >= d.day
GROUP BY d.body, d.area, d.day, d.certificates
"""
_HIGHEST = 0.98  # of windows: the quantile to which the fullest are pulled in
_UNTOLD = 2.0  # bodies without a rush that the rush of the others is mixed with
_OF_ALL = 0.1  # of the usual window of all that a body's own is mixed with


@dataclass(frozen=True)
class _Windows:
    """The last days of deadlines, one a body and deadline."""

    bodies: NDArray[np.int64]
    ends: NDArray[np.int64]
    counted: Floats
    otherwise: Floats  # what as many days bring outside them

    def unlikely(self, batch: Floats) -> tuple[Floats, Floats]:
        """How likely a window is to be as full, and how full it is usually."""
        size = batch[self.bodies]
        batches, own = np.round(self.counted / size), self.otherwise / size
        capped = np.minimum(batches, np.quantile(batches, _HIGHEST))
        none = _UNTOLD * max(float(own.mean()), 0.01)
        rush = np.maximum(1, (capped.sum() - capped + none) / (own.sum() - own + none))
        expected = np.maximum((own + _OF_ALL * np.median(own)) * rush, 0.01)
        found = count_is_at_least(batches, expected, dispersion(batches, expected))
        return found, expected * size


def _work(found: pa.Table, asked: Asked) -> Sequence[Row]:
    return list(_rushes(daily_of(found), asked)) if found.num_rows else []


def _rushes(daily: Daily, asked: Asked) -> Iterator[Row]:
    length = int(asked.thresholds["deadline_days"])
    families = [
        windows
        for bodies, ends in _deadlines(daily, asked.deadlines)
        if len((windows := _windows(daily, bodies, ends, length, asked.on)).bodies)
    ]
    if not families:
        return
    judgements = [one.unlikely(daily.batch) for one in families]
    result = judged(
        np.concatenate([unlikely for unlikely, _ in judgements]),
        rhythm_of(daily, asked.on).body_years,
    )
    body, end, counts = (
        np.concatenate([getattr(one, name) for one in families])
        for name in ("bodies", "ends", "counted")
    )
    usual = np.concatenate([expected for _, expected in judgements])
    for place in np.flatnonzero(stands_out(result, counts, usual, asked.thresholds)).tolist():
        last = int(end[place])
        figures = {
            "subject": day_of(last).isoformat(),
            "days": length,
            "together": int(counts[place]),
            "expected": round(float(usual[place]), 1),
            **chances(result, place),
        }
        yield from daily.rows(int(body[place]), last - length + 1, last, figures)


def _deadlines(
    daily: Daily, common: Sequence[date]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Bodies and ends: every body at each deadline of the law, then the ends of filings."""
    every = np.arange(len(daily.begun))
    shared = [number_of(one) for one in common]
    for end in shared:
        yield every, np.full(len(every), end)
    pairs = np.stack([daily.bodies, days(daily.found, "term_until_on")], axis=1)
    bodies, ends = np.unique(pairs, axis=0).T
    own = (ends > 0) & ~np.isin(ends, shared)
    yield bodies[own], ends[own]


def _windows(
    daily: Daily,
    bodies: NDArray[np.int64],
    ends: NDArray[np.int64],
    length: int,
    on: date,
) -> _Windows:
    """Of bodies that were at work before the last days and had not ceased by them.

    A deadline is looked at once it has come: before, it is not known what the others do before it.
    """
    firsts = ends - length + 1
    kept = (
        (ends <= number_of(on)) & (daily.begun[bodies] < firsts) & (daily.ended[bodies] >= firsts)
    )
    bodies, ends, firsts = bodies[kept], ends[kept], firsts[kept]
    counted = daily.between(bodies, firsts, ends)
    until = np.minimum(np.maximum(daily.ended[bodies], ends), number_of(on))
    span = np.maximum(until - daily.begun[bodies] + 1 - length, length)
    return _Windows(bodies, ends, counted, (daily.totals[bodies] - counted) / span * length)


def _words(found: Finding) -> Text:
    one, chance = found.newest, rarely(found.newest)
    return Text(
        f"截至期限 {one['subject']} 的最后 {one['days']} 天里发证 {one['together']} 张，按本单位"
        f"平时和各单位同期推算约 {one['expected']} 张；{chance.zh}",
        f"{one['together']} certificates in the last {one['days']} days up to {one['subject']}; "
        f"by the body's own rhythm and what others did about {one['expected']} would be usual; "
        f"{chance.en}",
    )


INDICATOR = Indicator(
    name="deadline_rush",
    title=Text("期限前突击发证", "Many certificates in the last days before a deadline"),
    looks_at=Text(
        "法定期限和备案期满的最后几天（含当天）的发证数，与各单位在同一期限前相比（负二项分布）",
        "certificates in the last days up to a deadline of the law or the end of a filing, that "
        "day included, against what others did before it (negative binomial)",
    ),
    clauses=("252/2.4", "80/4"),
    sql=_SQL,
    evidence=("certificates", "days", "together", "expected", "by_chance", "false_share"),
    words=_words,
    fix=Text("说明这些证书的考试和审核安排", "say when these were examined and approved"),
    thresholds=("deadline_days", "chance_alarms", "burst_least", "burst_ratio"),
    work=_work,
)
