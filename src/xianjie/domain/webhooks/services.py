"""Endpoints kept by staff of a body, occurrences written with what happened, and their sending.

`emit` writes in the transaction of the change, so neither is there without the other. `deliver`
sends afterwards and records the outcome: a crash between the two sends it again, with the same
key. At least once, in no promised order; the log's index gives the order.
"""

from __future__ import annotations

import json
import secrets as random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Capacity, Target, effect, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import seal, unseal
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.bulk import insert_values
from xianjie.domain.claiming import claimed
from xianjie.domain.webhooks.addresses import read_address
from xianjie.domain.webhooks.errors import WebhookError
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Kind, Occurrence, Secret
from xianjie.domain.webhooks.sending import Answer, Parcel, Sender
from xianjie.domain.webhooks.signing import new_secret
from xianjie.text import Text

KEEP = "webhook.keep"
REACH = "certificate.read"  # of what a role may read it may be told
SENDER = "xianjie"  # no person sends: the actor of events of sending
OVERLAP = timedelta(hours=24)  # in which the secret before signs too
MOST_ENDPOINTS = 20  # of a body
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 300, 600, 1440))  # before a try
KINDS = tuple(kind.value for kind in Kind if kind is not Kind.PING)
_POSTPONED = timedelta(minutes=1)
_IN_A_BATCH = 200
_AT_ONCE = 8  # endpoints
_LEASE = timedelta(minutes=30)  # for a batch; then whoever took it is taken for dead
_ENDED = Answer(taken=False, said="the endpoint was ended", final=True)
State = Dispatch.State


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


def register(
    *,
    by: Actor,
    body: Body,
    address: str,
    kinds: Iterable[str],
    loopback: bool,
    at: datetime,
) -> tuple[Endpoint, str]:
    """A new endpoint of the body and its secret, which nothing can show again.

    Raises `Denied`, `WrongAddress`, `WebhookError`.
    """
    require(by, KEEP, _target(body))
    read_address(address, loopback=loopback)
    wanted = sorted(set(kinds))
    if not wanted or set(wanted) - set(KINDS):
        raise WebhookError(
            Text(
                f"请至少选一种事项：{'、'.join(KINDS)}",
                f"choose at least one kind: {', '.join(KINDS)}",
            )
        )
    try:
        with transaction.atomic():
            if body.endpoints.filter(ended_at=None).count() >= MOST_ENDPOINTS:
                raise WebhookError(
                    Text(
                        f"一个单位至多登记 {MOST_ENDPOINTS} 个地址；请先停用一些",
                        f"a body has at most {MOST_ENDPOINTS} endpoints; end some first",
                    )
                )
            made = Endpoint.objects.create(
                body=body,
                role=_role(by, body),
                address=address,
                kinds=wanted,
                made_by=by.username,
                made_at=at,
            )
            secret = _add_secret(made, at)
            _record(by, made, "webhook.registered", at, {"kinds": wanted})
    except IntegrityError as error:
        raise WebhookError(Text("这个地址已经登记", "the address is registered already")) from error
    return made, secret


def rotate(*, by: Actor, endpoint: int, at: datetime) -> str:
    """A new secret, shown this once; the one before signs beside it for a day."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        found.secrets.filter(until_at=None).update(until_at=at + OVERLAP)
        secret = _add_secret(found, at)
        _record(by, found, "webhook.rotated", at)
    return secret


def end(*, by: Actor, endpoint: int, at: datetime) -> Endpoint:
    """Send nothing there any more, neither what still waits."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        found.ended_by, found.ended_at = by.username, at
        found.save(update_fields=["ended_by", "ended_at"])
        found.dispatches.filter(due_at__isnull=False).update(
            state=State.DEAD, due_at=None, claim="", at=at, outcome=_ENDED.said
        )
        _record(by, found, "webhook.ended", at)
    return found


def ping(*, by: Actor, endpoint: int, on: date, at: datetime) -> Dispatch:
    """Something to try the endpoint with, sent as everything else is."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        occurrence = Occurrence.objects.create(key=_key(), kind=Kind.PING, day=on, at=at)
        made = Dispatch.objects.create(
            occurrence=occurrence, endpoint=found, state=State.WAITING, due_at=at, at=at
        )
        _record(by, found, "webhook.pinged", at)
    return made


def resend(*, by: Actor, dispatch: int, at: datetime) -> Dispatch:
    """Send it once more, under the same key, whether or not it arrived."""
    with transaction.atomic():
        found = (
            Dispatch.objects.select_for_update(of=("self",))
            .select_related("endpoint__body")
            .filter(pk=dispatch)
            .first()
        )
        if found is None:
            raise _none(dispatch)
        endpoint = _kept(by, found.endpoint_id)
        found.state, found.attempts, found.due_at = State.WAITING, 0, at
        found.claim, found.at, found.outcome = "", at, ""
        found.save()
        _record(by, endpoint, "webhook.resent", at, {"dispatch": found.pk})
    return found


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
                _key(),
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
        (number, endpoint, State.WAITING.value, 0, at, "", at, "")
        for number, (_, wanting) in zip(numbers, told, strict=True)
        for endpoint in wanting
    ]
    insert_values(
        Dispatch,
        ("occurrence_id", "endpoint_id", "state", "attempts", "due_at", "claim", "at", "outcome"),
        waiting,
    )
    return len(waiting)


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


def _reaches(endpoint: Endpoint, one: Happened) -> bool:
    """By the table: what the role of who registered it may read, in the body that it is of."""
    capacity = Capacity(Role(endpoint.role), endpoint.body_id, endpoint.body.area)
    keeper = Actor(0, SENDER, (capacity,))
    return effect(keeper, REACH, Target(area=one.area, body=one.body)) is not None


def _sent(
    batch: Sequence[Dispatch], sender: Sender, base: str, at: datetime
) -> Mapping[int, Answer | None]:
    """Endpoints beside each other, each in order; what an endpoint is silent to ends its turn."""
    secrets = _secrets({one.endpoint_id for one in batch}, at)
    found: dict[int, Answer | None] = {}
    turns: dict[int, list[tuple[int, Parcel]]] = defaultdict(list)
    for one in batch:
        if one.endpoint.ended_at:  # while this was written
            found[one.pk] = _ENDED
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
        dispatch.state = State.DELIVERED
    elif answer.final or dispatch.attempts > len(PAUSES):
        dispatch.state = State.DEAD
    else:
        dispatch.state = State.FAILED
        dispatch.due_at = at + PAUSES[dispatch.attempts - 1]


def _kept(by: Actor, endpoint: int) -> Endpoint:
    """The endpoint, held until the transaction ends, where the person may keep it.

    Raises `Denied`, `WebhookError`.
    """
    found = (
        Endpoint.objects.select_for_update(of=("self",))
        .select_related("body")
        .filter(pk=endpoint)
        .first()
    )
    if found is None:
        raise _none(endpoint)
    require(by, KEEP, _target(found.body))
    if found.ended_at is not None:
        raise WebhookError(Text("这个地址已停用", "the endpoint has been ended"))
    return found


def _role(by: Actor, body: Body) -> Role:
    """As what the person keeps endpoints of the body."""
    return next(
        one.role
        for one in by.capacities
        if effect(Actor(by.user, by.username, (one,)), KEEP, _target(body)) is not None
    )


def _target(body: Body) -> Target:
    return Target(area=body.area, body=body.pk)


def _add_secret(endpoint: Endpoint, at: datetime) -> str:
    secret = new_secret()
    Secret.objects.create(endpoint=endpoint, sealed=seal(secret), made_at=at)
    return secret


def _key() -> str:
    return f"msg_{random.token_hex(16)}"


def _record(
    by: Actor,
    endpoint: Endpoint,
    action: str,
    at: datetime,
    data: Mapping[str, object] | None = None,
) -> None:
    record(
        by=by.username,
        at=at,
        action=action,
        subject=endpoint,
        area=endpoint.body.area,
        data=data,
    )


def _none(number: int) -> WebhookError:
    return WebhookError(Text(f"没有这项记录：{number}", f"there is no such record: {number}"))
