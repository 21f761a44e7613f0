"""Marks that pile up at the pass line, and marks that are the same for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from xianjie.indicators.indicator import Asked, Finding, Indicator
from xianjie.indicators.rows import Row, number, total
from xianjie.indicators.statistics.columns import (
    body_years,
    chances,
    codes,
    column,
    days,
    ordered,
    rarely,
)
from xianjie.indicators.statistics.models import (
    Floats,
    Judged,
    concentration,
    count_is_at_least,
    dispersion,
    judged,
)
from xianjie.indicators.statistics.runs import (
    Expectation,
    Sittings,
    evidence,
    least_likely,
    named,
)
from xianjie.text import Text

# Of the marks just below the line and on it, those on it: who is lifted leaves the one side.
_LINE_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day,
       COUNT(*) AS around, COUNT(*) FILTER (WHERE m.mark >= :pass_line) AS on_line
FROM (SELECT sitting, theory AS mark FROM results WHERE present
      UNION ALL
      SELECT sitting, practical AS mark FROM results WHERE present) m
JOIN held s ON s.sitting = m.sitting
WHERE m.mark BETWEEN :pass_line - :line_below AND :pass_line + :line_width - 1
GROUP BY s.body, s.area, s.sitting, s.until_on
"""
_REPEAT_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day,
       CAST(SUM(g.alike) AS BIGINT) AS candidates, MAX(g.alike) AS most_alike,
       CAST(SUM(g.alike * (g.alike - 1) / 2) AS BIGINT) AS pairs
FROM (SELECT sitting, theory, practical, COUNT(*) AS alike FROM results
      WHERE present AND theory IS NOT NULL AND practical IS NOT NULL
      GROUP BY sitting, theory, practical) g
JOIN held s ON s.sitting = g.sitting
GROUP BY s.body, s.area, s.sitting, s.until_on
HAVING SUM(g.alike) >= :least_candidates
"""
_ALIKE = 0.05  # of all pairs: more count as so many when it is asked what is usual


def _on_the_line(found: pa.Table, asked: Asked) -> Sequence[Row]:
    if not found.num_rows:
        return []
    found = ordered(found)
    sittings = Sittings(codes(found, "body"), column(found, "around"), column(found, "on_line"))
    usual = float(np.clip(sittings.successes.sum() / sittings.trials.sum(), 0.005, 0.9))
    expected = np.full(found.num_rows, usual)
    size = concentration(sittings.successes, sittings.trials, expected)
    runs = least_likely(sittings, [Expectation(expected, size)])
    result = judged(runs.probability, body_years(sittings.bodies, days(found)))
    told = (result.by_chance <= asked.thresholds["chance_alarms"]) & (
        runs.excess >= asked.thresholds["line_excess"]
    )
    return list(evidence(found, runs, told, result, expected=expected))


def _repeated(found: pa.Table, asked: Asked) -> Sequence[Row]:
    if not found.num_rows:
        return []
    found = ordered(found)
    candidates, pairs = column(found, "candidates"), column(found, "pairs")
    expected = _usual_pairs(candidates, pairs)
    unlikely = count_is_at_least(pairs, expected, dispersion(pairs, expected))
    result = judged(unlikely, body_years(codes(found, "body"), days(found)))
    told = (result.by_chance <= asked.thresholds["chance_alarms"]) & (
        column(found, "most_alike") / candidates >= asked.thresholds["repeat_excess"]
    )
    return list(_alike(found.filter(told), np.flatnonzero(told).tolist(), expected, result))


def _usual_pairs(candidates: Floats, pairs: Floats) -> Floats:
    """As many of all pairs of a sitting as are alike in all sittings together."""
    possible = candidates * (candidates - 1) / 2
    usual = max(0.5, float(np.minimum(pairs, possible * _ALIKE).sum())) / max(possible.sum(), 1.0)
    return np.asarray(possible * usual)


def _alike(
    found: pa.Table, places: Sequence[int], expected: Floats, result: Judged
) -> Iterator[Row]:
    for place, row in zip(places, found.to_pylist(), strict=True):
        usual = round(float(expected[place]), 2)
        yield {**row, "expected": usual, **chances(result, place), "total": 1}


def _line_words(found: Finding) -> Text:
    on_line, around = (int(total(found.rows, name)) for name in ("on_line", "around"))
    share, usual = round(100 * on_line / around), round(100 * number(found.newest, "expected"))
    sittings, chance = named(found), rarely(found.newest)
    return Text(
        f"{sittings.zh}：合格线及稍下的 {around} 个成绩中 {on_line} 个恰在合格线上（{share}%），"
        f"一般为 {usual}%；{chance.zh}",
        f"{sittings.en}: of {around} marks on the pass line or little below it {on_line} are on it "
        f"({share} %), usual are {usual} %; {chance.en}",
    )


def _repeat_words(found: Finding) -> Text:
    one, chance = found.newest, rarely(found.newest)
    return Text(
        f"场次 {one['subject']}：{one['candidates']} 人中 {one['most_alike']} 人理论、操作成绩都"
        f"相同；成绩相同的有 {one['pairs']} 对，一般为 {one['expected']} 对；{chance.zh}",
        f"sitting {one['subject']}: {one['most_alike']} of {one['candidates']} have the same marks "
        f"of theory and practice; {one['pairs']} pairs are alike, {one['expected']} would be "
        f"usual; {chance.en}",
    )


_FIX = Text("提交评分原始记录", "hand in the marking as it was written down")
AT_PASS_LINE = Indicator(
    name="marks_at_pass_line",
    title=Text("成绩堆积在合格线上", "Marks that pile up at the pass line"),
    looks_at=Text(
        "一场或连续几场中合格线上成绩的比例，与各单位相比（贝塔二项分布）",
        "the share of marks on the pass line at a sitting, or some in a row, against all bodies' "
        "(beta-binomial)",
    ),
    clauses=("252/2.4",),
    sql=_LINE_SQL,
    evidence=("sitting", "around", "on_line", "expected", "by_chance", "false_share"),
    words=_line_words,
    fix=_FIX,
    thresholds=("pass_line", "line_below", "line_width", "chance_alarms", "line_excess"),
    work=_on_the_line,
)
REPEATED = Indicator(
    name="marks_repeated",
    title=Text("多人成绩完全相同", "The same marks for many"),
    looks_at=Text(
        "成绩完全相同的对数，与各单位相比（负二项分布）",
        "pairs of candidates with the same marks against all bodies' (negative binomial)",
    ),
    clauses=("252/2.4",),
    sql=_REPEAT_SQL,
    evidence=("candidates", "most_alike", "pairs", "expected", "by_chance", "false_share"),
    words=_repeat_words,
    fix=_FIX,
    thresholds=("least_candidates", "chance_alarms", "repeat_excess"),
    work=_repeated,
)
