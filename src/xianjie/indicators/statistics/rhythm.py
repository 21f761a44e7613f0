"""Rushed issuing: a burst against the body's own rhythm, and many in the last days of a deadline.

What all bodies do in a week is the season: when everybody issues more before a deadline, nobody
stands out by that. A body's rhythm is its own rate, shrunk towards that of its peers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Asked, Indicator
from xianjie.indicators.statistics.models import (
    Floats,
    count_is_at_least,
    dispersion,
    judged,
    shrunk,
)
from xianjie.text import Text

DEADLINES = (date(2020, 9, 30), date(2020, 12, 31), date(2021, 3, 31))
_WEEK = 7
_PEERS = 8.0  # weeks of a peer that a body's own weeks are mixed with
_MIXED = 4.0  # days of issue of all that a body's own are mixed with
_STRATA = 6  # of size, each with an unevenness of its own
_SQL = """
SELECT c.body, MIN(c.area) AS area, MIN(c.body) AS subject, c.issued_on AS day,
       COUNT(*) AS certificates, MAX(f.term_until_on) AS term_until_on
FROM certificates c
LEFT JOIN (SELECT body, MAX(term_until_on) AS term_until_on FROM filings GROUP BY body) f
  ON f.body = c.body
WHERE c.logged_on IS NOT NULL
GROUP BY c.body, c.issued_on
"""


@dataclass(frozen=True)
class Rhythm:
    """Certificates by body and week; ``active`` says in which weeks a body was at work."""

    bodies: Sequence[str]
    areas: Sequence[str]
    first_week: int
    counts: Floats
    active: NDArray[np.bool_]
    batch: Floats  # certificates of a usual day of issue of each body

    @property
    def batches(self) -> Floats:
        """The same counted in usual batches: certificates come in lumps, batches one by one."""
        return np.asarray(np.round(self.counts / self.batch[:, None]))

    @property
    def body_years(self) -> float:
        return float(self.active.sum()) * _WEEK / 365.25

    @property
    def season(self) -> Floats:
        """How much busier than usual each week is for all, each body's share pulled in."""
        own = self.counts.sum(1) / np.maximum(1, self.active.sum(1))
        ratio = np.where(self.active, self.counts / np.maximum(own[:, None], 0.1), 0)
        capped = np.minimum(ratio, np.quantile(ratio[self.active], 0.995) if ratio.size else 1)
        weights = np.where(self.active, np.sqrt(own)[:, None], 0)
        season = (capped * weights).sum(0) / np.maximum(weights.sum(0), 1e-9)
        seen = self.active.sum(0) > 0
        told = np.where(seen, np.maximum(season, 0.05), 1.0)
        return np.asarray(told / max(season[seen].mean(), 1e-9))


def rhythm_of(rows: Sequence[Row], on: date) -> Rhythm:
    """Weeks from Monday; a body is at work from its first certificate to the day asked about."""
    bodies = sorted({str(row["body"]) for row in rows})
    place = {body: number for number, body in enumerate(bodies)}
    areas = {str(row["body"]): str(row["area"]) for row in rows}
    weeks = [_week(row["day"]) for row in rows]
    first, last = min(weeks), _week(on)
    counts = np.zeros((len(bodies), last - first + 1))
    for row, week in zip(rows, weeks, strict=True):
        counts[place[str(row["body"])], week - first] += float(str(row["certificates"]))
    begun = np.maximum.accumulate(counts > 0, axis=1)
    batch = _batch(rows, bodies)
    return Rhythm(bodies, [areas[one] for one in bodies], first, counts, begun, batch)


def _batch(rows: Sequence[Row], bodies: Sequence[str]) -> Floats:
    """The upper quartile of a body's days of issue, mixed with that of all."""
    by_body: dict[str, list[float]] = {}
    for row in rows:
        by_body.setdefault(str(row["body"]), []).append(float(str(row["certificates"])))
    own = np.array([float(np.quantile(by_body[body], 0.75)) for body in bodies])
    seen = np.array([len(by_body[body]) for body in bodies])
    return np.asarray(np.maximum((own * seen + np.median(own) * _MIXED) / (seen + _MIXED), 1.0))


def _expected(rhythm: Rhythm) -> tuple[Floats, Floats]:
    """What each week is expected to bring, by all other weeks, and each body's unevenness."""
    season = rhythm.season
    exposure = np.where(rhythm.active, season, 0)
    batches = rhythm.batches
    total, seen = batches.sum(1), exposure.sum(1)
    typical = float(np.median(total / np.maximum(seen, 1e-9)))
    rest, rest_seen = total[:, None] - batches, seen[:, None] - exposure
    rate = shrunk(rest, rest_seen, _PEERS * typical, max(typical, 0.01))
    expected = rate * exposure
    return expected, _unevenness(rhythm, expected)


def _unevenness(rhythm: Rhythm, expected: Floats) -> Floats:
    """How unevenly batches come: one size for each stratum of bodies by how busy they are."""
    mean = expected.sum(1) / np.maximum(rhythm.active.sum(1), 1)
    edges = np.quantile(mean, np.linspace(0, 1, _STRATA + 1)[1:-1])
    stratum = np.searchsorted(edges, mean)
    found = np.empty(len(mean))
    for one in range(_STRATA):
        of_it = stratum == one
        if of_it.any():
            inside = rhythm.active[of_it]
            found[of_it] = dispersion(rhythm.batches[of_it][inside], expected[of_it][inside])
    return found


def _bursts(rows: Sequence[Row], asked: Asked) -> Sequence[Row]:
    if not rows:
        return []
    rhythm = rhythm_of(rows, asked.on)
    expected, size = _expected(rhythm)
    body, week = np.nonzero(rhythm.active)
    counts, usual = rhythm.counts[body, week], expected[body, week] * rhythm.batch[body]
    unlikely = count_is_at_least(rhythm.batches[body, week], expected[body, week], size[body])
    found = judged(unlikely, rhythm.body_years)
    told = (
        (found.by_chance <= asked.thresholds["chance_alarms"])
        & (counts >= asked.thresholds["burst_least"])
        & (counts >= asked.thresholds["burst_ratio"] * usual)
    )
    scores = found.score
    return [
        {
            "body": rhythm.bodies[body[place]],
            "area": rhythm.areas[body[place]],
            "subject": (monday := _monday(rhythm.first_week + int(week[place]))).isoformat(),
            "day": min(asked.on, monday + timedelta(days=_WEEK - 1)),
            "certificates": int(counts[place]),
            "expected": round(float(usual[place]), 1),
            "by_chance": float(found.by_chance[place]),
            "false_share": float(found.false_share[place]),
            "score": float(scores[place]),
        }
        for place in np.flatnonzero(told).tolist()
    ]


def _rushes(rows: Sequence[Row], asked: Asked) -> Sequence[Row]:
    """Each deadline by itself: the last days of all bodies tell what is usual in them."""
    if not rows:
        return []
    rhythm = rhythm_of(rows, asked.on)
    days = int(asked.thresholds["deadline_days"])
    told: list[Row] = []
    found = [
        one for one in (*_common(rows, days, asked.on), _own_ends(rows, days, asked.on)) if one
    ]
    for windows in found:
        told += _rushed(windows, rhythm, asked, days)
    return told


@dataclass(frozen=True)
class _Window:
    body: str
    area: str
    deadline: date
    counted: float
    rate: float  # a day, outside the window


def _common(rows: Sequence[Row], days: int, on: date) -> Iterator[list[_Window]]:
    by_body = _by_body(rows)
    for deadline in DEADLINES:
        if deadline <= on:
            yield [
                window
                for body, own in by_body.items()
                if (window := _window(body, own, deadline, days, on))
            ]


def _own_ends(rows: Sequence[Row], days: int, on: date) -> list[_Window]:
    return [
        window
        for body, own in _by_body(rows).items()
        if isinstance(end := own[0]["term_until_on"], date)
        and end <= on
        and (window := _window(body, own, end, days, on))
    ]


def _by_body(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda one: (str(one["body"]), str(one["day"]))):
        found.setdefault(str(row["body"]), []).append(row)
    return found


def _window(body: str, own: Sequence[Row], deadline: date, days: int, on: date) -> _Window | None:
    """The last days of a deadline; none for a body that began within or after them."""
    first = deadline - timedelta(days=days - 1)
    begun = own[0]["day"]
    assert isinstance(begun, date)  # noqa: S101 - a day
    if begun >= first:
        return None
    inside = outside = 0.0
    for row in own:
        count = float(str(row["certificates"]))
        if first <= row["day"] <= deadline:  # type: ignore[operator] # a day
            inside += count
        else:
            outside += count
    span = (on - begun).days + 1 - days
    return _Window(body, str(own[0]["area"]), deadline, inside, outside / max(span, days))


def _rushed(windows: Sequence[_Window], rhythm: Rhythm, asked: Asked, days: int) -> Iterator[Row]:
    """What all bodies issued in their last days, against what they issue otherwise, is usual."""
    batch = dict(zip(rhythm.bodies, rhythm.batch.tolist(), strict=True))
    size = np.array([batch[one.body] for one in windows])
    counts = np.array([one.counted for one in windows])
    otherwise = np.array([one.rate * days for one in windows])
    batches, own = np.round(counts / size), otherwise / size
    rush = max(1.0, np.minimum(batches, np.quantile(batches, 0.98)).sum() / max(own.sum(), 1e-9))
    expected = np.maximum((own + 0.1 * np.median(own)) * rush, 0.01)
    unlikely = count_is_at_least(batches, expected, dispersion(batches, expected))
    # One window is tested of each body, whatever the span.
    found = judged(unlikely, float(len(windows)))
    usual = expected * size
    told = (
        (found.by_chance <= asked.thresholds["chance_alarms"])
        & (counts >= asked.thresholds["burst_least"])
        & (counts >= asked.thresholds["burst_ratio"] * usual)
    )
    scores = found.score
    for place in np.flatnonzero(told).tolist():
        one = windows[place]
        yield {
            "body": one.body,
            "area": one.area,
            "subject": one.deadline.isoformat(),
            "day": one.deadline,
            "certificates": int(one.counted),
            "expected": round(float(usual[place]), 1),
            "days": days,
            "by_chance": float(found.by_chance[place]),
            "false_share": float(found.false_share[place]),
            "score": float(scores[place]),
        }


def _week(day: object) -> int:
    assert isinstance(day, date)  # noqa: S101 - a day
    return (day.toordinal() - 1) // _WEEK


def _monday(week: int) -> date:
    return date.fromordinal(week * _WEEK + 1)


def _burst_words(rows: Sequence[Row]) -> Text:
    one = rows[0]
    return Text(
        f"{one['subject']} 起一周发证 {one['certificates']} 张，按本单位平时和同期各单位推算约 "
        f"{one['expected']} 张",
        f"{one['certificates']} certificates in the week from {one['subject']}; by the body's own "
        f"rhythm and what others did that week about {one['expected']} would be usual",
    )


def _rush_words(rows: Sequence[Row]) -> Text:
    one = rows[0]
    return Text(
        f"期限 {one['subject']} 前 {one['days']} 天发证 {one['certificates']} 张，按本单位平时和"
        f"各单位同期推算约 {one['expected']} 张",
        f"{one['certificates']} certificates in the last {one['days']} days before "
        f"{one['subject']}; by the body's own rhythm and what others did about {one['expected']} "
        "would be usual",
    )


_indicator = partial(
    Indicator,
    clauses=("252/2.4", "80/4"),
    gravity=60,
    sql=_SQL,
    fix=Text("说明这些证书的考试和审核安排", "say when these were examined and approved"),
)
BURST = _indicator(
    name="burst",
    title=Text("发证突增", "A burst against the body's own rhythm"),
    looks_at=Text(
        "每周发证数，与本单位平时和各单位同期相比（负二项分布，向同行收缩）",
        "certificates a week against the body's own rhythm and what others did that week "
        "(negative binomial, shrunk towards peers)",
    ),
    words=_burst_words,
    thresholds=("chance_alarms", "burst_least", "burst_ratio"),
    work=_bursts,
)
DEADLINE_RUSH = _indicator(
    name="deadline_rush",
    title=Text("期限前突击发证", "Many certificates in the last days before a deadline"),
    looks_at=Text(
        "期限前几天的发证数，与各单位在同一期限前相比",
        "certificates in the last days before a deadline against what others did before it",
    ),
    words=_rush_words,
    thresholds=("deadline_days", "chance_alarms", "burst_least", "burst_ratio"),
    work=_rushes,
)
