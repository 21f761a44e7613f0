"""Pass rates beside their peers': a funnel whose limits are of a beta-binomial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Count, Q, QuerySet
from scipy import stats

from xianjie.domain.evaluations.models import Participant
from xianjie.domain.sittings.models import Result
from xianjie.domain.sittings.parts import parts_of_level
from xianjie.domain.sittings.settings import PASS_MARKS, setting_on
from xianjie.domain.supervision.figures.wanted import Wanted
from xianjie.identifiers.levels import Level
from xianjie.indicators.statistics.models import Floats, concentration, share_is_at_least
from xianjie.indicators.statistics.pass_rate import SMOOTH
from xianjie.indicators.thresholds import thresholds

INNER, OUTER = 0.95, 0.998  # of bodies that chance alone leaves within the limits
_BOUNDS = 0.02, 0.98  # nothing is expected with certainty
_STEPS = 24  # of a curve


@dataclass(frozen=True, slots=True)
class Examined:
    """People of a body at an occupation and level who were examined, and who passed."""

    body: int
    occupation: str
    level: int
    candidates: int
    passed: int


@dataclass(frozen=True, slots=True)
class Point:
    """A body in the funnel: its rate over what is usual, and how likely chance makes it so.

    ``expected`` is the rate that its occupations and levels have among all, weighted by its own
    candidates; ``chance`` the probability of being as far out on its side.
    """

    body: int
    candidates: int
    passed: int
    expected: float
    chance: float

    @property
    def rate(self) -> float:
        return self.passed / self.candidates

    @property
    def excess(self) -> float:
        return self.rate - self.expected

    @property
    def stands_out(self) -> bool:
        return self.chance <= (1 - OUTER) / 2


@dataclass(frozen=True, slots=True)
class Limit:
    """How far above or below what is usual chance takes a body of so many candidates."""

    candidates: int
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Bodies by how many they examined and how far their rate is from what is usual."""

    rate: float  # of all together
    closeness: float  # of the beta-binomial: the larger, the closer bodies keep to what is usual
    points: Sequence[Point]  # those that stand out first
    limits: Sequence[Limit]


def examined(wanted: Wanted) -> list[Examined]:
    """Both kinds of examination of the year, by body, occupation and level; few groups."""
    found: Counter[tuple[int, str, int]] = Counter()
    passed: Counter[tuple[int, str, int]] = Counter()
    for body, occupation, level, came, through in (*_appraised(wanted), *_evaluated(wanted)):
        found[body, occupation, level] += came
        passed[body, occupation, level] += through
    return [Examined(*key, count, passed[key]) for key, count in sorted(found.items())]


_Row = tuple[int, str, int, int, int]


def _appraised(wanted: Wanted) -> Iterable[_Row]:
    """Results of exams that were held; a result that is void counts neither way."""
    if wanted.scheme == "level":
        return []
    exam = "registration__offer__exam"
    rows = Result.objects.filter(
        wanted.reach(f"{exam}__area", f"{exam}__institution"),
        wanted.during(f"{exam}__held_on"),
        standing=Result.Standing.SCORED,
    )
    return _grouped(
        rows,
        f"{exam}__institution",
        "registration__offer",
        _all_parts_passed(setting_on(PASS_MARKS, wanted.on).value),
        wanted,
    )


def _all_parts_passed(mark: int) -> Q:
    found = Q()
    for level in Level:
        parts = Q(**{f"{part.value}__gte": mark for part in parts_of_level(level)})
        found |= Q(registration__offer__level=level.value) & parts
    return found


def _evaluated(wanted: Wanted) -> Iterable[_Row]:
    if wanted.scheme == "qualification":
        return []
    rows = Participant.objects.filter(
        wanted.reach("plan__area", "plan__organisation"),
        wanted.during("plan__until_on"),
        plan__cancelled_on=None,
        passed__isnull=False,
        is_absent=False,
    )
    return _grouped(rows, "plan__organisation", "plan", Q(passed=True), wanted)


def _grouped(
    rows: QuerySet[Result] | QuerySet[Participant], body: str, what: str, passed: Q, wanted: Wanted
) -> Iterable[_Row]:
    if wanted.occupation:
        rows = rows.filter(**{f"{what}__occupation": wanted.occupation})
    return (
        rows.values_list(body, f"{what}__occupation", f"{what}__level")
        .annotate(candidates=Count("pk"), through=Count("pk", filter=passed))
        .order_by()
    )


def funnel(groups: Sequence[Examined], on: date) -> Funnel | None:
    """Of all that were examined; none where nobody was.

    What is usual is the rate of the same occupations and levels among all that are given, so within
    the territory alone. The limits are of a beta-binomial: bodies differ by more than chance alone,
    and by how much is fitted without the extreme ones.
    """
    if not groups:
        return None
    usual = _usual(groups)
    bodies = sorted({one.body for one in groups})
    place = {body: number for number, body in enumerate(bodies)}
    candidates, passed, expected = (np.zeros(len(bodies)) for _ in range(3))
    for one in groups:
        candidates[place[one.body]] += one.candidates
        passed[place[one.body]] += one.passed
        expected[place[one.body]] += one.candidates * usual[one.occupation, one.level]
    enough = candidates >= thresholds(on)["least_candidates"]
    if not enough.any():
        return None
    numbers = np.array(bodies)[enough]
    candidates, passed, expected = candidates[enough], passed[enough], expected[enough]
    rate = float(passed.sum() / candidates.sum())
    shares = np.clip(expected / candidates, *_BOUNDS)
    size = concentration(passed, candidates, shares)
    above = share_is_at_least(passed, candidates, shares, size)
    below = share_is_at_least(candidates - passed, candidates, 1 - shares, size)
    points = [
        Point(int(body), int(n), int(k), float(e / n), float(chance))
        for body, n, k, e, chance in zip(
            numbers, candidates, passed, expected, np.minimum(above, below), strict=True
        )
    ]
    points.sort(key=lambda one: (not one.stands_out, -one.excess, one.body))
    return Funnel(rate, size, points, _curves(candidates, float(np.clip(rate, *_BOUNDS)), size))


def _usual(groups: Sequence[Examined]) -> Mapping[tuple[str, int], float]:
    """The rate of every occupation and level, mixed with that of all as the indicator mixes it."""
    candidates: Counter[tuple[str, int]] = Counter()
    passed: Counter[tuple[str, int]] = Counter()
    for one in groups:
        candidates[one.occupation, one.level] += one.candidates
        passed[one.occupation, one.level] += one.passed
    overall = passed.total() / candidates.total()
    return {
        key: (passed[key] + SMOOTH * overall) / (count + SMOOTH)
        for key, count in candidates.items()
    }


def _curves(candidates: Floats, rate: float, size: float) -> list[Limit]:
    """The limits from the smallest body to the largest."""
    first, last = float(candidates.min()), float(candidates.max())
    sizes = np.unique(np.geomspace(first, max(last, first + 1), _STEPS).round())
    found = []
    for count in sizes.astype(int).tolist():
        far, low, high, further = (
            share - rate for share in _quantiles(count, rate, size, _TAILS).tolist()
        )
        found.append(Limit(count, (low, high), (far, further)))
    return found


_TAILS = np.array([(1 - OUTER) / 2, (1 - INNER) / 2, (1 + INNER) / 2, (1 + OUTER) / 2])


def _quantiles(count: int, rate: float, size: float, tails: Floats) -> Floats:
    """Shares of a beta-binomial, taken between whole people so that the curve has no steps."""
    model = stats.betabinom(count, rate * size, (1 - rate) * size)
    people = model.ppf(tails)
    between = people - (model.cdf(people) - tails) / model.pmf(people)
    return np.asarray(np.clip(between / count, 0, 1))
