"""Telling holders what happened to their certificates and applications.

Whom the register can reach is who has registered with the same identity document and name. Called
within the transaction of what is told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.appraisals.telling import recipient
from xianjie.domain.certificates.models import Appeal, Application, Certificate, Change, Proposal
from xianjie.domain.messages.services import Told, tell
from xianjie.domain.messages.templates import Value
from xianjie.text import Text

_KINDS = {
    Change.Kind.REVOKED: Text("撤销", "revoked"),
    Change.Kind.SUSPENDED: Text("暂停使用", "suspended"),
    Change.Kind.LIFTED: Text("恢复使用", "in use again"),
    Change.Kind.CORRECTED: Text("更正", "corrected"),
    Change.Kind.SUPERSEDED: Text("换发", "exchanged under its number"),
}
_GRANTED = {
    "replace": Text("已换发，沿用原编号", "exchanged under its number"),
    "written_proof": Text("已出具书面证明", "a written proof is given"),
}
DOCUMENTS = {
    "identity": Text("身份证件", "identity document"),
    "paper": Text("原证书", "the certificate itself"),
    "evidence": Text("证明材料", "evidence"),
}


def tell_changed(change: Change, at: datetime) -> None:
    """That a certificate was revoked, suspended, corrected or exchanged, why, and the remedy."""
    values: dict[str, Value] = {
        "change": _KINDS[Change.Kind(change.kind)],
        "reason": change.reason,
        "basis": change.basis,
        "on": change.on,
    }
    _tell("certificate_changed", change.made_by, change.certificate, change, values, at)


def tell_not_changed(proposal: Proposal, at: datetime) -> None:
    """That what the holder asked to be corrected is not, and why."""
    values: dict[str, Value] = {"reason": proposal.words}
    _tell(
        "certificate_not_changed",
        proposal.decided_by,
        proposal.certificate,
        proposal.certificate,
        values,
        at,
    )


def tell_answered(appeal: Appeal, at: datetime) -> None:
    """What was answered to the holder's objection."""
    values: dict[str, Value] = {
        "verdict": Text("异议成立", "it is right")
        if appeal.upheld
        else Text("异议不成立", "it is not right"),
        "answer": appeal.answer,
    }
    change = appeal.change
    _tell("appeal_answered", appeal.answered_by, change.certificate, change, values, at)


def tell_asked(application: Application, at: datetime) -> None:
    """Everything that is missing, told once."""
    named = [DOCUMENTS[kind] for kind in application.missing]
    missing = Text("、".join(one.zh for one in named), ", ".join(one.en for one in named))
    _tell_applicant(
        "application_asked", application.asked_by, application, {"missing": missing}, at
    )


def tell_decided(application: Application, at: datetime) -> None:
    """What came of an application; a refusal with its reasons and the remedy."""
    if application.granted:
        values: dict[str, Value] = {"outcome": _GRANTED[application.outcome]}
        name = "application_granted"
    else:
        values, name = {"reason": application.decision_words}, "application_refused"
    _tell_applicant(name, application.decided_by, application, values, at)


def _tell_applicant(
    template: str, by: str, application: Application, values: Mapping[str, Value], at: datetime
) -> None:
    _tell(template, by, application.certificate, application, values, at)


def _tell(  # noqa: PLR0917 - what a message is
    template: str,
    by: str,
    certificate: Certificate,
    subject: models.Model,
    values: Mapping[str, Value],
    at: datetime,
) -> None:
    holders = Candidate.objects.filter(
        document=certificate.document,
        number_hash=certificate.number_hash,
        name=certificate.name,
    ).select_related("user")
    told = [
        Told(
            recipient(one),
            subject,
            {"occupation": certificate.occupation, **values},
            certificate.area,
            certificate.body_id,
        )
        for one in holders
    ]
    tell(by=by, template=template, about=certificate, messages=told, at=at)
