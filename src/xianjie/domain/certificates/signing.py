"""The register's signature: its key ring, and certificates and proofs as signed credentials."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from xianjie.credentials.achievement import Certified, Holder, credential
from xianjie.credentials.keys import FileSigner, PublicKey, did_document
from xianjie.credentials.proofs import sign
from xianjie.domain.certificates.models import (
    Certificate,
    LogEntry,
    Proof,
    Scheme,
    StatusEntry,
)
from xianjie.domain.certificates.selecting import covered_number
from xianjie.domain.certificates.standing import current
from xianjie.identifiers.levels import Level

_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # the first key is good for whatever it signed
_TITLES = {Scheme.QUALIFICATION: "职业资格证书", Scheme.LEVEL: "职业技能等级证书"}
_KINDS = {Scheme.QUALIFICATION: "QualificationCertificate", Scheme.LEVEL: "SkillLevelCertificate"}


@dataclass(frozen=True)
class Issuer:
    """Who signs: the register's DID, its address, its keys, the one that signs now."""

    did: str
    base: str
    signer: FileSigner
    keys: tuple[PublicKey, ...]

    def core(self, certificate: Certificate, place: int) -> dict[str, Any]:
        """What a certificate certifies now, corrections included; the log commits to this."""
        scheme = Scheme(certificate.scheme)
        told = current(certificate)
        level = Level(int(str(told.pop("level"))))
        name = str(told.pop("name"))
        issued_on = told.pop("issued_on")
        issuer_name = str(told.pop("issuer"))
        fields = {key: str(value) for key, value in told.items() if value}
        fields["direction"] = fields.get("direction", "--")
        fields["skillLevel"] = level.printed.zh
        fields["issuerName"] = issuer_name
        return credential(
            Certified(
                certificate.number,
                _KINDS[scheme],
                _TITLES[scheme],
                Holder(name, certificate.document, covered_number(certificate)),
                fields,
                issuer_name,
                issued_on,  # type: ignore[arg-type] # a day, as `current` gives it
            ),
            did=self.did,
            base=self.base,
            status=place,
        )

    def core_of_proof(self, proof: Proof) -> dict[str, Any]:
        """What a written proof says."""
        told = dict(proof.statement)
        fields: dict[str, Any] = {
            key: str(value) for key, value in dict(told["fields"]).items() if value
        }
        fields["skillLevel"] = Level(int(fields.pop("level"))).printed.zh
        fields["issuerName"] = proof.authority_name
        for name in ("name", "issuer", "issued_on"):
            fields.pop(name, None)
        fields |= {
            "proves": proof.certificate.number,
            "reason": told["reason"],
            "paperSays": [f"{name}={value}" for name, value in dict(told["paper"]).items()],
            "statement": list(told["statement"]),
            "clauses": list(told["clauses"]),
        }
        return credential(
            Certified(
                proof.number,
                "WrittenProof",
                "书面证明",
                Holder(
                    str(dict(told["fields"])["name"]),
                    str(told["document"]),
                    str(told["document_number"]),
                ),
                fields,
                proof.authority_name,
                proof.issued_on,
            ),
            did=self.did,
            base=self.base,
            status=None,
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

    def sign(
        self, entered: Sequence[tuple[dict[str, Any], LogEntry]], *, at: datetime
    ) -> list[str]:
        """Each with its place in the log, signed, as JSON."""
        return [
            json.dumps(
                sign({**core, "evidence": [evidence_of(entry)]}, self.signer, at),
                ensure_ascii=False,
            )
            for core, entry in entered
        ]

    @property
    def document(self) -> dict[str, object]:
        """The DID's document."""
        return did_document(self.did, self.keys)


def evidence_of(entry: LogEntry) -> dict[str, Any]:
    """Where the log has it, and the salt that opens the entry."""
    return {
        "type": ["Evidence"],
        "logOrigin": settings.LOG_ORIGIN,
        "logIndex": entry.index,
        "logSalt": entry.salt,
    }


@cache
def issuer() -> Issuer:
    """The register's own, with the key ring below ``XIANJIE_HOME``, made at first use."""
    base = settings.PUBLIC_URL.rstrip("/")
    did = f"did:web:{quote(urlsplit(base).netloc, safe='')}"
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    key = load_key(folder / "issuer-1.pem")
    method = f"{did}#issuer-1"
    public = PublicKey(method, key.public_key().public_bytes_raw(), _ALWAYS)
    return Issuer(did, base, FileSigner(method, key), (public,))


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key of a file, made whole before it has its name where there is none."""
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(partial, path)
        finally:
            Path(partial).unlink()
    found = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(found, Ed25519PrivateKey)  # noqa: S101 - no other is written here
    return found
