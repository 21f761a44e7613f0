"""Asking for certificates: a batch with one line for each result, the law asked of each.

The batch is the intent: it is there before a number is taken or anything is signed. What the law
refuses stays as a refused line with its ruling; the rest waits for another person's approval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from xianjie.domain.accounts.acting import Actor, Target, require, require_other
from xianjie.domain.accounts.models import Body
from xianjie.domain.appraisals import facts as exam_facts
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert
from xianjie.domain.certificates.clearing import require_cleared
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import is_near
from xianjie.domain.certificates.models import Batch, Line, Photo, Scheme
from xianjie.domain.evaluations.issuing_facts import Ground, ground_of, of_level_issuance
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.selecting import bars_of, issuable, unbarred
from xianjie.domain.locking import held
from xianjie.domain.rulings.asking import keep, ruled
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.sittings.publishing import latest
from xianjie.domain.sittings.sealed import Line as Published
from xianjie.domain.sittings.sealed import lines_of
from xianjie.law import Answer, Law
from xianjie.text import Text

ISSUE = "issue"  # the outcome of both decisions that lets a certificate be issued
_AT_ONCE = 2_000
_NOT_PUBLISHED = Text("成绩尚未公布", "its result is not published")
_TAKEN = Text("这项成绩已在另一批次中", "the result is in another batch already")


def submit_results(
    *,
    by: Actor,
    body: Body,
    tickets: Sequence[str],
    title: str,
    law: Law,
    on: date,
    at: datetime,
) -> Batch:
    """Ask for qualification certificates by the tickets of published results.

    Raises `Denied`, and `CertificateError` for a ticket that is not there or occurs twice.
    """
    require(by, "certificate.submit", Target(area=body.area, body=body.pk))
    registrations = _by_ticket(tickets)
    with transaction.atomic():
        batch = _batch(by, body, Scheme.QUALIFICATION, title, at)
        taken = _taken("registration", [one.pk for one in registrations])
        results = _results({one.offer.exam_id for one in registrations})
        lines, rulings = [], []
        for one in registrations:
            published = results.get(one.place.ticket)
            line = Line(batch=batch, registration=one)
            if published is None or one.pk in taken:
                line.refused = True
                line.reason = (_NOT_PUBLISHED if published is None else _TAKEN).zh
            else:
                answer, line.ruling = ask_of_result(
                    one, passed=published.passed, law=law, on=on, at=at
                )
                rulings.append(line.ruling)
                line.refused = answer.outcome != ISSUE
            lines.append(line)
        _keep(by, batch, lines, rulings, at)
    return batch


def submit_plan(*, by: Actor, plan: Plan, title: str, law: Law, on: date, at: datetime) -> Batch:
    """Ask for the certificates of all of a plan who may have one and were not asked for yet.

    Raises `Denied`, `PreflightBlocks`, and `CertificateError` where there is nobody.
    """
    body = plan.organisation.body
    require(by, "certificate.submit", Target(area=body.area, body=body.pk))
    require_cleared([plan], on)
    bars = bars_of(plan, on)
    if bars.of_all:
        raise CertificateError(bars.of_all)
    people = list(_unasked(unbarred(plan, bars)).select_related("entrustment"))
    if not people:
        raise CertificateError(
            Text(
                "没有可提交的：合格的都已提交，或者无人合格",
                "there is nobody to submit: all who passed are submitted already, or nobody did",
            )
        )
    for one in people:
        one.plan = plan
    return _submitted(_Asking(by, body, title, on, at), people, law=law, cleared={plan.pk})


def unasked(plan: Plan, on: date) -> int:
    """For how many of a plan certificates may be asked on a day, and were not."""
    return _unasked(issuable(plan, on)).count()


def submit_participants(
    *,
    by: Actor,
    body: Body,
    participants: Sequence[int],
    title: str,
    law: Law,
    on: date,
    at: datetime,
) -> Batch:
    """Ask for skill-level certificates by the results of an organisation's own plans.

    What the law refuses is kept with its clauses; where it lets somebody of a plan have one, the
    plan's pre-flight must have nothing that blocks. Raises `Denied`, `PreflightBlocks`, and
    `CertificateError` for one of another's plans or one that occurs twice.
    """
    require(by, "certificate.submit", Target(area=body.area, body=body.pk))
    people = _of_plans(body, participants)
    return _submitted(_Asking(by, body, title, on, at), people, law=law, cleared=set())


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks for certificates of which body, under which title, when."""

    by: Actor
    body: Body
    title: str
    on: date
    at: datetime


def _submitted(
    asking: _Asking, people: Sequence[Participant], *, law: Law, cleared: set[int]
) -> Batch:
    """The batch of these people; ``cleared`` are plans whose pre-flight was asked already."""
    on, at = asking.on, asking.at
    with transaction.atomic():
        batch = _batch(asking.by, asking.body, Scheme.LEVEL, asking.title, at)
        taken = _taken("participant", [one.pk for one in people])
        plans = {one.plan_id: one.plan for one in people}
        bars = {number: bars_of(plan, on) for number, plan in plans.items()}
        grounds = grounds_of(people, on)
        lines, rulings = [], []
        lawful: dict[int, Plan] = {}
        for one in people:
            line = Line(batch=batch, participant=one)
            lines.append(line)
            if one.pk in taken:
                line.refused, line.reason = True, _TAKEN.zh
                continue
            answer, ruling = ask_of_participant(one, grounds[one.plan_id], law=law, at=at)
            bar = None
            if answer.outcome == ISSUE:
                lawful[one.plan_id] = one.plan
                bar = bars[one.plan_id].about(one)
            if bar:
                line.refused, line.reason = True, bar.zh
                continue
            line.ruling, line.refused = ruling, answer.outcome != ISSUE
            rulings.append(ruling)
        require_cleared((one for pk, one in lawful.items() if pk not in cleared), on)
        _keep(asking.by, batch, lines, rulings, at)
    return batch


def send_back(*, by: Actor, batch: int, reason: str, at: datetime) -> Batch:
    """Not to be issued as it is: its lines may be submitted again."""
    with transaction.atomic():
        found = locked(batch)
        require(by, "certificate.approve", Target(area=found.area, body=found.body_id))
        require_waiting(found)
        if not reason.strip():
            raise CertificateError(Text("请写明退回的理由", "give the reason"))
        found.returned_by, found.returned_at, found.return_reason = by.username, at, reason
        found.save(update_fields=["returned_by", "returned_at", "return_reason"])
        found.lines.update(dropped=True)
        record(
            by=by.username,
            at=at,
            action="issue.returned",
            subject=found,
            area=found.area,
            data={"reason": reason},
        )
    return found


def has_lapsed(batch: Batch, at: datetime) -> bool:
    """Whether it was approved, not issued to its end, and the log takes its day no more."""
    if batch.issue_on is None or batch.finished_at is not None:
        return False
    return not is_near(batch.issue_on, at)


def approve(*, by: Actor, batch: int, on: date, at: datetime) -> Batch:
    """Let a batch be issued, dated that day; by another than who submitted it.

    Again, where it was cut off for so long that its approval has lapsed: the rest is dated anew.
    """
    with transaction.atomic():
        found = locked(batch)
        require(by, "certificate.approve", Target(area=found.area, body=found.body_id))
        for maker in {found.submitted_by, *_who_gave_photos(found)}:
            require_other(by, maker)
        if not has_lapsed(found, at):
            require_waiting(found)
        if not found.lines.filter(refused=False).exists():
            raise CertificateError(
                Text("批次里没有可以发证的", "nothing in the batch may be issued")
            )
        found.approved_by, found.approved_at, found.issue_on = by.username, at, on
        found.save(update_fields=["approved_by", "approved_at", "issue_on"])
        record(by=by.username, at=at, action="issue.approved", subject=found, area=found.area)
    return found


def _who_gave_photos(batch: Batch) -> Iterable[str]:
    """They made what the certificates will bear, too."""
    found = Photo.objects.filter(line__batch=batch)
    return found.values_list("added_by", flat=True).distinct()


def ask_of_result(
    registration: Registration, *, passed: bool, law: Law, on: date, at: datetime
) -> tuple[Answer, Ruling]:
    """May the qualification certificate of a result be issued that day? Not written yet."""
    exam = registration.offer.exam
    return ruled(
        law=law,
        decision="certificate-issuance",
        facts=exam_facts.of_issuance(exam, registration.offer.occupation, on, passed=passed),
        subject=registration,
        at=at,
    )


def ask_of_participant(
    participant: Participant, ground: Ground, *, law: Law, at: datetime
) -> tuple[Answer, Ruling]:
    """May the organisation issue its skill-level certificate on the ground's day? Not written yet.

    ``ground`` is as `grounds_of` gives it.
    """
    return ruled(
        law=law,
        decision="level-certificate-issuance",
        facts=of_level_issuance(participant, ground.issue_on, ground),
        subject=participant,
        at=at,
    )


def grounds_of(participants: Iterable[Participant], on: date) -> dict[int, Ground]:
    """What the filing register says on a day of the plans of these, by plan."""
    plans = {one.plan_id: one.plan for one in participants}
    return {number: ground_of(plan, on) for number, plan in plans.items()}


def locked(batch: int) -> Batch:
    """The batch, held until the transaction ends; raises `CertificateError` if there is none."""
    one = held(Batch.objects.select_related("body"), batch)
    if one is None:
        raise CertificateError(Text(f"没有批次 {batch}", f"there is no batch {batch}"))
    return one


def require_waiting(batch: Batch) -> None:
    if batch.approved_at or batch.returned_at:
        raise CertificateError(
            Text("批次已审批或已退回", "the batch is approved or sent back already")
        )


def results_of(exams: Iterable[int]) -> dict[str, Published]:
    """What is published of these exams, by ticket."""
    return _results(set(exams))


def _results(exams: set[int]) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for exam in Exam.objects.filter(pk__in=exams):
        publication = latest(exam)
        if publication is not None:
            found |= {line.ticket: line for line in lines_of(publication)}
    return found


def _by_ticket(tickets: Sequence[str]) -> list[Registration]:
    """Registrations in the order of their tickets' rows."""
    if not tickets:
        raise CertificateError(Text("没有一行数据", "there is not one row"))
    wanted = dict.fromkeys(tickets)
    if len(wanted) < len(tickets):
        seen: set[str] = set()
        again = next(one for one in tickets if one in seen or seen.add(one))  # type: ignore[func-returns-value] # adds
        raise CertificateError(
            Text(f"准考证 {again} 重复", f"the ticket {again} occurs more than once")
        )
    found: dict[str, Registration] = {}
    asked = list(wanted)
    for start in range(0, len(asked), _AT_ONCE):
        rows = Registration.objects.filter(
            place__ticket__in=asked[start : start + _AT_ONCE]
        ).select_related("place", "offer__exam__institution__body", "candidate")
        found |= {one.place.ticket: one for one in rows}
    if missing := [one for one in asked if one not in found]:
        raise CertificateError(Text(f"没有准考证 {missing[0]}", f"there is no ticket {missing[0]}"))
    return [found[one] for one in asked]


def _of_plans(body: Body, wanted: Sequence[int]) -> list[Participant]:
    """Participants of the body's plans in the order in which they are wanted."""
    if not wanted:
        raise CertificateError(Text("没有一行数据", "there is not one row"))
    if len(set(wanted)) < len(wanted):
        raise CertificateError(Text("同一人重复", "somebody occurs more than once"))
    found: dict[int, Participant] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Participant.objects.filter(
            pk__in=wanted[start : start + _AT_ONCE], plan__organisation=body.pk
        ).select_related("plan__organisation__body", "plan__site", "entrustment")
        found |= {one.pk: one for one in rows}
    if len(found) < len(wanted):
        raise CertificateError(
            Text("其中有人不在本机构的评价计划中", "somebody is in no plan of the organisation")
        )
    return [found[one] for one in wanted]


def _taken(column: str, results: Sequence[int]) -> set[int]:
    """Of these results, which lines have in a column, those that a line rests on already."""
    live = Line.objects.filter(refused=False, dropped=False)
    return {
        number
        for start in range(0, len(results), _AT_ONCE)
        for number in live.filter(
            **{f"{column}__in": results[start : start + _AT_ONCE]}
        ).values_list(column, flat=True)
    }


def _unasked(people: QuerySet[Participant]) -> QuerySet[Participant]:
    live = Line.objects.filter(participant=OuterRef("pk"), refused=False, dropped=False)
    return people.exclude(Exists(live)).order_by("pk")


def _batch(by: Actor, body: Body, scheme: Scheme, title: str, at: datetime) -> Batch:
    return Batch.objects.create(
        scheme=scheme,
        body=body,
        area=body.area,
        title=title,
        submitted_by=by.username,
        submitted_at=at,
    )


def _keep(by: Actor, batch: Batch, lines: list[Line], rulings: list[Ruling], at: datetime) -> None:
    keep(rulings)
    for line in lines:
        line.ruling_id = line.ruling.pk if line.ruling else None
    try:
        with transaction.atomic():
            insert(lines)
    except IntegrityError as error:  # somebody asked for one of them at the same moment
        raise CertificateError(_TAKEN) from error
    record(
        by=by.username,
        at=at,
        action="issue.submitted",
        subject=batch,
        area=batch.area,
        data={"lines": len(lines), "refused": sum(one.refused for one in lines)},
    )
