"""The facts of the decisions, derived from records: the one place where they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from xianjie.domain.accounts.acting import prefix
from xianjie.domain.appraisals.models import Exam, Offer, Registration, Suspension
from xianjie.law import Value


def suspended(exam: Exam, on: date) -> bool:
    """Whether a suspension reaches the exam that day."""
    return any(reaches(one, exam) for one in in_force(on))


def in_force(on: date) -> list[Suspension]:
    """The suspensions of a day."""
    found = Suspension.objects.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    return list(found.order_by("pk"))


def reaches(suspension: Suspension, exam: Exam) -> bool:
    """Its own exam, or all exams of its area."""
    if suspension.exam_id is not None:
        return suspension.exam_id == exam.pk
    return exam.area.startswith(prefix(suspension.area))


def of_permission(exam: Exam, occupation: str, *, is_suspended: bool) -> Mapping[str, Value]:
    """Facts of ``exam-permission``."""
    return {
        "occupation": occupation,
        "route": exam.route,
        "announced_on": exam.announced_on,
        "registration_accepted_on": exam.accepted_on,
        "competition_in_plan": exam.in_plan,
        "suspended": is_suspended,
    }


def of_schedule(exam: Exam, occupation: str, held_on: date) -> Mapping[str, Value]:
    """Facts of ``exam-schedule``."""
    return {
        "occupation": occupation,
        "route": exam.route,
        "exam_kind": exam.kind,
        "sitting": exam.sitting,
        "held_on": held_on,
    }


def of_issuance(
    exam: Exam, occupation: str, issue_on: date, *, passed: bool
) -> Mapping[str, Value]:
    """Facts of ``certificate-issuance``."""
    return {
        "occupation": occupation,
        "route": exam.route,
        "announced_on": exam.announced_on,
        "registration_accepted_on": exam.accepted_on,
        "competition_in_plan": exam.in_plan,
        "passed": passed,
        "issue_on": issue_on,
    }


def of_option(
    registration: Registration, offer: Offer, exam: Exam, *, is_suspended: bool
) -> Mapping[str, Value]:
    """Facts of ``candidate-option``."""
    return {
        **of_permission(exam, offer.occupation, is_suspended=is_suspended),
        "registered_on": registration.registered_on,
        "exam_held": exam.held_at is not None,
    }
