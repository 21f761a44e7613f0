"""Statistics of the passage: certificates by kind, month, prefecture and occupation, in SQL.

Counted are the certificates issued in the months that were over on the day, whatever became of
them since. What few people share is covered: see `covered_cells`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast, Substr

from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.programmes.daily import Counted, counted_on
from xianjie.domain.programmes.reasons import State
from xianjie.instruments.practice import practice

BEGINNING = date(2020, 1, 1)
Cells = Mapping[str, Mapping[str, int | None]]  # by row and scheme; None: covered
Raw = Mapping[str, Mapping[str, int]]
K = TypeVar("K")
_SCHEMES = tuple(scheme.value for scheme in Scheme)
_KEPT = 64  # tables


class By(StrEnum):
    """What a table tells apart."""

    MONTH = "month"
    PREFECTURE = "prefecture"
    OCCUPATION = "occupation"


_MONTH = Substr(Cast("issued_on", CharField()), 1, 7)
_PREFECTURE = Substr("area", 1, 4)


@dataclass(frozen=True)
class Planned:
    """Level certification on its way: plans reported, people on them, certificates issued."""

    plans: int
    people: int
    issued: int | None


@dataclass(frozen=True)
class Passage:
    """All that is published for a day. ``until`` is the last day counted, the end of a month."""

    on: date
    from_on: date
    until: date
    least: int  # smaller numbers than this are covered
    totals: Mapping[str, int | None]
    tables: Mapping[By, Cells]
    planned: Planned
    coverage: Counted | None

    @property
    def states(self) -> Mapping[State, int | None]:
        """Learners by state, with what few share covered; none where they were not counted."""
        return covered_counts(self.coverage.by_state, self.least) if self.coverage else {}

    @property
    def share(self) -> float | None:
        """Of level certification among all; None where nothing may be told."""
        level, whole = self.totals[Scheme.LEVEL], 0
        for one in self.totals.values():
            if one is None:
                return None
            whole += one
        return None if level is None or not whole else level / whole


def passage(on: date) -> Passage:
    """The statistics as of a day; before the passage began there is nothing to count."""
    on = max(on, BEGINNING)
    until = on.replace(day=1) - timedelta(days=1)
    least = practice().number("small_cell_least", on)
    raw = _counted(until, _newest(until))
    totals = covered_totals(raw.values(), least)
    return Passage(
        on,
        BEGINNING,
        until,
        least,
        totals,
        {by: covered_cells(table, totals, least) for by, table in raw.items()},
        _planned(until, totals[Scheme.LEVEL]),
        counted_on(on),
    )


def covered_cells(table: Raw, totals: Mapping[str, int | None], least: int) -> Cells:
    """The table with what few share covered, so that no sum gives it away.

    A number from 1 to below ``least`` is covered. The total of a column is published, so the
    smallest of the column's other numbers is covered with them; where the total is covered, all
    of its column is. Rows have no totals.
    """
    columns = {
        scheme: {row: None if count else 0 for row, count in _column(table, scheme).items()}
        if totals[scheme] is None
        else covered_counts(_column(table, scheme), least)
        for scheme in _SCHEMES
    }
    return {row: {scheme: columns[scheme][row] for scheme in _SCHEMES} for row in table}


def covered_counts(counts: Mapping[K, int], least: int) -> dict[K, int | None]:
    """Numbers whose sum is published, with what few share covered, and the next smallest."""
    found = {name: _shown(count, least) for name, count in counts.items()}
    others = [name for name, count in found.items() if count]
    if None in found.values() and others:
        found[min(others, key=lambda name: counts[name])] = None
    return found


def covered_totals(tables: Iterable[Raw], least: int) -> Mapping[str, int | None]:
    """The column totals; covered where they are small, or would give away all small numbers."""
    told = list(tables)
    return {
        scheme: None
        if any(_has_only_small(table, scheme, least) for table in told)
        else sum(cells[scheme] for cells in told[0].values())
        for scheme in _SCHEMES
    }


def _column(table: Raw, scheme: str) -> dict[str, int]:
    return {row: cells[scheme] for row, cells in table.items()}


def _has_only_small(table: Raw, scheme: str, least: int) -> bool:
    counts = [count for count in _column(table, scheme).values() if count]
    return bool(counts) and max(counts) < least


def _newest(until: date) -> int:
    """The newest row issued by the day: what is issued since does not count."""
    found = Certificate.objects.filter(issued_on__lte=until).order_by("-pk")
    return found.values_list("pk", flat=True).first() or 0


@lru_cache(_KEPT)
def _counted(until: date, newest: int) -> Mapping[By, Raw]:
    """Certificates by what is told apart and scheme, in two passes over the register.

    Its rows neither change nor go: until there is a newer one, they are counted once.
    """
    found: dict[By, dict[str, dict[str, int]]] = {
        by: defaultdict(lambda: dict.fromkeys(_SCHEMES, 0)) for by in By
    }
    rows = Certificate.objects.filter(pk__lte=newest, issued_on__range=(BEGINNING, until))
    by_place = rows.values_list("scheme", _MONTH, _PREFECTURE).annotate(Count("pk")).order_by()
    for scheme, month, prefecture, count in by_place:
        found[By.MONTH][month][scheme] += count
        found[By.PREFECTURE][prefecture][scheme] += count
    by_occupation = rows.values_list("scheme", "occupation").annotate(Count("pk")).order_by()
    for scheme, occupation, count in by_occupation:
        found[By.OCCUPATION][occupation][scheme] += count
    return {by: {name: table[name] for name in sorted(table)} for by, table in found.items()}


def _shown(count: int, least: int) -> int | None:
    return count if count == 0 or count >= least else None


def _planned(until: date, issued: int | None) -> Planned:
    plans = Plan.objects.filter(
        Q(cancelled_on=None) | Q(cancelled_on__gt=until),
        reported_on__range=(BEGINNING, until),
    )
    people = Participant.objects.filter(plan__in=plans).count()
    return Planned(plans.count(), people, issued)


def lines(found: Passage) -> Iterator[tuple[str, str, str, int | None]]:
    """The tables as rows of one file: what is told apart, its value, the scheme, the number."""
    for by, table in found.tables.items():
        for name, cells in table.items():
            for scheme in _SCHEMES:
                yield by.value, name, scheme, cells[scheme]
