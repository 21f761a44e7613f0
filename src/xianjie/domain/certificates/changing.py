"""Revocation, suspension, lifting, correction: proposed by one, decided by another, kept.

The holder is told and may object; the objection is answered by a third person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Denied, Target, require, require_other
from xianjie.domain.accounts.models import Membership
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import Appeal, Certificate, Change, Proposal
from xianjie.domain.certificates.photographs import is_holders, refuse_photo
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.signing_again import sign_again
from xianjie.domain.certificates.standing import FIELDS, State, state_of
from xianjie.domain.certificates.telling import tell_answered, tell_changed, tell_not_changed
from xianjie.domain.locking import held
from xianjie.text import Text

Kind = Change.Kind
_FROM = {
    Kind.REVOKED: {State.LIVE, State.SUSPENDED},
    Kind.SUSPENDED: {State.LIVE},
    Kind.LIFTED: {State.SUSPENDED},
    Kind.CORRECTED: {State.LIVE, State.SUSPENDED},
}
_GROUND = {Kind.REVOKED: ("252/2.4",), Kind.SUSPENDED: ("252/2.4",), Kind.CORRECTED: ("252/2.3",)}


def target_of(certificate: Certificate) -> Target:
    """What the table must know of it."""
    return Target(area=certificate.area, body=certificate.body_id)


def propose(
    *,
    by: Actor,
    certificate: Certificate,
    kind: Kind,
    reason: str,
    basis: str,
    at: datetime,
    corrections: Mapping[str, str] | None = None,
) -> Proposal:
    """Propose a change with its reason and basis; raises `Denied`, `CertificateError`."""
    require(by, "certificate.propose", target_of(certificate))
    if kind is Kind.SUPERSEDED:
        raise CertificateError(
            Text("换发由申请办理，不在此提出", "an exchange is applied for, not proposed")
        )
    _require_possible(certificate, kind)
    given = {name: value.strip() for name, value in (corrections or {}).items()}
    if (kind is Kind.CORRECTED) != bool(given) or set(given) - set(FIELDS):
        raise CertificateError(
            Text(
                f"更正须写明更正哪一项（{'、'.join(FIELDS)}）和正确内容；其他事项不写",
                f"a correction says which field ({', '.join(FIELDS)}) and what it should be; other "
                "changes have none",
            )
        )
    if not reason.strip() or not basis.strip():
        raise CertificateError(Text("请写明理由和依据", "give the reason and the basis"))
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                certificate=certificate,
                kind=kind,
                reason=reason,
                basis=basis,
                corrections=given,
                proposed_by=by.username,
                proposed_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="change.proposed",
                subject=certificate,
                area=certificate.area,
                data={"change": kind.value, "reason": reason, "basis": basis},
            )
    except IntegrityError as error:
        raise CertificateError(
            Text("这张证书已有一项变更待决定", "a change of the certificate waits already")
        ) from error
    return made


def decide(
    *,
    by: Actor,
    proposal: int,
    grant: bool,
    words: str,
    issuer: Issuer,
    on: date,
    at: datetime,
) -> Proposal:
    """Make the change or refuse it; never one's own proposal. A refusal gives its reason.

    A corrected certificate that has a signed form is signed anew with what was corrected.
    """
    with transaction.atomic():
        found = held(Proposal.objects.all(), proposal)
        if found is None:
            raise CertificateError(Text(f"没有变更 {proposal}", f"there is no change {proposal}"))
        certificate = Certificate.objects.select_for_update().get(pk=found.certificate_id)
        require(_decider(by, found), "certificate.decide", target_of(certificate))
        require_other(by, found.proposed_by)
        if found.decided_at is not None:
            raise CertificateError(Text("已决定", "it is decided already"))
        found.decided_by, found.decided_at, found.words = by.username, at, words
        if grant:
            kind = Kind(found.kind)
            _require_possible(certificate, kind)
            found.change = Change.objects.create(
                certificate=certificate,
                kind=kind,
                reason=found.reason,
                basis=found.basis,
                corrections=found.corrections,
                on=on,
                proposed_by=found.proposed_by,
                made_by=by.username,
                made_at=at,
            )
            _enter(found.change, certificate, issuer, at)
            tell_changed(found.change, at)
        elif not words.strip():
            raise CertificateError(Text("不予办理须写明理由", "a refusal gives its reason"))
        else:
            refuse_photo(found)
            if is_holders(found):
                tell_not_changed(found, at)
        found.save(update_fields=["decided_by", "decided_at", "words", "change"])
        record(
            by=by.username,
            at=at,
            action=f"certificate.{found.kind}" if grant else "change.refused",
            subject=certificate,
            area=certificate.area,
            ground=_GROUND.get(Kind(found.kind), ()) if grant else (),
            data={"reason": found.reason if grant else words, "basis": found.basis},
        )
    return found


def appeal(
    *, by: Actor, change: int, document: str, number: str, words: str, at: datetime
) -> Appeal:
    """The holder's objection, once; who objects shows the document of the certificate."""
    require(by, "certificate.appeal", Target(owner=by.user))
    with transaction.atomic():
        found = Change.objects.select_related("certificate").filter(pk=change).first()
        if found is None or found.certificate.number_hash != keyed_hash(f"{document}:{number}"):
            raise Denied(Text("不能办理", "this may not be done"))
        if not words.strip():
            raise CertificateError(Text("请写明异议", "say what is objected to"))
        made, is_new = Appeal.objects.get_or_create(
            change=found, defaults={"words": words, "asked_by": by.username, "asked_at": at}
        )
        if not is_new:
            raise CertificateError(
                Text("对这项变更已提过异议", "the change was objected to already")
            )
        record(
            by=by.username,
            at=at,
            action="change.appealed",
            subject=found.certificate,
            area=found.certificate.area,
        )
    return made


def answer_appeal(*, by: Actor, appeal: int, upheld: bool, words: str, at: datetime) -> Appeal:
    """Answer an objection; where it is right, the change is undone by one of its own."""
    with transaction.atomic():
        found = held(Appeal.objects.select_related("change__certificate"), appeal)
        if found is None:
            raise CertificateError(Text(f"没有异议 {appeal}", f"there is no objection {appeal}"))
        certificate = found.change.certificate
        require(by, "certificate.decide", target_of(certificate))
        if by.username in {found.change.proposed_by, found.change.made_by}:
            raise Denied(
                Text(
                    "提出或决定这项变更的人不能答复异议",
                    "who proposed or decided the change does not answer the objection",
                )
            )
        if found.answered_at is not None or not words.strip():
            raise CertificateError(
                Text("已答复，或没有写明答复", "it is answered already, or the answer is empty")
            )
        found.upheld, found.answer = upheld, words
        found.answered_by, found.answered_at = by.username, at
        found.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
        tell_answered(found, at)
        record(
            by=by.username,
            at=at,
            action="change.appeal_answered",
            subject=certificate,
            area=certificate.area,
            data={"reason": words},
        )
    return found


def _decider(by: Actor, proposal: Proposal) -> Actor:
    """The person without what they are to the issuing body, where another proposed to stop its use.

    What an authority proposes against a body's certificate is not for that body to refuse.
    """
    body = proposal.certificate.body_id
    own = Membership.objects.filter(user__username=proposal.proposed_by, body=body)
    if proposal.kind not in {Kind.REVOKED, Kind.SUSPENDED} or own.exists():
        return by
    return replace(by, capacities=tuple(one for one in by.capacities if one.body != body))


def _require_possible(certificate: Certificate, kind: Kind) -> None:
    state = state_of(certificate)
    if state not in _FROM[kind]:
        raise CertificateError(
            Text(
                f"证书{state.label.zh}，不能{kind.label}",
                f"the certificate is {state.label.en}: it cannot be {kind.value}",
            )
        )


def _enter(change: Change, certificate: Certificate, issuer: Issuer, at: datetime) -> None:
    """Into the log, in the transaction of the change."""
    if change.kind == Kind.CORRECTED and certificate.credentials.exists():
        sign_again(change, certificate, issuer=issuer, at=at)
    else:
        stage([Entered(change.kind, change, change.on, _told(change))], at=at)


def _told(change: Change) -> dict[str, object]:
    """What the log commits to of a change."""
    return {
        "number": change.certificate.number,
        "kind": change.kind,
        "on": change.on.isoformat(),
        "reason": change.reason,
        "basis": change.basis,
        "corrections": change.corrections,
    }
