"""A pass rate far above the body's own past and above its peers', at one sitting or sittings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.indicators.indicator import Asked, Finding, Indicator
from xianjie.indicators.rows import Row, number, total
from xianjie.indicators.statistics.columns import (
    body_years,
    codes,
    column,
    days,
    ordered,
    rarely,
)
from xianjie.indicators.statistics.models import Floats, concentration, judged
from xianjie.indicators.statistics.runs import (
    LENGTHS,
    Expectation,
    Sittings,
    evidence,
    least_likely,
    named,
)
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.until_on AS day, s.occupation,
       s.level, COUNT(*) AS candidates, COUNT(*) FILTER (WHERE r.passed) AS passed
FROM results r
JOIN held s ON s.sitting = r.sitting
WHERE r.present
GROUP BY s.body, s.area, s.sitting, s.until_on, s.occupation, s.level
HAVING COUNT(*) >= :least_candidates
"""
SMOOTH = 200.0  # candidates of the whole that every occupation's rate is mixed with
_OWN = 2.0  # spreads of peers that a body's own past is mixed with
_BOUNDS = 0.02, 0.98  # nothing is expected with certainty


def _work(found: pa.Table, asked: Asked) -> Sequence[Row]:
    if not found.num_rows:
        return []
    found = ordered(found)
    sittings = Sittings(codes(found, "body"), column(found, "candidates"), column(found, "passed"))
    peers = _of_peers(codes(found, "occupation", "level"), sittings)
    spread = concentration(sittings.successes, sittings.trials, peers)
    own = _of_own_past(sittings, peers, spread)
    closeness = max(spread, concentration(sittings.successes, sittings.trials, own))
    runs = least_likely(sittings, [Expectation(peers, spread), Expectation(own, closeness)])
    result = judged(runs.probability, body_years(sittings.bodies, days(found)))
    told = (result.by_chance <= asked.thresholds["chance_alarms"]) & (
        runs.excess >= asked.thresholds["pass_rate_excess"]
    )
    figures = {"expected_of_peers": peers, "expected_of_own_past": own}
    return list(evidence(found, runs, told, result, **figures))


def _of_peers(groups: NDArray[np.int64], sittings: Sittings) -> Floats:
    """The rate of an occupation and level, mixed with the rate of all; the highest are capped.

    What passes everybody is no measure of what is usual, so it counts as the upper tenth does.
    """
    rate = sittings.successes / sittings.trials
    usual = np.minimum(sittings.successes, sittings.trials * np.quantile(rate, 0.9))
    overall = usual.sum() / sittings.trials.sum()
    passed, candidates = np.bincount(groups, usual), np.bincount(groups, sittings.trials)
    mixed = (passed + SMOOTH * overall) / (candidates + SMOOTH)
    return np.asarray(np.clip(mixed, *_BOUNDS)[groups])


def _of_own_past(sittings: Sittings, peers: Floats, spread: float) -> Floats:
    """What the body's sittings before the last few lead to expect, shrunk towards its peers.

    The last few are left out: a run under way is no part of the past that it is held against.
    """
    starts = np.flatnonzero(np.diff(sittings.bodies, prepend=-1))
    start = starts[sittings.bodies]
    before = np.maximum(np.arange(len(sittings.bodies)) - LENGTHS[-1] + 1, start)
    surplus = _summed(sittings.successes - sittings.trials * peers)
    seen = _summed(sittings.trials)
    own = peers + (surplus[before] - surplus[start]) / (seen[before] - seen[start] + _OWN * spread)
    return np.asarray(np.clip(own, *_BOUNDS))


def _summed(values: Floats) -> Floats:
    """The sum of those before each place."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _words(found: Finding) -> Text:
    rows, one = found.rows, found.newest
    candidates, passed = (int(total(rows, name)) for name in ("candidates", "passed"))
    rate = round(100 * passed / candidates)
    peers, own = (
        round(100 * number(one, name)) for name in ("expected_of_peers", "expected_of_own_past")
    )
    sittings, chance = named(found), rarely(one)
    return Text(
        f"{sittings.zh}：{candidates} 人中 {passed} 人合格（{rate}%），同职业等级一般为 {peers}%，"
        f"本单位以往推算为 {own}%；{chance.zh}",
        f"{sittings.en}: {passed} of {candidates} passed ({rate} %); peers have {peers} %, the "
        f"body's own past leads to expect {own} %; {chance.en}",
    )


INDICATOR = Indicator(
    name="pass_rate",
    title=Text("通过率异常偏高", "A pass rate far above past and peers"),
    looks_at=Text(
        "一场或连续几场的通过率，与同职业等级和本单位以往相比（贝塔二项分布）",
        "the pass rate of a sitting, or of some in a row, against peers and the body's own past "
        "(beta-binomial)",
    ),
    clauses=("252/2.4", "80/4"),
    sql=_SQL,
    evidence=(
        "sitting",
        "occupation",
        "level",
        "candidates",
        "passed",
        "expected_of_peers",
        "expected_of_own_past",
        "by_chance",
        "false_share",
    ),
    words=_words,
    fix=Text("说明生源、试题和评分情况", "say who came, what was asked and how it was marked"),
    thresholds=("least_candidates", "chance_alarms", "pass_rate_excess"),
    work=_work,
)
