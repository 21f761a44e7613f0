"""Figures for who supervises: where to look first, issuing by day, pass rates beside their peers.

All are counted as of a day, from the register itself and within the actor's territory alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Case, CharField, Count, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth
from scipy import stats

from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.selecting import issued_by
from xianjie.domain.evaluations.models import Participant
from xianjie.domain.sittings.models import Result
from xianjie.domain.sittings.parts import parts_of_level
from xianjie.domain.sittings.settings import PASS_MARKS, setting_on
from xianjie.domain.supervision.alerts import AlertState, alerts_on, in_state, still_open
from xianjie.domain.supervision.models import Alert, Run
from xianjie.identifiers.levels import Level
from xianjie.indicators import ends_of_issuing
from xianjie.indicators.statistics.models import Floats, concentration, share_is_at_least
from xianjie.indicators.statistics.pass_rate import SMOOTH
from xianjie.indicators.thresholds import thresholds

VERB = "supervision.read"
MONTHS = 12  # of the trend of a kind of alert
INNER, OUTER = 0.95, 0.998  # of bodies that chance alone leaves within the limits
_BOUNDS = 0.02, 0.98  # nothing is expected with certainty


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, as of which day, and of what of them; what is left empty is not asked for."""

    by: Actor
    on: date
    year: int = 0
    body: int | None = None
    scheme: str = ""
    occupation: str = ""

    def reach(self, area: str, body: str) -> Q:
        """The rows within territory and of the body asked for, by the names of their columns."""
        found = visible(self.by, VERB, area=area)
        return found & Q(**{body: self.body}) if self.body else found

    def during(self, day: str) -> Q:
        """The rows of the year, up to the day."""
        until = min(date(self.year, 12, 31), self.on)
        return Q(**{f"{day}__range": (date(self.year, 1, 1), until)})


# Where to look first


@dataclass(frozen=True, slots=True)
class Ranked:
    """A body with what waits of it: ``weight`` is the sum of the scores of its open alerts."""

    body: Body
    weight: float
    alerts: int
    unanswered: int
    kinds: Sequence[tuple[str, int]]  # of indicators, the weightiest first


def ranked(wanted: Wanted, most: int | None = None) -> list[Ranked]:
    """Bodies with open alerts, the heaviest first."""
    reached = _alerts(wanted).filter(still_open(wanted.on))
    weights = (
        reached.values("body")
        .annotate(
            weight=Sum("score"),
            count=Count("pk"),
            unanswered=Count("pk", filter=in_state(AlertState.WAITING, wanted.on)),
        )
        .order_by("-weight", "body")[:most]
    )
    rows = list(weights)
    numbers = [row["body"] for row in rows]
    bodies = Body.objects.in_bulk(numbers)
    kinds = _kinds_of(reached.filter(body__in=numbers))
    return [
        Ranked(
            bodies[row["body"]],
            row["weight"],
            row["count"],
            row["unanswered"],
            kinds[row["body"]],
        )
        for row in rows
    ]


def _kinds_of(alerts: QuerySet[Alert]) -> Mapping[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = alerts.values("body", "indicator").annotate(weight=Sum("score"), count=Count("pk"))
    for row in rows.order_by("-weight", "indicator"):
        found[row["body"]].append((row["indicator"], row["count"]))
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """The alerts of an indicator by their states, and how many months saw how many."""

    indicator: str
    states: Mapping[AlertState, int]
    months: Sequence[tuple[date, int]]  # by the day of the newest row of evidence

    @property
    def open(self) -> int:
        return self.states[AlertState.WAITING] + self.states[AlertState.EXPLAINED]

    @property
    def all(self) -> int:
        return sum(self.states.values())


def kinds(wanted: Wanted) -> list[Kind]:
    """Alerts by indicator, those with the most that are open first."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    told = _alerts(wanted).annotate(state=_state(wanted.on))
    for row in told.values("indicator", "state").annotate(count=Count("pk")).order_by():
        states[row["indicator"]][row["state"]] = row["count"]
    months = last_months(wanted.on)
    seen: dict[str, Counter[date]] = defaultdict(Counter)
    newer = _alerts(wanted).filter(day__gte=months[0]).annotate(month=TruncMonth("day"))
    for one in newer.values("indicator", "month").annotate(count=Count("pk")).order_by():
        seen[one["indicator"]][one["month"]] = one["count"]
    found = [
        Kind(
            indicator,
            {state: counts[state.value] for state in AlertState},
            [(month, seen[indicator][month]) for month in months],
        )
        for indicator, counts in states.items()
    ]
    return sorted(found, key=lambda one: (-one.open, -one.all, one.indicator))


def _state(on: date) -> Case:
    """What `state_of` says, as a column."""
    each = (When(in_state(state, on), then=Value(state.value)) for state in AlertState)
    return Case(*each, output_field=CharField())


def last_months(on: date) -> list[date]:
    """The first days of the months up to that of a day."""
    last = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


@dataclass(frozen=True, slots=True)
class Looked:
    """The newest run and the newest re-proof, as of a day or earlier."""

    run: Run | None
    reproof: Run | None

    @property
    def good(self) -> int:
        """Certificates that followed from what they rest on."""
        return (self.reproof.looked_at or 0) - self.reproof.found if self.reproof else 0


def looked(on: date) -> Looked:
    runs = Run.objects.filter(on__lte=on).order_by("-on", "-pk")
    return Looked(
        runs.filter(kind=Run.Kind.INDICATORS).first(), runs.filter(kind=Run.Kind.REPROOF).first()
    )


def is_whole(by: Actor) -> bool:
    """Whether the actor oversees the whole province, of which runs count."""
    return not visible(by, VERB, area="area")


def _alerts(wanted: Wanted) -> QuerySet[Alert]:
    return alerts_on(wanted.on).filter(wanted.reach("area", "body"))


# Issuing by day


@dataclass(frozen=True, slots=True)
class Rush:
    """What was issued in the last days before a deadline, and how many days those are."""

    deadline: date
    days: int
    certificates: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Certificates by the day that they bear, over a year as far as it has come."""

    year: int
    days: Mapping[date, int]
    rushes: Sequence[Rush]

    @property
    def total(self) -> int:
        return sum(self.days.values())


def certificates(wanted: Wanted) -> QuerySet[Certificate]:
    """Those that the calendar counts, one row each."""
    found = issued_by(wanted.on).filter(wanted.reach("area", "body"))
    if wanted.year:
        found = found.filter(wanted.during("issued_on"))
    if wanted.scheme:
        found = found.filter(scheme=wanted.scheme)
    if wanted.occupation:
        found = found.filter(occupation=wanted.occupation)
    return found


def calendar(wanted: Wanted) -> Calendar:
    """How many were issued on each day of the year."""
    rows = certificates(wanted).values_list("issued_on").annotate(Count("pk")).order_by("issued_on")
    days = dict(rows)
    return Calendar(wanted.year, days, list(_rushes(days, wanted)))


def _rushes(days: Mapping[date, int], wanted: Wanted) -> Iterable[Rush]:
    length = int(thresholds(wanted.on)["deadline_days"])
    for deadline in ends_of_issuing():
        if deadline.year == wanted.year and deadline - timedelta(days=length - 1) <= wanted.on:
            last = [deadline - timedelta(days=number) for number in range(length)]
            yield Rush(deadline, length, sum(days.get(day, 0) for day in last))


def years(wanted: Wanted) -> list[int]:
    """From the first year in which something was issued, 15 years ago at the earliest, to now."""
    there = issued_by(wanted.on).filter(wanted.reach("area", "body"))
    first = there.aggregate(first=Min("issued_on"))["first"]
    begun = first.year if first else wanted.on.year
    return list(range(max(begun, wanted.on.year - _MOST_YEARS), wanted.on.year + 1))


_MOST_YEARS = 15


# Pass rates


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


_STEPS = 24  # of a curve


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
