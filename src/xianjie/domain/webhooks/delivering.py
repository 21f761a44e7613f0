"""Sending what waits, each dispatch at least once, in no promised order.

The outcome is recorded afterwards: a crash between the two sends it again, with the same key. The
log's index gives the order.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.events import event_of, record_many
from xianjie.domain.claiming import claimed
from xianjie.domain.webhooks.emitting import SENDER
from xianjie.domain.webhooks.models import Dispatch, Kind, Occurrence, Secret
from xianjie.domain.webhooks.sending import ENDED, Answer, Parcel, Sender

PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 300, 600, 1440))  # before a try
_POSTPONED = timedelta(minutes=1)
_IN_A_BATCH = 200
_AT_ONCE = 8  # endpoints
_LEASE = timedelta(minutes=30)  # for a batch; then whoever took it is taken for dead


def deliver(*, at: datetime, sender: Sender, base: str) -> Counter[str]:
    """Send what waits or is to be tried again; how many ended in which state. Runs may overlap.

    ``base`` is the public address, below which the records are.
    """
    done: Counter[str] = Counter()
    rows = Dispatch.objects.select_related("occurrence", "endpoint__body")
    while batch := claimed(rows, at=at, lease=_LEASE, most=_IN_A_BATCH):
        _keep(batch, _sent(batch, sender, base, at), at, done)
    return done


def body_of(occurrence: Occurrence, base: str) -> bytes:
    """What an endpoint is sent of it, the same each time."""
    data: dict[str, object] = {"day": occurrence.day.isoformat()}
    if occurrence.kind != Kind.PING:
        records = f"{base.rstrip('/')}/api/v1/records/certificates"
        data |= {
            "number": occurrence.number,
            "log_index": occurrence.log_index,
            "record": f"{records}/{occurrence.certificate}",
        }
    if occurrence.proof:
        data["proof"] = occurrence.proof
    told = {
        "type": type_of(Kind(occurrence.kind)),
        "timestamp": occurrence.at.astimezone(UTC).isoformat(timespec="seconds"),
        "data": data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def type_of(kind: Kind) -> str:
    """Its name in what is sent."""
    return kind.value if kind is Kind.PING else f"certificate.{kind.value}"


def _sent(
    batch: Sequence[Dispatch], sender: Sender, base: str, at: datetime
) -> Mapping[int, Answer | None]:
    """Endpoints beside each other, each in order; what an endpoint is silent to ends its turn."""
    secrets = _secrets({one.endpoint_id for one in batch}, at)
    found: dict[int, Answer | None] = {}
    turns: dict[int, list[tuple[int, Parcel]]] = defaultdict(list)
    for one in batch:
        if one.endpoint.ended_at:  # while this was written
            found[one.pk] = ENDED
            continue
        happened = one.occurrence
        parcel = Parcel(
            happened.key, one.endpoint.address, body_of(happened, base), secrets[one.endpoint_id]
        )
        turns[one.endpoint_id].append((one.pk, parcel))

    def turn(parcels: Sequence[tuple[int, Parcel]]) -> dict[int, Answer | None]:
        answers: dict[int, Answer | None] = dict.fromkeys(number for number, _ in parcels)
        for number, parcel in parcels:
            answer = answers[number] = sender.send(parcel)
            if answer.silent:
                break
        return answers

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for answers in threads.map(turn, turns.values()):
            found |= answers
    return found


def _secrets(endpoints: Iterable[int], at: datetime) -> Mapping[int, tuple[str, ...]]:
    """Those in force, the newest first."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = Secret.objects.filter(Q(until_at=None) | Q(until_at__gt=at), endpoint__in=endpoints)
    for one in rows.order_by("-pk"):
        found[one.endpoint_id] += (unseal(one.sealed),)
    return found


def _keep(
    batch: Sequence[Dispatch],
    answers: Mapping[int, Answer | None],
    at: datetime,
    done: Counter[str],
) -> None:
    """What came of a batch: once, by whoever holds the claim."""
    with transaction.atomic():
        held = set(
            Dispatch.objects.select_for_update(of=("self",))
            .filter(claim=batch[0].claim)
            .values_list("pk", flat=True)
        )
        mine = [one for one in batch if one.pk in held]
        for one in mine:
            _settle(one, answers[one.pk], at)
        Dispatch.objects.bulk_update(
            mine, ["state", "attempts", "due_at", "claim", "at", "outcome"]
        )
        tried = [one for one in mine if answers[one.pk] is not None]
        done.update(one.state for one in tried)
        record_many(
            [
                event_of(
                    by=SENDER,
                    at=at,
                    action=f"webhook.{one.state}",
                    subject=one,
                    area=one.endpoint.body.area,
                    data={"attempt": one.attempts, "outcome": one.outcome},
                )
                for one in tried
            ]
        )


def _settle(dispatch: Dispatch, answer: Answer | None, at: datetime) -> None:
    dispatch.claim = ""
    if answer is None:  # its endpoint was silent to what went before
        dispatch.due_at = at + _POSTPONED
        return
    dispatch.attempts += 1
    dispatch.at, dispatch.outcome, dispatch.due_at = at, answer.said, None
    if answer.taken:
        dispatch.state = Dispatch.State.DELIVERED
    elif answer.final or dispatch.attempts > len(PAUSES):
        dispatch.state = Dispatch.State.DEAD
    else:
        dispatch.state = Dispatch.State.FAILED
        dispatch.due_at = at + PAUSES[dispatch.attempts - 1]
