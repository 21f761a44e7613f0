"""Drafting, publishing, moving and holding an exam; suspending an area and lifting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, prefix, require
from xianjie.domain.appraisals import facts, telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam, Offer, Suspension
from xianjie.domain.audit.events import record
from xianjie.domain.organisations.models import Duty, Institution, Site
from xianjie.domain.organisations.services import duty_on
from xianjie.domain.rulings.asking import procedure, refused, rule
from xianjie.law import Law, Value
from xianjie.text import Text

PERMITTED = frozenset(
    {"may_continue", "competition_rules", "organise_as_usual", "other_department"}
)
FITTING = frozenset({"within_window", "not_governed"})
ISSUABLE = frozenset({"issue", "not_governed"})
_WANTED = {
    "exam-permission": PERMITTED,
    "exam-schedule": FITTING,
    "certificate-issuance": ISSUABLE,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """An occupation and level to be offered: the fee in fen, the seats."""

    occupation: str
    level: int
    fee_fen: int
    seats: int


def draft_exam(
    *,
    by: Actor,
    site: Site,
    title: str,
    kind: Exam.Kind,
    held_on: date,
    basis: str,
    offers: Sequence[Offered],
    at: datetime,
    route: Exam.Route = Exam.Route.SCHEDULED,
    first: Exam | None = None,
    in_plan: bool = False,
    announced_on: date | None = None,
    accepted_on: date | None = None,
    issue_on: date | None = None,
) -> Exam:
    """Write down an exam that is not public yet; raises `Denied`, `AppraisalError`.

    ``announced_on`` and ``accepted_on`` are of exams announced before they were entered here.
    """
    institution = site.institution
    if first and first.institution_id != institution.pk:
        raise AppraisalError(
            Text(
                "补考须由正考的机构组织", "a resit is held by the institution of its first sitting"
            )
        )
    require(by, "exam.draft", Target(area=site.area, body=institution.pk))
    _require_offers(offers, site)
    _require_appraises(institution, held_on)
    with transaction.atomic():
        exam = Exam.objects.create(
            institution=institution,
            site=site,
            title=title,
            area=site.area,
            route=route,
            kind=kind,
            sitting=Exam.Sitting.RESIT if first else Exam.Sitting.FIRST,
            first=first,
            in_plan=in_plan,
            announced_on=announced_on,
            accepted_on=accepted_on,
            basis=basis,
            held_on=held_on,
            issue_on=issue_on,
            drafted_by=by.username,
        )
        Offer.objects.bulk_create(
            Offer(
                exam=exam,
                occupation=one.occupation,
                level=one.level,
                fee_fen=one.fee_fen,
                seats=one.seats,
            )
            for one in offers
        )
        record(by=by.username, at=at, action="exam.drafted", subject=exam, area=exam.area)
    return exam


def publish_exam(*, by: Actor, exam: int, law: Law, on: date, at: datetime) -> Exam:
    """Make an exam public, announced today unless it was before.

    Raises `RefusedByLaw` with the clauses where it may not be organised, or its day or the day on
    which certificates are to be issued does not fit.
    """
    with procedure():
        found = _locked(exam)
        require(by, "exam.publish", _target(found))
        if found.published_at or found.cancelled_at:
            raise AppraisalError(
                Text("这场考试已公布或已取消", "this exam has been published or cancelled")
            )
        found.announced_on = found.announced_on or on
        suspended = facts.suspended(found, on)
        ground: list[str] = []
        for offer in found.offers.all():
            asked = facts.of_permission(found, offer.occupation, is_suspended=suspended)
            ground += _allowed("exam-permission", asked, found, law=law, at=at)
            day = facts.of_schedule(found, offer.occupation, found.held_on)
            ground += _allowed("exam-schedule", day, found, law=law, at=at)
            if found.issue_on:
                issued = facts.of_issuance(found, offer.occupation, found.issue_on, passed=True)
                ground += _allowed("certificate-issuance", issued, found, law=law, at=at)
        found.published_at = at
        found.save(update_fields=["announced_on", "published_at"])
        record(
            by=by.username,
            at=at,
            action="exam.published",
            subject=found,
            area=found.area,
            ground=dict.fromkeys(ground),
            data={"announced_on": found.announced_on, "held_on": found.held_on},
        )
    return found


def take_over(*, by: Actor, exam: int, basis: str, law: Law, at: datetime) -> Exam:
    """Enter an exam that was public before it was entered here; what the law says is kept with it.

    Nothing is refused, since it is done: what follows for its candidates is asked of the law.
    """
    with transaction.atomic():
        found = _locked(exam)
        require(by, "exam.take_over", _target(found))
        if found.published_at or found.cancelled_at or not found.announced_on:
            raise AppraisalError(
                Text(
                    "只能补录此前已公告、尚未在此公布的考试",
                    "only an exam that was announced before and is not public here is taken over",
                )
            )
        clauses: list[str] = []
        for offer in found.offers.all():
            asked = facts.of_permission(found, offer.occupation, is_suspended=False)
            answer, _ = rule(law=law, decision="exam-permission", facts=asked, subject=found, at=at)
            clauses += answer.clauses
            if found.issue_on:
                issued = facts.of_issuance(found, offer.occupation, found.issue_on, passed=True)
                rule(law=law, decision="certificate-issuance", facts=issued, subject=found, at=at)
        found.published_at, found.taken_over = at, True
        found.save(update_fields=["published_at", "taken_over"])
        record(
            by=by.username,
            at=at,
            action="exam.taken_over",
            subject=found,
            area=found.area,
            ground=dict.fromkeys(clauses),
            data={"announced_on": found.announced_on, "basis": basis},
        )
    return found


def move_exam(*, by: Actor, exam: int, held_on: date, basis: str, law: Law, at: datetime) -> Exam:
    """Hold it another day; raises `RefusedByLaw` where that day does not fit."""
    with procedure():
        found = _locked(exam)
        require(by, "exam.move", _target(found))
        _require_not_over(found)
        ground: list[str] = []
        for offer in found.offers.all():
            day = facts.of_schedule(found, offer.occupation, held_on)
            ground += _allowed("exam-schedule", day, found, law=law, at=at)
        before, found.held_on = found.held_on, held_on
        found.save(update_fields=["held_on"])
        record(
            by=by.username,
            at=at,
            action="exam.moved",
            subject=found,
            area=found.area,
            ground=dict.fromkeys(ground),
            data={"from": before, "to": held_on, "basis": basis},
        )
        telling.tell_moved(by.username, found, before, basis, at)
    return found


def hold_exam(*, by: Actor, exam: int, law: Law, on: date, at: datetime) -> Exam:
    """It was held today; raises `RefusedByLaw` where it may not be, being suspended perhaps."""
    with procedure():
        found = _locked(exam)
        require(by, "exam.hold", _target(found))
        _require_not_over(found)
        if not found.published_at:
            raise AppraisalError(Text("这场考试尚未公布", "this exam is not published"))
        suspended = facts.suspended(found, on)
        ground: list[str] = []
        for offer in found.offers.all():
            asked = facts.of_permission(found, offer.occupation, is_suspended=suspended)
            ground += _allowed("exam-permission", asked, found, law=law, at=at)
            day = facts.of_schedule(found, offer.occupation, on)
            ground += _allowed("exam-schedule", day, found, law=law, at=at)
        found.held_at, found.held_on = at, on
        found.save(update_fields=["held_at", "held_on"])
        record(
            by=by.username,
            at=at,
            action="exam.held",
            subject=found,
            area=found.area,
            ground=dict.fromkeys(ground),
        )
    return found


def suspend(
    *,
    by: Actor,
    area: str,
    from_on: date,
    basis: str,
    at: datetime,
    to_on: date | None = None,
    exam: Exam | None = None,
) -> Suspension:
    """Exams of the area, or one exam, stand still (252/2.1.1.4, 252/4); raises `Denied`."""
    require(by, "suspension.order", Target(area=area))
    if exam is not None and not exam.area.startswith(prefix(area)):
        raise AppraisalError(Text("这场考试不在该地区", "this exam is not in the area"))
    with transaction.atomic():
        suspension = Suspension.objects.create(
            area=area,
            exam=exam,
            from_on=from_on,
            to_on=to_on,
            basis=basis,
            ordered_by=by.username,
            ordered_at=at,
        )
        record(
            by=by.username,
            at=at,
            action="suspension.ordered",
            subject=suspension,
            area=area,
            ground=("252/2.1.1.4", "252/4"),
            data={"from": from_on, "to": to_on, "basis": basis},
        )
        telling.tell_suspended(by.username, suspension, affected(suspension), at)
    return suspension


def lift(*, by: Actor, suspension: int, on: date, basis: str, at: datetime) -> Suspension:
    """Exams go on from that day; raises `Denied`, `AppraisalError`."""
    with transaction.atomic():
        found = Suspension.objects.select_for_update().filter(pk=suspension).first()
        if found is None:
            raise AppraisalError(Text("没有这项暂停", "there is no such suspension"))
        require(by, "suspension.lift", Target(area=found.area))
        if found.lifted_at or on < found.from_on:
            raise AppraisalError(
                Text(
                    "这项暂停已解除，或解除日早于起始日",
                    "this suspension is lifted already, or would end before it begins",
                )
            )
        found.to_on, found.lifted_at, found.lift_basis = on, at, basis
        found.save(update_fields=["to_on", "lifted_at", "lift_basis"])
        record(
            by=by.username,
            at=at,
            action="suspension.lifted",
            subject=found,
            area=found.area,
            data={"to": on, "basis": basis},
        )
        telling.tell_lifted(by.username, found, affected(found), at)
    return found


def affected(suspension: Suspension) -> Sequence[Exam]:
    """Published exams not over that the suspension reaches, their days unmoved."""
    exams = Exam.objects.filter(published_at__isnull=False, held_at=None, cancelled_at=None)
    exams = exams.filter(area__startswith=prefix(suspension.area)).order_by("held_on", "pk")
    return [exam for exam in exams if facts.reaches(suspension, exam)]


def misplaced(rules: Law) -> list[Exam]:
    """Published exams not over whose day the law does not allow: they must be moved."""
    exams = Exam.objects.filter(published_at__isnull=False, held_at=None, cancelled_at=None)
    schedule = rules.decision("exam-schedule")
    return [
        exam
        for exam in exams.prefetch_related("offers").order_by("area", "held_on", "pk")
        if any(
            schedule.decide(facts.of_schedule(exam, offer.occupation, exam.held_on)).outcome
            not in _WANTED["exam-schedule"]
            for offer in exam.offers.all()
        )
    ]


def _allowed(
    decision: str, asked: Mapping[str, Value], exam: Exam, *, law: Law, at: datetime
) -> tuple[str, ...]:
    answer, ruling = rule(law=law, decision=decision, facts=asked, subject=exam, at=at)
    if answer.outcome not in _WANTED[decision]:
        raise refused(law, answer, ruling, exam.title)
    return answer.clauses


def _require_offers(offers: Sequence[Offered], site: Site) -> None:
    if not offers:
        raise AppraisalError(
            Text("至少要有一个职业和等级", "offer at least one occupation and level")
        )
    too_many = [one for one in offers if one.seats > site.seats]
    if too_many:
        raise AppraisalError(
            Text(
                f"{too_many[0].occupation}：座位 {too_many[0].seats} 个，考点只有 {site.seats} 个",
                f"{too_many[0].occupation}: {too_many[0].seats} seats, the site has {site.seats}",
            )
        )


def _require_appraises(institution: Institution, on: date) -> None:
    if duty_on(institution, on) is not Duty.Kind.APPRAISAL:
        raise AppraisalError(
            Text(
                f"该机构自 {on} 已不从事技能鉴定（252号 五）；请由承接单位组织",
                f"on {on} the institution no longer appraises (252/5); its successor may hold it",
            )
        )


def _require_not_over(exam: Exam) -> None:
    if exam.held_at or exam.cancelled_at:
        raise AppraisalError(Text("这场考试已举行或已取消", "this exam is over or cancelled"))


def _locked(exam: int) -> Exam:
    found = Exam.objects.select_for_update().filter(pk=exam).first()
    if found is None:
        raise AppraisalError(Text("没有这场考试", "there is no such exam"))
    return found


def _target(exam: Exam) -> Target:
    return Target(area=exam.area, body=exam.institution_id)
