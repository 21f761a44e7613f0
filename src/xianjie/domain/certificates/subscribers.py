"""What programs are told of an entry of the log: no more than its number, kind, day and place."""

from __future__ import annotations

from django.db import models

from xianjie.domain.certificates.models import Certificate, Change, LogEntry, Proof
from xianjie.domain.webhooks.emitting import Happened
from xianjie.domain.webhooks.models import Kind

_ISSUE = "issue"  # as the log calls it


def is_told_of(subject: models.Model) -> bool:
    """Whether programs are told of an entry's record; of a draw of inspections none is."""
    return isinstance(subject, Certificate | Change | Proof)


def happened(subject: models.Model, entry: LogEntry) -> Happened:
    """To which certificate, of which area and body, an entry's record happened."""
    match subject:
        case Certificate():
            certificate, proof = subject, ""
        case Change():
            certificate, proof = subject.certificate, ""
        case Proof():
            certificate, proof = subject.certificate, subject.number
        case _:
            message = f"the log has entries of certificates, changes and proofs, not {subject!r}"
            raise TypeError(message)
    return Happened(
        Kind.ISSUED if entry.kind == _ISSUE else Kind(entry.kind),
        certificate.pk,
        certificate.number,
        entry.day,
        entry.index,
        certificate.area,
        certificate.body_id,
        proof,
    )
