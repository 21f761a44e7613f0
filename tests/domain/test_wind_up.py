"""The way of a registration: published, chosen, refunded; each step refused where it may not be."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Choice, Exam
from xianjie.domain.appraisals.services import choices, exams
from xianjie.domain.audit.models import Event
from xianjie.domain.payments import ledger, services
from xianjie.domain.payments.models import Batch, Refund
from xianjie.domain.payments.services import PaymentError, Result
from xianjie.domain.rulings.asking import RefusedByLaw, replay
from xianjie.domain.rulings.models import Ruling
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


def test_an_exam_the_law_forbids_is_not_published_and_the_no_is_kept(province: Province) -> None:
    with pytest.raises(RefusedByLaw, match="252/1") as refusal:
        province.exam(announced_on=None)
    assert refusal.value.answer.outcome == "not_permitted"
    assert Exam.objects.get().published_at is None
    assert Ruling.objects.get().outcome == "not_permitted"
    assert not Event.objects.filter(action="exam.published").exists()


def test_a_day_that_does_not_fit_is_refused(province: Province) -> None:
    exam = province.exam()
    move = {"exam": exam.pk, "basis": "另文", "law": law(), "at": AT}
    with pytest.raises(RefusedByLaw, match=r"252/2\.1\.1\.1"):
        exams.move_exam(by=province.actors["institution"], held_on=date(2021, 1, 5), **move)  # type: ignore[arg-type]
    moved = exams.move_exam(
        by=province.actors["institution"],
        held_on=date(2020, 12, 31),
        **move,  # type: ignore[arg-type]
    )
    assert moved.held_on == date(2020, 12, 31)


def test_a_candidate_chooses_a_refund_and_it_is_paid(province: Province) -> None:
    exam = province.exam()
    one, silent = province.registered(exam, 1), province.registered(exam, 2)
    opened(province, exam)
    choices.choose(
        by=province.candidate(one),
        registration=one.pk,
        option=Choice.Option.CONTINUE,
        law=law(),
        on=ON,
        at=AT,
    )
    choice = choices.choose(  # changed while it is open
        by=province.candidate(one),
        registration=one.pk,
        option=Choice.Option.REFUND,
        law=law(),
        on=ON,
        at=AT,
    )
    assert choice.ruling.clauses == ["252/2.1.2"]
    choices.lock_round(by=province.actors["institution"], exam=exam.pk, law=law(), on=CLOSES, at=AT)
    assert Choice.objects.get(registration=silent).option == Choice.Option.CONTINUE
    assert Choice.objects.get(registration=silent).by_default
    refund = Refund.objects.get()
    assert refund.payment.subject_id == one.pk
    assert refund.amount_fen == 20_000

    batch = services.make_batch(
        by=province.actors["finance"], area="440100", refunds=[refund.pk], at=AT
    )
    with pytest.raises(Denied):
        services.approve_batch(by=province.actors["finance"], batch=batch.pk, at=AT)
    services.approve_batch(by=province.actors["finance-2"], batch=batch.pk, at=AT)
    assert ledger.balance() == ledger.Balance(40_000, 20_000, 20_000, 0)
    line = batch.lines.get()
    failed = {line.pk: Result(line.pk, paid=False, reason="账号不存在")}
    services.settle_batch(by=province.actors["finance"], batch=batch.pk, results=failed, at=AT)
    assert ledger.balance() == ledger.Balance(40_000, 40_000, 0, 0)
    again = services.make_batch(
        by=province.actors["finance-2"], area="440100", refunds=[refund.pk], at=AT
    )
    services.approve_batch(by=province.actors["finance"], batch=again.pk, at=AT)
    line = again.lines.get()
    paid = {line.pk: Result(line.pk, paid=True)}
    services.settle_batch(by=province.actors["finance"], batch=again.pk, results=paid, at=AT)
    assert ledger.balance() == ledger.Balance(40_000, 20_000, 0, 20_000)
    assert list(ledger.faults()) == []
    with pytest.raises(PaymentError):
        services.make_batch(
            by=province.actors["finance"], area="440100", refunds=[refund.pk], at=AT
        )
    assert Batch.objects.count() == 2


def test_nobody_chooses_out_of_time_or_for_another(province: Province) -> None:
    exam = province.exam()
    one, other = province.registered(exam, 1), province.registered(exam, 2)
    asked = {"registration": one.pk, "option": Choice.Option.REFUND, "law": law(), "at": AT}
    with pytest.raises(AppraisalError, match="不是选择期"):
        choices.choose(by=province.candidate(one), on=ON, **asked)  # type: ignore[arg-type]
    opened(province, exam)
    with pytest.raises(AppraisalError, match="选择期为"):
        choices.choose(by=province.candidate(one), on=CLOSES, **asked)  # type: ignore[arg-type]
    for stranger in (province.candidate(other), province.actors["other-institution"]):
        with pytest.raises(Denied):
            choices.choose(by=stranger, on=ON, **asked)  # type: ignore[arg-type]
    with pytest.raises(AppraisalError, match="凭据"):
        choices.choose(by=province.actors["institution"], on=ON, **asked)  # type: ignore[arg-type]
    made = choices.choose(
        by=province.actors["institution"],
        on=ON,
        on_behalf="电话记录12号",
        **asked,  # type: ignore[arg-type]
    )
    assert made.on_behalf


def test_who_registered_later_is_offered_no_choice(province: Province) -> None:
    exam = province.exam()
    late = province.registered(exam, 1, on=date(2020, 9, 4))
    opened(province, exam)
    with pytest.raises(RefusedByLaw) as refusal:
        choices.choose(
            by=province.candidate(late),
            registration=late.pk,
            option=Choice.Option.REFUND,
            law=law(),
            on=ON,
            at=AT,
        )
    assert refusal.value.answer.outcome == "continue"
    assert not Choice.objects.exists()


def test_a_suspension_reaches_its_area_and_is_lifted_by_its_own_bureau(province: Province) -> None:
    exam = province.exam()
    order = {"area": "440100", "from_on": ON, "basis": "防控通知3号", "at": AT}
    with pytest.raises(Denied):
        exams.suspend(by=province.actors["other-bureau"], **order)  # type: ignore[arg-type]
    suspension = exams.suspend(by=province.actors["bureau"], **order)  # type: ignore[arg-type]
    assert list(exams.affected(suspension)) == [exam]
    held = {"exam": exam.pk, "law": law(), "at": AT}
    with pytest.raises(RefusedByLaw) as refusal:
        exams.hold_exam(by=province.actors["institution"], on=ON, **held)  # type: ignore[arg-type]
    assert refusal.value.answer.outcome == "suspended"
    exams.lift(
        by=province.actors["bureau"], suspension=suspension.pk, on=CLOSES, basis="4号", at=AT
    )
    assert exams.hold_exam(by=province.actors["institution"], on=CLOSES, **held).held_at  # type: ignore[arg-type]


def test_stored_decisions_are_asked_again(province: Province) -> None:
    province.registered(province.exam(), 1)
    assert list(replay(law(), jurisdiction="CN-GD")) == []
    earlier = law(dates={"national_notice_on": date(2020, 5, 1)})
    changed = {one.ruling.decision: one.outcome for one in replay(earlier, jurisdiction="CN-GD")}
    assert changed == {"exam-permission": "not_permitted"}
