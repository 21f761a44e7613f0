"""What a snapshot is asked for, and reading tables of any size in small pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db.models import Model, Q, QuerySet

from xianjie.calendar import end_of
from xianjie.law import Law

AT_ONCE = 5_000  # rows that are in memory of one table
_CHINA = timezone(timedelta(hours=8))

Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the register: what some certificates rest on, and what else their holders have.

    Certificates are those of ``people``, or where ``issued_from`` is given what ``bodies`` issued
    from that day on.
    """

    people: frozenset[str]  # by keyed hash
    plans: frozenset[int]
    exams: frozenset[int]
    bodies: frozenset[int]  # of whom filings are told
    issued_from: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """As of which day; the whole register, or a part of it."""

    on: date
    law: Law
    part: Part | None = None

    @property
    def end(self) -> datetime:
        """The first moment after the day."""
        return end_of(self.on)

    def within(self, column: str, wanted: str) -> Q:
        """The rows of the part asked for, by a column that has what `Part` names ``wanted``."""
        return Q() if self.part is None else Q(**{f"{column}__in": getattr(self.part, wanted)})

    def certificates(self) -> Q:
        """The certificates of the part."""
        if self.part is None or self.part.issued_from is None:
            return self.within("number_hash", "people")
        # By batches: there is no index of certificates by body and day.
        batches = Q(
            issue_line__batch__body__in=self.part.bodies,
            issue_line__batch__issue_on__gte=self.part.issued_from,
        )
        return batches & Q(issued_on__gte=self.part.issued_from)

    def not_yet(self, column: str) -> Q:
        """Rows of which this moment has not come, or not by the day."""
        return Q(**{column: None}) | Q(**{f"{column}__gte": self.end})

    def not_yet_on(self, column: str) -> Q:
        """The same of a column that is a day."""
        return Q(**{column: None}) | Q(**{f"{column}__gt": self.on})


def pieces(found: QuerySet[Any], *columns: str, at_once: int = AT_ONCE) -> Iterator[list[Cells]]:
    """The rows by their primary key, which comes first in each, some thousand at a time.

    Each piece is a query of its own that goes on where the one before ended, so no cursor is held
    and no table is read into memory.
    """
    last = 0
    while True:
        piece = list(found.filter(pk__gt=last).order_by("pk").values_list("pk", *columns)[:at_once])
        if not piece:
            return
        yield piece
        last = piece[-1][0]


def records(found: QuerySet[Any], at_once: int) -> Iterator[list[Any]]:
    """The same as objects, with what the query prefetches."""
    last: Any = 0
    while True:
        piece: list[Model] = list(found.filter(pk__gt=last).order_by("pk")[:at_once])
        if not piece:
            return
        yield piece
        last = piece[-1].pk


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment in China."""
    return None if moment is None else moment.astimezone(_CHINA).date()


def as_known(day: date | None, on: date) -> date | None:
    """A day that has come by then."""
    return day if day is not None and day <= on else None
