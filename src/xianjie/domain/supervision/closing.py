"""Closing a case: with what it came to; alerts that were not confirmed are dismissed with it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import locked, step, target_of
from xianjie.domain.supervision.models import AlertStep, Case, CaseStep
from xianjie.domain.supervision.stages import Course, require_step
from xianjie.domain.supervision.telling import tell_body
from xianjie.text import Text


def close(*, by: Actor, case: int, findings: str, answer: str, on: date, at: datetime) -> Case:
    """Close what is found on, put right or sanctioned; who complained is given an ``answer``.

    Raises `Denied`, `SupervisionError`.
    """
    with transaction.atomic():
        found = locked(case)
        require(by, "case.close", target_of(found))
        course = require_step(found, "close")
        complaint = getattr(found, "complaint", None)
        if complaint and not answer.strip():
            raise SupervisionError(Text("请写给投诉人的答复", "give an answer to who complained"))
        step(by, found, CaseStep.Kind.CLOSED, findings, on, at)
        found.closed_on, found.closed_by, found.findings = on, by.username, findings.strip()
        found.save(update_fields=["closed_on", "closed_by", "findings"])
        if complaint:
            complaint.answer, complaint.answered_at = answer.strip(), at
            complaint.save(update_fields=["answer", "answered_at"])
        _dismiss(by, course, at)
        tell_body(by, found, "case_closed", {"findings": found.findings}, on, at)
    return found


def _dismiss(by: Actor, course: Course, at: datetime) -> None:
    findings = course.findings()
    for alert in course.alerts:
        finding = findings[alert.pk]
        if not finding.holds:
            AlertStep.objects.create(
                alert=alert,
                kind=AlertStep.Kind.DISMISSED,
                words=finding.words[:1000],
                rows=alert.rows,
                score=alert.score,
                by=by.username,
                at=at,
            )
