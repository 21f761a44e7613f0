"""The electronic seal of a PDF: PAdES (ETSI EN 319 142) baseline B, allowing no change after it.

The time in it is the sealing body's own claim; no time-stamping authority is asked. PAdES knows no
SM2: keys are RSA, ECDSA on a NIST curve, or Ed25519.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError as UnreadablePdf
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from xianjie.errors import XianjieError
from xianjie.text import Text

_FIELD = "Seal"
_Key = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


class SealError(XianjieError, ValueError):
    """A seal that cannot be set: the key, its certificate, the time or the file is wrong."""


def sealed(pdf: bytes, key: bytes, chain: Sequence[bytes], *, reason: Text, at: datetime) -> bytes:
    """The PDF with an electronic seal appended; what was there keeps its bytes.

    ``key`` is PKCS#8 without a password, ``chain`` X.509 certificates, the key's own first: DER or
    PEM. The seal is not drawn, and keeps the file's PDF/A-3 and PDF/UA. Raises `SealError`.
    """
    own, *others = _chain(chain)
    private = _private_key(key)
    _require_fitting(private, own, at)
    store = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
        [_asn1(one) for one in others]
    )
    signer = SimpleSigner(
        signing_cert=_asn1(own),
        signing_key=keys.PrivateKeyInfo.load(
            private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=store,
        embed_roots=False,  # a verifier has its own
    )
    wanted = PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha512" if isinstance(private, Ed25519PrivateKey) else "sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=f"{reason.zh} {reason.en}",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # Out of bounds: what PDF/UA asks of a field that is not drawn, and PDF/A allows.
    place = SigFieldSpec(_FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    try:
        writer = _Unchanged(io.BytesIO(pdf))
        sealing = _Dated(wanted, signer, new_field_spec=place, at=at)
        # pyHanko runs an event loop of its own, which a thread that runs one already refuses.
        with ThreadPoolExecutor(max_workers=1) as apart:
            done = apart.submit(sealing.sign_pdf, writer).result()
    except (UnreadablePdf, SigningError, ValueError) as error:
        raise SealError(
            Text(
                f"这个 PDF 不能签章：已签章、已加密或已损坏（{error}）；请用系统刚生成的文件",
                f"this PDF cannot be sealed: sealed already, encrypted or damaged ({error}); use "
                "a file as the system made it",
            )
        ) from error
    return bytes(done.getbuffer())


class _Unchanged(IncrementalPdfFileWriter):
    """Leaves the document's own dates as they are, where the library would read the clock."""

    def _update_meta(self) -> None:
        pass


class _Dated(PdfSigner):
    """Signs at the moment it is given."""

    def __init__(self, *given: Any, at: datetime, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        session = super().init_signing_session(*given, **named)
        session.system_time = self._at
        return session


def _chain(chain: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        found = [
            x509.load_pem_x509_certificate(one)
            if one.startswith(b"-----")
            else x509.load_der_x509_certificate(one)
            for one in chain
        ]
    except ValueError as error:
        raise SealError(
            Text(
                "签章证书读不出；请给 DER 或 PEM 的 X.509 证书",
                "a certificate of the seal cannot be read; give X.509 as DER or PEM",
            )
        ) from error
    if not found:
        raise SealError(
            Text("没有签章证书；请给出证书链", "the seal has no certificate; give its chain")
        )
    return found


def _private_key(key: bytes) -> _Key:
    load = load_pem_private_key if key.startswith(b"-----") else load_der_private_key
    try:
        loaded = load(key, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        loaded = None
    if isinstance(loaded, _Key):
        return loaded
    raise SealError(
        Text(
            "签章私钥不能用：须为无口令的 PKCS#8，RSA、ECDSA 或 Ed25519"
            "（PAdES 不支持 SM2）；请换一个",
            "the key of the seal cannot be used: it must be PKCS#8 without a password, of RSA, "
            "ECDSA or Ed25519 (PAdES knows no SM2); give another",
        )
    )


def _require_fitting(key: _Key, own: x509.Certificate, at: datetime) -> None:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != own.public_key().public_bytes(*form):
        raise SealError(
            Text(
                "签章私钥与证书链的第一张证书不是一对；请核对",
                "the key of the seal is not that of the first certificate; look at both again",
            )
        )
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise SealError(
            Text(
                f"签章证书在 {at.isoformat()} 不在有效期内；请换用有效的证书",
                f"the certificate of the seal is not valid at {at.isoformat()}; use one that is",
            )
        )


def _asn1(one: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(one.public_bytes(Encoding.DER))
