"""QR codes of the register: made with what they are of, printed, read from a picture, checked."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import cbor2
import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from tests.certificates.conftest import ISSUED, Office
from tests.certificates.filed import moment
from tests.certificates.test_applying import AFTER, applied, attached, decided
from tests.certificates.test_importing import GOOD, as_csv, imported
from tests.certificates.test_printing import level_certificate, printed
from tests.certificates.test_register import changed, sealed
from tests.credentials.test_bit_flips import changed as flipped
from tests.credentials.test_codes import version
from tests.documents.pictures import scanned
from tests.sittings.conftest import THEN
from xianjie.credentials.cose import Claim, Claims, read_claims, read_text, sign_claims
from xianjie.credentials.encodings import encode_digits
from xianjie.credentials.multikey import Algorithm
from xianjie.documents.codes import PictureError, read_codes
from xianjie.domain.certificates import issuing
from xianjie.domain.certificates.checks import Check, Outcome, Result
from xianjie.domain.certificates.claims import CLAIMS
from xianjie.domain.certificates.models import Certificate, Change, Credential, LogEntry, Proof
from xianjie.domain.certificates.printing import MOST_ON_PAPER, proof_pdf, qr_of
from xianjie.domain.certificates.verifying_codes import OnlyANumber, check_code, code_in_picture
from xianjie.durable import Folder
from xianjie.instruments import law


def checked(office: Office, text: str, as_of: date = ISSUED) -> Check:
    return check_code(text, issuer=office.issuer, law=law(), as_of=as_of)


def cose_of(claims: Mapping[Claim, object]) -> bytes:
    """Whatever a stranger writes, without a signature."""
    header = cbor2.dumps({1: -8, 4: b"key-1"}, canonical=True)
    payload = cbor2.dumps({int(name): value for name, value in claims.items()}, canonical=True)
    parts = [header, {}, payload, bytes(64)]
    return cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)


def outcomes(check: Check) -> dict[str, Outcome]:
    return {one.name: one.outcome for one in check.steps}


def test_the_code_on_paper_is_read_and_checked(
    office: Office, files: Folder, tmp_path: Path
) -> None:
    made = level_certificate(office)
    sealed(files)
    (text,) = read_codes(scanned(printed(made), tmp_path))
    assert text.startswith(f"{settings.PUBLIC_URL}/verify/offline#")
    assert text.partition("#")[2].isdigit()
    assert version(text) <= 14
    assert read_text(text) == bytes(made.credentials.get().code)
    check = checked(office, text)
    assert check.result is Result.VALID
    assert set(outcomes(check)) == {
        *("found", "fields", "signature", "issuer", "log", "status", "law")
    }
    assert check.fields["name"] == made.name
    assert "Ed25519" in check.steps[2].words.en
    (again,) = read_codes(scanned(printed(made), tmp_path))
    assert again == text  # the same for the same version of the credential


def test_a_code_says_what_the_credential_says(office: Office) -> None:
    made = level_certificate(office)
    stored = made.credentials.get()
    told = json.loads(stored.content)
    said = read_claims(bytes(stored.code), office.issuer.keys, THEN).claims
    assert said[Claim.ISSUED_AT] == int(THEN.timestamp())
    subject = told["credentialSubject"]
    facts = {one["name"]: one["factValue"] for one in subject["certifiedFact"]}
    assert said[Claim.NUMBER] == subject["licenseNumber"]
    assert said[Claim.ORGANISATION] == told["issuer"]["name"]
    assert said[Claim.THEORY] == facts["theory"]
    assert said[Claim.OVERALL] == facts["overall"]
    assert said[Claim.STATUS] == int(told["credentialStatus"]["statusListIndex"])
    assert set(said) <= set(CLAIMS)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_codes_are_signed_by_the_algorithm_that_is_set(
    office: Office, algorithm: Algorithm
) -> None:
    office.issuer = replace(office.issuer, code_algorithm=algorithm)
    code = bytes(office.certificate().credentials.get().code)
    check = checked(office, encode_digits(code))
    assert check.result is Result.NOT_PUBLISHED
    assert algorithm.value in check.steps[2].words.en


def test_a_changed_code_is_altered_and_names_nobody_else(office: Office) -> None:
    made = office.certificate()
    code = bytes(made.credentials.get().code)
    signature = checked(office, encode_digits(flipped(code, len(code) - 5, 1)))
    assert signature.result is Result.ALTERED
    assert outcomes(signature)["signature"] is Outcome.FAILED
    assert signature.fields["name"] == made.name  # who has the code has the name
    said = dict(read_claims(code, office.issuer.keys, THEN).claims)
    key = office.issuer.ring.signer(Algorithm.ED25519, at=THEN)
    better = checked(office, encode_digits(sign_claims({**said, Claim.LEVEL: 1}, key)))
    assert better.result is Result.ALTERED
    assert better.first_failed
    assert "等级" in better.first_failed.words.zh  # though signed, it is not what was issued
    another = checked(office, encode_digits(sign_claims({**said, Claim.HOLDER: "别人"}, key)))
    assert another.result is Result.ALTERED
    assert another.certificate is None
    assert another.fields == {}


@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_no_changed_byte_passes(office: Office, step: int) -> None:
    code = bytes(office.certificate().credentials.get().code)
    for at in range(0, len(code), step):
        found = checked(office, encode_digits(flipped(code, at, 1))).result
        assert found in {Result.ALTERED, Result.NOT_FOUND, Result.UNREADABLE}, at


def test_not_found_unreadable_and_only_a_number_are_told_apart(
    office: Office, tmp_path: Path
) -> None:
    code = bytes(office.certificate().credentials.get().code)
    said = dict(read_claims(code, office.issuer.keys, THEN).claims)
    key = office.issuer.ring.signer(Algorithm.ED25519, at=THEN)
    none = encode_digits(sign_claims({**said, Claim.NUMBER: "2099000001500009"}, key))
    assert checked(office, none).result is Result.NOT_FOUND
    without: Claims = {claim: said[claim] for claim in said if claim is not Claim.NUMBER}
    assert checked(office, encode_digits(sign_claims(without, key))).result is Result.UNREADABLE
    assert checked(office, "https://example.org/").result is Result.UNREADABLE
    for wrong in ({Claim.NUMBER: "1\0"}, {Claim.NUMBER: 1.5}, {Claim.NUMBER: b"1"}):
        hostile = encode_digits(cose_of({**said, **wrong}))
        assert checked(office, hostile).result is Result.UNREADABLE
    for at in (2**62, -(2**62)):
        hostile = encode_digits(cose_of({**said, Claim.ISSUED_AT: at}))
        assert checked(office, hostile).result is Result.ALTERED
    imported(office, as_csv(tmp_path / "old.csv", [GOOD]))
    old = Certificate.objects.exclude(imported=None).get()
    (text,) = read_codes(scanned(printed(old), tmp_path))
    assert "/verify/?number=" in text  # an old register's extract has no code of its own
    with pytest.raises(OnlyANumber) as only:
        checked(office, text)
    assert only.value.number == old.number


def test_what_changed_since_is_told_by_the_register(office: Office, files: Folder) -> None:
    code = encode_digits(bytes(office.certificate().credentials.get().code))
    sealed(files)
    assert checked(office, code).result is Result.VALID
    changed(office, Change.Kind.SUSPENDED)
    assert checked(office, code).result is Result.SUSPENDED
    changed(office, Change.Kind.REVOKED)
    assert checked(office, code).result is Result.REVOKED


def test_a_superseded_code_says_so(office: Office) -> None:
    made = office.certificate()
    first = made.credentials.get()
    Credential.objects.create(
        certificate=made, version=2, content=first.content, code=b"x", made_at=THEN
    )
    check = checked(office, encode_digits(bytes(first.code)))
    assert check.result is Result.ALTERED
    assert check.first_failed
    assert "取代" in check.first_failed.words.zh


def test_a_proof_has_a_code_of_its_own(office: Office, files: Folder, tmp_path: Path) -> None:
    office.certificate()
    application = applied(office, paper={"name": "考生零"})
    attached(application, office.sat.province.candidate(office.sat.registrations[0]))
    decided(office, application)
    sealed(files)
    proof = Proof.objects.get()
    (text,) = read_codes(scanned(proof_pdf(proof, at=THEN), tmp_path))
    said = read_claims(read_text(text), office.issuer.keys, moment(AFTER)).claims
    assert said[Claim.NUMBER] == proof.number
    assert said[Claim.PROVES] == proof.certificate.number
    assert said[Claim.PAPER] == "name=考生零"
    assert Claim.STATUS not in said
    assert checked(office, text, AFTER).result is Result.VALID


def test_a_code_is_stored_with_its_credential_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(issuing, "record_many", fail)
    with pytest.raises(RuntimeError):
        office.certificate()
    assert not Credential.objects.exists()
    assert not LogEntry.objects.exists()


def test_what_is_too_long_for_paper_leads_to_the_look_up() -> None:
    for code in (b"", bytes(MOST_ON_PAPER + 1)):
        assert qr_of("2099000001500001", code).endswith("/zh/verify/?number=2099000001500001")
    assert version(qr_of("1", bytes(MOST_ON_PAPER))) <= 18


def test_the_code_of_ours_is_found_among_others(office: Office) -> None:
    text = encode_digits(bytes(office.certificate().credentials.get().code))
    page = Image.new("L", (1800, 900), 255)

    def put(content: str, at: int) -> bytes:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        page.paste(Image.fromarray(code.to_image(scale=5)), (at, 60))
        out = io.BytesIO()
        page.save(out, "PNG")
        return out.getvalue()

    assert code_in_picture(put("https://example.org/", 60)) == "https://example.org/"
    assert code_in_picture(put(text, 500)) == text
    with pytest.raises(PictureError, match="2 个"):
        code_in_picture(put(text[:-1] + str((int(text[-1]) + 1) % 10), 1150))
