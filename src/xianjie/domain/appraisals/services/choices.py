"""Continue or refund: offered where the law offers it, kept with what the law said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.appraisals import facts, telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Choice, ChoiceRound, Exam, Registration
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.bulk import insert
from xianjie.domain.kinds import kind_of
from xianjie.domain.locking import held
from xianjie.domain.messages.models import Message
from xianjie.domain.payments.models import Payment
from xianjie.domain.payments.services import owe_back
from xianjie.domain.rulings.asking import keep, procedure, refused, rule, ruled
from xianjie.law import Answer, Law
from xianjie.text import Text

OFFERED = "choose_continue_or_refund"
REFUNDED = "refund"
_AT_ONCE = 2_000  # rows of a statement: below what SQLite takes


def option_of(registration: Registration, law: Law, on: date) -> Answer:
    """What the candidate may do that day, for showing; nothing is kept."""
    exam = registration.offer.exam
    asked = facts.of_option(
        registration, registration.offer, exam, is_suspended=facts.suspended(exam, on)
    )
    return law.decision("candidate-option").decide(asked)


def open_round(
    *, by: Actor, exam: int, opens_on: date, closes_on: date, law: Law, on: date, at: datetime
) -> ChoiceRound:
    """Publish when candidates choose and what holds for the silent, before the choice opens."""
    with transaction.atomic():
        found = Exam.objects.select_for_update().filter(pk=exam).first()
        if found is None:
            raise AppraisalError(Text("没有这场考试", "there is no such exam"))
        require(by, "exam.publish", Target(area=found.area, body=found.institution_id))
        if opens_on < on:
            raise AppraisalError(
                Text("选择期须在公布之后开始", "the choice opens after it is published")
            )
        if ChoiceRound.objects.filter(exam=found).exists():
            raise AppraisalError(Text("选择期已公布", "the choice is published already"))
        round_ = ChoiceRound.objects.create(
            exam=found,
            published_at=at,
            opens_on=opens_on,
            closes_on=closes_on,
            default=default_of(law),
        )
        record(
            by=by.username,
            at=at,
            action="choice.opened",
            subject=round_,
            area=found.area,
            ground=("252/2.1.2",),
            data={"opens": opens_on, "closes": closes_on, "default": round_.default},
        )
        asked = _silent(found, law, on)
        telling.tell_choice(by.username, "choice_opened", round_, asked, at)
    return round_


def default_of(law: Law) -> str:
    """What holds for a candidate who may choose and stays silent: reading R8."""
    turned = law.choices.readings.get("R8") == "alternative"
    return Choice.Option.REFUND if turned else Choice.Option.CONTINUE


def choose(
    *,
    by: Actor,
    registration: int,
    option: Choice.Option,
    law: Law,
    on: date,
    at: datetime,
    on_behalf: str = "",
) -> Choice:
    """Record a choice, or change it while it is open. ``on_behalf`` is the evidence of staff.

    Raises `Denied`, `AppraisalError`, and `RefusedByLaw` where the law offers no choice.
    """
    with procedure():
        found = _locked(registration)
        exam = found.offer.exam
        round_ = _open_round(exam, on)
        before = Choice.objects.filter(registration=found).first()
        if round_.locked_at or (before and before.locked_at):
            raise AppraisalError(Text("选择已锁定", "the choice is locked"))
        _require_may(by, found, on_behalf, "decided" if before else "undecided")
        asked = facts.of_option(found, found.offer, exam, is_suspended=facts.suspended(exam, on))
        answer, ruling = rule(
            law=law, decision="candidate-option", facts=asked, subject=found, at=at
        )
        if answer.outcome != OFFERED:
            raise refused(law, answer, ruling, exam.title)
        choice, _ = Choice.objects.update_or_create(
            registration=found,
            defaults={
                "option": option,
                "chosen_at": at,
                "chosen_by": by.username,
                "on_behalf": on_behalf,
                "ruling": ruling,
            },
        )
        record(
            by=by.username,
            at=at,
            action="choice.made",
            subject=choice,
            area=found.area,
            ground=answer.clauses,
            data={
                "registration": found.pk,
                "option": option,
                "before": before.option if before else None,
                "on_behalf": on_behalf,
            },
        )
    return choice


def remind(*, by: Actor, exam: int, law: Law, on: date, at: datetime) -> int:
    """Remind who may choose and is silent, each once a day at most; how many were reminded.

    Raises `Denied`, and `AppraisalError` where no choice is open.
    """
    with transaction.atomic():
        found = Exam.objects.select_for_update().filter(pk=exam).first()
        if found is None:
            raise AppraisalError(Text("没有这场考试", "there is no such exam"))
        require(by, "message.remind", Target(area=found.area, body=found.institution_id))
        round_ = _open_round(found, on)
        if round_.locked_at:
            raise AppraisalError(Text("选择已锁定", "the choice is locked"))
        reminded = set(
            Message.objects.filter(
                about_kind=kind_of(found),
                about_id=found.pk,
                template="choice_reminder",
                once_on=on,
            ).values_list("subject_id", flat=True)
        )
        silent = [one for one in _silent(found, law, on) if one.pk not in reminded]
        return telling.tell_choice(by.username, "choice_reminder", round_, silent, at, once_on=on)


def lock_round(*, by: Actor, exam: int, law: Law, on: date, at: datetime) -> Sequence[Choice]:
    """Close the choice: the silent get the default, refunds chosen are owed. All or nothing."""
    with transaction.atomic():
        round_ = ChoiceRound.objects.select_for_update().filter(exam=exam).first()
        if round_ is None:
            raise AppraisalError(Text("选择期尚未公布", "no choice has been published"))
        found = round_.exam
        require(by, "exam.publish", Target(area=found.area, body=found.institution_id))
        if round_.locked_at or on < round_.closes_on:
            raise AppraisalError(
                Text("选择期未到期，或已锁定", "the choice is still open, or locked already")
            )
        made = _made(found)
        defaulted = _default(round_, by=by, law=law, on=on, at=at)
        choices = [*made, *defaulted]
        for part in _parts([one.pk for one in choices]):
            Choice.objects.filter(pk__in=part).update(locked_at=at)
        round_.locked_at = at
        round_.save(update_fields=["locked_at"])
        for choice in choices:
            choice.locked_at = at
            if choice.option == Choice.Option.REFUND:
                _owe(choice.registration, by, choice.ruling.clauses, at)
        record(
            by=by.username,
            at=at,
            action="choice.locked",
            subject=round_,
            area=found.area,
            data={"choices": len(choices), "default": round_.default},
        )
        telling.tell_locked(by.username, found, choices, at)
    return choices


def cancel_prohibited(
    *, by: Actor, exam: int, basis: str, law: Law, on: date, at: datetime
) -> Sequence[Registration]:
    """Call off an exam that the law forbids; every fee that was paid is owed back (252/2.1.2).

    Raises `Denied`, `AppraisalError`, and `RefusedByLaw` where the law leaves a candidate another
    way than the refund.
    """
    with procedure():
        found = Exam.objects.select_for_update().filter(pk=exam).first()
        if found is None:
            raise AppraisalError(Text("没有这场考试", "there is no such exam"))
        require(by, "exam.publish", Target(area=found.area, body=found.institution_id))
        if found.held_at or found.cancelled_at:
            raise AppraisalError(Text("这场考试已举行或已取消", "this exam is over or cancelled"))
        registrations = list(
            Registration.objects.filter(offer__exam=found, accepted_at__isnull=False)
            .select_related("offer__exam")
            .order_by("pk")
        )
        is_suspended = facts.suspended(found, on)
        clauses: dict[str, None] = {}
        rulings = []
        for registration in registrations:
            asked = facts.of_option(
                registration, registration.offer, found, is_suspended=is_suspended
            )
            answer, ruling = ruled(
                law=law, decision="candidate-option", facts=asked, subject=registration, at=at
            )
            if answer.outcome != REFUNDED:
                raise refused(law, answer, ruling, found.title)
            clauses |= dict.fromkeys(answer.clauses)
            rulings.append(ruling)
        keep(rulings)
        for registration in registrations:
            _owe(registration, by, list(clauses), at)
        found.cancelled_at = at
        found.save(update_fields=["cancelled_at"])
        record(
            by=by.username,
            at=at,
            action="exam.cancelled",
            subject=found,
            area=found.area,
            ground=clauses,
            data={"basis": basis, "refunds": len(registrations)},
        )
        told = [one.pk for one in registrations]
        telling.tell_cancelled(by.username, found, told, basis, at)
    return registrations


def _silent(exam: Exam, law: Law, on: date) -> list[Registration]:
    """Who may choose, by the law of that day, and has not; nothing of the answers is kept."""
    is_suspended = facts.suspended(exam, on)
    answers: dict[tuple[str, date], bool] = {}  # all else is the same for everyone

    def offered(one: Registration) -> bool:
        key = one.offer.occupation, one.registered_on
        if key not in answers:
            asked = facts.of_option(one, one.offer, exam, is_suspended=is_suspended)
            answers[key] = law.decision("candidate-option").decide(asked).outcome == OFFERED
        return answers[key]

    silent = telling.concerned(exam).filter(accepted_at__isnull=False, choice=None)
    return [one for one in silent if offered(one)]


def _made(exam: Exam) -> list[Choice]:
    found = Choice.objects.filter(registration__offer__exam=exam)
    return list(found.select_related("registration", "ruling").order_by("registration"))


def _default(round_: ChoiceRound, *, by: Actor, law: Law, on: date, at: datetime) -> list[Choice]:
    """The published default for all who were silent though the law offers them a choice."""
    exam = round_.exam
    silent = Registration.objects.filter(
        offer__exam=exam, accepted_at__isnull=False, choice=None
    ).select_related("offer")
    is_suspended = facts.suspended(exam, on)
    offered = []
    rulings = []
    for registration in silent.order_by("pk"):
        asked = facts.of_option(registration, registration.offer, exam, is_suspended=is_suspended)
        answer, ruling = ruled(
            law=law, decision="candidate-option", facts=asked, subject=registration, at=at
        )
        rulings.append(ruling)
        if answer.outcome == OFFERED:
            offered.append((registration, ruling))
    keep(rulings)
    choices = [
        Choice(
            registration=registration,
            option=round_.default,
            chosen_at=at,
            chosen_by=by.username,
            by_default=True,
            ruling=ruling,
        )
        for registration, ruling in offered
    ]
    insert(choices)
    record_many(
        event_of(
            by=by.username,
            at=at,
            action="choice.defaulted",
            subject=choice,
            area=registration.area,
            ground=ruling.clauses,
            data={"registration": registration.pk, "option": round_.default, "reading": "R8"},
        )
        for choice, (registration, ruling) in zip(choices, offered, strict=True)
    )
    return choices


def _owe(registration: Registration, by: Actor, ground: Sequence[str], at: datetime) -> None:
    Registration.objects.filter(pk=registration.pk).update(withdrawn_at=at)
    payment = Payment.objects.filter(
        subject_kind=kind_of(registration), subject_id=registration.pk
    ).first()
    if payment:
        owe_back(by=by.username, payment=payment, ground=ground, at=at)


def _require_may(by: Actor, registration: Registration, on_behalf: str, state: str) -> None:
    exam = registration.offer.exam
    owner = registration.candidate.user_id
    target = Target(area=exam.area, body=exam.institution_id, owner=owner, state=state)
    if owner is not None and owner == by.user:
        require(by, "choice.make", target)
        return
    require(by, "choice.record_for", target)
    if not on_behalf.strip():
        raise AppraisalError(
            Text("代为登记须写明凭据", "a choice recorded for someone needs its evidence")
        )


def _open_round(exam: Exam, on: date) -> ChoiceRound:
    round_ = ChoiceRound.objects.filter(exam=exam).first()
    if round_ is None or not round_.opens_on <= on < round_.closes_on:
        raise AppraisalError(
            Text("现在不是选择期", "this is not the time to choose")
            if round_ is None
            else Text(
                f"选择期为 {round_.opens_on} 起、{round_.closes_on} 前",
                f"the choice is open from {round_.opens_on} until before {round_.closes_on}",
            )
        )
    return round_


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _locked(registration: int) -> Registration:
    found = held(Registration.objects.select_related("offer__exam", "candidate"), registration)
    if found is None or found.accepted_at is None:
        raise AppraisalError(Text("没有这项已受理的报名", "there is no such accepted registration"))
    return found
