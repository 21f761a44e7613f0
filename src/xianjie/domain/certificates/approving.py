"""Deciding an application: the written proof, or the exchange under the old number (252/2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.applying import PROOF, REMEDY, locked, require_decidable
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import (
    Application,
    Certificate,
    Change,
    Credential,
    Proof,
    Serial,
)
from xianjie.domain.certificates.selecting import covered_number
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.signing_again import sign_again
from xianjie.domain.certificates.standing import State, current, state_of
from xianjie.domain.certificates.telling import tell_decided
from xianjie.text import Text

_PREFIX = "ZM"  # 证明
STATEMENT = Text(
    "原证书继续有效；本证明不是补发的证书。",
    "The original certificate stays valid; this is no reissued certificate.",
)


def decide(
    *,
    by: Actor,
    application: int,
    grant: bool,
    words: str,
    issuer: Issuer,
    on: date,
    at: datetime,
) -> Application:
    """Grant what the law lets be granted, or refuse with reasons and what one may do against it.

    Raises `Denied`, also for who reviewed it, and `CertificateError`.
    """
    with transaction.atomic():
        found = locked(application)
        require_decidable(by, found)
        if not grant and not words.strip():
            raise CertificateError(Text("不予办理须写明理由", "a refusal gives its reason"))
        if grant and not found.grant and not words.strip():
            raise CertificateError(
                Text("与审核意见不同，须写明理由", "it differs from the review: say why")
            )
        found.decided_on, found.decided_by, found.granted = on, by.username, grant
        found.decision_words = words if grant else f"{words}（{REMEDY.zh}）"
        found.save(update_fields=["decided_on", "decided_by", "granted", "decision_words"])
        if grant:
            _grant(by, found, issuer, on, at)
        tell_decided(found, at)
        record(
            by=by.username,
            at=at,
            action="proof.granted" if grant else "proof.refused",
            subject=found,
            area=found.area,
            ground=found.ruling.clauses,
            data={"reason": words},
        )
    return found


def _grant(by: Actor, application: Application, issuer: Issuer, on: date, at: datetime) -> None:
    # It may have been suspended or revoked since the application was made.
    certificate = Certificate.objects.select_for_update().get(pk=application.certificate_id)
    state = state_of(certificate)
    if state is not State.LIVE:
        raise CertificateError(
            Text(
                f"证书现已{state.label.zh}，不能出具；请不予办理并写明理由",
                f"the certificate is {state.label.en} by now: refuse the application and say so",
            )
        )
    if application.outcome == PROOF:
        _prove(application, issuer, on, at)
    else:
        _exchange(
            by=by,
            application=application,
            certificate=certificate,
            issuer=issuer,
            on=on,
            at=at,
        )


def _prove(application: Application, issuer: Issuer, on: date, at: datetime) -> Proof:
    certificate = application.certificate
    made = Proof(
        application=application,
        certificate=certificate,
        number=_number(on),
        authority_name=application.authority.name,
        statement=statement_of(application, certificate, on),
        issued_on=on,
        made_at=at,
    )
    told = issuer.told_of_proof(made)
    made.content = ""
    made.save(force_insert=True)
    (entry,) = stage([Entered("proof", made, on, told.core)], at=at)
    (signed,) = issuer.sign([(told, entry)], at=at)
    made.content, made.code = signed.content, signed.code
    made.save(update_fields=["content", "code"])
    return made


def statement_of(
    application: Application, certificate: Certificate, on: date
) -> Mapping[str, object]:
    """All that a proof says: the register's values and, where it differs, the paper's beside."""
    told = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in current(certificate, on).items()
    }
    return {
        "fields": told,
        "paper": application.paper,
        "document": certificate.document,
        "document_number": covered_number(certificate),
        "original_number": certificate.number,
        "reason": application.reason,
        "clauses": list(application.ruling.clauses),
        "statement": [STATEMENT.zh, STATEMENT.en],
        "proved_on": on.isoformat(),
    }


def _exchange(
    *,
    by: Actor,
    application: Application,
    certificate: Certificate,
    issuer: Issuer,
    on: date,
    at: datetime,
) -> Credential:
    """The same number on new paper; the old paper is superseded and the chain kept."""
    change = Change.objects.create(
        certificate=certificate,
        kind=Change.Kind.SUPERSEDED,
        reason=application.reason,
        basis=f"{application.pk}",
        on=on,
        proposed_by=application.reviewed_by,
        made_by=by.username,
        made_at=at,
    )
    return sign_again(change, certificate, issuer=issuer, at=at)


def _number(on: date) -> str:
    """ZM, the year and six digits, counted under a lock."""
    Serial.objects.get_or_create(code=_PREFIX, year=on.year, level=0)
    counter = Serial.objects.select_for_update().get(code=_PREFIX, year=on.year, level=0)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{_PREFIX}{on.year}{counter.last:06}"
