"""A week in which a body issued far more than its own rhythm and the season lead to expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from xianjie.indicators.indicator import Asked, Finding, Indicator
from xianjie.indicators.rows import Row
from xianjie.indicators.statistics.columns import chances, rarely
from xianjie.indicators.statistics.models import count_is_at_least, judged
from xianjie.indicators.statistics.rhythm import (
    WEEK,
    Daily,
    daily_of,
    day_of,
    monday_of,
    rhythm_of,
    stands_out,
)
from xianjie.text import Text

_SQL = """
SELECT body, MIN(area) AS area, body AS subject, issued_on AS day, COUNT(*) AS certificates
FROM issued
WHERE imported IS NOT TRUE
GROUP BY body, issued_on
"""


def _work(found: pa.Table, asked: Asked) -> Sequence[Row]:
    return list(_bursts(daily_of(found), asked)) if found.num_rows else []


def _bursts(daily: Daily, asked: Asked) -> Iterator[Row]:
    rhythm = rhythm_of(daily, asked.on)
    body, week = np.nonzero(rhythm.active)
    expected = rhythm.expected[body, week]
    unlikely = count_is_at_least(rhythm.batches[body, week], expected, rhythm.unevenness[body])
    result = judged(unlikely, rhythm.body_years)
    counts, usual = rhythm.counts[body, week], expected * rhythm.batch[body]
    for place in np.flatnonzero(stands_out(result, counts, usual, asked.thresholds)).tolist():
        monday = monday_of(rhythm.first_week + int(week[place]))
        figures = {
            "subject": day_of(monday).isoformat(),
            "together": int(counts[place]),
            "expected": round(float(usual[place]), 1),
            **chances(result, place),
        }
        yield from daily.rows(int(body[place]), monday, monday + WEEK - 1, figures)


def _words(found: Finding) -> Text:
    one, chance = found.newest, rarely(found.newest)
    return Text(
        f"{one['subject']} 起一周发证 {one['together']} 张，按本单位平时和同期各单位推算约 "
        f"{one['expected']} 张；{chance.zh}",
        f"{one['together']} certificates in the week from {one['subject']}; by the body's own "
        f"rhythm and what others did that week about {one['expected']} would be usual; {chance.en}",
    )


INDICATOR = Indicator(
    name="burst",
    title=Text("发证突增", "A burst against the body's own rhythm"),
    looks_at=Text(
        "每周发证数，与本单位平时和各单位同期相比（负二项分布，向同行收缩）",
        "certificates a week against the body's own rhythm and what others did that week "
        "(negative binomial, shrunk towards peers)",
    ),
    clauses=("252/2.4", "80/4"),
    sql=_SQL,
    evidence=("certificates", "together", "expected", "by_chance", "false_share"),
    words=_words,
    fix=Text("说明这些证书的考试和审核安排", "say when these were examined and approved"),
    thresholds=("chance_alarms", "burst_least", "burst_ratio"),
    work=_work,
)
