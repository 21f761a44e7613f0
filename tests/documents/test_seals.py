"""Seals: set and checked, found by others, every change in what they cover noticed."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.functions import sign_pdf
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.documents import made
from tests.documents.apart import apart
from tests.documents.pdfa import faults
from xianjie.documents.demonstration_seals import demonstration_chain
from xianjie.documents.pdf_process import answer
from xianjie.documents.reading import seal_check
from xianjie.documents.seals import SealError, sealed
from xianjie.documents.steps import Outcome


def root() -> bytes:
    return made.chain()[1]


def seal_of(pdf: bytes) -> dict[str, object]:
    """As `seal_check` asks, without the process of its own."""
    found = apart(answer, pdf, [root()], None)
    seal: dict[str, object] = found.get("seal", found)
    return seal


def holds(pdf: bytes) -> bool:
    found = seal_of(pdf)
    return all(found.get(key) is True for key in ("covers", "intact", "valid", "trusted"))


def test_a_seal_is_set_and_holds_step_by_step() -> None:
    seal = seal_check(made.sealed_certificate(), roots=[root()])
    assert [step.outcome for step in seal.steps] == [Outcome.HELD] * 5
    assert seal.holds
    assert seal.signer == "广州某某职业培训评价有限公司"
    assert (seal.sealed_at, seal.reason) == (made.AT, "颁发 issue")
    assert seal.certificate == made.chain()[0]


def test_a_seal_is_set_where_a_loop_runs_already() -> None:
    async def inside() -> bytes:
        return sealed(
            made.unsealed_certificate(),
            made.keys()[0],
            made.chain(),
            reason=made.REASON,
            at=made.AT,
        )

    assert seal_check(apart(asyncio.run, inside()), roots=[root()]).holds


def test_a_seal_only_adds_and_keeps_pdf_a_3() -> None:
    assert made.sealed_certificate().startswith(made.unsealed_certificate())
    assert faults(made.sealed_certificate()) == []


def test_pyhanko_s_own_validator_agrees() -> None:
    reader = PdfFileReader(io.BytesIO(made.sealed_certificate()))
    (seal,) = reader.embedded_signatures
    trusted = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root())], moment=made.AT, allow_fetching=False
    )
    status = apart(validate_pdf_signature, seal, trusted)
    assert status.bottom_line
    assert status.summary() == "INTACT:TRUSTED,UNTOUCHED"


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
def test_another_reader_agrees(tmp_path: Path) -> None:
    def asked(pdf: bytes) -> str:
        (tmp_path / "it.pdf").write_bytes(pdf)
        command = ["pdfsig", "-nocert", str(tmp_path / "it.pdf")]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout

    told = asked(made.sealed_certificate())
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    changed = bytearray(made.sealed_certificate())
    changed[changed.index(b"/BBox") if b"/BBox" in changed else 5_000] ^= 1
    assert "Signature is Valid" not in asked(bytes(changed))


def signed_ranges() -> list[range]:
    (seal,) = PdfFileReader(io.BytesIO(made.sealed_certificate())).embedded_signatures
    first, length, second, rest = (int(one) for one in seal.byte_range)
    return [range(first, length), range(second, second + rest)]


def test_a_changed_byte_is_found_wherever_it_is() -> None:
    pdf = made.sealed_certificate()
    assert holds(pdf)
    begin, end = signed_ranges()
    places = [*range(0, len(begin), 1_009), *end[::41], end[-1]]
    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert not holds(bytes(changed)), place


def test_a_changed_byte_of_the_seal_itself_is_found() -> None:
    pdf = made.sealed_certificate()
    begin, end = signed_ranges()
    for place in range(begin.stop, end.start, 97):
        changed = bytearray(pdf)
        changed[place] = ord("0") if changed[place] != ord("0") else ord("7")
        assert not holds(bytes(changed)), place


@pytest.mark.parametrize("more", [b"\n", b"%more\n", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_what_was_added_is_found(more: bytes) -> None:
    steps = seal_check(made.sealed_certificate() + more, roots=[root()]).steps
    assert [step.outcome for step in steps] == [
        Outcome.HELD,
        Outcome.FAILED,
        *[Outcome.LEFT_OUT] * 3,
    ]


def test_a_change_saved_after_the_seal_is_found() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(made.sealed_certificate()))
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert seal_of(out.getvalue())["covers"] is False


def test_steps_name_what_is_wrong() -> None:
    unsealed = seal_check(made.unsealed_certificate(), roots=[root()])
    assert unsealed.steps[0].outcome is Outcome.FAILED
    assert "no electronic seal" in unsealed.steps[0].detail.en
    assert not unsealed.holds
    untrusting = seal_check(made.sealed_certificate())
    assert untrusting.steps[-1].outcome is Outcome.OPEN
    assert not untrusting.holds
    late = seal_check(
        made.sealed_certificate(), roots=[root()], at=made.VALID_UNTIL + timedelta(days=1)
    )
    assert late.steps[-1].outcome is Outcome.FAILED
    other = demonstration_chain(
        "别处",
        key=made.new_key(),
        root_key=made.new_key(),
        valid_from=made.VALID_FROM,
        valid_until=made.VALID_UNTIL,
    )
    foreign = seal_check(made.sealed_certificate(), roots=[other[1]])
    assert [step.outcome for step in foreign.steps][-2:] == [Outcome.HELD, Outcome.FAILED]


def test_a_second_seal_is_found() -> None:
    key, chain = made.keys()[0], made.chain()
    signer = SimpleSigner(
        asn1_x509.Certificate.load(chain[0]),
        asn1_keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    pdf = made.unsealed_certificate()
    for name in ("One", "Two"):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        wanted = PdfSignatureMetadata(field_name=name)
        pdf = apart(sign_pdf, writer, wanted, signer).getvalue()
    steps = seal_check(pdf, roots=[root()]).steps
    assert steps[0].outcome is Outcome.FAILED
    assert "has 2 seals" in steps[0].detail.en


def test_a_sealed_file_is_not_sealed_again() -> None:
    with pytest.raises(SealError, match="不能签章"):
        seal(made.sealed_certificate(), made.keys()[0], made.chain())


def seal(pdf: bytes, key: bytes, chain: tuple[bytes, ...], at: datetime = made.AT) -> bytes:
    return sealed(pdf, key, chain, reason=made.REASON, at=at)


def self_signed(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "自签")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(made.VALID_FROM)
        .not_valid_after(made.VALID_UNTIL)
        .add_extension(usage, critical=True)
        .sign(key, algorithm)
        .public_bytes(Encoding.PEM)
    )


def pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_other_kinds_of_key_seal_too_as_pem(kind: str) -> None:
    key = (
        rsa.generate_private_key(65537, 2048)
        if kind == "rsa"
        else ed25519.Ed25519PrivateKey.generate()
    )
    own = self_signed(key)
    pdf = seal(made.unsealed_certificate(), pem(key), (own,))
    der = x509.load_pem_x509_certificate(own).public_bytes(Encoding.DER)
    assert seal_check(pdf, roots=[der]).holds


def locked() -> bytes:
    key = load_der_private_key(made.keys()[0], None)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (b"no key", "cannot be used"),
        (locked(), "cannot be used"),
        (pem(dsa.generate_private_key(2048)), "cannot be used"),
        (made.new_key(), "not that of the first certificate"),
    ],
    ids=["junk", "locked", "dsa", "another"],
)
def test_a_key_that_does_not_fit_is_refused(key: bytes, words: str) -> None:
    with pytest.raises(SealError) as refusal:
        seal(made.unsealed_certificate(), key, made.chain())
    assert words in refusal.value.message.en


def test_a_chain_or_time_or_file_that_does_not_fit_is_refused() -> None:
    key, chain, pdf = made.keys()[0], made.chain(), made.unsealed_certificate()
    for given, words in (
        ((pdf, key, ()), "has no certificate"),
        ((pdf, key, (b"junk",)), "cannot be read"),
        ((pdf, key, chain, datetime(2031, 1, 1, tzinfo=UTC)), "is not valid at 2031"),
        ((b"%PDF-1.7\njunk", key, chain), "cannot be sealed"),
        ((b"", key, chain), "cannot be sealed"),
    ):
        with pytest.raises(SealError) as refusal:
            seal(*given)
        assert words in refusal.value.message.en


def test_a_demonstration_s_certificates_say_what_they_are() -> None:
    key, root_key = made.keys()
    given = {"key": key, "root_key": root_key} | {
        "valid_from": made.VALID_FROM,
        "valid_until": made.VALID_UNTIL,
    }
    for der in demonstration_chain("某" * 200, **given):  # type: ignore[arg-type]
        assert "DEMONSTRATION ONLY" in x509.load_der_x509_certificate(der).subject.rfc4514_string()
    wrong = ed25519.Ed25519PrivateKey.generate()
    der = wrong.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(TypeError, match="P-256"):
        demonstration_chain("某", **(given | {"key": der}))  # type: ignore[arg-type]
