"""A certificate as a W3C Verifiable Credential 2.0 that is an Open Badges 3.0 credential too.

Open Badges allows one ``credentialStatus``. Put first the list that readers who know no other must
see, by advice the one of suspensions, in which revoked ones are set too; the others follow in our
own ``furtherStatus``, which `xianjie.credentials.verification` checks alike.

Names are in Chinese, since a schema of Open Badges takes one text only; English is in ``nameEn``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import OPEN_BADGES_CONTEXT, VC_CONTEXT, XIANJIE_CONTEXT
from xianjie.credentials.proofs import stamp
from xianjie.text import Text


class CertificateKind(StrEnum):
    """What the credential is, which is also its type's name."""

    SKILL_LEVEL = "SkillLevelCertificate"
    QUALIFICATION = "QualificationCertificate"
    WRITTEN_PROOF = "WrittenProof"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    CertificateKind.SKILL_LEVEL: Text("职业技能等级证书", "Vocational Skill Level Certificate"),
    CertificateKind.QUALIFICATION: Text("职业资格证书", "Vocational Qualification Certificate"),
    CertificateKind.WRITTEN_PROOF: Text("书面证明", "Written Proof"),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds it. Of the identity document only what may be published.

    ``photo_sha256`` binds the photograph on the paper, in hexadecimal, without showing it.
    ``document_masked`` is shown as it is; ``document_hash`` is `identity_hash` with its salt. A
    resident's number has few unknown digits, so with the salt at hand a hash can be searched: it
    confirms a number that one knows, and hides it from no one determined.
    """

    name: str
    document_kind: str = ""
    document_masked: str = ""
    document_hash: str = ""
    document_salt: str = ""
    photo_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the certificate rests on, such as the sitting."""

    name: str
    narrative: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of one certificate, all from its record.

    ``id`` is a URL that stays, ``occupation_id`` one that names the occupation at this level.
    ``direction`` is empty where there is none. ``status`` are `status_entry` documents, the
    first of them for all readers. ``facts`` are what else it certifies, by name.
    """

    id: str
    kind: CertificateKind
    issuer: str
    issuer_name: Text
    number: str
    holder: Holder
    occupation_id: str
    occupation: Text
    level: int
    level_name: Text
    issued_at: datetime
    valid_from: datetime
    organisation: Text
    occupation_code: str = ""
    direction: str = ""
    valid_until: datetime | None = None
    facts: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    status: tuple[Document, ...] = ()


def credential(certificate: Certificate) -> Document:
    """The credential to be secured (`xianjie.credentials.proofs.secure`)."""
    kind = certificate.kind
    document: Document = {
        "@context": [VC_CONTEXT, OPEN_BADGES_CONTEXT, XIANJIE_CONTEXT],
        "id": certificate.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential", kind.value],
        "name": kind.label.zh,
        "nameEn": kind.label.en,
        "issuer": {
            "id": certificate.issuer,
            "type": ["Profile"],
            **_named(certificate.issuer_name),
        },
        "awardedDate": stamp(certificate.issued_at),
        "validFrom": stamp(certificate.valid_from),
        "credentialSubject": _subject(certificate),
    }
    if certificate.valid_until is not None:
        document["validUntil"] = stamp(certificate.valid_until)
    if certificate.evidence:
        document["evidence"] = [
            {"type": ["Evidence"], "name": each.name, "narrative": each.narrative}
            for each in certificate.evidence
        ]
    if certificate.status:
        document["credentialStatus"], *further = certificate.status
        if further:
            document["furtherStatus"] = further
    return document


def number_of(document: Document) -> str | None:
    """The certificate's number in a credential, or None where it is no certificate of ours."""
    number = _subject_of(document).get("licenseNumber")
    return number if isinstance(number, str) else None


def holder_of(document: Document) -> str:
    """The holder's name in a credential, empty where it has none."""
    identifiers = _subject_of(document).get("identifier")
    for one in identifiers if isinstance(identifiers, list) else ():
        if isinstance(one, dict) and one.get("identityType") == "name":
            return str(one.get("identityHash", ""))
    return ""


def _subject_of(document: Document) -> Document:
    subject = document.get("credentialSubject")
    return subject if isinstance(subject, dict) else {}


def identity_hash(number: str, salt: str) -> str:
    """The hash of an identity number as Open Badges 3.0 writes it (section 8.6)."""
    return f"sha256${hashlib.sha256((number + salt).encode()).hexdigest()}"


def _subject(certificate: Certificate) -> Document:
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(certificate.holder),
        "licenseNumber": certificate.number,
        "skillLevel": certificate.level,
        "source": {
            "id": f"{certificate.id}#organisation",
            "type": ["Profile"],
            **_named(certificate.organisation),
        },
        "achievement": _achievement(certificate),
        "result": [{"type": ["Result"], "value": certificate.level_name.zh}],
    }
    holder = certificate.holder
    if holder.document_kind:
        subject["documentKind"] = holder.document_kind
    if holder.document_masked:
        subject["documentMasked"] = holder.document_masked
    if holder.photo_sha256:
        subject["photoSha256"] = holder.photo_sha256
    if certificate.facts:
        subject["certifiedFact"] = [
            {"name": name, "factValue": value} for name, value in certificate.facts.items()
        ]
    return subject


def _identifiers(holder: Holder) -> list[Document]:
    identifiers: list[Document] = [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": holder.name,
            "identityType": "name",
        }
    ]
    if holder.document_hash:
        identifiers.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": holder.document_hash,
                "identityType": "nationalIdentityNumber",
                "salt": holder.document_salt,
            }
        )
    return identifiers


def _achievement(certificate: Certificate) -> Document:
    level, occupation = certificate.level_name, certificate.occupation
    achievement: Document = {
        "id": certificate.occupation_id,
        "type": ["Achievement"],
        "achievementType": "Certification",
        **_named(Text(f"{occupation.zh}（{level.zh}）", f"{occupation.en} ({level.en})")),
        "description": certificate.kind.label.zh,
        "criteria": {"narrative": f"{occupation.zh}国家职业标准或评价规范，{level.zh}"},
    }
    if certificate.occupation_code:
        achievement["humanCode"] = certificate.occupation_code
    if certificate.direction:
        achievement["specialization"] = certificate.direction
    return achievement


def _named(name: Text) -> Document:
    return {"name": name.zh, "nameEn": name.en}
