"""Signing and verifying bytes: the port `Signer`, its providers here, and one `verify`.

Signatures are raw: 64 bytes, r‖s for ECDSA and SM2. Private keys are PKCS#8 in DER.
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from xianjie.credentials import sm2
from xianjie.credentials.errors import InvalidKey
from xianjie.credentials.libcrypto import Sm2Key, libcrypto
from xianjie.credentials.multikey import Algorithm, PublicKey
from xianjie.text import Text

SIGNATURE_SIZE = 64
_ECDSA = ec.ECDSA(hashes.SHA256())


class Signer(Protocol):
    """Whatever can sign with one key: a provider here, or a cryptographic module."""

    @property
    def method(self) -> str:
        """The verification method's id, such as ``did:web:host#key-1``."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies; its ``multibase`` is the Multikey."""

    def sign(self, message: bytes) -> bytes:
        """The raw signature of 64 bytes."""


class Ed25519Signer:
    """Ed25519 (RFC 8032) by `cryptography`."""

    def __init__(self, method: str, key: Ed25519PrivateKey) -> None:
        self.method = method
        self.public_key = PublicKey(Algorithm.ED25519, key.public_key().public_bytes_raw())
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class P256Signer:
    """ECDSA over P-256 with SHA-256 by `cryptography`."""

    def __init__(self, method: str, key: ec.EllipticCurvePrivateKey) -> None:
        point = key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )
        self.method = method
        self.public_key = PublicKey(Algorithm.P256, point)
        self._key = key

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(message, _ECDSA))
        return r.to_bytes(32) + s.to_bytes(32)


class Sm2Signer:
    """SM2 with SM3 and the default identity by libcrypto."""

    def __init__(self, method: str, key: Sm2Key) -> None:
        self.method = method
        self.public_key = PublicKey(Algorithm.SM2, key.point)
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def generate(algorithm: Algorithm) -> bytes:
    """A new private key as PKCS#8 in DER; raises `Sm2Unavailable` for SM2 where nothing signs."""
    match algorithm:
        case Algorithm.ED25519:
            return _pkcs8(Ed25519PrivateKey.generate())
        case Algorithm.P256:
            return _pkcs8(ec.generate_private_key(ec.SECP256R1()))
        case Algorithm.SM2:
            return libcrypto().generate().pkcs8


def load_signer(algorithm: Algorithm, method: str, pkcs8: bytes) -> Signer:
    """The signer of a private key; raises `InvalidKey` where the key is of another kind."""
    if algorithm is Algorithm.SM2:
        return Sm2Signer(method, libcrypto().load(pkcs8))
    try:
        key = serialization.load_der_private_key(pkcs8, password=None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _other_key(algorithm) from error
    if algorithm is Algorithm.ED25519 and isinstance(key, Ed25519PrivateKey):
        return Ed25519Signer(method, key)
    if (
        algorithm is Algorithm.P256
        and isinstance(key, ec.EllipticCurvePrivateKey)
        and isinstance(key.curve, ec.SECP256R1)
    ):
        return P256Signer(method, key)
    raise _other_key(algorithm)


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the raw signature is the key's; raises `InvalidKey` for a point off the curve."""
    match key.algorithm:
        case Algorithm.ED25519:
            return _verify_ed25519(key, message, signature)
        case Algorithm.P256:
            return _verify_p256(key, message, signature)
        case Algorithm.SM2:
            return sm2.verify(key.raw, message, signature)


def _verify_ed25519(key: PublicKey, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _verify_p256(key: PublicKey, message: bytes, signature: bytes) -> bool:
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.raw)
    except ValueError as error:
        raise InvalidKey(
            Text(
                "P-256 公钥不是曲线上的点；请核对公钥",
                "the P-256 public key is no point of the curve; look at the key again",
            )
        ) from error
    if len(signature) != SIGNATURE_SIZE:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        public.verify(der, message, _ECDSA)
    except InvalidSignature:
        return False
    return True


def _pkcs8(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _other_key(algorithm: Algorithm) -> InvalidKey:
    return InvalidKey(
        Text(
            f"不是 {algorithm} 私钥；应为 PKCS#8 格式的 {algorithm} 密钥",
            f"this is no {algorithm} private key; give PKCS#8 of an {algorithm} key",
        )
    )
