"""Signing keys: a port for whatever signs, and a ring with the keys that were used before.

A key file is good for a demonstration or a trial. A production key belongs in a certified module
behind the same port.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from xianjie.credentials.encoding import ED25519, multikey


class Signer(Protocol):
    """Signs bytes for one verification method."""

    @property
    def method(self) -> str:
        """The id of the verification method: a DID URL."""
        ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class PublicKey:
    """A verification method with the time in which it was used to sign."""

    method: str
    key: bytes
    from_at: datetime
    until_at: datetime | None = None  # the moment from which it signs no more

    def was_in_use(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Whether the key signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def multikey(self) -> str:
        return multikey(ED25519, self.key)


@dataclass(frozen=True)
class FileSigner:
    """A key that this process holds."""

    method: str
    key: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)


def did_document(did: str, keys: Sequence[PublicKey]) -> dict[str, object]:
    """The document of a did:web with every key, past ones too, so that old proofs are checked."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": one.method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": one.multikey,
                **({"revoked": one.until_at.isoformat()} if one.until_at else {}),
            }
            for one in keys
        ],
        "assertionMethod": [one.method for one in keys],
    }
