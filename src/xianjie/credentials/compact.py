"""What a QR code says of a certificate: the claims of `xianjie.credentials.cose` for its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xianjie.credentials.certificate import Certificate, CertificateKind
from xianjie.credentials.cose import Claim, Claims

# Numbers in codes that are on paper: one that is given is never given to another.
KINDS: Mapping[str, int] = {
    CertificateKind.SKILL_LEVEL: 1,
    CertificateKind.QUALIFICATION: 2,
    CertificateKind.WRITTEN_PROOF: 3,
}
DOCUMENTS: Mapping[str, int] = {
    "resident": 1,
    "hk_macao_permit": 2,
    "taiwan_permit": 3,
    "residence_permit": 4,
    "passport": 5,
}
_FACTS = {
    "theory": Claim.THEORY,
    "practical": Claim.PRACTICAL,
    "overall": Claim.OVERALL,
    "proves": Claim.PROVES,
    "originalIssuer": Claim.ORIGINAL_ISSUER,
    "originalIssuedOn": Claim.ORIGINAL_ISSUED_ON,
    "reason": Claim.REASON,
    "paperSays": Claim.PAPER,
    "clauses": Claim.CLAUSES,
}
_LEFT_OUT = {"statement"}  # the same words in every proof
_NO_DIRECTION = "--"
_EPOCH = date(1970, 1, 1)


def claims_of(certificate: Certificate, place: int | None = None) -> Claims:
    """All that a certificate certifies, ``place`` being its in the status lists.

    Raises `KeyError` for a fact that no claim is meant for, so that none is left out unseen.
    """
    holder, issued_by = certificate.holder, certificate.issuer_name.zh
    told: dict[Claim, str | int | bytes] = {
        Claim.ISSUER: certificate.issuer,
        Claim.NUMBER: certificate.number,
        Claim.KIND: KINDS[certificate.kind],
        Claim.HOLDER: holder.name,
        Claim.OCCUPATION: certificate.occupation.zh,
        Claim.LEVEL: certificate.level,
        Claim.ISSUED_ON: _days(certificate.valid_from.date()),
        Claim.ORGANISATION: issued_by,
    }
    if holder.document_kind:
        told[Claim.DOCUMENT_KIND] = DOCUMENTS[holder.document_kind]
    if holder.document_masked:
        told[Claim.DOCUMENT] = holder.document_masked.replace("＊", "*")  # a third of the bytes
    if certificate.direction not in {"", _NO_DIRECTION}:
        told[Claim.DIRECTION] = certificate.direction
    if certificate.organisation.zh != issued_by:
        told[Claim.INSTITUTION] = certificate.organisation.zh
    if place is not None:
        told[Claim.STATUS] = place
    for name, value in certificate.facts.items():
        if name not in _LEFT_OUT and value:
            told[_FACTS[name]] = _fact(_FACTS[name], value)
    return told


def _fact(claim: Claim, value: str | Sequence[str]) -> str | int:
    if claim is Claim.ORIGINAL_ISSUED_ON:
        return _days(date.fromisoformat(str(value)))
    return value if isinstance(value, str) else "\n".join(value)


def _days(on: date) -> int:
    return (on - _EPOCH).days
