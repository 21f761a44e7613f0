"""Who is told of what happens to exams, choices and refunds: every candidate it concerns.

Called by the services of appraisals inside their transactions; a settlement of refunds, which
knows nothing of candidates, is heard of by its signal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.dispatch import receiver

from xianjie.calendar import CHINA
from xianjie.domain.appraisals.models import (
    Candidate,
    Choice,
    ChoiceRound,
    Exam,
    Offer,
    Registration,
    Suspension,
)
from xianjie.domain.kinds import Of, kind_of
from xianjie.domain.messages.services import Recipient, Told, tell
from xianjie.domain.messages.templates import Value
from xianjie.domain.payments.models import Line
from xianjie.domain.payments.services import settled
from xianjie.identifiers.areas import area as area_of
from xianjie.text import Text

Values = Mapping[str, Value]
_AT_ONCE = 2_000  # rows of a statement: below what SQLite takes
_OPTIONS = {
    Choice.Option.CONTINUE: Text("继续参加", "go on"),
    Choice.Option.REFUND: Text("退费", "be refunded"),
}


def concerned(exam: Exam) -> QuerySet[Registration]:
    """Who is still registered for the exam, ready to be told."""
    return _ready(Registration.objects.filter(offer__exam=exam, withdrawn_at=None))


def of(numbers: Iterable[int]) -> list[Registration]:
    """The registrations of those numbers, ready to be told."""
    rest = iter(numbers)
    found: list[Registration] = []
    while part := list(islice(rest, _AT_ONCE)):
        found += _ready(Registration.objects.filter(pk__in=part))
    return found


def tell_registered(
    *,
    by: str,
    template: str,
    exam: Exam,
    registrations: Iterable[Registration],
    values: Callable[[Registration], Values],
    at: datetime,
    once_on: date | None = None,
) -> int:
    """Tell each of those registered for the exam; ``values`` are those beside exam, occupation."""
    return tell(
        by=by,
        template=template,
        about=exam,
        messages=(
            Told(
                recipient(one.candidate),
                one,
                {"exam": exam.title, "occupation": one.offer.occupation, **values(one)},
                exam.area,
                exam.institution_id,
            )
            for one in registrations
        ),
        at=at,
        once_on=once_on,
    )


def recipient(candidate: Candidate) -> Recipient:
    """By what a candidate is reached: the account's address where the candidate gave none."""
    user = candidate.user
    return Recipient(
        kind_of(candidate),
        candidate.pk,
        candidate.user_id,
        candidate.email or (user.email if user else ""),
        candidate.phone_sealed,
        "en" if candidate.document == "passport" else "zh",
    )


def tell_accepted(by: str, exam: Exam, registrations: Iterable[Registration], at: datetime) -> None:
    tell_registered(
        by=by,
        template="registration_accepted",
        exam=exam,
        registrations=registrations,
        values=lambda one: {"amount": yuan(one.offer.fee_fen), "day": exam.held_on},
        at=at,
    )


def tell_imported(
    by: str, exam: Exam, made: Iterable[tuple[Candidate, Of, Offer]], at: datetime
) -> None:
    """That registrations of the exam are accepted, of which thousands were made at once."""
    messages = (
        Told(
            recipient(candidate),
            registration,
            {
                "exam": exam.title,
                "occupation": offer.occupation,
                "amount": yuan(offer.fee_fen),
                "day": exam.held_on,
            },
            exam.area,
            exam.institution_id,
        )
        for candidate, registration, offer in made
    )
    tell(by=by, template="registration_accepted", about=exam, messages=messages, at=at)


def tell_choice(  # noqa: PLR0917 - what a choice is
    by: str,
    template: str,
    round_: ChoiceRound,
    registrations: Iterable[Registration],
    at: datetime,
    once_on: date | None = None,
) -> int:
    """That the choice opens, or a reminder of it: until when, and what holds for the silent."""
    values: dict[str, Value] = {
        "last": round_.closes_on - timedelta(days=1),
        "default": _OPTIONS[Choice.Option(round_.default)],
    }
    if template == "choice_opened":
        values["opens"] = round_.opens_on
    return tell_registered(
        by=by,
        template=template,
        exam=round_.exam,
        registrations=registrations,
        values=lambda _: values,
        at=at,
        once_on=once_on,
    )


def tell_locked(by: str, exam: Exam, choices: Sequence[Choice], at: datetime) -> None:
    """How each choice is locked; to whom it is a refund, that it is owed."""
    how = {one.registration_id: _HOW[one.by_default] for one in choices}
    refunds = [one.registration_id for one in choices if one.option == Choice.Option.REFUND]
    stay = [one.registration_id for one in choices if one.option != Choice.Option.REFUND]
    tell_registered(
        by=by,
        template="refund_owed",
        exam=exam,
        registrations=of(refunds),
        values=lambda one: {"amount": yuan(one.offer.fee_fen), "how": how[one.pk]},
        at=at,
    )
    tell_registered(
        by=by,
        template="choice_locked",
        exam=exam,
        registrations=of(stay),
        values=lambda one: {"day": exam.held_on, "how": how[one.pk]},
        at=at,
    )


def tell_cancelled(
    by: str, exam: Exam, registrations: Iterable[int], basis: str, at: datetime
) -> None:
    tell_registered(
        by=by,
        template="exam_cancelled",
        exam=exam,
        registrations=of(registrations),
        values=lambda one: {"amount": yuan(one.offer.fee_fen), "basis": basis},
        at=at,
    )


def tell_moved(by: str, exam: Exam, before: date, basis: str, at: datetime) -> None:
    tell_registered(
        by=by,
        template="exam_moved",
        exam=exam,
        registrations=concerned(exam),
        values=lambda _: {"before": before, "after": exam.held_on, "basis": basis},
        at=at,
    )


def tell_suspended(by: str, suspension: Suspension, exams: Iterable[Exam], at: datetime) -> None:
    """The candidates of every exam that it reaches."""
    last = suspension.to_on - timedelta(days=1) if suspension.to_on else None
    until = Text(f"至{last}止", f"until the end of {last}") if last else _OPEN
    for exam in exams:
        tell_registered(
            by=by,
            template="exam_suspended",
            exam=exam,
            registrations=concerned(exam),
            values=lambda _, exam=exam: {  # type: ignore[misc] # the exam of this turn
                "area": area_name(suspension.area),
                "opens": suspension.from_on,
                "until": until,
                "day": exam.held_on,
                "basis": suspension.basis,
            },
            at=at,
        )


def tell_lifted(by: str, suspension: Suspension, exams: Iterable[Exam], at: datetime) -> None:
    if suspension.to_on is None:
        return
    opens = suspension.to_on
    for exam in exams:
        tell_registered(
            by=by,
            template="suspension_lifted",
            exam=exam,
            registrations=concerned(exam),
            values=lambda _, exam=exam: {  # type: ignore[misc] # the exam of this turn
                "area": area_name(suspension.area),
                "opens": opens,
                "day": exam.held_on,
                "basis": suspension.lift_basis,
            },
            at=at,
        )


def tell_results(by: str, exam: Exam, registrations: Iterable[Registration], at: datetime) -> None:
    """That the results of these are public."""
    tell_registered(
        by=by,
        template="result_published",
        exam=exam,
        registrations=registrations,
        values=lambda _: {},
        at=at,
    )


@receiver(settled)
def tell_settled(*, lines: Sequence[Line], by: str, at: datetime, **_: object) -> None:
    """Whose refund is paid, and whose the bank returned, with its reason."""
    registration = kind_of(Registration)
    lines_of = {
        one.refund.payment.subject_id: one
        for one in lines
        if one.refund.payment.subject_kind == registration
    }
    groups: dict[tuple[int, bool], list[Registration]] = defaultdict(list)
    for one in of(lines_of):
        paid = lines_of[one.pk].result == Line.Result.PAID
        groups[one.offer.exam_id, paid].append(one)
    for (_exam, paid), registrations in groups.items():
        tell_registered(
            by=by,
            template="refund_paid" if paid else "refund_failed",
            exam=registrations[0].offer.exam,
            registrations=registrations,
            values=_paid(lines_of, at) if paid else _returned(lines_of),
            at=at,
        )


def area_name(code: str) -> Text:
    """The name of an area; its code where it has none here."""
    try:
        return area_of(code).name
    except ValueError:
        return Text(code, code)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _paid(lines: Mapping[int, Line], at: datetime) -> Callable[[Registration], Values]:
    day = at.astimezone(CHINA).date()
    return lambda one: {"amount": yuan(lines[one.pk].refund.amount_fen), "day": day}


def _returned(lines: Mapping[int, Line]) -> Callable[[Registration], Values]:
    return lambda one: {
        "amount": yuan(lines[one.pk].refund.amount_fen),
        "reason": lines[one.pk].reason or _UNTOLD,
    }


def _ready(found: QuerySet[Registration]) -> QuerySet[Registration]:
    return found.select_related("offer__exam", "candidate__user").order_by("pk")


_HOW = {
    False: Text("按你的选择", "as you chose"),
    True: Text("未答复，按公布的默认", "you were silent: the published default"),
}
_OPEN = Text("恢复时间另行告知", "until further notice")
_UNTOLD = Text("银行未说明原因", "the bank gave no reason")
