"""Occurrences, written in the transaction of what happened, for each endpoint that wants them."""

from __future__ import annotations

import secrets as random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Capacity, Target, effect
from xianjie.domain.accounts.roles import Role
from xianjie.domain.bulk import insert_values
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Kind, Occurrence

REACH = "certificate.read"  # of what a role may read it may be told
SENDER = "xianjie"  # no person sends: the actor of events of sending


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a certificate, of which area and body it is."""

    kind: Kind
    certificate: int
    number: str
    day: date
    log_index: int
    area: str
    body: int | None
    proof: str = ""


def emit(happened: Iterable[Happened], *, at: datetime) -> int:
    """Write what happened for each endpoint that wants it, in the caller's transaction.

    How many dispatches that makes.
    """
    endpoints = list(
        Endpoint.objects.filter(
            Q(body__closed_on=None) | Q(body__closed_on__gt=at.date()), ended_at=None
        ).select_related("body")
    )
    if not endpoints:
        return 0
    told = []
    for one in happened:
        wanting = [each.pk for each in endpoints if one.kind in each.kinds and _reaches(each, one)]
        if wanting:
            told.append((one, wanting))
    numbers = insert_values(
        Occurrence,
        ("key", "kind", "number", "proof", "certificate", "day", "log_index", "at"),
        [
            (
                new_key(),
                one.kind.value,
                one.number,
                one.proof,
                one.certificate,
                one.day,
                one.log_index,
                at,
            )
            for one, _ in told
        ],
    )
    waiting = [
        (number, endpoint, Dispatch.State.WAITING.value, 0, at, "", at, "")
        for number, (_, wanting) in zip(numbers, told, strict=True)
        for endpoint in wanting
    ]
    insert_values(
        Dispatch,
        ("occurrence_id", "endpoint_id", "state", "attempts", "due_at", "claim", "at", "outcome"),
        waiting,
    )
    return len(waiting)


def _reaches(endpoint: Endpoint, one: Happened) -> bool:
    """By the table: what the role of who registered it may read, in the body that it is of."""
    capacity = Capacity(Role(endpoint.role), endpoint.body_id, endpoint.body.area)
    keeper = Actor(0, SENDER, (capacity,))
    return effect(keeper, REACH, Target(area=one.area, body=one.body)) is not None


def new_key() -> str:
    """Of one occurrence, by which its receiver knows it again."""
    return f"msg_{random.token_hex(16)}"
