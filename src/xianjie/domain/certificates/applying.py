"""Replacement and written proof: applied for, completed, reviewed, decided (252/2.3).

Whether a replacement or a written proof is given is the law's to say. What is missing is asked for
once and all together; the days of the review count from when all is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.calendar import add_working_days
from xianjie.documents import scans
from xianjie.domain.accounts.acting import Actor, Denied, Target, effect, require, require_other
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.accounts.sealed import keyed_hash, seal, seal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Application, Attachment, Certificate, Change
from xianjie.domain.certificates.telling import tell_asked
from xianjie.domain.locking import held
from xianjie.domain.organisations.models import Succession
from xianjie.domain.rulings.asking import procedure, refused, rule
from xianjie.law import Law
from xianjie.text import Text

# Modelled on Guangdong's reissue service before 2021.
REVIEW_DAYS, DECISION_DAYS = 7, 3  # working days
REPLACE, PROOF = "replace", "written_proof"
_MOST_BYTES = 5 << 20
_MOST_FILES = 10
_KINDS = {"identity", "paper", "evidence"}
PAPER_FIELDS = (
    "name",
    "occupation",
    "direction",
    "level",
    "issued_on",
    "issuer",
    "theory",
    "practical",
)
REMEDY = Text(
    "对不予办理的决定，可以依法申请行政复议或者提起行政诉讼。",
    "Against a refusal one may apply for administrative review or bring an administrative suit, "
    "as the law provides.",
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Until which working day the review and the decision are due; None before all is there."""

    review_due: date | None
    decision_due: date | None


def required_documents(reason: str) -> tuple[str, ...]:
    """The kinds of documents that an application needs; ours, no notice says."""
    match Application.Reason(reason):
        case Application.Reason.LOST:
            return ("identity",)
        case Application.Reason.WRONG | Application.Reason.OVERSEAS:
            return ("identity", "paper", "evidence")
        case Application.Reason.DAMAGED:
            return ("identity", "paper")


def authority_of(certificate: Certificate, on: date) -> Body:
    """Who answers for the certificate that day: its issuer, or who succeeded it, and so on.

    Raises `CertificateError` where the register does not know its issuer.
    """
    body = certificate.body or Body.objects.filter(name=certificate.issuer).first()
    if body is None:
        raise CertificateError(
            Text(
                f"登记册没有“{certificate.issuer}”这个单位，不知由谁办理；请由省厅登记承接单位",
                f"the register has no body {certificate.issuer!r}, so it is not known who answers; "
                "the province enters its successor first",
            )
        )
    while True:
        following = Succession.objects.filter(predecessor=body, on__lte=on).first()
        if following is None:
            return body
        body = following.successor


def apply(
    *,
    by: Actor,
    certificate: Certificate,
    document: str,
    number: str,
    reason: str,
    paper: Mapping[str, str],
    contact: str,
    law: Law,
    on: date,
    at: datetime,
) -> Application:
    """Apply for one's own certificate, or as staff for its holder.

    Raises `Denied`, `RefusedByLaw` where the law has no such procedure, `CertificateError`.
    """
    if not _may_apply(by, certificate):
        raise Denied(Text("不能办理", "this may not be done"))
    if keyed_hash(f"{document}:{number}") != certificate.number_hash:
        raise CertificateError(
            Text("证件号码与登记册不符", "the document's number is not the register's")
        )
    if certificate.changes.filter(kind=Change.Kind.REVOKED).exists():
        raise CertificateError(
            Text("证书已撤销，不再办理", "the certificate is revoked: nothing is given for it")
        )
    if unknown := set(paper) - set(PAPER_FIELDS):
        raise CertificateError(
            Text(f"证书上没有这一项：{min(unknown)}", f"no field {min(unknown)}")
        )
    authority = authority_of(certificate, on)
    try:
        with procedure():
            answer, ruling = rule(
                law=law,
                decision="replacement",
                facts={
                    "occupation": certificate.occupation,
                    "reason": Application.Reason(reason).value,
                    "requested_on": on,
                },
                subject=certificate,
                at=at,
            )
            if answer.outcome not in {REPLACE, PROOF}:
                raise refused(law, answer, ruling, "补发、换发或书面证明")
            made = Application.objects.create(
                certificate=certificate,
                user_id=by.user
                if effect(by, "proof.apply_for", _target(certificate)) is None
                else None,
                authority=authority,
                area=authority.area,
                reason=reason,
                outcome=answer.outcome,
                ruling=ruling,
                paper={name: value for name, value in paper.items() if value},
                contact=seal(contact),
                requested_on=on,
                requested_by=by.username,
                requested_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="proof.applied",
                subject=made,
                area=made.area,
                ground=ruling.clauses,
                data={"reason": reason},
            )
    except IntegrityError as error:
        raise CertificateError(
            Text("这张证书已有一件申请在办", "an application for the certificate is open already")
        ) from error
    return made


def _may_apply(by: Actor, certificate: Certificate) -> bool:
    return Effect.ALLOW in {
        effect(by, "proof.apply", Target(owner=by.user)),
        effect(by, "proof.apply_for", _target(certificate)),
    }


def _target(certificate: Certificate) -> Target:
    return Target(area=certificate.area, body=certificate.body_id)


def target_of(application: Application) -> Target:
    """What the table must know of it."""
    return Target(area=application.area, body=application.authority_id, owner=application.user_id)


def attach(
    *, by: Actor, application: int, kind: str, filename: str, content: bytes, on: date, at: datetime
) -> Attachment:
    """Add a document; once all are there the review's days begin."""
    if content and scans.kind_of(content) is None:
        raise CertificateError(
            Text("材料须为 PDF、PNG 或 JPEG 文件", "a document is a PDF, PNG or JPEG file")
        )
    with transaction.atomic():
        found = locked(application)
        _require_own(by, found)
        if found.reviewed_on:
            raise CertificateError(Text("已审核，不能再补材料", "it is reviewed already"))
        if kind not in _KINDS:
            raise CertificateError(Text(f"没有材料种类 {kind}", f"no kind of document {kind}"))
        if not 0 < len(content) <= _MOST_BYTES or found.attachments.count() >= _MOST_FILES:
            raise CertificateError(
                Text(
                    f"每份材料不能空，不超过 5 MB，至多 {_MOST_FILES} 份",
                    f"a document has 1 byte to 5 MB, and there are at most {_MOST_FILES}",
                )
            )
        digest = hashlib.sha256(content).hexdigest()
        made, is_new = Attachment.objects.get_or_create(
            application=found,
            kind=kind,
            digest=digest,
            defaults={
                "filename": filename[:200],
                "content": seal_bytes(content),
                "added_at": at,
            },
        )
        if is_new:
            record(
                by=by.username,
                at=at,
                action="proof.attached",
                subject=found,
                area=found.area,
                data={"kind": kind, "digest": digest},
            )
        if found.complete_on is None and not lacking(found):
            found.complete_on = on
            found.save(update_fields=["complete_on"])
            record(by=by.username, at=at, action="proof.complete", subject=found, area=found.area)
    return made


def lacking(application: Application) -> list[str]:
    """The kinds of documents that are not there: those needed, and those asked for."""
    there = set(application.attachments.values_list("kind", flat=True))
    if application.asked_on:
        since = application.attachments.filter(added_at__date__gte=application.asked_on)
        again = set(application.missing) - set(since.values_list("kind", flat=True))
    else:
        again = set()
    wanted = required_documents(application.reason)
    return [
        kind for kind in sorted(_KINDS) if (kind in wanted and kind not in there) or kind in again
    ]


def ask_for(
    *, by: Actor, application: int, missing: Sequence[str], on: date, at: datetime
) -> Application:
    """Ask once, for everything that is missing or not good enough."""
    with transaction.atomic():
        found = locked(application)
        require(by, "proof.review", target_of(found))
        require_unreviewed(found)
        if found.asked_on is not None:
            raise CertificateError(
                Text("补正只能一次告知", "what is missing is asked for once, and it was")
            )
        if not missing or set(missing) - _KINDS:
            raise CertificateError(Text("请写明缺哪些材料", "say which documents are missing"))
        found.asked_on, found.asked_by, found.missing = on, by.username, sorted(set(missing))
        found.complete_on = None
        found.save(update_fields=["asked_on", "asked_by", "missing", "complete_on"])
        tell_asked(found, at)
        record(
            by=by.username,
            at=at,
            action="proof.asked",
            subject=found,
            area=found.area,
            data={"missing": found.missing},
        )
    return found


def review(
    *, by: Actor, application: int, grant: bool, words: str, on: date, at: datetime
) -> Application:
    """Propose to grant or to refuse; a refusal says why."""
    with transaction.atomic():
        found = locked(application)
        require(by, "proof.review", target_of(found))
        require_unreviewed(found)
        require_other(by, found.requested_by)
        if found.complete_on is None:
            raise CertificateError(
                Text(
                    f"材料还不齐：{'、'.join(lacking(found))}",
                    f"documents are missing: {', '.join(lacking(found))}",
                )
            )
        if not grant and not words.strip():
            raise CertificateError(Text("不予办理须写明理由", "a refusal gives its reason"))
        found.reviewed_on, found.reviewed_by = on, by.username
        found.grant, found.review_words = grant, words
        found.save(update_fields=["reviewed_on", "reviewed_by", "grant", "review_words"])
        record(
            by=by.username,
            at=at,
            action="proof.reviewed",
            subject=found,
            area=found.area,
            data={"grant": grant, "reason": words},
        )
    return found


def clock_of(application: Application) -> Clock:
    """When the steps are due; raises `xianjie.calendar.UnknownYear`."""
    if application.complete_on is None:
        return Clock(None, None)
    review_due = add_working_days(application.complete_on, REVIEW_DAYS)
    since = application.reviewed_on or review_due
    return Clock(review_due, add_working_days(since, DECISION_DAYS))


def require_decidable(by: Actor, application: Application) -> None:
    """The decision is another's than the review; raises `Denied`, `CertificateError`."""
    require(by, "proof.approve", target_of(application))
    if application.reviewed_on is None or application.decided_on is not None:
        raise CertificateError(
            Text("尚未审核，或已决定", "it is not reviewed yet, or is decided already")
        )
    require_other(by, application.reviewed_by)


def _require_own(by: Actor, application: Application) -> None:
    if Effect.ALLOW not in {
        effect(by, "proof.apply", Target(owner=application.user_id)),
        effect(by, "proof.apply_for", target_of(application)),
    }:
        raise Denied(Text("不能办理", "this may not be done"))


def require_unreviewed(application: Application) -> None:
    """Raises `CertificateError` once it is reviewed."""
    if application.reviewed_on is not None:
        raise CertificateError(Text("已审核", "it is reviewed already"))


def locked(application: int) -> Application:
    found = held(Application.objects.select_related("certificate", "authority"), application)
    if found is None:
        raise CertificateError(
            Text(f"没有申请 {application}", f"there is no application {application}")
        )
    return found
