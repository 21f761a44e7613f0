"""Certificates by the day that they bear, and in the last days before deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, QuerySet

from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.selecting import issued_by
from xianjie.domain.supervision.figures.wanted import Wanted
from xianjie.indicators import ends_of_issuing
from xianjie.indicators.thresholds import thresholds

_MOST_YEARS = 15  # back from now that can be chosen


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
