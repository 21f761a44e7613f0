"""A certificate small enough for a QR code: claims under COSE_Sign1 (RFC 9052), without Django.

Twelve claims with a Chinese name and a signature are about 260 bytes, some 390 letters in base45
(QR version 12 at level M); `tests/credentials/test_cose.py` holds these figures. The encoding is
deterministic CBOR and is required to be: there is one spelling of a code, so any change shows.

Algorithms: EdDSA (-8), ES256 (-7), and for SM2 with SM3 our own -65538, of the range that IANA
leaves to private use. ``kid`` is the fragment of the verification method, the issuer's DID a claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

import cbor2

from xianjie.credentials.did import Keys
from xianjie.credentials.encodings import (
    decode_base45,
    decode_base64url,
    encode_base45,
    encode_base64url,
)
from xianjie.credentials.errors import InvalidDocument, InvalidKey, InvalidProof
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.signing import Signer, verify
from xianjie.text import Text

MAX_BYTES = 2_048
_TAG = 18  # COSE_Sign1
_ALG, _KID = 1, 4
_ALGORITHMS = {Algorithm.ED25519: -8, Algorithm.P256: -7, Algorithm.SM2: -65538}
_ASSERTION = "assertionMethod"


class Claim(IntEnum):
    """The keys of the claims; texts but for LEVEL and ISSUED_ON (days since 1970-01-01)."""

    ISSUER = 1  # as in CWT; required, as is ISSUED_AT
    ISSUED_AT = 6  # as in CWT: seconds since 1970, when it was signed
    NUMBER = 10
    KIND = 11
    HOLDER = 12
    DOCUMENT_MASKED = 13
    OCCUPATION = 14
    DIRECTION = 15
    LEVEL = 16
    ISSUED_ON = 17
    ORGANISATION = 18
    STATUS = 19  # the address of the status list and the index, as address#index
    CREDENTIAL = 20  # SHA-256 of the credential's canonical bytes, first 16


Claims = Mapping[Claim, str | int | bytes]


@dataclass(frozen=True, slots=True)
class Read:
    """The claims of a code, and the key that signed them."""

    claims: dict[Claim, str | int | bytes]
    method: str


def sign_claims(claims: Claims, signer: Signer) -> bytes:
    """COSE_Sign1 over the claims; raises `InvalidDocument` without issuer and time.

    The signer's method must be the issuer's.
    """
    issuer, _, fragment = signer.method.partition("#")
    if claims.get(Claim.ISSUER) != issuer or not isinstance(claims.get(Claim.ISSUED_AT), int):
        raise _wrong_claims()
    header = {_ALG: _ALGORITHMS[signer.public_key.algorithm], _KID: fragment.encode()}
    protected = _dumps(header)
    payload = _dumps({int(name): value for name, value in claims.items()})
    signature = signer.sign(_to_be_signed(protected, payload))
    return _dumps(cbor2.CBORTag(_TAG, [protected, {}, payload, signature]))


def read_claims(data: bytes, keys: Keys, at: datetime) -> Read:
    """The claims of a code that holds.

    Raises `InvalidDocument` for what is no code, `InvalidKey` for a key that is unknown or was
    out of its period at the time signed, or for a time after ``at``, and `InvalidProof` for a
    changed one.
    """
    protected, payload, signature = _parts(data)
    header, claims = _loads(protected), _loads(payload)
    if not isinstance(header, dict) or set(header) != {_ALG, _KID}:
        raise _unreadable()
    found = _claims(claims)
    method = f"{found[Claim.ISSUER]!s}#{_text(header[_KID])}"
    key = keys(method)
    signed_at = datetime.fromtimestamp(int(found[Claim.ISSUED_AT]), at.tzinfo)
    if (
        key is None
        or _ALGORITHMS[key.public_key.algorithm] != header[_ALG]
        or _ASSERTION not in key.purposes
        or not key.held_at(signed_at)
        or signed_at > at
    ):
        raise InvalidKey(
            Text(
                f"没有当时有效的密钥 {method}；请取得签发单位的 DID 文档，或更新本页",
                f"the key {method} is unknown, or was out of its period; get the issuer's DID "
                "document, or a newer copy of this page",
            )
        )
    if not verify(key.public_key, _to_be_signed(protected, payload), signature):
        raise InvalidProof(
            Text(
                "二维码的签名不成立：内容已被改动；请勿采信",
                "the code's signature does not hold: it was changed; do not rely on it",
            )
        )
    return Read(found, method)


def to_base45(data: bytes) -> str:
    """For a QR code by itself."""
    return encode_base45(data)


def from_base45(text: str) -> bytes:
    return decode_base45(text)


def to_address(page: str, data: bytes) -> str:
    """The address of a page that verifies what its fragment holds, without sending it anywhere."""
    return f"{page}#{encode_base64url(data)}"


def from_address(address: str) -> bytes:
    """What the fragment of an address holds."""
    return decode_base64url(address.partition("#")[2])


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    message = _loads(data)
    if isinstance(message, cbor2.CBORTag) and message.tag == _TAG:
        parts = message.value
        if isinstance(parts, list | tuple) and len(parts) == 4 and parts[1] == {}:  # noqa: PLR2004
            protected, _, payload, signature = parts
            if all(isinstance(part, bytes) for part in (protected, payload, signature)):
                return protected, payload, signature
    raise _unreadable()


def _claims(value: object) -> dict[Claim, str | int | bytes]:
    try:
        claims = {Claim(name): claim for name, claim in dict(value).items()}  # type: ignore[call-overload]  # else told below
    except (TypeError, ValueError) as error:
        raise _unreadable() from error
    if not all(type(claim) in {str, int, bytes} for claim in claims.values()):
        raise _unreadable()
    if (
        not isinstance(claims.get(Claim.ISSUER), str)
        or type(claims.get(Claim.ISSUED_AT)) is not int
    ):
        raise _unreadable()
    return claims


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4."""
    return _dumps(["Signature1", protected, b"", payload])


def _dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _loads(data: bytes) -> Any:  # noqa: ANN401  # any CBOR
    """Deterministic CBOR only, so that no other bytes say the same."""
    try:
        if len(data) > MAX_BYTES:
            raise _unreadable()
        value = cbor2.loads(data)
        if _dumps(value) != data:
            raise _unreadable()
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _unreadable() from error
    return value


def _text(value: object) -> str:
    if isinstance(value, bytes) and value.isascii():
        return value.decode("ascii")
    raise _unreadable()


def _unreadable() -> InvalidDocument:
    return InvalidDocument(
        "cose",
        Text(
            "二维码中没有证书；请重新扫描，或使用原来的链接",
            "the code holds no certificate; scan it again, or use the address as given",
        ),
    )


def _wrong_claims() -> InvalidDocument:
    return InvalidDocument(
        "cose",
        Text(
            "缺少签发者或签名时间，或签发者与密钥不符；请补全 ISSUER 和 ISSUED_AT",
            "the issuer or the time signed is missing, or the key is another's; give ISSUER and "
            "ISSUED_AT",
        ),
    )
