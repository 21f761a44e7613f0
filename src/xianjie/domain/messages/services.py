"""Telling, delivering, reading.

`tell` writes what is to be told in the transaction of what it tells of. `deliver` sends it
afterwards: what it sends it records once, and what it could not record it sends again. So a crash
between the two may repeat a mail (which then has the same Message-ID) but never loses one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import models, transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.sealed import seal, unseal
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.bulk import insert_values
from xianjie.domain.claiming import claimed
from xianjie.domain.kinds import Of, kind_of
from xianjie.domain.messages import templates
from xianjie.domain.messages.models import Delivery, Message
from xianjie.domain.messages.ports import Letter, Outcome, Ports, TextMessage
from xianjie.domain.messages.templates import Value
from xianjie.text import LANGS, Lang

Channel, State = Delivery.Channel, Delivery.State
SENDER = "xianjie"  # no person sends: the actor of events of delivery
_AT_ONCE = 2_000  # messages of a statement
_IN_A_BATCH = 200  # deliveries that are handed over and recorded together
_LEASE = timedelta(minutes=30)  # for a batch; then whoever took it is taken for dead
_PAUSES = tuple(timedelta(minutes=one) for one in (5, 15, 60, 240, 960))  # before each new try

_MESSAGE = (
    "recipient_kind",
    "recipient_id",
    "user_id",
    "about_kind",
    "about_id",
    "subject_kind",
    "subject_id",
    "template",
    "version",
    "values",
    "lang",
    "once_on",
    "created_at",
    "created_by",
    "area",
    "body_id",
)
_DELIVERY = (
    "message_id",
    "channel",
    "address",
    "state",
    "attempts",
    "due_at",
    "claim",
    "at",
    "proof",
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to reach and by what: an account, a mail address, a telephone number, sealed."""

    kind: str
    number: int
    user: int | None = None
    email: str = ""
    phone_sealed: str = ""
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Told:
    """One message to be: to whom, of what of theirs, with which values."""

    to: Recipient
    subject: models.Model | Of
    values: Mapping[str, Value]
    area: str
    body: int | None = None


@dataclass(slots=True)
class Delivered:
    """What a run of `deliver` did, by channel."""

    sent: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def people_of(body: Body, roles: Iterable[str], on: date) -> list[Recipient]:
    """Everybody who acts for a body in one of the roles that day, each once."""
    found = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gt=on),
        body=body,
        role__in=list(roles),
        from_on__lte=on,
        user__is_active=True,
    ).select_related("user")
    users = {one.user_id: one.user for one in found.order_by("pk")}
    return [recipient_of(one) for one in users.values()]


def recipient_of(user: User) -> Recipient:
    return Recipient(kind_of(user), user.pk, user.pk, user.email)


def tell(
    *,
    by: str,
    template: str,
    about: models.Model,
    messages: Iterable[Told],
    at: datetime,
    once_on: date | None = None,
) -> int:
    """Write messages in the caller's transaction, with one event; how many they are.

    The caller has asked whether this person may do what is told of. ``once_on`` makes a second
    one of the same template, subject and day an `django.db.IntegrityError`.
    """
    found = templates.find(template)
    count = 0
    subject: models.Model | Of = about
    area = ""
    rest = iter(messages)
    while part := list(islice(rest, _AT_ONCE)):
        numbers = insert_values(
            Message,
            _MESSAGE,
            [
                (
                    one.to.kind,
                    one.to.number,
                    one.to.user,
                    kind_of(about),
                    about.pk,
                    kind_of(one.subject),
                    one.subject.pk,
                    found.name,
                    found.version,
                    templates.written(found, one.values),
                    one.to.lang,
                    once_on,
                    at,
                    by,
                    one.area,
                    one.body,
                )
                for one in part
            ],
        )
        insert_values(
            Delivery,
            _DELIVERY,
            [
                (number, *way)
                for number, one in zip(numbers, part, strict=True)
                for way in _ways(one.to, at)
            ],
        )
        count += len(part)
        subject, area = part[0].subject, part[0].area
    if count:
        record(
            by=by,
            at=at,
            action="message.told",
            subject=subject if count == 1 else about,
            area=area,
            ground=found.clauses,
            data={"template": found.name, "version": found.version, "messages": count},
        )
    return count


def read(*, by: Actor, message: int, owner: int | None, at: datetime) -> Message:
    """The recipient has opened it; the first time is kept. ``owner`` is whose it is now.

    An account may have been linked to a candidate after the message was written.
    """
    require(by, "message.own", Target(owner=owner))
    with transaction.atomic():
        found = Message.objects.select_for_update().get(pk=message)
        delivery = found.deliveries.filter(channel=Channel.PORTAL).first()
        if delivery is None:
            delivery = Delivery(message=found, channel=Channel.PORTAL)
        if delivery.state == State.READ:
            return found
        delivery.state, delivery.at, delivery.proof = State.READ, at, "portal"
        delivery.save()
        record(by=by.username, at=at, action="message.read", subject=found, area=found.area)
    return found


def deliver(*, at: datetime, ports: Ports, most: int | None = None) -> Delivered:
    """Send what waits or is to be tried again; ``most`` ends a run early. Runs may overlap."""
    done = Delivered()
    rows = Delivery.objects.select_related("message")
    while most is None or sum(done.sent.values()) + sum(done.failed.values()) < most:
        batch = claimed(rows, at=at, lease=_LEASE, most=_IN_A_BATCH)
        if not batch:
            break
        _record(batch, _handed_over(batch, ports, at), at, done)
    return done


def waiting() -> int:
    """How many deliveries are still to be tried."""
    return Delivery.objects.filter(due_at__isnull=False).count()


def _ways(to: Recipient, at: datetime) -> Iterator[tuple[object, ...]]:
    """In the portal at once; by mail and telephone when `deliver` runs."""
    if to.user is not None:
        yield Channel.PORTAL.value, "", State.SENT.value, 0, None, "", at, "portal"
    waits = State.WAITING.value, 0, at, "", at, ""
    if to.email:
        yield Channel.MAIL.value, seal(to.email), *waits
    if to.phone_sealed:
        yield Channel.SMS.value, to.phone_sealed, *waits


def _handed_over(batch: Sequence[Delivery], ports: Ports, at: datetime) -> dict[int, Outcome]:
    mails = [one for one in batch if one.channel == Channel.MAIL]
    texts = [one for one in batch if one.channel == Channel.SMS]
    outcomes = ports.mailer.send([_letter(one, at) for one in mails])
    outcomes += ports.gateway.send([_text(one) for one in texts])
    return {one.pk: told for one, told in zip([*mails, *texts], outcomes, strict=True)}


def _record(
    batch: Sequence[Delivery], outcomes: Mapping[int, Outcome], at: datetime, done: Delivered
) -> None:
    """What came of a batch: once, by whoever holds the claim."""
    with transaction.atomic():
        held = set(
            Delivery.objects.select_for_update()
            .filter(claim=batch[0].claim)
            .values_list("pk", flat=True)
        )
        mine = [one for one in batch if one.pk in held]
        for one in mine:
            told = outcomes[one.pk]
            one.attempts += 1
            one.state = State.SENT if told.sent else State.FAILED
            one.due_at = None if told.sent or told.final else _next_try(one.attempts, at)
            one.proof = told.proof
            (done.sent if told.sent else done.failed)[one.channel] += 1
        for changed, numbers in _alike(mine).items():
            attempts, state, due_at, proof = changed
            Delivery.objects.filter(pk__in=numbers).update(
                attempts=attempts, state=state, due_at=due_at, proof=proof, claim="", at=at
            )
        record_many(
            [
                event_of(
                    by=SENDER,
                    at=at,
                    action=f"delivery.{one.state}",
                    subject=one,
                    area=one.message.area,
                    data={"channel": one.channel, "attempt": one.attempts, "proof": one.proof},
                )
                for one in mine
            ]
        )


def _alike(batch: Iterable[Delivery]) -> dict[tuple[int, str, datetime | None, str], list[int]]:
    """Those that ended alike: a file of text messages is one statement, not hundreds."""
    found: dict[tuple[int, str, datetime | None, str], list[int]] = defaultdict(list)
    for one in batch:
        found[one.attempts, one.state, one.due_at, one.proof].append(one.pk)
    return found


def _next_try(attempts: int, at: datetime) -> datetime | None:
    return at + _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else None


def _letter(delivery: Delivery, at: datetime) -> Letter:
    """In both languages, the recipient's first."""
    message = delivery.message
    first: Lang = "en" if message.lang == "en" else "zh"
    langs = [first, *(one for one in LANGS if one != first)]
    said = [
        (templates.render(message.template, message.version, message.values, lang), lang)
        for lang in langs
    ]
    parts = [
        "\n\n".join(
            [one.body]
            + ([f"{_GROUNDS[lang]}{templates.grounds(one.clauses, lang)}"] if one.clauses else [])
        )
        for one, lang in said
    ]
    return Letter(
        f"delivery-{delivery.pk}",
        unseal(delivery.address),
        " · ".join(one.title for one, _ in said),
        "\n\n--\n\n".join(parts) + "\n",
        at,
    )


def _text(delivery: Delivery) -> TextMessage:
    message = delivery.message
    lang: Lang = "en" if message.lang == "en" else "zh"
    said = templates.render(message.template, message.version, message.values, lang)
    return TextMessage(f"{delivery.pk}", unseal(delivery.address), said.short)


_GROUNDS: Mapping[Lang, str] = {"zh": "依据：", "en": "Ground: "}
