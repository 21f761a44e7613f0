"""Certificates made by ourselves, so that a demonstration can seal; nobody vouches for them.

In operation the seal's key and certificate come from a licensed certification authority.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

_WARNING = "演示用，无法律效力 DEMONSTRATION ONLY"
_LONGEST = 64  # bytes of a name in X.509


def demonstration_chain(
    organisation: str, *, key: bytes, root_key: bytes, valid_from: datetime, valid_until: datetime
) -> tuple[bytes, bytes]:
    """A certificate for ``key`` and the root that issued it, as DER.

    Keys are P-256 as PKCS#8 in DER; the same keys, name and times give certificates of the same
    content. Both say in their names that they are for demonstration only.
    """
    own, root = (_p256(one) for one in (key, root_key))
    issuer = _name("演示根证书 Demonstration root")
    signed = _certificate(_name(organisation), own, issuer, root, (valid_from, valid_until))
    anchor = _certificate(issuer, root, issuer, root, (valid_from, valid_until))
    return signed.public_bytes(Encoding.DER), anchor.public_bytes(Encoding.DER)


def _p256(key: bytes) -> EllipticCurvePrivateKey:
    loaded = load_der_private_key(key, None)
    if not isinstance(loaded, EllipticCurvePrivateKey):
        raise TypeError("a demonstration's key is P-256 as PKCS#8 in DER")
    return loaded


def _name(words: str) -> x509.Name:
    short = words.encode()[:_LONGEST].decode(errors="ignore")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, short),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _WARNING),
            x509.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )


def _certificate(
    subject: x509.Name,
    key: EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: EllipticCurvePrivateKey,
    valid: tuple[datetime, datetime],
) -> x509.Certificate:
    is_root = subject == issuer
    public = key.public_key()
    serial = hashlib.sha256(
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        + subject.public_bytes()
        + valid[0].isoformat().encode()
    ).digest()[:16]
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(int.from_bytes(serial) >> 1)
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )
