"""Credentials and presentations as JWT (Securing VCs using JOSE and COSE, section 3.1).

The payload is the document itself; older tokens that wrap it in ``vc`` or ``vp`` are read too,
not written. When it was signed (``iat``) is in the header, so that the payload is signed as it is;
a key with a period needs it. JOSE has no algorithm for SM2, so SM2 keys are refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xianjie.credentials.canonical import Document, read_json
from xianjie.credentials.did import Keys, VerificationKey
from xianjie.credentials.encodings import decode_base64url, encode_base64url
from xianjie.credentials.errors import InvalidEncoding, InvalidKey, InvalidProof
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.signing import Signer, verify
from xianjie.text import Text

# The name that is written first; RFC 9864 has another for the same signatures, which is read too.
_ALGORITHMS = {Algorithm.ED25519: ("EdDSA", "Ed25519"), Algorithm.P256: ("ES256",)}
_HEADER = {"alg", "cty", "iat", "kid", "typ"}
_CREDENTIAL = "vc+jwt"
_PARTS = 3
_NEVER = 1 << 37  # seconds: past every date that there is


@dataclass(frozen=True, slots=True)
class ReadToken:
    """A token whose signature holds: its document, the key, and all its claims."""

    document: Document
    key: VerificationKey
    claims: Document


def sign_jwt(document: Document, signer: Signer, kind: str = _CREDENTIAL, *, at: datetime) -> str:
    """The compact token, ``kind`` being ``vc+jwt`` or ``vp+jwt``; raises `InvalidKey` for SM2."""
    names = _ALGORITHMS.get(signer.public_key.algorithm)
    if names is None:
        raise InvalidKey(
            Text(
                "JOSE 没有 SM2 算法；请用 Ed25519 或 P-256 密钥",
                "JOSE has no algorithm for SM2; take a key of Ed25519 or P-256",
            )
        )
    header = {
        "alg": names[0],
        "iat": int(at.timestamp()),
        "kid": signer.method,
        "typ": kind,
        "cty": kind.split("+", maxsplit=1)[0],
    }
    signed = f"{_encode(header)}.{_encode(document)}"
    return f"{signed}.{encode_base64url(signer.sign(signed.encode()))}"


def read_jwt(token: str, keys: Keys) -> ReadToken:
    """The document of a token that holds, whether its key may speak for the issuer or not.

    Raises `InvalidProof` for a token that is none or was changed, `InvalidKey` for unknown keys.
    """
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise _wrong("不是三段的令牌", "has not three parts")
    try:
        header, claims = (read_json(decode_base64url(part)) for part in parts[:2])
        signature = decode_base64url(parts[2])
    except InvalidEncoding as error:
        raise _wrong("不能解码", "does not decode") from error
    if not set(header) <= _HEADER:
        raise _wrong("含不支持的头部参数", "has header parameters that are not supported")
    method = header.get("kid")
    key = keys(method) if isinstance(method, str) else None
    if key is None:
        raise InvalidKey(
            Text(
                f"没有密钥 {method!r}；请向签发单位取得其 DID 文档",
                f"the key {method!r} is unknown; get the issuer's DID document",
            )
        )
    if not _in_period(key, header.get("iat")):
        raise InvalidKey(
            Text(
                f"令牌签于密钥 {method} 的有效期之外，或没有写明何时签的；请勿采信",
                f"the token is from outside the period of the key {method}, or does not say when "
                "it was signed; do not rely on it",
            )
        )
    if header.get("alg") not in _ALGORITHMS.get(key.public_key.algorithm, ()):
        raise _wrong("的算法与密钥不符", "names another algorithm than its key's")
    if not verify(key.public_key, f"{parts[0]}.{parts[1]}".encode(), signature):
        raise _wrong(
            "的签名不成立；请勿采信", "has a signature that does not hold; do not rely on it"
        )
    inner = claims.get("vc", claims.get("vp", claims))
    if not isinstance(inner, dict):
        raise _wrong("不含凭证", "holds no credential")
    return ReadToken(inner, key, claims)


def unverified_document(token: str) -> Document:
    """What a token says, of which nothing is known yet; raises `InvalidProof`."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise _wrong("不是三段的令牌", "has not three parts")
    try:
        return read_json(decode_base64url(parts[1]))
    except InvalidEncoding as error:
        raise _wrong("不能解码", "does not decode") from error


def _in_period(key: VerificationKey, signed: object) -> bool:
    if key.valid_from is None and key.valid_until is None:
        return True
    if type(signed) is not int or not 0 <= signed < _NEVER:
        return False
    return key.held_at(datetime.fromtimestamp(signed, UTC))


def _encode(value: Any) -> str:  # noqa: ANN401  # any JSON
    return encode_base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _wrong(zh: str, en: str) -> InvalidProof:
    return InvalidProof(Text(f"JWT {zh}", f"the JWT {en}"))
