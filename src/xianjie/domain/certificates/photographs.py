"""Photographs: handed in for lines of a batch, or for a certificate and then decided by another.

What comes in is written anew (`xianjie.documents.photos`) and kept sealed; a certificate's own is
told by its digest, which its signed form bears. A photograph that is refused is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from xianjie.documents.photos import photo
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import seal_bytes, unseal_bytes
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Certificate, Change, Line, Photo, Proposal
from xianjie.domain.certificates.sharing import owned
from xianjie.domain.certificates.standing import PHOTO, State, photo_digest, state_of
from xianjie.domain.certificates.submitting import locked, require_waiting
from xianjie.text import Text

_REASON = {
    True: Text("补交照片", "a photograph, which the record lacks"),
    False: Text("更换照片", "another photograph"),
}
_TAKEN = Text("这张证书已有一项变更待决定", "a change of the certificate waits already")


def add_to_lines(*, by: Actor, batch: int, pictures: Mapping[int, bytes], at: datetime) -> None:
    """Put pictures (as `photo` wrote them, by the line's number) to lines that wait.

    One that was there before is replaced. Raises `Denied`, and `CertificateError` once the batch
    is approved or sent back.
    """
    with transaction.atomic():
        found = locked(batch)
        require(by, "certificate.submit", Target(area=found.area, body=found.body_id))
        require_waiting(found)
        lines = found.lines.filter(pk__in=pictures, refused=False, dropped=False)
        numbers = list(lines.values_list("pk", flat=True))
        if set(numbers) != set(pictures):
            raise CertificateError(
                Text("批次里没有这一行，或不予核发", "the batch has no such line, or it is refused")
            )
        Photo.objects.filter(line__in=numbers).delete()
        Photo.objects.bulk_create(
            Photo(
                line_id=number,
                digest=digest_of(pictures[number]),
                content=seal_bytes(pictures[number]),
                added_by=by.username,
                added_at=at,
            )
            for number in numbers
        )
        record(
            by=by.username,
            at=at,
            action="photos.added",
            subject=found,
            area=found.area,
            data={"photos": len(numbers)},
        )


def add_to_line(*, by: Actor, line: Line, content: bytes, at: datetime) -> None:
    """One picture as it was handed in; raises `xianjie.documents.photos.PhotoError` besides."""
    add_to_lines(by=by, batch=line.batch_id, pictures={line.pk: photo(content)}, at=at)


def hand_in(*, by: Actor, certificate: Certificate, content: bytes, at: datetime) -> Proposal:
    """A picture for a certificate, which counts once another person grants it.

    By the holder where the certificate has none, or by staff who may propose changes of it.
    Raises `Denied`, `CertificateError`, `xianjie.documents.photos.PhotoError`.
    """
    is_first = not photo_digest(certificate)
    if owned(by, certificate):
        require(by, "certificate.own", Target(owner=by.user))
        if not is_first:
            raise CertificateError(
                Text(
                    "证书已有照片；照片有误的请联系发证单位更换",
                    "the certificate has a photograph; ask its issuer if it is a wrong one",
                )
            )
    else:
        target = Target(area=certificate.area, body=certificate.body_id)
        require(by, "certificate.propose", target)
    if state_of(certificate) is State.REVOKED:
        raise CertificateError(
            Text("证书已撤销，不再办理", "the certificate is revoked: nothing is done for it")
        )
    picture = photo(content)
    digest = digest_of(picture)
    try:
        with transaction.atomic():
            made = _propose(by, certificate, digest, _REASON[is_first], at)
            Photo.objects.get_or_create(
                certificate=certificate,
                digest=digest,
                defaults={
                    "content": seal_bytes(picture),
                    "added_by": by.username,
                    "added_at": at,
                },
            )
    except IntegrityError as error:
        raise CertificateError(_TAKEN) from error
    return made


def _propose(
    by: Actor, certificate: Certificate, digest: str, reason: Text, at: datetime
) -> Proposal:
    made = Proposal.objects.create(
        certificate=certificate,
        kind=Change.Kind.CORRECTED,
        reason=reason.zh,
        basis="持证人照片",
        corrections={PHOTO: digest},
        proposed_by=by.username,
        proposed_at=at,
    )
    record(
        by=by.username,
        at=at,
        action="photo.handed_in",
        subject=certificate,
        area=certificate.area,
        data={"digest": digest},
    )
    return made


def refuse_photo(proposal: Proposal) -> None:
    """A picture that is not granted is not kept; in the transaction of the refusal."""
    digest = proposal.corrections.get(PHOTO)
    if digest and digest != photo_digest(proposal.certificate):
        proposal.certificate.photographs.filter(digest=digest, line=None).delete()


def is_holders(proposal: Proposal) -> bool:
    """Whether the holder proposed it."""
    certificate = proposal.certificate
    return Candidate.objects.filter(
        document=certificate.document,
        number_hash=certificate.number_hash,
        user__username=proposal.proposed_by,
    ).exists()


def proposed_photo(proposal: Proposal) -> Photo | None:
    """The picture that a proposal is about."""
    digest = proposal.corrections.get(PHOTO)
    return proposal.certificate.photographs.filter(digest=digest).first() if digest else None


def photo_of(certificate: Certificate) -> Photo | None:
    """The picture that the certificate bears now."""
    digest = photo_digest(certificate)
    return certificate.photographs.filter(digest=digest).first() if digest else None


def picture(found: Photo) -> bytes:
    """The JPEG; raises `CertificateError` where it is not what it was taken for."""
    content = unseal_bytes(bytes(found.content))
    if digest_of(content) != found.digest:
        raise CertificateError(
            Text("照片与登记的摘要不符", "the photograph is not what its digest says")
        )
    return content


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
