"""The status lists that verifiers read: which places are revoked, which suspended, signed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Max

from xianjie.credentials.status_list import (
    MIN_ENTRIES,
    REVOCATION,
    SUSPENSION,
    list_credential,
    with_bits,
)
from xianjie.domain.certificates.models import Certificate, Change, StatusEntry
from xianjie.domain.certificates.signing import Issuer, list_address
from xianjie.domain.certificates.standing import State, state_of

# A reader of Open Badges may look at the first list alone, so it has the revoked ones too.
_STATES = {REVOCATION: {State.REVOKED}, SUSPENSION: {State.SUSPENDED, State.REVOKED}}
_GOOD_FOR = timedelta(days=1)  # who has an older one has to ask again
_KEPT = _GOOD_FOR / 2


def status_list(purpose: str, number: int, *, issuer: Issuer, at: datetime) -> str | None:
    """The list as signed JSON; None for one that no certificate has a place in.

    Signed anew when a change was made since, and twice a day.
    """
    last = StatusEntry.objects.aggregate(last=Max("index"))["last"] or 0
    if purpose not in _STATES or not 0 <= number <= last // MIN_ENTRIES:
        return None
    changed = Change.objects.aggregate(last=Max("pk"))["last"]
    key = f"status:{issuer.did}:{purpose}:{number}:{changed}"
    kept = cache.get(key)
    if isinstance(kept, tuple) and timedelta() <= at - kept[0] < _KEPT:
        return str(kept[1])
    place = number * MIN_ENTRIES
    made = list_credential(
        list_address(issuer.base, purpose, place),
        issuer.did,
        [purpose],
        with_bits(one - place for one in _places(purpose, range(place, place + MIN_ENTRIES))),
        valid_from=at,
        valid_until=at + _GOOD_FOR,
    )
    signed = json.dumps(issuer.secure(made, at=at), ensure_ascii=False)
    cache.set(key, (at, signed), _KEPT.total_seconds())
    return signed


def _places(purpose: str, places: range) -> list[int]:
    found = (
        Certificate.objects.filter(
            status__index__gte=places.start,
            status__index__lt=places.stop,
            changes__kind__in=[Change.Kind.SUSPENDED, Change.Kind.REVOKED],
        )
        .distinct()
        .select_related("status")
        .prefetch_related("changes")
    )
    return [one.status.index for one in found if state_of(one) in _STATES[purpose]]
