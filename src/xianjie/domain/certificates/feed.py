"""What happened to certificates, for anybody to follow: what the sealed log says, and no more.

Of what the status lists show anyway (an issue's place, whether a place is suspended or revoked)
the place is told beside the entry, so that whoever holds a certificate finds it by the place that
it bears. Of corrections, exchanges and proofs it is not told: nothing public says them, and places
follow the order of numbers, from which a neighbour's could be guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from xianjie.domain.certificates.logging import AHEAD
from xianjie.domain.certificates.models import Change, LogEntry, LogHead, StatusEntry
from xianjie.tlog.entries import read_entry

MOST = 1_000
ISSUE = "issue"
EntryKind = Literal["issue", "proof", "revoked", "suspended", "lifted", "corrected", "superseded"]
_KINDS = get_args(EntryKind)  # of certificates; the log has draws of inspections besides
_SHOWN = (Change.Kind.SUSPENDED, Change.Kind.LIFTED, Change.Kind.REVOKED)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the log, and the place in the status lists where those show it."""

    index: int
    kind: str
    day: date
    authority: str
    commitment: str
    status_index: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Entries in order, how many the log has sealed, and where to go on."""

    items: Sequence[Told]
    size: int
    next: int


def entries_since(index: int, *, on: date, kind: str | None = None, most: int = MOST) -> Part:
    """Sealed entries from an index on, of a kind where one is asked for.

    Those of days to come are passed over: a demonstration's log has some (ADR 0019).
    """
    head = LogHead.objects.order_by("-size").first()
    size = head.size if head else 0
    rows = LogEntry.objects.filter(
        index__gte=index, index__lt=size, day__lte=on + AHEAD, kind__in=_KINDS
    )
    if kind:
        rows = rows.filter(kind=kind)
    found = list(rows.order_by("index")[:most])
    places = _places(found)
    items = [_told(one, places.get(one.index)) for one in found]
    is_full = len(found) == most
    return Part(items, size, found[-1].index + 1 if is_full else max(index, size))


def _told(entry: LogEntry, place: int | None) -> Told:
    said = read_entry(entry.leaf.encode())
    return Told(entry.index, said.kind, said.day, said.authority, said.commitment, place)


def _places(entries: Sequence[LogEntry]) -> dict[int, int]:
    """By the entry's index."""
    changed = {one.subject_id: one.index for one in entries if one.kind in _SHOWN}
    rows = Change.objects.filter(pk__in=changed).values_list("pk", "certificate")
    certificates = {changed[change]: certificate for change, certificate in rows}
    certificates |= {one.index: one.subject_id for one in entries if one.kind == ISSUE}
    places = dict(
        StatusEntry.objects.filter(pk__in=set(certificates.values())).values_list("pk", "index")
    )
    return {
        index: places[certificate]
        for index, certificate in certificates.items()
        if certificate in places
    }
