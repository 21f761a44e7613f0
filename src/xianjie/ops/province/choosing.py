"""What candidates choose of exams to come, and the refunds that follow, in batches."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Choice, Exam
from xianjie.domain.appraisals.services import choices
from xianjie.domain.payments import services as payments
from xianjie.domain.payments.models import Line, Refund
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.law import Law
from xianjie.ops.demo import DAY
from xianjie.ops.province.bodies import Bodies
from xianjie.ops.province.made_up import moment
from xianjie.ops.province.plan import ROUND_OVER, Sort

_ROUND = (date(2020, 9, 7), date(2020, 9, 28))  # when candidates choose
_ANNOUNCED_ON = date(2020, 9, 5)
_ANSWERS = 40  # of the first candidates of an exam, so many have been asked by telephone
_REFUND_SHARE = 0.35
_LEFT_OVER = 3  # refunds that wait for a batch in each prefecture


def open_rounds(
    chance: random.Random, bodies: Bodies, made: list[tuple[Sort, Exam]], law: Law
) -> None:
    """Choices are open for most exams to come; for a few they are over, refunds under way."""
    for number, (sort, exam) in enumerate(made):
        if sort.treatment != "batch" or sort.taken_over or exam.held_on <= DAY:
            continue
        staff = bodies.staff(exam)
        over = number % 8 == 0
        choices.open_round(
            by=staff,
            exam=exam.pk,
            opens_on=_ROUND[0],
            closes_on=ROUND_OVER if over else _ROUND[1],
            law=law,
            on=_ANNOUNCED_ON,
            at=moment(_ANNOUNCED_ON),
        )
        _choose(chance, exam, staff, _ANSWERS if over else _ANSWERS // 8, law)
        if over:
            choices.lock_round(
                by=staff, exam=exam.pk, law=law, on=ROUND_OVER, at=moment(ROUND_OVER)
            )


def _choose(chance: random.Random, exam: Exam, staff: Actor, most: int, law: Law) -> None:
    for registration in exam.offers.get().registrations.order_by("pk")[:most]:
        refund = chance.random() < _REFUND_SHARE
        try:
            choices.choose(
                by=staff,
                registration=registration.pk,
                option=Choice.Option.REFUND if refund else Choice.Option.CONTINUE,
                law=law,
                on=_ROUND[0],
                at=moment(_ROUND[0]),
                on_behalf="电话登记（演示）",
            )
        except RefusedByLaw:
            continue  # who registered after the notice has no choice


def pay_back(bodies: Bodies) -> None:
    """A batch in each prefecture: settled in some, in transit in others, waiting in the rest."""
    for area, (maker, checker) in bodies.finance.items():
        owed = Refund.objects.filter(payment__area=area, lines=None).order_by("pk")
        refunds = list(owed.values_list("pk", flat=True))[:-_LEFT_OVER]
        if refunds:
            _batch(area, refunds, maker, checker)


def _batch(area: str, refunds: Sequence[int], maker: Actor, checker: Actor) -> None:
    batch = payments.make_batch(by=maker, area=area, refunds=refunds, at=moment(DAY, 1))
    stage = int(area[2:4]) % 3
    if stage == 0:
        return
    payments.approve_batch(by=checker, batch=batch.pk, at=moment(DAY, 2))
    if stage == 1:
        lines = Line.objects.filter(batch=batch).order_by("pk")
        results = {
            line.pk: payments.Result(
                line.pk, paid=place > 0, reason="" if place > 0 else "户名不符"
            )
            for place, line in enumerate(lines)
        }
        payments.settle_batch(by=maker, batch=batch.pk, results=results, at=moment(DAY, 3))
