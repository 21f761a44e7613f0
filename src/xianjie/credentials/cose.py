"""A certificate small enough for a QR code: claims under COSE_Sign1 (RFC 9052), without Django.

Sixteen claims with Chinese names and a signature are under 300 bytes, which a QR code of version
14 at level M holds as an address; `tests/credentials/test_codes.py` holds these figures. The
encoding is deterministic CBOR and is required to be: there is one spelling of a code, so any
change shows. What a code says of a certificate is in `xianjie.credentials.compact`.

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
    decode_digits,
    encode_digits,
)
from xianjie.credentials.errors import (
    InvalidDocument,
    InvalidEncoding,
    InvalidKey,
    InvalidProof,
)
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.signing import Signer, verify
from xianjie.text import Text

MAX_BYTES = 2_048
_TAG = 18  # COSE_Sign1
_BEGINS = bytes((0xC0 | _TAG, 0x84))  # the tag, and a list of four
_ALG, _KID = 1, 4
_ALGORITHMS = {Algorithm.ED25519: -8, Algorithm.P256: -7, Algorithm.SM2: -65538}
_ASSERTION = "assertionMethod"


class Claim(IntEnum):
    """The keys of the claims. Days count from 1970-01-01; docs/reference/qr.md tells each."""

    ISSUER = 1  # as in CWT; required, as is ISSUED_AT
    ISSUED_AT = 6  # as in CWT: seconds since 1970, when it was signed
    NUMBER = 10
    KIND = 11  # a number of `xianjie.credentials.compact.KINDS`
    HOLDER = 12
    DOCUMENT = 13  # the number of the holder's document, covered
    OCCUPATION = 14
    DIRECTION = 15  # left out where there is none
    LEVEL = 16
    ISSUED_ON = 17  # a day
    ORGANISATION = 18  # that issued it
    STATUS = 19  # its place in the status lists
    INSTITUTION = 20  # that examined, where another than issued it
    DOCUMENT_KIND = 21  # a number of `xianjie.credentials.compact.DOCUMENTS`
    THEORY = 22
    PRACTICAL = 23
    OVERALL = 24
    # Of a written proof: what it proves, and on what ground.
    PROVES = 25
    ORIGINAL_ISSUED_ON = 26  # a day
    ORIGINAL_ISSUER = 27
    REASON = 28
    PAPER = 29  # what the paper says otherwise, a line each
    CLAUSES = 30


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
    signed_at = _moment(found, at)
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


def unverified(data: bytes) -> dict[Claim, str | int | bytes]:
    """What a code says, whoever signed it: to look it up by, never to rely on."""
    return _claims(_loads(_parts(data)[1]))


def to_address(page: str, data: bytes) -> str:
    """The address of a page that verifies what its fragment holds, without sending it anywhere.

    In digits, of which a QR code holds three in ten bits: base64url would take a fifth more.
    """
    return f"{page}#{encode_digits(data)}"


def read_text(text: str) -> bytes:
    """The code in an address or by itself: in digits, base64url or base45.

    Raises `InvalidDocument` where the text holds none.
    """
    before, mark, fragment = text.strip().partition("#")
    written = fragment if mark else before
    for decode in (decode_digits, decode_base64url, decode_base45):
        try:
            data = decode(written)
        except InvalidEncoding:
            continue
        if data.startswith(_BEGINS):
            return data
    raise _unreadable()


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


def _moment(claims: Claims, at: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(claims[Claim.ISSUED_AT]), at.tzinfo)
    except (ValueError, OverflowError, OSError) as error:  # no year that there is
        raise _unreadable() from error


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
