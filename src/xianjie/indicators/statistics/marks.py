"""Marks that pile up at the pass line, and marks that are the same for many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Asked, Indicator
from xianjie.indicators.statistics.columns import body_years, codes, column, kept, ordinal
from xianjie.indicators.statistics.models import (
    concentration,
    count_is_at_least,
    dispersion,
    judged,
)
from xianjie.indicators.statistics.shares import unlikely_in_a_row
from xianjie.text import Text

# Of the marks just below the line and on it, those on it: who is lifted leaves the one side.
_LINE_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day,
       SUM(CASE WHEN m.mark BETWEEN 60 AND 59 + CAST(:line_width AS INTEGER) THEN 1 ELSE 0 END)
         AS on_line,
       COUNT(*) AS around
FROM (SELECT sitting, theory AS mark FROM results WHERE present AND theory IS NOT NULL
      UNION ALL
      SELECT sitting, practical AS mark FROM results WHERE present AND practical IS NOT NULL) m
JOIN sittings s ON s.sitting = m.sitting
WHERE m.mark BETWEEN 50 AND 59 + CAST(:line_width AS INTEGER)
GROUP BY s.body, s.area, s.sitting, s.until_on
"""
_REPEAT_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day,
       SUM(g.same) AS candidates, MAX(g.same) AS most_same,
       SUM(g.same * (g.same - 1)) / 2 AS pairs
FROM (SELECT sitting, theory, practical, COUNT(*) AS same FROM results
      WHERE present AND theory IS NOT NULL AND practical IS NOT NULL
      GROUP BY sitting, theory, practical) g
JOIN sittings s ON s.sitting = g.sitting
GROUP BY s.body, s.area, s.sitting, s.until_on
HAVING SUM(g.same) >= :least_candidates
"""


def _on_the_line(rows: Sequence[Row], asked: Asked) -> Sequence[Row]:
    if not rows:
        return []
    ordered = sorted(rows, key=lambda one: (str(one["body"]), ordinal(one["day"])))
    on_line, around = column(ordered, "on_line"), column(ordered, "around")
    expected = np.full(len(ordered), np.clip(on_line.sum() / around.sum(), 0.005, 0.9))
    size = concentration(on_line, around, expected)
    unlikely = unlikely_in_a_row(codes(ordered, "body"), around, on_line, (expected, size))
    found = judged(unlikely, body_years(ordered))
    share = on_line / around
    told = (found.by_chance <= asked.thresholds["chance_alarms"]) & (
        share - expected >= asked.thresholds["line_excess"]
    )
    return kept(
        ordered,
        told,
        score=found.score,
        share=share.round(3),
        expected=expected.round(3),
        by_chance=found.by_chance,
        false_share=found.false_share,
    )


def _repeated(rows: Sequence[Row], asked: Asked) -> Sequence[Row]:
    if not rows:
        return []
    candidates, pairs = column(rows, "candidates"), column(rows, "pairs")
    possible = candidates * (candidates - 1) / 2
    usual = max(0.5, float(np.minimum(pairs, possible * 0.05).sum())) / possible.sum()
    expected = possible * usual
    unlikely = count_is_at_least(pairs, expected, dispersion(pairs, expected))
    found = judged(unlikely, body_years(rows))
    share = column(rows, "most_same") / candidates
    told = (found.by_chance <= asked.thresholds["chance_alarms"]) & (
        share >= asked.thresholds["repeat_excess"]
    )
    return kept(
        rows,
        told,
        score=found.score,
        share=share.round(3),
        expected=expected.round(2),
        by_chance=found.by_chance,
        false_share=found.false_share,
    )


def _line_words(rows: Sequence[Row]) -> Text:
    one = rows[0]
    share, usual = (round(100 * float(str(one[name]))) for name in ("share", "expected"))
    return Text(
        f"场次 {one['subject']}：50 分至合格线的 {one['around']} 个成绩中 {one['on_line']} 个恰在"
        f"合格线上（{share}%），一般为 {usual}%",
        f"sitting {one['subject']}: of {one['around']} marks from 50 to the pass line, "
        f"{one['on_line']} lie "
        f"just on the pass line ({share} %); usual are {usual} %",
    )


def _repeat_words(rows: Sequence[Row]) -> Text:
    one = rows[0]
    return Text(
        f"场次 {one['subject']}：{one['candidates']} 人中 {one['most_same']} 人理论、操作成绩"
        f"完全相同；成绩相同的有 {one['pairs']} 对，一般为 {one['expected']} 对",
        f"sitting {one['subject']}: {one['most_same']} of {one['candidates']} have the same marks "
        f"of theory and practice; {one['pairs']} pairs are alike, {one['expected']} would be usual",
    )


_FIX = Text("提交评分原始记录", "hand in the marking as it was written down")
AT_PASS_LINE = Indicator(
    "marks_at_pass_line",
    Text("成绩堆积在合格线上", "Marks that pile up at the pass line"),
    Text(
        "合格线上成绩的比例，与各单位相比（贝塔二项分布）",
        "the share of marks on the pass line against all bodies' (beta-binomial)",
    ),
    ("252/2.4",),
    55,
    _LINE_SQL,
    _line_words,
    _FIX,
    ("line_width", "chance_alarms", "line_excess"),
    _on_the_line,
)
REPEATED = Indicator(
    "marks_repeated",
    Text("多人成绩完全相同", "The same marks for many"),
    Text(
        "成绩完全相同的对数，与各单位相比（负二项分布）",
        "pairs of candidates with the same marks against all bodies' (negative binomial)",
    ),
    ("252/2.4",),
    55,
    _REPEAT_SQL,
    _repeat_words,
    _FIX,
    ("least_candidates", "chance_alarms", "repeat_excess"),
    _repeated,
)
