"""Data Integrity proofs over JCS: ``eddsa-jcs-2022`` (W3C vc-di-eddsa 1.0).

What is signed is SHA-256 of the proof's options and SHA-256 of the document, each in RFC 8785's
form. Whatever canonicalises alike is the same credential; anything else is altered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785

from xianjie.credentials.encoding import CredentialError, base58btc, read_base58btc
from xianjie.credentials.keys import PublicKey, Signer
from xianjie.text import Text

SUITE = "eddsa-jcs-2022"
MOST_BYTES = 1 << 20
_SIGNATURE = 64  # bytes


def sign(document: Mapping[str, Any], signer: Signer, at: datetime) -> dict[str, Any]:
    """The document with its proof; raises `CredentialError` for what JSON cannot say."""
    options = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "verificationMethod": signer.method,
        "proofPurpose": "assertionMethod",
    }
    value = base58btc(signer.sign(_hashed(options, document)))
    return {**document, "proof": {**options, "proofValue": value}}


def verify(document: Mapping[str, Any], keys: Iterable[PublicKey]) -> PublicKey:
    """The key that signed; raises `CredentialError` that says what does not hold."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise CredentialError(Text("没有签名", "there is no proof"))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if (
        options.get("type"),
        options.get("cryptosuite"),
        options.get("proofPurpose"),
    ) != ("DataIntegrityProof", SUITE, "assertionMethod"):
        raise CredentialError(
            Text("签名的种类不认识", "the proof is of a kind that is not known here")
        )
    if options.get("@context", document.get("@context")) != document.get("@context"):
        raise CredentialError(Text("签名的语境与证书不同", "the proof has another context"))
    key = next((one for one in keys if one.method == options.get("verificationMethod")), None)
    if key is None:
        raise CredentialError(
            Text("签名的密钥不是发证单位的", "the proof's key is not one of the issuer's")
        )
    created = _moment(options.get("created"))
    if not key.was_in_use(created):
        raise CredentialError(
            Text("签名时密钥已停用或尚未启用", "the key was not in use when it signed")
        )
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    signature = read_base58btc(str(proof.get("proofValue", "")), _SIGNATURE)
    if not key.holds(signature, _hashed(options, unsigned)):
        raise CredentialError(
            Text("签名与内容不符：内容被改动过", "the signature is not of this content: altered")
        )
    return key


def read_json(content: bytes) -> dict[str, Any]:
    """A credential from a file; a repeated key is refused. Raises `CredentialError`."""
    if len(content) > MOST_BYTES:
        raise CredentialError(Text("文件过大", "the file is too large"))
    try:
        told = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise CredentialError(Text("不是 JSON 文件", "this is not JSON")) from error
    if not isinstance(told, dict):
        raise CredentialError(Text("不是证书的 JSON", "this is no credential"))
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _hashed(options: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    try:
        told = [rfc8785.dumps(dict(one)) for one in (options, document)]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise CredentialError(
            Text("内容不能规范化", "the content has no canonical form")
        ) from error
    return b"".join(hashlib.sha256(one).digest() for one in told)


def _moment(words: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(words))
    except ValueError as error:
        raise CredentialError(Text("签名时间不对", "the proof's time is no time")) from error
    if found.tzinfo is None:
        raise CredentialError(Text("签名时间没有时区", "the proof's time has no zone"))
    return found
