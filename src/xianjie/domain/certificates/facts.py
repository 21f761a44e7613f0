"""Facts of the decisions about certificates, derived from the records: the one place.

Those of issuing a skill-level certificate are its evaluation's: `evaluations.issuing_facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.certificates.models import Certificate, Change
from xianjie.law import Value

_EXAM = ("route", "announced_on", "registration_accepted_on", "competition_in_plan")


def of_exam(exam: Exam) -> Mapping[str, Value]:
    """What a certificate keeps of its exam, for ``certificate-validity``."""
    return {
        "route": exam.route,
        "announced_on": exam.announced_on,
        "registration_accepted_on": exam.accepted_on,
        "competition_in_plan": exam.in_plan,
    }


def kept_of_exam(exam: Exam) -> dict[str, object]:
    """The same as JSON keeps it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in of_exam(exam).items()
    }


def of_validity(certificate: Certificate, *, revoked: bool) -> Mapping[str, object]:
    """Facts of ``certificate-validity``; what the record does not have of the exam is unknown."""
    kept = {name: value for name, value in certificate.exam_facts.items() if name in _EXAM}
    return {
        "occupation": certificate.occupation,
        **kept,
        "issued_on": certificate.issued_on,
        "revoked": revoked,
    }


def is_revoked(certificate: Certificate, on: date | None = None) -> bool:
    """Whether it was revoked, by that day where one is given."""
    found = certificate.changes.filter(kind=Change.Kind.REVOKED)
    return (found.filter(on__lte=on) if on else found).exists()
