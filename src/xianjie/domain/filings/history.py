"""What happened to filings, in order: one organisation's history, and the feed of all changes.

Both are read from the stored periods and measures themselves, so they cannot tell otherwise than
the register answers. A feed goes on from a cursor: the moment, kind and number of its last entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Filing, Measure, Organisation, Renaming, Scope
from xianjie.text import Text

M = TypeVar("M", bound=Model)
_CURSOR = re.compile(
    r"(?P<at>20\d\d-\d\d-\d\dT[\d:.]{8,15}\+00:00)~"
    r"(?P<table>filing|scope|measure|renaming)~(?P<number>\d{1,18})",
    re.ASCII,
)


class Happened(StrEnum):
    """What is published of a filing."""

    FILED = "filed"
    RENEWED = "renewed"
    ADDED = "added"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    REMOVED = "removed"
    RENAMED = "renamed"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Happened.FILED: Text("备案", "filed"),
    Happened.RENEWED: Text("延续", "renewed"),
    Happened.ADDED: Text("增加职业（等级）", "occupation added"),
    Happened.SUSPENDED: Text("暂停", "suspended"),
    Happened.LIFTED: Text("恢复", "suspension lifted"),
    Happened.REMOVED: Text("移出", "removed"),
    Happened.RENAMED: Text("更名", "renamed"),
}


class WrongCursor(FilingError, ValueError):
    """A cursor that no feed gave."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands among all of them."""

    at: datetime
    table: str
    number: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.table}~{self.number}"

    @classmethod
    def read(cls, cursor: str) -> Place:
        """Raises `WrongCursor`."""
        found = _CURSOR.fullmatch(cursor)
        try:
            moment = datetime.fromisoformat(found["at"]) if found else None
        except ValueError:
            moment = None
        if found is None or moment is None:
            raise WrongCursor(
                Text("游标不对；请用上一页给出的", "no such cursor; use the one that was given")
            )
        return cls(moment, found["table"], int(found["number"]))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: decided at a moment, holding from a day on.

    ``until_on`` is the last day of a term, or of the bar of a removal; ``grounds`` are those of a
    measure, ``basis`` the document of the decision.
    """

    place: Place
    happened: Happened
    organisation: Organisation
    from_on: date
    until_on: date | None = None
    occupation: str = ""
    lowest: int | None = None
    highest: int | None = None
    name: str = ""
    grounds: str = ""
    basis: str = ""


def of(organisation: Organisation, before: datetime) -> list[Entry]:
    """All that happened to an organisation before a moment, the earliest first."""
    return list(_entries(organisation, None, before))


def feed(cursor: str, before: datetime, limit: int) -> tuple[list[Entry], str | None]:
    """So many entries after a cursor (empty: from the first on), and the cursor of the page after.

    That is none on the last page: what happens later comes after the last entry's own place.
    Raises `WrongCursor`.
    """
    since = Place.read(cursor) if cursor else None
    found = list(islice(_entries(None, since, before), limit + 1))
    more = len(found) > limit
    found = found[:limit]
    return found, str(found[-1].place) if more else None


def latest(before: datetime, count: int) -> list[Entry]:
    """The newest entries before a moment, the newest first."""
    return list(islice(_entries(None, None, before, newest_first=True), count))


def _entries(
    organisation: Organisation | None,
    since: Place | None,
    before: datetime,
    *,
    newest_first: bool = False,
) -> Iterator[Entry]:
    """Each table in its order, merged; read as far as is asked for."""
    whose = Q() if organisation is None else Q(organisation=organisation)
    through = Q() if organisation is None else Q(filing__organisation=organisation)
    sign = "-" if newest_first else ""

    def rows(found: QuerySet[M], moment: str) -> Iterator[M]:
        wanted = Q(**{f"{moment}__lt": before})
        if since is not None:
            wanted &= Q(**{f"{moment}__gte": since.at})
        return iter(found.filter(wanted).order_by(f"{sign}{moment}", f"{sign}pk").iterator(200))

    parts = (
        map(
            _filed,
            rows(
                Filing.objects.filter(whose).select_related("organisation__body", "application"),
                "entered_at",
            ),
        ),
        map(
            _added,
            rows(
                Scope.objects.filter(through, entered_at__isnull=False).select_related(
                    "filing__organisation__body"
                ),
                "entered_at",
            ),
        ),
        map(
            _measured,
            rows(
                Measure.objects.filter(whose, granted=True).select_related("organisation__body"),
                "decided_at",
            ),
        ),
        map(
            _renamed,
            rows(Renaming.objects.filter(whose).select_related("organisation__body"), "entered_at"),
        ),
    )
    for entry in merge(*parts, key=lambda one: one.place, reverse=newest_first):
        if since is None or entry.place > since:
            yield entry


def _filed(filing: Filing) -> Entry:
    application = filing.application
    renewed = application is not None and application.kind == application.Kind.RENEWAL
    return Entry(
        Place(filing.entered_at, "filing", filing.pk),
        Happened.RENEWED if renewed else Happened.FILED,
        filing.organisation,
        filing.from_on,
        filing.until_on,
        name=filing.name,
        basis=filing.basis,
    )


def _added(scope: Scope) -> Entry:
    assert scope.entered_at  # noqa: S101 - asked for
    return Entry(
        Place(scope.entered_at, "scope", scope.pk),
        Happened.ADDED,
        scope.filing.organisation,
        scope.from_on,
        occupation=scope.occupation,
        lowest=scope.lowest,
        highest=scope.highest,
        name=scope.filing.name,
    )


def _measured(measure: Measure) -> Entry:
    assert measure.decided_at  # noqa: S101 - it was granted
    return Entry(
        Place(measure.decided_at, "measure", measure.pk),
        Happened(measure.kind),
        measure.organisation,
        measure.from_on,
        measure.barred_until,
        occupation=measure.occupation,
        grounds=measure.grounds,
        basis=measure.basis,
    )


def _renamed(renaming: Renaming) -> Entry:
    return Entry(
        Place(renaming.entered_at, "renaming", renaming.pk),
        Happened.RENAMED,
        renaming.organisation,
        renaming.from_on,
        name=renaming.name,
        basis=renaming.basis,
    )
