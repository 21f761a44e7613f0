"""Facts of the decisions about certificates, derived from the records: the one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.certificates.models import Certificate, Change, Evidence, Filing
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


def of_level_issuance(
    evidence: Evidence, filing: Filing | None, kind: str, issue_on: date
) -> Mapping[str, Value]:
    """Facts of ``level-certificate-issuance``; ``filing`` is as `filing_on` gives it."""
    scopes = filing.scope.all() if filing else ()
    scope = next((one for one in scopes if one.occupation == evidence.occupation), None)
    told: dict[str, Value] = {
        "organisation_kind": kind,
        "filed": filing is not None,
        "occupation_in_scope": scope is not None,
        "level_in_scope": scope is not None and scope.highest <= evidence.level <= scope.lowest,
        "candidate_is_own": evidence.is_own,
        "entrusted": evidence.entrusted,
        "passed": evidence.passed,
        "issue_on": issue_on,
    }
    if filing is not None:
        told["filing_from"], told["filing_until"] = filing.from_on, filing.until_on
    return told


def is_revoked(certificate: Certificate, on: date | None = None) -> bool:
    """Whether it was revoked, by that day where one is given."""
    found = certificate.changes.filter(kind=Change.Kind.REVOKED)
    return (found.filter(on__lte=on) if on else found).exists()
