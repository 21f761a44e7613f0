"""A pass rate far above the body's own past and above its peers', at one sitting or several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Asked, Indicator
from xianjie.indicators.statistics.columns import body_years, codes, column, kept, ordinal
from xianjie.indicators.statistics.models import (
    Floats,
    concentration,
    judged,
)
from xianjie.indicators.statistics.shares import RUNS, unlikely_in_a_row
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day, s.occupation,
       s.level, COUNT(*) AS candidates, SUM(CASE WHEN r.passed THEN 1 ELSE 0 END) AS passed
FROM results r JOIN sittings s ON s.sitting = r.sitting
WHERE r.present
GROUP BY s.body, s.area, s.sitting, s.until_on, s.occupation, s.level
HAVING COUNT(*) >= :least_candidates
"""
_SMOOTH = 200.0  # candidates of the whole that every occupation's rate is mixed with


def _work(rows: Sequence[Row], asked: Asked) -> Sequence[Row]:
    if not rows:
        return []
    ordered = sorted(rows, key=lambda one: (str(one["body"]), ordinal(one["day"])))
    trials, passed = column(ordered, "candidates"), column(ordered, "passed")
    bodies = codes(ordered, "body")
    peers = _of_peers(codes(ordered, "occupation", "level"), trials, passed)
    spread = concentration(passed, trials, peers)
    own = _of_own_past(bodies, trials, passed, peers, spread)
    closeness = max(spread, concentration(passed, trials, own))
    unlikely = unlikely_in_a_row(bodies, trials, passed, (peers, spread), (own, closeness))
    found = judged(unlikely, body_years(ordered))
    rate = passed / trials
    told = (found.by_chance <= asked.thresholds["chance_alarms"]) & (
        rate - np.maximum(peers, own) >= asked.thresholds["pass_rate_excess"]
    )
    return kept(
        ordered,
        told,
        score=found.score,
        rate=rate.round(3),
        expected_of_peers=peers.round(3),
        expected_of_own_past=own.round(3),
        by_chance=found.by_chance,
        false_share=found.false_share,
    )


def _of_peers(groups: Floats, trials: Floats, passed: Floats) -> Floats:
    """The rate of an occupation and level, mixed with the rate of all; passes of all are capped.

    What passes everybody is no measure of what is usual, so it counts as the upper quartile does.
    """
    number = groups.astype(np.int64)
    usual = np.minimum(passed, trials * np.quantile(passed / trials, 0.9))
    overall = usual.sum() / trials.sum()
    of_group = np.bincount(number, usual), np.bincount(number, trials)
    mixed = (of_group[0] + _SMOOTH * overall) / (of_group[1] + _SMOOTH)
    return np.asarray(np.clip(mixed, 0.02, 0.98)[number])


def _of_own_past(
    bodies: Floats, trials: Floats, passed: Floats, peers: Floats, spread: float
) -> Floats:
    """What the body's sittings before the last few lead to expect, shrunk towards its peers."""
    own = np.empty(len(bodies))
    surplus, seen = [0.0], [0.0]
    for place in range(len(bodies)):
        if place and bodies[place] != bodies[place - 1]:
            surplus, seen = [0.0], [0.0]
        # A run under way is no part of the past that it is held against.
        before = max(0, len(surplus) - RUNS[-1])
        own[place] = peers[place] + surplus[before] / (seen[before] + 2 * spread)
        surplus.append(surplus[-1] + passed[place] - trials[place] * peers[place])
        seen.append(seen[-1] + trials[place])
    return np.clip(own, 0.02, 0.98)


def _words(rows: Sequence[Row]) -> Text:
    one = rows[0]
    rate, peers, own = (
        round(100 * float(str(one[name])))
        for name in ("rate", "expected_of_peers", "expected_of_own_past")
    )
    return Text(
        f"场次 {one['subject']}：{one['candidates']} 人中 {one['passed']} 人合格（{rate}%），"
        f"同职业等级一般为 {peers}%，本单位以往推算为 {own}%",
        f"sitting {one['subject']}: {one['passed']} of {one['candidates']} passed ({rate} %); "
        f"peers have {peers} %, the body's own past leads to expect {own} %",
    )


INDICATOR = Indicator(
    "pass_rate",
    Text("通过率异常偏高", "A pass rate far above past and peers"),
    Text(
        "一场或连续几场的通过率，与同职业等级和本单位以往相比（贝塔二项分布）",
        "the pass rate of a sitting, or of some in a row, against peers and the body's own past "
        "(beta-binomial)",
    ),
    ("252/2.4", "80/4"),
    60,
    _SQL,
    _words,
    Text("说明生源、试题和评分情况", "say who came, what was asked and how it was marked"),
    ("least_candidates", "chance_alarms", "pass_rate_excess"),
    _work,
)
