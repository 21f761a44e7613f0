"""Issuing what was approved, some hundred at a time: each such step is done whole or not at all.

In one transaction: the law asked again for the day, numbers, rows of the register, signatures,
places in the status lists, entries of the log, events. So a crash leaves a batch with lines that
are issued and lines that are not, and doing it again issues the others; what the log and the
public see follows from what was committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Count, Max, Prefetch, Q

from xianjie.domain.appraisals.models import Offer
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.bulk import insert, insert_values, update_values
from xianjie.domain.certificates import facts
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import Entered, require_near, stage
from xianjie.domain.certificates.models import (
    Batch,
    Certificate,
    Credential,
    Line,
    Photo,
    Scheme,
    StatusEntry,
)
from xianjie.domain.certificates.numbers import allocate, numbering_of
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.submitting import (
    ISSUE,
    ask_of_participant,
    ask_of_result,
    grounds_of,
    locked,
    results_of,
)
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.filings.selecting import name_on
from xianjie.domain.rulings.asking import keep
from xianjie.law import Law
from xianjie.text import Text

AT_ONCE = 200
Progress = Callable[[int], None]  # lines done
_BY_LEVEL = attrgetter("level")


@dataclass(frozen=True, slots=True)
class Done:
    """How many of a batch are issued, and how many the law refused on the day."""

    issued: int
    refused: int


def issue(
    *,
    batch: int,
    law: Law,
    issuer: Issuer,
    at: datetime,
    progress: Progress = lambda _: None,
    steps: int | None = None,
) -> Done:
    """Issue what is left of an approved batch; may be called again, and by several at once.

    ``steps`` of some hundred each end it early.
    """
    found = Batch.objects.select_related("body").filter(pk=batch).first()
    if found is None or found.approved_at is None:
        raise CertificateError(Text("批次尚未审批", "the batch is not approved"))
    if found.issue_on and found.finished_at is None:
        require_near(found.issue_on, at)
    done = 0
    is_more = True
    while is_more and (steps is None or done < steps):
        is_more = _step(batch, law=law, issuer=issuer, at=at)
        done += 1
        progress(found.lines.filter(certificate__isnull=False).count())
    told = found.lines.aggregate(
        issued=Count("certificate"), refused=Count("pk", filter=Q(refused=True))
    )
    return Done(told["issued"], told["refused"])


def _step(number: int, *, law: Law, issuer: Issuer, at: datetime) -> bool:
    """Issue the next lines, and finish the batch with the last; False once none is left."""
    with transaction.atomic():
        batch = locked(number)
        lines = _next_lines(batch)
        assert batch.issue_on  # noqa: S101 - an approved batch has one
        allowed = _asked_again(lines, law, batch.issue_on, at)
        made = [
            one
            for level, group in groupby(sorted(allowed, key=_BY_LEVEL), _BY_LEVEL)
            for one in _made(batch, level, list(group), batch.issue_on)
        ]
        _write(batch, made, issuer, at)
        is_more = len(lines) == AT_ONCE
        if not is_more and batch.finished_at is None:
            _finish(batch, at)
    return is_more


def _next_lines(batch: Batch) -> list[Line]:
    """What is left, with what it rests on: offers and plans read once, for they have many."""
    offers = Offer.objects.select_related("exam__institution__body")
    plans = Plan.objects.select_related("organisation__body", "site")
    return list(
        batch.lines.filter(certificate=None, refused=False, dropped=False)
        .select_related(
            "registration__candidate",
            "registration__place",
            "participant__entrustment",
            "photo",
        )
        .prefetch_related(
            Prefetch("registration__offer", offers), Prefetch("participant__plan", plans)
        )
        .defer("photo__content")
        .order_by("pk")[:AT_ONCE]
    )


def _asked_again(lines: Sequence[Line], law: Law, on: date, at: datetime) -> list[Line]:
    """The lines that the law lets be issued that day; the others are refused with its answer."""
    results = results_of({one.registration.offer.exam_id for one in lines if one.registration})
    grounds = grounds_of((one.participant for one in lines if one.participant), on)
    allowed, rulings = [], []
    for line in lines:
        if line.registration:
            published = results.get(line.registration.place.ticket)
            passed = published is not None and published.passed
            answer, ruling = ask_of_result(line.registration, passed=passed, law=law, on=on, at=at)
        else:
            assert line.participant  # noqa: S101 - a constraint of the table
            ground = grounds[line.participant.plan_id]
            answer, ruling = ask_of_participant(line.participant, ground, law=law, at=at)
        rulings.append(ruling)
        if answer.outcome == ISSUE:
            allowed.append(line)
        else:
            line.refused = True
    keep(rulings)
    for line, ruling in zip(lines, rulings, strict=True):
        line.ruling = ruling
    update_values(Line, ("ruling_id", "refused"), lines)
    return allowed


def _made(
    batch: Batch, level: int, lines: Sequence[Line], on: date
) -> list[tuple[Line, Certificate]]:
    """Certificates with their numbers, not written yet."""
    scheme = Scheme(batch.scheme)
    numbering = numbering_of(batch.body, scheme, on)
    numbers = allocate(numbering, on=on, level=level, count=len(lines))
    issuer = name_on(batch.body.filing_organisation, on) if scheme is Scheme.LEVEL else ""
    made = []
    for line, number in zip(lines, numbers, strict=True):
        certificate = (
            _of_result(batch, line) if line.registration else _of_participant(batch, line, issuer)
        )
        certificate.number, certificate.issued_on, certificate.level = number, on, level
        photo = getattr(line, "photo", None)
        certificate.photo = photo.digest if photo else ""
        made.append((line, certificate))
    return made


def _of_result(batch: Batch, line: Line) -> Certificate:
    registration = line.registration
    assert registration  # noqa: S101 - asked before
    candidate, exam = registration.candidate, registration.offer.exam
    result = registration.result
    authority = batch.body.superior or batch.body
    return Certificate(
        scheme=Scheme.QUALIFICATION,
        name=candidate.name,
        document=candidate.document,
        number_hash=candidate.number_hash,
        number_sealed=candidate.number_sealed,
        occupation=registration.offer.occupation,
        issuer=authority.name,
        body=batch.body,
        area=exam.area,
        theory=_points(result.theory),
        practical=_points(result.practical),
        overall="合格",
        institution=exam.institution.body.name,
        exam_facts=facts.kept_of_exam(exam),
    )


def _of_participant(batch: Batch, line: Line, issuer: str) -> Certificate:
    participant = line.participant
    assert participant  # noqa: S101 - asked before
    plan = participant.plan
    return Certificate(
        scheme=Scheme.LEVEL,
        name=participant.name,
        document=participant.document,
        number_hash=participant.number_hash,
        number_sealed=participant.number_sealed,
        occupation=plan.occupation,
        direction=plan.direction,
        issuer=issuer,
        body=batch.body,
        area=batch.area,
        theory=_points(participant.theory),
        practical=_points(participant.practical),
        overall="合格",
        institution=issuer,
    )


def _points(points: int | None) -> str:
    return "" if points is None else str(points)


def _write(
    batch: Batch, made: Sequence[tuple[Line, Certificate]], issuer: Issuer, at: datetime
) -> None:
    if not made:
        return
    certificates = [certificate for _, certificate in made]
    insert(certificates)
    last = StatusEntry.objects.aggregate(last=Max("index"))["last"]
    first = 0 if last is None else last + 1
    entries = [
        StatusEntry(certificate=one, index=first + place) for place, one in enumerate(certificates)
    ]
    insert(entries)
    told = [
        issuer.told(one, entry.index, changes=())
        for one, entry in zip(certificates, entries, strict=True)
    ]
    staged = stage(
        [
            Entered("issue", one, one.issued_on, each.core)
            for one, each in zip(certificates, told, strict=True)
        ],
        at=at,
    )
    signed = issuer.sign(list(zip(told, staged, strict=True)), at=at)
    insert_values(
        Credential,
        ("certificate_id", "version", "content", "code", "made_at"),
        [
            (one.pk, 1, each.content, each.code, at)
            for one, each in zip(certificates, signed, strict=True)
        ],
    )
    for line, certificate in made:
        line.certificate = certificate
    update_values(Line, ("certificate_id",), [line for line, _ in made])
    _take_photos(made)
    record_many(
        event_of(
            by=batch.approved_by,
            at=at,
            action="certificate.issued",
            subject=certificate,
            area=certificate.area,
            ground=line.ruling.clauses if line.ruling else (),
            data={"number": certificate.number, "batch": batch.pk},
        )
        for line, certificate in made
    )


def _take_photos(made: Sequence[tuple[Line, Certificate]]) -> None:
    """The photographs of the lines are the certificates' from now on."""
    taken = []
    for line, certificate in made:
        photo = getattr(line, "photo", None)
        if photo is not None:
            photo.certificate = certificate
            taken.append(photo)
    update_values(Photo, ("certificate_id",), taken)


def _finish(batch: Batch, at: datetime) -> None:
    batch.finished_at = at
    batch.save(update_fields=["finished_at"])
    record(
        by=batch.approved_by,
        at=at,
        action="issue.finished",
        subject=batch,
        area=batch.area,
        data={"issued": batch.lines.filter(certificate__isnull=False).count()},
    )
