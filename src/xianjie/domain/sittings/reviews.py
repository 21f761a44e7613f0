"""A candidate asks to have a published result looked at again; the centre answers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.calendar import CHINA, add_working_days
from xianjie.domain.accounts.acting import Actor, Denied, Target, require
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.audit.events import record
from xianjie.domain.locking import held
from xianjie.domain.sittings.models import Publication, Result, Review
from xianjie.domain.sittings.publishing import published
from xianjie.domain.sittings.resits import parts_at
from xianjie.domain.sittings.results import Given, points_faults
from xianjie.domain.sittings.settings import REVIEW_DAYS, setting_on
from xianjie.text import Text


def last_day(exam: Exam) -> date | None:
    """The last day on which a review can be asked for; None before results are published.

    Counted from the first publication, which a correction for another does not extend. Raises
    `xianjie.calendar.UnknownYear` where the holidays are not known.
    """
    first = Publication.objects.filter(exam=exam).order_by("version").first()
    if first is None:
        return None
    day = first.published_at.astimezone(CHINA).date()
    return add_working_days(day, setting_on(REVIEW_DAYS, day).value)


def ask(*, by: Actor, registration: int, reason: str, on: date, at: datetime) -> Review:
    """Ask once, in time; raises `Denied`, `AppraisalError`."""
    found = (
        Registration.objects.select_related("candidate", "offer__exam")
        .filter(pk=registration)
        .first()
    )
    if found is None:
        raise AppraisalError(Text("没有这项报名", "there is no such registration"))
    exam = found.offer.exam
    target = Target(area=exam.area, body=exam.institution_id, owner=found.candidate.user_id)
    require(by, "review.ask", target)
    last = last_day(exam)
    if last is None or published(found) is None:
        raise AppraisalError(Text("成绩尚未公布", "the result is not published"))
    if on > last:
        raise AppraisalError(
            Text(
                f"申请复核的期限已过（截至 {last}）",
                f"the time for asking is over (it was until {last})",
            )
        )
    try:
        with transaction.atomic():
            made = Review.objects.create(
                registration=found, reason=reason, asked_by=by.username, asked_at=at
            )
            record(by=by.username, at=at, action="review.asked", subject=found, area=found.area)
    except IntegrityError as error:
        raise AppraisalError(
            Text("已申请过复核；一项成绩复核一次", "it has been asked for; a result has one review")
        ) from error
    return made


def answer(*, by: Actor, review: int, words: str, corrected: Given | None, at: datetime) -> Review:
    """Uphold the result, or correct it; a correction is seen once it is published anew.

    Raises `Denied`, also for who entered or settled the result, and `AppraisalError`.
    """
    with transaction.atomic():
        found = held(
            Review.objects.select_related("registration__offer__exam", "registration__result"),
            review,
        )
        if found is None:
            raise AppraisalError(Text("没有这项复核", "there is no such review"))
        registration = found.registration
        exam = registration.offer.exam
        require(by, "review.answer", Target(area=exam.area, body=exam.institution_id))
        _require_not_maker(by, registration)
        if found.answered_at:
            raise AppraisalError(Text("已答复", "it is answered already"))
        if not words.strip():
            raise AppraisalError(Text("请写明答复", "give the answer in words"))
        result = registration.result
        before = [result.standing, result.theory, result.practical, result.panel]
        if corrected is not None:
            if faults := points_faults(corrected, parts_at(exam)[registration.pk]):
                raise AppraisalError(faults[0])
            result.theory, result.practical, result.panel, void = corrected.values
            result.standing = Result.Standing.VOID if void else Result.Standing.SCORED
            after = [result.standing, result.theory, result.practical, result.panel]
            if after == before:
                raise AppraisalError(
                    Text(
                        "更正后与原成绩相同；请选维持原成绩",
                        "that is the result as it is; choose to uphold it",
                    )
                )
            result.how, result.made_by, result.made_at = Result.How.REVIEWED, by.username, at
            result.save()
        found.answer, found.corrected = words, corrected is not None
        found.answered_by, found.answered_at = by.username, at
        found.save(update_fields=["answer", "corrected", "answered_by", "answered_at"])
        record(
            by=by.username,
            at=at,
            action="review.corrected" if corrected else "review.upheld",
            subject=registration,
            area=exam.area,
            data={"before": before} if corrected else {},
        )
    return found


def _require_not_maker(by: Actor, registration: Registration) -> None:
    makers = set(registration.entries.values_list("entered_by", flat=True))
    makers.add(registration.result.made_by)
    if by.username in makers:
        raise Denied(
            Text(
                "录入或裁定过这项成绩的人不能答复复核；请由另一人办理",
                "who entered or settled the result does not answer; another person must",
            )
        )
