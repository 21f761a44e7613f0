"""Where to look first: bodies and kinds of alerts by what is open of them; the last looks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.supervision.alerts import AlertState, alerts_on, in_state, still_open
from xianjie.domain.supervision.figures.wanted import VERB, Wanted
from xianjie.domain.supervision.models import Alert, Run

MONTHS = 12  # of the trend of a kind of alert


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
