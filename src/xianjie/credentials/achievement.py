"""A certificate as a credential: VC 2.0 and an Open Badges 3.0 AchievementCredential in one.

What the standards have no word for stands under terms of our own, defined in the context that goes
with it, so that nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
TERMS = "urn:xianjie:terms:1#"
_OWN = {
    name: f"{TERMS}{name}"
    for name in (
        "certificateNumber",
        "holderName",
        "documentKind",
        "documentNumber",
        "occupation",
        "direction",
        "skillLevel",
        "issuerName",
        "institution",
        "theory",
        "practical",
        "overall",
        "logOrigin",
        "logIndex",
        "logSalt",
        "proves",
        "reason",
        "paperSays",
        "statement",
        "clauses",
    )
}


@dataclass(frozen=True, slots=True)
class Holder:
    """The person, as the certificate names them; the document's number is mostly covered."""

    name: str
    document: str
    number: str


@dataclass(frozen=True, slots=True)
class Certified:
    """What is certified, all of it from the record."""

    number: str
    kind: str  # QualificationCertificate, SkillLevelCertificate or WrittenProof
    title: str
    holder: Holder
    fields: Mapping[str, str]
    issuer_name: str
    issued_on: date


def credential(certified: Certified, *, did: str, base: str, status: int | None) -> dict[str, Any]:
    """The credential without a proof. ``base`` is the register's address for status lists."""
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "holderName": certified.holder.name,
        "documentKind": certified.holder.document,
        "documentNumber": certified.holder.number,
        "certificateNumber": certified.number,
        **dict(certified.fields),
        "achievement": {
            "id": f"urn:xianjie:achievement:{certified.kind}:{certified.number}",
            "type": ["Achievement"],
            "name": certified.title,
            "description": certified.title,
            "achievementType": "Certificate",
            "criteria": {"narrative": certified.title},
        },
    }
    found: dict[str, Any] = {
        "@context": [*CONTEXTS, _OWN],
        "id": f"urn:xianjie:{certified.kind}:{certified.number}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": certified.title,
        "issuer": {"id": did, "type": ["Profile"], "name": certified.issuer_name},
        "validFrom": f"{certified.issued_on.isoformat()}T00:00:00+08:00",
        "credentialSubject": subject,
    }
    if status is not None:
        found["credentialStatus"] = [
            status_entry(base, purpose, status) for purpose in ("revocation", "suspension")
        ]
    return found


LIST_SIZE = 1 << 17  # entries of a status list, the least that the standard allows


def list_address(base: str, purpose: str, number: int) -> str:
    return f"{base}/status/{purpose}/{number}"


def status_entry(base: str, purpose: str, index: int) -> dict[str, str]:
    """The place of a credential in the list of a purpose."""
    number, place = divmod(index, LIST_SIZE)
    address = list_address(base, purpose, number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": address,
    }
