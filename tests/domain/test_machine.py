"""Registration, choice and refund in any order, by anybody: what must hold, holds after each step.

A step may be refused; then nothing may have changed.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.domain.conftest import AT, ON, Province, make_province
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Choice, Exam, Registration
from xianjie.domain.appraisals.services import choices, exams, registrations
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.domain.audit.models import Event
from xianjie.domain.audit.sealing import Heads, seal, verify
from xianjie.domain.payments import ledger, services
from xianjie.domain.payments.models import Batch, Line, Move, Payment, Refund
from xianjie.errors import XianjieError
from xianjie.instruments import law

FIRST, LAST = date(2020, 8, 28), date(2020, 10, 9)  # from before the notice of Guangdong
SEATS = 4
FEE = 20_000
OTHERS = ["other-institution", "other-bureau", "other-finance", "centre", "auditor"]


def who(*able: str) -> st.SearchStrategy[str]:
    """Mostly who may do it, now and then somebody who may not."""
    return st.sampled_from([*able] * (8 // len(able)) + OTHERS)


STAFF, BUREAU, MONEY = who("institution"), who("bureau"), who("finance", "finance-2")
ONE = st.integers(0, 7)  # of whatever there are


class Passage(RuleBasedStateMachine):
    """One exam with few seats, two finance officers, candidates who come and go."""

    heads: Heads
    reached: ClassVar[
        Counter[str]
    ]  # over all walks: what was done, and by which errors it was refused

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.on = FIRST

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(people=st.integers(0, SEATS), stage=st.integers(0, 3))
    def found(self, people: int = 0, stage: int = 0) -> None:
        """Some walks begin where a choice is open, locked or in a batch, so that they get far."""
        self.province: Province = make_province()
        self.exam: Exam = self.province.exam(seats=SEATS)
        self.offer = self.exam.offers.get()
        for number in range(people):
            self.register(number, "institution")
            self.accept(number, "institution")
        if stage:
            self.open_round("institution")
            for number in range(people - people // 3):
                self.choose(number, Choice.Option.REFUND, "institution")
        if stage > 1:
            self.let_days_pass(8)
            self.lock("institution")
            self.gather("finance")
        if stage > 2:
            self.approve(0, "finance-2")

    @rule(days=st.integers(1, 4))
    def let_days_pass(self, days: int) -> None:
        self.on = min(self.on + timedelta(days=days), LAST)

    @rule(number=ONE, by=STAFF)
    def register(self, number: int, by: str) -> None:
        candidate = registrations.candidate_of(Person("某人", "resident", f"{number:018}"))
        self._try(
            registrations.register,
            by=self._actor(by),
            offer=self.offer.pk,
            candidate=candidate,
            notice_version="1",
            law=law(),
            on=self.on,
            at=AT,
        )

    @rule(one=ONE, by=STAFF)
    def accept(self, one: int, by: str) -> None:
        self._with(
            Registration,
            one,
            registrations.accept,
            "registration",
            by=self._actor(by),
            account="6222",
            on=self.on,
            at=AT,
        )

    @rule(by=STAFF)
    def open_round(self, by: str) -> None:
        self._try(
            choices.open_round,
            by=self._actor(by),
            exam=self.exam.pk,
            opens_on=self.on,
            closes_on=self.on + timedelta(days=7),
            law=law(),
            on=self.on,
            at=AT,
        )

    @rule(one=ONE, option=st.sampled_from(Choice.Option), by=STAFF)
    def choose(self, one: int, option: Choice.Option, by: str) -> None:
        self._with(
            Registration,
            one,
            choices.choose,
            "registration",
            by=self._actor(by),
            option=option,
            law=law(),
            on=self.on,
            at=AT,
            on_behalf="电话",
        )

    @rule(by=STAFF)
    def lock(self, by: str) -> None:
        self._try(
            choices.lock_round,
            by=self._actor(by),
            exam=self.exam.pk,
            law=law(),
            on=self.on,
            at=AT,
        )

    @rule(by=BUREAU)
    def suspend(self, by: str) -> None:
        self._try(
            exams.suspend,
            by=self._actor(by),
            area="440100",
            from_on=self.on,
            to_on=self.on + timedelta(days=3),
            basis="通告",
            at=AT,
        )

    @rule(by=MONEY)
    def gather(self, by: str) -> None:
        refunds = list(Refund.objects.values_list("pk", flat=True))
        self._try(services.make_batch, by=self._actor(by), area="440100", refunds=refunds, at=AT)

    @rule(one=ONE, by=MONEY)
    def approve(self, one: int, by: str) -> None:
        self._with(Batch, one, services.approve_batch, "batch", by=self._actor(by), at=AT)

    @rule(one=ONE, by=MONEY, failing=st.integers(0, 3))
    def settle(self, one: int, by: str, failing: int) -> None:
        batches = list(Batch.objects.order_by("pk"))
        if batches:
            batch = batches[one % len(batches)]
            results = {
                line.pk: services.Result(line.pk, paid=place >= failing, reason="户名不符")
                for place, line in enumerate(batch.lines.order_by("pk"))
            }
            self._try(
                services.settle_batch,
                by=self._actor(by),
                batch=batch.pk,
                results=results,
                at=AT,
            )

    @rule(one=ONE, by=MONEY)
    def change_account(self, one: int, by: str) -> None:
        self._with(
            Refund,
            one,
            services.change_account,
            "refund",
            by=self._actor(by),
            account="6333",
            at=AT,
        )

    @invariant()
    def money_adds_up(self) -> None:
        found = ledger.balance()
        accepted = Registration.objects.filter(accepted_at__isnull=False).count()
        assert found.paid == accepted * FEE
        assert found.paid == found.kept + found.transit + found.refunded
        assert list(ledger.faults()) == []

    @invariant()
    def nothing_is_twice(self) -> None:
        seats = list(Registration.objects.values_list("seat", flat=True))
        assert len(seats) == len(set(seats)) <= SEATS
        out = list(Move.objects.filter(target="refunded").values_list("payment", flat=True))
        assert len(out) == len(set(out))
        live = list(Line.objects.exclude(result="failed").values_list("refund", flat=True))
        assert len(live) == len(set(live))

    @invariant()
    def refunds_are_of_who_chose_them(self) -> None:
        owed = set(Refund.objects.values_list("payment__subject_id", flat=True))
        locked = Choice.objects.filter(option="refund", locked_at__isnull=False)
        assert owed == set(locked.values_list("registration", flat=True))

    @invariant()
    def nobody_approved_their_own(self) -> None:
        assert not any(one.made_by == one.approved_by for one in Batch.objects.all())

    @invariant()
    def every_change_has_one_event(self) -> None:
        told = Counter(Event.objects.values_list("action", flat=True))
        assert told["registration.made"] == Registration.objects.count()
        assert told["registration.accepted"] == Payment.objects.count()
        assert told["batch.made"] == Batch.objects.count()
        assert told["batch.approved"] == Batch.objects.filter(approved_at__isnull=False).count()
        assert told["batch.settled"] == Batch.objects.filter(settled_at__isnull=False).count()
        assert told["refund.owed"] == Refund.objects.count()
        assert told["refund.paid"] == Line.objects.filter(result="paid").count()
        assert told["refund.failed"] == Line.objects.filter(result="failed").count()

    @invariant()
    def the_log_is_whole(self) -> None:
        seal(heads=self.heads, at=AT)
        assert verify(heads=self.heads).waiting == 0

    def _actor(self, name: str) -> Actor:
        return self.province.actors[name]

    def _with(
        self,
        model: type[Model],
        one: int,
        act: Any,  # noqa: ANN401 - any service
        name: str,
        **given: Any,  # noqa: ANN401 - what it takes
    ) -> None:
        numbers = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        if numbers:
            self._try(act, **{name: numbers[one % len(numbers)]}, **given)

    def _try(self, act: Any, **given: Any) -> None:  # noqa: ANN401 - any service, what it takes
        before = _all()
        try:
            act(**given)
        except XianjieError as error:
            self.reached[type(error).__name__] += 1
            assert _all() == before
        else:
            self.reached[act.__name__] += 1


def _all() -> list[tuple[object, ...]]:
    """Every row but rulings, of which a refusal keeps one."""
    with connection.cursor() as cursor:
        found = []
        for table in ("appraisals_registration", "appraisals_choice", "payments_refund"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            found += cursor.fetchall()
        for table in ("audit_event", "payments_move", "payments_line", "payments_batch"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            found.append((table, *cursor.fetchone()))
        return found


def machine(folder: Path) -> type[Passage]:
    class Here(Passage):
        made = 0
        reached: ClassVar = Counter[str]()

        def __init__(self) -> None:
            super().__init__()
            type(self).made += 1
            self.heads = Heads(folder / f"audit-{type(self).made}")

    return Here


@pytest.mark.django_db
def test_what_must_hold_holds_after_every_step(tmp_path: Path) -> None:
    most = max(10, settings.default.max_examples // 2) if settings.default else 10
    walked = machine(tmp_path)
    run_state_machine_as_test(
        walked, settings=settings(max_examples=most, stateful_step_count=40, deadline=None)
    )
    assert {"register", "accept", "choose", "lock_round", "settle_batch"} <= set(walked.reached)
    assert {"Denied", "AppraisalError", "PaymentError"} <= set(walked.reached)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("UPDATE payments_payment SET amount_fen = amount_fen + 1", "money_adds_up"),
        ("DELETE FROM payments_move", "money_adds_up"),
        ("DELETE FROM audit_event WHERE action = 'registration.made'", "every_change_has"),
        ("UPDATE audit_event SET actor = 'x'", "the_log_is_whole"),
    ],
)
def test_a_planted_fault_is_noticed(planted: str, noticed: str, tmp_path: Path) -> None:
    one = machine(tmp_path)()
    try:
        one.found()
        one.on = ON
        one.register(1, "institution")
        one.accept(0, "institution")
        one.the_log_is_whole()
        with connection.cursor() as cursor:
            cursor.execute(planted)
        name = next(each for each in dir(one) if each.startswith(noticed))
        with pytest.raises((AssertionError, XianjieError)):
            getattr(one, name)()
    finally:
        one.teardown()
