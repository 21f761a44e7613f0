"""Asking for certificates: a batch with one line for each result, the law asked of each.

The batch is the intent: it is there before a number is taken or anything is signed. What the law
refuses stays as a refused line with its ruling; the rest waits for another person's approval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require, require_other
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals import facts as exam_facts
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert
from xianjie.domain.certificates import facts
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import is_near
from xianjie.domain.certificates.models import Batch, Evidence, Filing, Line, Photo, Scheme
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


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A result of a filed organisation: who, in what, when, how; ``row`` is its row in a file."""

    row: int
    name: str
    document: str
    number: str
    occupation: str
    level: int
    evaluated_on: date
    passed: bool
    is_own: bool
    entrusted: bool
    direction: str = ""
    theory: int | None = None
    practical: int | None = None
    panel: int | None = None


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
        taken = _taken(one.pk for one in registrations)
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


def submit_evaluated(
    *,
    by: Actor,
    body: Body,
    evaluated: Sequence[Evaluated],
    title: str,
    law: Law,
    on: date,
    at: datetime,
) -> Batch:
    """Ask for skill-level certificates of a filed organisation, with what they rest on.

    Raises `Denied`, `CertificateError`.
    """
    require(by, "certificate.submit", Target(area=body.area, body=body.pk))
    if not evaluated:
        raise CertificateError(Text("没有一行数据", "there is not one row"))
    with transaction.atomic():
        batch = _batch(by, body, Scheme.LEVEL, title, at)
        filing = filing_on(body, on)
        lines, rulings = [], []
        for one in evaluated:
            evidence, is_taken = _evidence(body, one)
            line = Line(batch=batch, evidence=evidence)
            if is_taken:
                line.refused, line.reason = True, _TAKEN.zh
            else:
                answer, line.ruling = ask_of_evidence(evidence, filing, law=law, on=on, at=at)
                rulings.append(line.ruling)
                line.refused = answer.outcome != ISSUE
            lines.append(line)
        _keep(by, batch, lines, rulings, at)
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


def ask_of_evidence(
    evidence: Evidence, filing: Filing | None, *, law: Law, on: date, at: datetime
) -> tuple[Answer, Ruling]:
    """May the organisation issue its skill-level certificate that day? Not written yet.

    ``filing`` is as `filing_on` gives it for the day.
    """
    kind = filing.kind if filing else _KINDS.get(Body.Kind(evidence.body.kind), "government")
    return ruled(
        law=law,
        decision="level-certificate-issuance",
        facts=facts.of_level_issuance(evidence, filing, kind, on),
        subject=evidence,
        at=at,
    )


_KINDS = {
    Body.Kind.ENTERPRISE: "employer",
    Body.Kind.EVALUATION: "social_organisation",
    Body.Kind.SCHOOL: "technical_school",
}


def filing_on(body: Body, on: date) -> Filing | None:
    """The filing that is in force that day, else the newest that there was; None if there was none.

    One that is over is still a filing: the law says that it is not in force.
    """
    filings = body.filings.prefetch_related("scope")
    begun = filings.filter(from_on__lte=on).order_by("-from_on")
    return begun.first() or filings.order_by("from_on").first()


def locked(batch: int) -> Batch:
    """The batch, held until the transaction ends; raises `CertificateError` if there is none."""
    found = Batch.objects.select_for_update(of=("self",)).select_related("body").filter(pk=batch)
    one = found.first()
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


def _taken(registrations: Iterable[int]) -> set[int]:
    live = Line.objects.filter(registration__in=list(registrations), refused=False, dropped=False)
    return set(live.values_list("registration", flat=True))


def _evidence(body: Body, one: Evaluated) -> tuple[Evidence, bool]:
    """The evidence of a row, entered once; and whether a line rests on it already."""
    made, is_new = Evidence.objects.get_or_create(
        body=body,
        document=one.document,
        number_hash=keyed_hash(f"{one.document}:{one.number}"),
        occupation=one.occupation,
        level=one.level,
        evaluated_on=one.evaluated_on,
        defaults={
            "name": one.name,
            "number_sealed": seal(one.number),
            "direction": one.direction,
            "theory": one.theory,
            "practical": one.practical,
            "panel": one.panel,
            "passed": one.passed,
            "is_own": one.is_own,
            "entrusted": one.entrusted,
        },
    )
    if is_new:
        return made, False
    told = ("name", "direction", "theory", "practical", "panel", "passed", "is_own", "entrusted")
    if any(getattr(made, name) != getattr(one, name) for name in told):
        raise CertificateError(
            Text(
                f"第 {one.row} 行：此人这一天这个职业等级的结果已登记，且内容不同；请核对",
                f"row {one.row}: a result of this person, occupation, level and day is entered "
                "already and says otherwise; look again",
            )
        )
    return made, made.issue_lines.filter(refused=False, dropped=False).exists()


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
