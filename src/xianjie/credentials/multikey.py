"""Public keys as Multikey (Controlled Identifiers 1.0, section 2.2.2).

SM2 has the multicodec ``sm2-pub`` (0x1206), a draft entry of the multicodec table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xianjie.credentials.encodings import decode_multibase, encode_multibase
from xianjie.credentials.errors import InvalidEncoding, InvalidKey
from xianjie.text import Text


class Algorithm(StrEnum):
    """A signature algorithm with its curve and hash."""

    ED25519 = "Ed25519"
    P256 = "P-256"  # ECDSA with SHA-256
    SM2 = "SM2"  # with SM3, GB/T 32918.5


# The varint of the multicodec, and the length of the key after it.
_CODECS = {
    Algorithm.ED25519: (b"\xed\x01", 32),
    Algorithm.P256: (b"\x80\x24", 33),
    Algorithm.SM2: (b"\x86\x24", 33),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by its algorithm and its raw bytes: 32 for Ed25519, else a compressed point of 33."""

    algorithm: Algorithm
    raw: bytes

    @property
    def multibase(self) -> str:
        return encode_multibase(_CODECS[self.algorithm][0] + self.raw)


def decode_multikey(text: object) -> PublicKey:
    """The key of a ``publicKeyMultibase``; raises `InvalidKey`."""
    try:
        data = decode_multibase(text)
    except InvalidEncoding as error:
        raise InvalidKey(error.message) from error
    for algorithm, (prefix, length) in _CODECS.items():
        if data[:2] == prefix and len(data) == 2 + length:
            return PublicKey(algorithm, data[2:])
    raise InvalidKey(
        Text(
            "公钥不是 Ed25519、P-256 或 SM2 的 Multikey；请核对 publicKeyMultibase",
            "the public key is no Multikey of Ed25519, P-256 or SM2; look at publicKeyMultibase",
        )
    )
