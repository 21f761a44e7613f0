"""Codes by which a holder shows a certificate to others, until a day that the holder sets."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Denied, Target, require
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Certificate, Share
from xianjie.text import Text

MOST_DAYS = 180
_MOST_OPEN = 20
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that looks like a digit
_LENGTH = 12  # 58 bits


def owned(actor: Actor, certificate: Certificate) -> bool:
    """Whether the certificate is that of the account: by its identity document and name."""
    return Candidate.objects.filter(
        user=actor.user,
        document=certificate.document,
        number_hash=certificate.number_hash,
        name=certificate.name,
    ).exists()


def share(
    *, by: Actor, certificate: Certificate, days: int, on: date, at: datetime
) -> tuple[Share, str]:
    """A new code and what it opens; the code is shown this once. Raises `Denied`."""
    require(by, "certificate.own", Target(owner=by.user))
    if not owned(by, certificate):
        raise Denied(Text("不是本人的证书", "the certificate is another's"))
    if not 1 <= days <= MOST_DAYS:
        raise CertificateError(
            Text(f"有效天数应为 1 至 {MOST_DAYS}", f"a code lasts 1 to {MOST_DAYS} days")
        )
    with transaction.atomic():
        open_ = certificate.shares.filter(ended_at=None, until_on__gte=on).count()
        if open_ >= _MOST_OPEN:
            raise CertificateError(
                Text(
                    f"这张证书已有 {open_} 个有效的分享码；请先停用一些",
                    f"the certificate has {open_} codes in force; end some first",
                )
            )
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        made = Share.objects.create(
            certificate=certificate,
            code_hash=keyed_hash(f"share:{code}"),
            made_by=by.username,
            made_at=at,
            until_on=on + timedelta(days=days),
        )
        record(
            by=by.username,
            at=at,
            action="certificate.shared",
            subject=certificate,
            area=certificate.area,
            data={"until": made.until_on},
        )
    return made, code


def end(*, by: Actor, share: int, at: datetime) -> Share:
    """Let a code open nothing any more."""
    require(by, "certificate.own", Target(owner=by.user))
    with transaction.atomic():
        found = Share.objects.select_for_update().filter(pk=share, made_by=by.username).first()
        if found is None:
            raise CertificateError(Text("没有这个分享码", "there is no such code"))
        if found.ended_at is None:
            found.ended_at = at
            found.save(update_fields=["ended_at"])
            record(
                by=by.username,
                at=at,
                action="certificate.unshared",
                subject=found.certificate,
                area=found.certificate.area,
            )
    return found


def shared(code: str, on: date) -> Certificate | None:
    """What a code opens that day."""
    plain = "".join(letter for letter in code.upper() if letter in _ALPHABET)
    found = (
        Share.objects.filter(
            code_hash=keyed_hash(f"share:{plain}"), ended_at=None, until_on__gte=on
        )
        .select_related("certificate__body")
        .first()
    )
    return found.certificate if found else None
