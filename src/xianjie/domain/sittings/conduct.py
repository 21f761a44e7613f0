"""The day of the exam: who came, what happened, what the supervisors found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Denied, Target, require
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.sittings.models import Draw, Incident, Place, Report
from xianjie.domain.sittings.seating import place_of_code
from xianjie.text import Text

Attendance = Place.Attendance


@dataclass(frozen=True, slots=True)
class Findings:
    """What a supervisor says of an exam, point by point."""

    rooms_fit: bool
    identities_checked: bool
    papers_sealed: bool
    examiners_present: bool
    rules_kept: bool
    words: str = ""

    @property
    def is_fault(self) -> bool:
        return not all(value for name, value in asdict(self).items() if name != "words")


def take_attendance(
    *, by: Actor, exam: Exam, marks: Mapping[int, Attendance], on: date, at: datetime
) -> int:
    """Mark places (by number) as present or absent; how many changed.

    Raises `Denied`, `AppraisalError` before the day, or once results are entered.
    """
    require(by, "attendance.take", Target(area=exam.area, body=exam.institution_id))
    with transaction.atomic():
        locked = Exam.objects.select_for_update().get(pk=exam.pk)
        require_day(locked, on)
        found = {one.pk: one for one in locked.places.filter(pk__in=list(marks))}
        if len(found) < len(marks):
            raise AppraisalError(
                Text("有座位不在这场考试；请刷新", "a place is not of this exam; reload")
            )
        changed = [one for pk, one in found.items() if one.attendance != marks[pk]]
        entered = (
            locked.places.filter(
                pk__in=[one.pk for one in changed], registration__entries__isnull=False
            )
            .order_by("ticket")
            .first()
        )
        if entered:
            raise AppraisalError(
                Text(
                    f"准考证 {entered.ticket} 已录入成绩，到考不能再改",
                    f"a result is entered for the ticket {entered.ticket}: attendance stays",
                )
            )
        if locked.publications.exists():
            raise AppraisalError(
                Text("成绩已公布，到考不能再改", "results are published: attendance stays")
            )
        for one in changed:
            one.attendance, one.marked_by, one.marked_at = marks[one.pk], by.username, at
        Place.objects.bulk_update(changed, ["attendance", "marked_by", "marked_at"], batch_size=200)
        record_many(
            event_of(
                by=by.username,
                at=at,
                action="attendance.taken",
                subject=one,
                area=locked.area,
                data={"ticket": one.ticket, "attendance": one.attendance},
            )
            for one in changed
        )
    return len(changed)


def admit(*, by: Actor, exam: Exam, code: str, on: date, at: datetime) -> Place:
    """Mark the holder of a ticket as present, by its number or QR code."""
    require(by, "attendance.take", Target(area=exam.area, body=exam.institution_id))
    place = place_of_code(exam, code)
    take_attendance(by=by, exam=exam, marks={place.pk: Attendance.PRESENT}, on=on, at=at)
    place.refresh_from_db()
    return place


def report_incident(
    *,
    by: Actor,
    exam: Exam,
    kind: Incident.Kind,
    words: str,
    on: date,
    at: datetime,
    ticket: str = "",
) -> Incident:
    """Enter what happened, to one candidate or to all; it is not changed afterwards."""
    require(by, "incident.report", Target(area=exam.area, body=exam.institution_id))
    _require_drawn_unless_own(by, exam)
    with transaction.atomic():
        require_day(Exam.objects.select_for_update().get(pk=exam.pk), on)
        if kind is Incident.Kind.BREACH and not ticket:
            raise AppraisalError(
                Text("违纪须写明准考证号", "a breach is somebody's: give the ticket's number")
            )
        made = Incident.objects.create(
            exam=exam,
            place=place_of_code(exam, ticket) if ticket else None,
            kind=kind,
            words=words,
            reported_by=by.username,
            reported_at=at,
        )
        record(
            by=by.username,
            at=at,
            action="incident.reported",
            subject=exam,
            area=exam.area,
            data={"incident": made.pk, "kind": kind},
        )
    return made


def write_report(*, by: Actor, exam: Exam, findings: Findings, on: date, at: datetime) -> Report:
    """A supervisor's report, once, by one who was drawn for the exam."""
    require(by, "report.write", Target(area=exam.area, body=exam.institution_id))
    _require_drawn(by, exam)
    if findings.is_fault and not findings.words.strip():
        raise AppraisalError(
            Text("有不符合的，请写明情况", "where something is not as it should be, say what")
        )
    try:
        with transaction.atomic():
            require_day(Exam.objects.select_for_update().get(pk=exam.pk), on)
            made = Report.objects.create(
                exam=exam, written_by=by.username, written_at=at, **asdict(findings)
            )
            record(
                by=by.username,
                at=at,
                action="report.written",
                subject=exam,
                area=exam.area,
                data={"report": made.pk, "fault": findings.is_fault},
            )
    except IntegrityError as error:
        raise AppraisalError(
            Text("你已提交这场考试的督导报告", "you have written the report of this exam already")
        ) from error
    return made


def is_drawn(by: Actor, exam: Exam) -> bool:
    """Whether the person was drawn to supervise the exam."""
    draw = Draw.objects.filter(exam=exam).first()
    return draw is not None and by.username in draw.drawn


def _require_drawn(by: Actor, exam: Exam) -> None:
    if not is_drawn(by, exam):
        raise Denied(
            Text(
                "只有抽中的督导员可以办理", "only supervisors who were drawn for the exam may do it"
            )
        )


def _require_drawn_unless_own(by: Actor, exam: Exam) -> None:
    if all(one.body != exam.institution_id for one in by.capacities):
        _require_drawn(by, exam)


def require_day(exam: Exam, on: date) -> None:
    """Raises `AppraisalError` before the exam's day, and where it takes no record of it."""
    if exam.published_at is None or exam.cancelled_at or on < exam.held_on:
        raise AppraisalError(
            Text(
                f"考试日（{exam.held_on}）未到，或考试未公布、已取消",
                f"its day ({exam.held_on}) has not come, or it is not published or is cancelled",
            )
        )
