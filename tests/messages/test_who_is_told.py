"""Every candidate whom a step concerns is told of it, and nobody else."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals import telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Choice, Exam, Registration
from xianjie.domain.appraisals.services import choices, exams, importing
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.domain.audit.models import Event
from xianjie.domain.messages import services, templates
from xianjie.domain.messages.models import Delivery, Message
from xianjie.domain.messages.ports import Ports
from xianjie.domain.organisations.models import Site
from xianjie.domain.payments import services as payments
from xianjie.domain.payments.models import Refund
from xianjie.instruments import law

CLOSES = date(2020, 9, 25)


def opened(province: Province, exam: Exam) -> None:
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=CLOSES,
        law=law(),
        on=ON,
        at=AT,
    )


def counted() -> Counter[str]:
    return Counter(Message.objects.values_list("template", flat=True))


def said(template: str, registration: Registration) -> str:
    found = Message.objects.get(template=template, subject_id=registration.pk)
    return templates.render(found.template, found.version, found.values, "zh").body


def test_the_way_of_a_refund_is_told_step_by_step(province: Province) -> None:
    exam = province.exam()
    one, silent = province.registered(exam, 1), province.registered(exam, 2)
    late = province.registered(exam, 3, on=date(2020, 9, 4))
    assert counted() == {"registration_accepted": 3}
    assert "200.00 元" in said("registration_accepted", one)
    opened(province, exam)
    assert counted()["choice_opened"] == 2  # who registered after the notice has no choice
    assert not Message.objects.filter(template="choice_opened", subject_id=late.pk).exists()
    assert "2020年9月24日" in said("choice_opened", one)
    assert "“继续参加”" in said("choice_opened", one)
    choices.choose(
        by=province.candidate(one),
        registration=one.pk,
        option=Choice.Option.REFUND,
        law=law(),
        on=ON,
        at=AT,
    )
    choices.lock_round(by=province.actors["institution"], exam=exam.pk, law=law(), on=CLOSES, at=AT)
    assert "按你的选择" in said("refund_owed", one)
    assert "未答复" in said("choice_locked", silent)
    finance, other = province.actors["finance"], province.actors["finance-2"]
    for paid in (False, True):
        batch = payments.make_batch(
            by=finance, area="440100", refunds=[Refund.objects.get().pk], at=AT
        )
        payments.approve_batch(by=other, batch=batch.pk, at=AT)
        line = batch.lines.get()
        result = payments.Result(line.pk, paid, "" if paid else "账号不存在")
        payments.settle_batch(by=finance, batch=batch.pk, results={line.pk: result}, at=AT)
    assert "账号不存在" in said("refund_failed", one)
    assert "2020年9月15日" in said("refund_paid", one)
    assert counted() == {
        "registration_accepted": 3,
        "choice_opened": 2,
        "refund_owed": 1,
        "choice_locked": 1,
        "refund_failed": 1,
        "refund_paid": 1,
    }
    assert set(Message.objects.values_list("about_kind", "about_id")) == {("exam", exam.pk)}
    assert set(Delivery.objects.values_list("channel", "state")) == {("portal", "sent")}


def test_a_settlement_that_cannot_be_told_is_not_made(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    opened(province, exam)
    choices.choose(
        by=province.candidate(one),
        registration=one.pk,
        option=Choice.Option.REFUND,
        law=law(),
        on=ON,
        at=AT,
    )
    choices.lock_round(by=province.actors["institution"], exam=exam.pk, law=law(), on=CLOSES, at=AT)
    finance = province.actors["finance"]
    batch = payments.make_batch(by=finance, area="440100", refunds=[Refund.objects.get().pk], at=AT)
    payments.approve_batch(by=province.actors["finance-2"], batch=batch.pk, at=AT)
    line = batch.lines.get()

    def broken(*_: object, **__: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(telling, "tell", broken)
    paid = {line.pk: payments.Result(line.pk, paid=True)}
    with pytest.raises(RuntimeError):
        payments.settle_batch(by=finance, batch=batch.pk, results=paid, at=AT)
    batch.refresh_from_db()
    assert batch.settled_at is None


def test_moves_and_suspensions_reach_the_registered_only(province: Province) -> None:
    exam, other = province.exam(), province.exam()
    province.registered(exam, 1)
    gone = province.registered(exam, 2)
    Registration.objects.filter(pk=gone.pk).update(withdrawn_at=AT)
    province.registered(other, 3)
    exams.move_exam(
        by=province.actors["institution"],
        exam=exam.pk,
        held_on=date(2020, 12, 31),
        basis="场地",
        law=law(),
        at=AT,
    )
    assert counted()["exam_moved"] == 1
    suspension = exams.suspend(
        by=province.actors["bureau"], area="440100", from_on=ON, basis="防控通知3号", at=AT
    )
    assert counted()["exam_suspended"] == 2
    exams.suspend(
        by=province.actors["other-bureau"], area="440300", from_on=ON, basis="防控", at=AT
    )
    assert counted()["exam_suspended"] == 2  # nobody there
    exams.lift(
        by=province.actors["bureau"], suspension=suspension.pk, on=CLOSES, basis="4号", at=AT
    )
    assert counted()["suspension_lifted"] == 2


def test_who_is_told_that_an_exam_is_called_off(province: Province) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    Exam.objects.filter(pk=exam.pk).update(announced_on=None, accepted_on=None)
    choices.cancel_prohibited(
        by=province.actors["institution"], exam=exam.pk, basis="不得组织", law=law(), on=ON, at=AT
    )
    assert "200.00 元" in said("exam_cancelled", one)


def test_the_silent_are_reminded_once_a_day(province: Province) -> None:
    exam = province.exam()
    one, two = province.registered(exam, 1), province.registered(exam, 2)
    asked = {"exam": exam.pk, "law": law(), "at": AT}
    staff = province.actors["institution"]
    with pytest.raises(AppraisalError, match="不是选择期"):
        choices.remind(by=staff, on=ON, **asked)  # type: ignore[arg-type]
    opened(province, exam)
    for stranger in ("other-institution", "bureau", "finance", "auditor"):
        with pytest.raises(Denied):
            choices.remind(by=province.actors[stranger], on=ON, **asked)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        choices.remind(by=province.candidate(one), on=ON, **asked)  # type: ignore[arg-type]
    assert choices.remind(by=staff, on=ON, **asked) == 2  # type: ignore[arg-type]
    assert choices.remind(by=province.actors["centre"], on=ON, **asked) == 0  # type: ignore[arg-type]
    choices.choose(
        by=province.candidate(one),
        registration=one.pk,
        option=Choice.Option.CONTINUE,
        law=law(),
        on=ON,
        at=AT,
    )
    assert choices.remind(by=staff, on=ON + timedelta(days=1), **asked) == 1  # type: ignore[arg-type]
    reminders = Message.objects.filter(template="choice_reminder")
    assert Counter(reminders.values_list("subject_id", flat=True)) == {one.pk: 1, two.pk: 2}
    with pytest.raises(AppraisalError, match="选择期为"):
        choices.remind(by=staff, on=CLOSES, **asked)  # type: ignore[arg-type]


def test_the_database_itself_refuses_a_second_reminder_of_a_day(province: Province) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    opened(province, exam)
    again = {"by": "x", "template": "choice_reminder", "round_": exam.round, "at": AT}
    with transaction.atomic():
        telling.tell_choice(registrations=telling.of([one.pk]), once_on=ON, **again)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        telling.tell_choice(registrations=telling.of([one.pk]), once_on=ON, **again)  # type: ignore[arg-type]


def test_only_the_recipient_reads(province: Province) -> None:
    exam = province.exam()
    one, other = province.registered(exam, 1), province.registered(exam, 2)
    message = Message.objects.get(subject_id=one.pk)
    owner = one.candidate.user_id
    for stranger in (province.candidate(other), province.actors["institution"]):
        with pytest.raises(Denied):
            services.read(by=stranger, message=message.pk, owner=owner, at=AT)
    for _ in range(2):
        services.read(by=province.candidate(one), message=message.pk, owner=owner, at=AT)
    assert message.deliveries.get().state == "read"
    assert Event.objects.filter(action="message.read").count() == 1


@pytest.mark.parametrize("many", [500, pytest.param(5_000, marks=pytest.mark.slow)])
def test_many_are_told_and_counted(province: Province, folders: Ports, many: int) -> None:
    site = Site.objects.create(
        institution=province.institution, name="大考点", area=province.site.area, seats=many
    )
    exam = exams.draft_exam(
        by=province.actors["institution"],
        site=site,
        title="电工统考",
        kind=Exam.Kind.ROUTINE,
        held_on=date(2020, 11, 1),
        basis="公告2号",
        offers=[exams.Offered("电工", 5, 20_000, many)],
        announced_on=date(2020, 6, 1),
        at=AT,
    )
    exams.publish_exam(by=province.actors["institution"], exam=exam.pk, law=law(), on=ON, at=AT)
    offer = exam.offers.get()
    entries = [
        importing.Entry(
            row,
            Person("某人", "resident", f"{row:018}", f"100{row:08}"),
            offer.pk,
            date(2020, 8, 1),
            "6222",
        )
        for row in range(many)
    ]
    importing.write(
        by=province.actors["institution"],
        checked=importing.check(by=province.actors["institution"], entries=entries),
        notice_version="1",
        law=law(),
        on=ON,
        at=AT,
    )
    opened(province, exam)
    assert counted() == {"registration_accepted": many, "choice_opened": many}
    assert services.waiting() == 2 * many
    done = services.deliver(at=AT, ports=folders)
    assert done.sent == {Delivery.Channel.SMS: 2 * many}
    assert services.waiting() == 0
    assert Event.objects.filter(action="message.told", subject_kind="exam").count() == 2
    assert Event.objects.filter(action="delivery.sent").count() == 2 * many
