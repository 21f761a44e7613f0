"""A certificate's signed form made anew: where it is exchanged, or a field of it is corrected."""

from __future__ import annotations

from datetime import datetime

from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import Certificate, Change, Credential
from xianjie.domain.certificates.signing import Issuer


def sign_again(
    change: Change, certificate: Certificate, *, issuer: Issuer, at: datetime
) -> Credential:
    """The next version, with all that was corrected; the log's entry of the change is of it.

    In the caller's transaction, after the change is written.
    """
    told = issuer.told(certificate, issuer.place(certificate))
    (entry,) = stage([Entered(change.kind, change, change.on, told.core)], at=at)
    (signed,) = issuer.sign([(told, entry)], at=at)
    return Credential.objects.create(
        certificate=certificate,
        version=certificate.credentials.count() + 1,
        content=signed.content,
        code=signed.code,
        made_at=at,
    )
