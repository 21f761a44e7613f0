"""Publishing results as one sealed text, and finding whatever was changed since."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Denied, Target, require
from xianjie.domain.appraisals import telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.audit.models import Event
from xianjie.domain.kinds import kind_of
from xianjie.domain.locking import held
from xianjie.domain.sittings.models import Entry, Place, Publication, Result
from xianjie.domain.sittings.resits import parts_at
from xianjie.domain.sittings.sealed import Line, digest_of, lines_of, text_of
from xianjie.domain.sittings.seating import not_entitled, sitting
from xianjie.domain.sittings.settings import PASS_MARKS, setting_on
from xianjie.text import Text


def publish(*, by: Actor, exam: Exam, at: datetime) -> Publication:
    """Publish all results of an exam, or anew after a review; every candidate is told.

    Raises `Denied`, also for who entered, settled or corrected one of them, and `AppraisalError`
    where one is missing or nothing has changed.
    """
    require(by, "result.publish", Target(area=exam.area, body=exam.institution_id))
    with transaction.atomic():
        locked = held(Exam.objects.select_related("institution", "first"), exam.pk)
        assert locked  # noqa: S101 - exams are never deleted
        if not locked.held_at:
            raise AppraisalError(Text("考试尚未登记举行", "the exam is not recorded as held"))
        _require_all(locked)
        _require_not_maker(by, locked)
        _enter_absent(locked, by=by, at=at)
        before = latest(locked)
        lines = _lines(locked)
        if before and lines_of(before) == lines:
            raise AppraisalError(
                Text("成绩没有变化，不必再公布", "nothing has changed: it is published as it is")
            )
        version = before.version + 1 if before else 1
        mark = setting_on(PASS_MARKS, locked.held_on).value
        content = text_of(locked, version, before.digest if before else "", lines, mark)
        made = Publication.objects.create(
            exam=locked,
            version=version,
            content=content,
            digest=digest_of(content),
            published_by=by.username,
            published_at=at,
        )
        record(
            by=by.username,
            at=at,
            action="results.published",
            subject=made,
            area=locked.area,
            data={
                "exam": locked.pk,
                "version": version,
                "results": len(lines),
                "digest": made.digest,
            },
        )
        known = lines_of(before) if before else []
        changed = [one.ticket for one in lines if one not in known]
        concerned = Registration.objects.filter(place__exam=locked, place__ticket__in=changed)
        numbers = list(concerned.values_list("pk", flat=True))
        telling.tell_results(by.username, locked, telling.of(numbers), at)
    return made


def latest(exam: Exam) -> Publication | None:
    """The publication that holds."""
    return Publication.objects.filter(exam=exam).order_by("-version").first()


def published(registration: Registration) -> tuple[Publication, Line] | None:
    """What is published of a registration, which is all that its candidate sees."""
    place = Place.objects.filter(registration=registration).first()
    publication = latest(registration.offer.exam) if place else None
    if place is None or publication is None:
        return None
    return next(
        ((publication, one) for one in lines_of(publication) if one.ticket == place.ticket), None
    )


def is_due_again(exam: Exam) -> bool:
    """Whether a review has changed a result since it was published."""
    before = latest(exam)
    return before is not None and lines_of(before) != _lines(exam)


def faults(exam: Exam) -> list[Text]:
    """What is not as it was published: a text, its digest in the log, or the chain of versions."""
    found = []
    before = ""
    for number, one in enumerate(Publication.objects.filter(exam=exam).order_by("version"), 1):
        event = Event.objects.filter(
            subject_kind=kind_of(one), subject_id=one.pk, action="results.published"
        ).first()
        name = Text(f"第 {one.version} 版：", f"version {one.version}: ")
        said = event.told["digest"] if event else ""
        if digest_of(one.content) != one.digest or one.digest != said:
            words = Text(
                "正文与公布时的摘要不符", "the text is not that of the digest that was published"
            )
            found.append(Text(name.zh + words.zh, name.en + words.en))
        elif one.version != number or json.loads(one.content)["before"] != before:
            words = Text("前一版缺失或被换", "the version before it is missing or another")
            found.append(Text(name.zh + words.zh, name.en + words.en))
        before = one.digest
    return found


def _lines(exam: Exam) -> list[Line]:
    parts = parts_at(exam)
    mark = setting_on(PASS_MARKS, exam.held_on).value
    return [
        Line(
            one.registration.place.ticket,
            one.registration.offer.occupation,
            one.registration.offer.level,
            {part: getattr(one, part) for part in parts[one.registration_id]},
            one.standing,
            mark,
        )
        for one in Result.objects.filter(registration__place__exam=exam)
        .select_related("registration__place", "registration__offer")
        .order_by("registration__place__ticket")
    ]


def _require_all(exam: Exam) -> None:
    barred = {one.pk for one in not_entitled(exam)}
    unseated = set(sitting(exam).filter(place=None).values_list("pk", flat=True)) - barred
    places = exam.places.all()
    unmarked = places.filter(attendance="").count()
    missing = places.filter(attendance="present", registration__result=None).count()
    if not places.exists() or unseated or unmarked or missing:
        raise AppraisalError(
            Text(
                f"还不能公布：未排座 {len(unseated)} 人，未登记到考 {unmarked} 人，"
                f"成绩未录齐或有差异 {missing} 人",
                f"not to be published yet: {len(unseated)} have no place, {unmarked} are not "
                f"marked as present or absent, {missing} results are missing or differ",
            )
        )


def _require_not_maker(by: Actor, exam: Exam) -> None:
    here = {"registration__place__exam": exam}
    entered = Entry.objects.filter(**here, entered_by=by.username).exists()
    made = (
        Result.objects.filter(**here, made_by=by.username)
        .exclude(how=Result.How.ATTENDANCE)
        .exists()
    )
    if entered or made:
        raise Denied(
            Text(
                "录入、裁定或更正过本场成绩的人不能公布；请由另一人公布",
                "who entered, settled or corrected a result of the exam does not publish them; "
                "another person must",
            )
        )


def _enter_absent(exam: Exam, *, by: Actor, at: datetime) -> None:
    """Who did not come has a result, too: that."""
    absent = exam.places.filter(attendance="absent", registration__result=None)
    made = Result.objects.bulk_create(
        Result(
            registration_id=number,
            standing=Result.Standing.ABSENT,
            how=Result.How.ATTENDANCE,
            made_by=by.username,
            made_at=at,
        )
        for number in absent.values_list("registration", flat=True)
    )
    record_many(
        event_of(
            by=by.username,
            at=at,
            action="result.absent",
            subject=one,
            area=exam.area,
            data={"registration": one.registration_id},
        )
        for one in made
    )
