"""The register's signature: its key ring, and certificates and proofs as signed credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings

from xianjie.credentials.canonical import Document
from xianjie.credentials.certificate import Certificate as Certified
from xianjie.credentials.certificate import CertificateKind, Holder, credential
from xianjie.credentials.compact import claims_of
from xianjie.credentials.cose import Claim, Claims, sign_claims
from xianjie.credentials.did import Keys, resolver
from xianjie.credentials.errors import Sm2Unavailable
from xianjie.credentials.keys import KeyRing
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure, secure_batch
from xianjie.credentials.signing import Signer
from xianjie.credentials.status_list import MIN_ENTRIES, REVOCATION, SUSPENSION, status_entry
from xianjie.domain.certificates.key_ring import did_of, load_ring, ring_path
from xianjie.domain.certificates.models import (
    Certificate,
    Change,
    LogEntry,
    Proof,
    Scheme,
    StatusEntry,
)
from xianjie.domain.certificates.selecting import covered_number
from xianjie.domain.certificates.standing import current_after, photo_digest_after
from xianjie.identifiers.levels import Level
from xianjie.text import Text

_KINDS = {
    Scheme.QUALIFICATION: CertificateKind.QUALIFICATION,
    Scheme.LEVEL: CertificateKind.SKILL_LEVEL,
}
_SUBJECT = {"name", "occupation", "direction", "level", "issued_on", "issuer", "institution"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a certificate or proof says: the document that is signed, the claims of its code."""

    core: Document
    claims: Claims


@dataclass(frozen=True, slots=True)
class Signed:
    """JSON with its proofs, and the same as a code for paper."""

    content: str
    code: bytes


@dataclass(frozen=True)
class Issuer:
    """Who signs: the register's DID, its address, its keys, what it signs with beside SM2.

    Codes for paper bear one signature, by ``code_algorithm``.
    """

    did: str
    base: str
    ring: KeyRing
    algorithm: Algorithm = Algorithm.ED25519
    code_algorithm: Algorithm = Algorithm.ED25519

    @cached_property
    def keys(self) -> Keys:
        """Finds each key that the register has or had."""
        return resolver(self.ring.document)

    def told(
        self, certificate: Certificate, place: int, changes: Sequence[Change] | None = None
    ) -> Told:
        """What a certificate certifies now, corrections included; the log commits to its core.

        ``changes`` are the certificate's, where the caller has them.
        """
        made = self._certified_now(certificate, place, changes)
        return Told(credential(made), claims_of(made, place))

    def core(
        self, certificate: Certificate, place: int, changes: Sequence[Change] | None = None
    ) -> Document:
        """The core alone."""
        return credential(self._certified_now(certificate, place, changes))

    def _certified_now(
        self, certificate: Certificate, place: int, changes: Sequence[Change] | None
    ) -> Certified:
        made = certificate.changes.all() if changes is None else changes
        return self._certified(
            _KINDS[Scheme(certificate.scheme)],
            certificate.number,
            current_after(certificate, made),
            certificate,
            photo=photo_digest_after(certificate, made),
            place=place,
        )

    def told_of_proof(self, proof: Proof) -> Told:
        """What a written proof says."""
        told = dict(proof.statement)
        made = self._certified(
            CertificateKind.WRITTEN_PROOF,
            proof.number,
            dict(told["fields"]) | {"issuer": proof.authority_name, "issued_on": proof.issued_on},
            proof.certificate,
            facts={
                "proves": proof.certificate.number,
                "originalIssuer": str(told["fields"]["issuer"]),
                "originalIssuedOn": str(told["fields"]["issued_on"]),
                "reason": told["reason"],
                "paperSays": [f"{name}={value}" for name, value in dict(told["paper"]).items()],
                "statement": list(told["statement"]),
                "clauses": list(told["clauses"]),
            },
        )
        return Told(credential(made), claims_of(made, None))

    def _certified(
        self,
        kind: CertificateKind,
        number: str,
        told: Mapping[str, Any],
        certificate: Certificate,
        *,
        facts: Mapping[str, str | Sequence[str]] | None = None,
        photo: str = "",
        place: int | None = None,
    ) -> Certified:
        level = Level(int(told["level"])).printed
        begins = datetime.combine(
            _day(told["issued_on"]), time(), tzinfo=ZoneInfo(settings.TIME_ZONE)
        )
        certified = {name: str(value) for name, value in told.items() if value}
        occupation = certified["occupation"]
        return Certified(
            id=f"urn:xianjie:{kind}:{number}",
            kind=kind,
            issuer=self.did,
            issuer_name=_same(certified["issuer"]),
            number=number,
            holder=Holder(
                certified["name"],
                document_kind=certificate.document,
                document_masked=covered_number(certificate),
                photo_sha256=photo,
            ),
            occupation_id=f"urn:xianjie:occupation:{quote(occupation)}:{told['level']}",
            occupation=_same(occupation),
            level=int(told["level"]),
            level_name=level,
            issued_at=begins,
            valid_from=begins,
            organisation=_same(certified.get("institution") or certified["issuer"]),
            direction=certified.get("direction") or "--",
            facts={
                **{name: value for name, value in certified.items() if name not in _SUBJECT},
                **(facts or {}),
            },
            status=() if place is None else self._status(place),
        )

    def _status(self, place: int) -> tuple[Document, ...]:
        return tuple(
            status_entry(list_address(self.base, purpose, place), place % MIN_ENTRIES, purpose)
            for purpose in (SUSPENSION, REVOCATION)
        )

    @staticmethod
    def place(certificate: Certificate) -> int:
        """Its place in the status lists, given anew to one that came from an old register."""
        found = StatusEntry.objects.filter(certificate=certificate).first()
        if found is None:
            last = StatusEntry.objects.order_by("-index").first()
            found = StatusEntry.objects.create(
                certificate=certificate, index=last.index + 1 if last else 0
            )
        return found.index

    def sign(self, entered: Sequence[tuple[Told, LogEntry]], *, at: datetime) -> list[Signed]:
        """Each with its place in the log, signed; many share one SM2 signature, codes none."""
        documents = [{**told.core, "evidence": [evidence_of(entry)]} for told, entry in entered]
        own, sm2 = self.signers(at)
        if sm2 is None or len(documents) == 1:
            signers = [own] if sm2 is None else [own, sm2]
            secured = [secure(one, signers, created=at) for one in documents]
        else:
            secured = secure_batch(documents, [own], sm2, created=at)
        signer = self.ring.signer(self.code_algorithm, at=at)
        signed_at = {Claim.ISSUED_AT: int(at.timestamp())}
        return [
            Signed(
                orjson.dumps(one).decode(),
                sign_claims({**told.claims, **signed_at}, signer),
            )
            for one, (told, _) in zip(secured, entered, strict=True)
        ]

    def secure(self, document: Document, *, at: datetime) -> Document:
        """A document of the register's own, such as a report, with its proofs."""
        own, sm2 = self.signers(at)
        return secure(document, [own] if sm2 is None else [own, sm2], created=at)

    def signers(self, at: datetime) -> tuple[Signer, Signer | None]:
        """Who signs at that moment; no SM2 where the ring has none, or the machine cannot."""
        try:
            sm2 = self.ring.signer(Algorithm.SM2, at=at) if self._has_sm2 else None
        except Sm2Unavailable:
            sm2 = None
        return self.ring.signer(self.algorithm, at=at), sm2

    @property
    def _has_sm2(self) -> bool:
        return any(one.public.public_key.algorithm is Algorithm.SM2 for one in self.ring.keys)


def _same(name: str) -> Text:
    """A name that has no other in English."""
    return Text(name, name)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def list_address(base: str, purpose: str, place: int) -> str:
    """Where the status list of a place is published."""
    return f"{base}/status/{purpose}/{place // MIN_ENTRIES}"


def evidence_of(entry: LogEntry) -> Document:
    """Where the log has it, and the salt that opens the entry."""
    return {
        "type": ["Evidence"],
        "logOrigin": settings.LOG_ORIGIN,
        "logIndex": entry.index,
        "logSalt": entry.salt,
    }


def issuer() -> Issuer:
    """The register's own, with the key ring below ``XIANJIE_HOME``, made at first use."""
    path = ring_path()
    if not path.exists():
        load_ring()
    return _issuer(
        path,
        path.stat().st_mtime_ns,
        settings.PUBLIC_URL,
        Algorithm(settings.SIGNATURE),
        Algorithm(settings.CODE_SIGNATURE),
    )


@cache
def _issuer(
    path: Path, _changed: int, address: str, algorithm: Algorithm, of_codes: Algorithm
) -> Issuer:
    """Read once; a ring that changed is read anew, by each process."""
    del path
    return Issuer(did_of(address), address.rstrip("/"), load_ring(), algorithm, of_codes)
