"""From what happens to a certificate to the program told: written once, sent at least once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.certificates.conftest import Office
from tests.certificates.filed import ISSUED
from tests.sittings.conftest import THEN, staff
from tests.webhooks.conftest import Receiver
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import changing, subscribers
from xianjie.domain.certificates.models import Certificate, Change, LogEntry
from xianjie.domain.webhooks import delivering, emitting, services
from xianjie.domain.webhooks.delivering import PAUSES
from xianjie.domain.webhooks.errors import WebhookError, WrongAddress
from xianjie.domain.webhooks.forgetting import KEPT, forget
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Occurrence, Secret
from xianjie.domain.webhooks.sending import Answer, HttpSender, Parcel
from xianjie.domain.webhooks.services import KINDS

BASE = "https://register.example"
State = Dispatch.State


def registered(office: Office, address: str, *kinds: str) -> tuple[Endpoint, str]:
    return services.register(
        by=office.maker,
        body=office.centre,
        address=address,
        kinds=kinds or KINDS,
        loopback=True,
        at=THEN,
    )


def delivered(sender: HttpSender | Scripted, at: datetime = THEN) -> dict[str, int]:
    return dict(delivering.deliver(at=at, sender=sender, base=BASE))


@dataclass
class Scripted:
    """Answers in order, then takes everything; keeps what it was sent."""

    answers: list[Answer] = field(default_factory=list)
    sent: list[Parcel] = field(default_factory=list)

    def send(self, parcel: Parcel) -> Answer:
        self.sent.append(parcel)
        return self.answers.pop(0) if self.answers else Answer(taken=True, said="HTTP 200")


SILENT = Answer(taken=False, said="TimeoutError", silent=True)
BROKEN = Answer(taken=False, said="HTTP 500")


def changed(office: Office, certificate: Certificate, kind: Change.Kind) -> None:
    corrections = {"name": "张五"} if kind is Change.Kind.CORRECTED else None
    made = changing.propose(
        by=office.maker,
        certificate=certificate,
        kind=kind,
        reason="张三举报",
        basis="1",
        at=THEN,
        corrections=corrections,
    )
    changing.decide(
        by=office.checker,
        proposal=made.pk,
        grant=True,
        words="",
        issuer=office.issuer,
        on=ISSUED,
        at=THEN,
    )


def test_what_happens_is_told_and_names_nobody(
    office: Office, receiver: Receiver, sender: HttpSender
) -> None:
    endpoint, secret = registered(office, receiver.address)
    made = office.certificate()
    for kind in ("suspended", "lifted", "corrected", "revoked"):
        changed(office, made, Change.Kind(kind))
    assert delivered(sender) == {State.DELIVERED: 5}
    told = [one.told for one in receiver.received]
    assert [one["type"] for one in told] == [
        f"certificate.{kind}" for kind in ("issued", "suspended", "lifted", "corrected", "revoked")
    ]
    entry = LogEntry.objects.get(kind="revoked")
    assert told[-1]["data"] == {
        "day": ISSUED.isoformat(),
        "number": made.number,
        "log_index": entry.index,
        "record": f"{BASE}/api/v1/records/certificates/{made.pk}",
    }
    everything = b"".join(one.body for one in receiver.received).decode()
    for personal in (made.name, "张五", "张三", made.document, unseal(made.number_sealed)):
        assert personal not in everything
    assert all(one.is_signed(secret) for one in receiver.received)
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 5
    assert delivered(sender, THEN + timedelta(days=9)) == {}
    assert Event.objects.filter(action="webhook.delivered").count() == 5
    assert secret not in json.dumps(list(Event.objects.values_list("data", flat=True)))
    assert secret not in Secret.objects.get(endpoint=endpoint).sealed


def test_an_endpoint_is_told_of_what_it_chose_and_its_role_reaches(office: Office) -> None:
    def of(name: str, *kinds: str) -> Endpoint:
        body = Body.objects.get(name=name)
        role = Role.EVALUATION if body == office.filed else Role.PREFECTURE
        made, _ = services.register(
            by=staff(role, body, f"{name}的人"),
            body=body,
            address="http://127.0.0.1:9/",
            kinds=kinds,
            loopback=True,
            at=THEN,
        )
        return made

    chosen, _ = registered(office, "http://127.0.0.1:9/", "suspended")
    near, elsewhere, filed = (
        of("广州市局", *KINDS),
        of("深圳市局", *KINDS),
        of("某评价中心", *KINDS),
    )
    made = office.certificate()  # of the area 440106
    changed(office, made, Change.Kind.SUSPENDED)
    assert [one.occurrence.kind for one in chosen.dispatches.all()] == ["suspended"]
    assert [one.occurrence.kind for one in near.dispatches.order_by("pk")] == [
        "issued",
        "suspended",
    ]
    assert not elsewhere.dispatches.exists()
    assert not filed.dispatches.exists()
    assert Occurrence.objects.count() == 2  # once, however many are told
    Body.objects.filter(name="广州市局").update(closed_on=date(2020, 11, 1))
    changed(office, made, Change.Kind.LIFTED)
    assert near.dispatches.count() == 2  # its body is no more


def test_a_change_that_is_undone_is_not_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(office, "http://127.0.0.1:9/")
    made = office.certificate()
    before = Occurrence.objects.count(), Dispatch.objects.count(), LogEntry.objects.count()

    def full(*_: object, **__: object) -> None:
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr(changing, "record", full, raising=True)
    proposal = made.proposals.create(
        kind="revoked", reason="x", basis="x", proposed_by=office.maker.username, proposed_at=THEN
    )
    with pytest.raises(OSError, match="space"):
        changing.decide(
            by=office.checker,
            proposal=proposal.pk,
            grant=True,
            words="",
            issuer=office.issuer,
            on=ISSUED,
            at=THEN,
        )
    after = Occurrence.objects.count(), Dispatch.objects.count(), LogEntry.objects.count()
    assert before == after


def test_what_cannot_be_told_is_not_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox is of the change's transaction: where it cannot be written nothing is."""
    registered(office, "http://127.0.0.1:9/")

    def full(*_: object, **__: object) -> None:
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr(emitting, "insert_values", full)
    with pytest.raises(OSError, match="space"):
        office.certificate()
    assert not Certificate.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_failure_is_tried_again_with_growing_pauses_and_then_dead(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    at, sender = THEN, Scripted([BROKEN] * 20)
    for attempt, pause in enumerate(PAUSES, 1):
        assert delivered(sender, at) == {State.FAILED: 1}
        one = Dispatch.objects.get()
        assert (one.attempts, one.due_at, one.outcome) == (attempt, at + pause, "HTTP 500")
        assert delivered(sender, at + pause - timedelta(seconds=1)) == {}
        at += pause
    assert delivered(sender, at) == {State.DEAD: 1}
    assert delivered(sender, at + timedelta(days=99)) == {}
    dead = Dispatch.objects.get()
    assert (dead.state, dead.due_at, dead.attempts) == (State.DEAD, None, 8)
    assert len({parcel.key for parcel in sender.sent}) == 1  # the same key each time
    again = services.resend(by=office.maker, dispatch=dead.pk, at=at)
    assert (again.state, again.attempts) == (State.WAITING, 0)
    assert delivered(Scripted(), at) == {State.DELIVERED: 1}
    services.resend(by=office.maker, dispatch=dead.pk, at=at)  # what arrived may be sent again, too
    taken = Scripted()
    assert delivered(taken, at) == {State.DELIVERED: 1}
    assert taken.sent[0].key == sender.sent[0].key


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    for _ in range(2):
        services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    delivered(Scripted([Answer(taken=True, said="HTTP 200"), BROKEN]))
    assert forget(at=THEN + KEPT) == 0
    later = THEN + KEPT + timedelta(seconds=1)
    assert forget(at=later) == 1
    assert [one.state for one in Dispatch.objects.all()] == [State.FAILED]
    assert Occurrence.objects.count() == 1
    assert delivered(Scripted(), later) == {State.DELIVERED: 1}
    assert forget(at=later) == 0  # it ended just now


def test_who_is_gone_is_not_asked_again(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    gone = Scripted([Answer(taken=False, said="HTTP 410", final=True)])
    assert delivered(gone) == {State.DEAD: 1}


def test_a_silent_endpoint_is_left_for_later_and_holds_up_no_other(office: Office) -> None:
    silent, _ = registered(office, "http://127.0.0.1:9/silent")
    other, _ = registered(office, "http://127.0.0.1:9/other")
    for endpoint in (silent, silent, silent, other):
        services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)

    class Half(Scripted):
        def send(self, parcel: Parcel) -> Answer:
            taken = super().send(parcel)
            return SILENT if parcel.address.endswith("silent") else taken

    sender = Half()
    assert delivered(sender) == {State.FAILED: 1, State.DELIVERED: 1}
    assert len(sender.sent) == 2
    left = list(silent.dispatches.order_by("pk").values_list("state", "attempts"))
    assert left == [("failed", 1), ("waiting", 0), ("waiting", 0)]
    assert delivered(Scripted(), THEN + timedelta(minutes=1)) == {State.DELIVERED: 3}


class Dying(Scripted):
    def send(self, parcel: Parcel) -> Answer:
        super().send(parcel)
        raise KeyboardInterrupt


def test_a_crash_between_sending_and_noting_it_sends_again_with_the_same_key(
    office: Office,
) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    dying = Dying()
    with pytest.raises(KeyboardInterrupt):
        delivered(dying)
    assert delivered(Scripted(), THEN + timedelta(minutes=29)) == {}  # the lease of the dead run
    again = Scripted()
    assert delivered(again, THEN + timedelta(minutes=30)) == {State.DELIVERED: 1}
    assert [one.key for one in again.sent] == [one.key for one in dying.sent]
    assert again.sent[0].body == dying.sent[0].body


def test_a_run_that_was_taken_for_dead_notes_nothing(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)

    class Slow(Scripted):
        def send(self, parcel: Parcel) -> Answer:
            super().send(parcel)
            return BROKEN

    slow = Slow()
    sent = delivering._sent

    def overtaken(*args: object) -> object:
        answers = sent(*args)  # type: ignore[arg-type]
        if slow.sent and len(slow.sent) == 1:
            slow.sent.append(slow.sent[0])
            later = THEN + timedelta(minutes=31)
            assert delivered(Scripted(), later) == {State.DELIVERED: 1}
        return answers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering, "_sent", overtaken)
        assert delivered(slow) == {}
    assert Dispatch.objects.get().state == State.DELIVERED


def test_a_rotated_secret_overlaps_for_a_day(
    office: Office, receiver: Receiver, sender: HttpSender
) -> None:
    endpoint, old = registered(office, receiver.address)
    new = services.rotate(by=office.maker, endpoint=endpoint.pk, at=THEN)
    for at in (THEN, THEN + timedelta(hours=24)):
        services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=at)
        delivered(sender, at)
    during, after = receiver.received
    assert (during.is_signed(new), during.is_signed(old)) == (True, True)
    assert (after.is_signed(new), after.is_signed(old)) == (True, False)


def test_an_ended_endpoint_is_sent_nothing(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    sent = services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    services.end(by=office.maker, endpoint=endpoint.pk, at=THEN)
    office.certificate()
    assert delivered(Scripted()) == {}
    assert Dispatch.objects.get().state == State.DEAD
    for act in (
        lambda: services.rotate(by=office.maker, endpoint=endpoint.pk, at=THEN),
        lambda: services.resend(by=office.maker, dispatch=sent.pk, at=THEN),
        lambda: services.end(by=office.maker, endpoint=endpoint.pk, at=THEN),
    ):
        with pytest.raises(WebhookError):
            act()
    # Written by somebody who had not seen that it was ended.
    Dispatch.objects.update(state=State.WAITING, due_at=THEN)
    late = Scripted()
    assert (delivered(late), late.sent) == ({State.DEAD: 1}, [])
    registered(office, "http://127.0.0.1:9/")  # the address is free again


def test_who_may_keep_endpoints_and_how_many(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    with pytest.raises(WebhookError):
        registered(office, "http://127.0.0.1:9/")
    with pytest.raises(WebhookError):
        registered(office, "http://127.0.0.1:9/other", "ping")
    with pytest.raises(WrongAddress):
        registered(office, "http://10.0.0.1/")
    for by in (office.filed_maker, office.sat.one):
        with pytest.raises(Denied):
            services.rotate(by=by, endpoint=endpoint.pk, at=THEN)
        with pytest.raises(Denied):
            services.register(
                by=by, body=office.centre, address="https://a.example", kinds=KINDS,
                loopback=False, at=THEN,
            )  # fmt: skip
    for number in range(services.MOST_ENDPOINTS - 1):
        registered(office, f"http://127.0.0.1:9/{number}")
    with pytest.raises(WebhookError):
        registered(office, "http://127.0.0.1:9/more")


def test_the_database_holds_the_outbox_together(office: Office) -> None:
    endpoint, _ = registered(office, "http://127.0.0.1:9/")
    one = services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
    for wrong in ({"state": State.DELIVERED}, {"state": State.WAITING, "due_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.filter(pk=one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(pk=one.occurrence_id).update(kind="revoked")
    with pytest.raises(IntegrityError), transaction.atomic():
        Secret.objects.create(endpoint=endpoint, sealed="x", made_at=THEN)


def test_many_certificates_ask_no_more_of_the_database_than_one(
    office: Office, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    registered(office, "http://127.0.0.1:9/")
    made = office.certificate()
    entry = LogEntry.objects.get()
    with transaction.atomic(), django_assert_max_num_queries(8):
        emitting.emit((subscribers.happened(made, entry) for _ in range(100)), at=THEN)
    assert Occurrence.objects.count() == 101


def test_only_what_the_log_has_entries_of_happens(office: Office) -> None:
    office.certificate()
    entry = LogEntry.objects.get()
    with pytest.raises(TypeError, match="proofs"):
        subscribers.happened(office.centre, entry)
