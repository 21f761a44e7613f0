"""Paper: from the stored record, sealed, with its data; read back, and refused once changed."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.certificates.conftest import ISSUED, Office, evaluated
from tests.certificates.filed import submit_evaluated
from tests.certificates.test_applying import AFTER, applied, attached, decided
from tests.certificates.test_importing import GOOD, as_csv, imported
from tests.sittings.conftest import THEN
from xianjie.credentials.verification import verify
from xianjie.documents.glyphs import MissingGlyph
from xianjie.documents.reading import attached_credential
from xianjie.domain.certificates.checks import Check, Result
from xianjie.domain.certificates.models import Certificate, Proof
from xianjie.domain.certificates.printing import certificate_pdf, proof_pdf
from xianjie.domain.certificates.reporting import report_json, report_pdf
from xianjie.domain.certificates.verifying import check_record
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.instruments import law


def words(pdf: bytes) -> str:
    found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(found.split())


def printed(certificate: Certificate, on: date = ISSUED) -> bytes:
    return certificate_pdf(certificate, law=law(), on=on, at=THEN)


def checked(office: Office, content: bytes, as_of: date = ISSUED) -> Check:
    return check_file(content, issuer=office.issuer, law=law(), as_of=as_of)


def level_certificate(office: Office, **given: object) -> Certificate:
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(1, **given)],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    office.issued(batch, office.filed_checker)
    return Certificate.objects.get()


def test_a_skill_level_certificate_is_read_back_from_its_paper(office: Office) -> None:
    made = level_certificate(office)
    pdf = printed(made)
    text = words(pdf)
    for told in (made.number, "440106189001010001", "四级/中级工", "--", "某评价中心"):
        assert told in text, told
    assert attached_credential(pdf) == made.credentials.get().content.encode()
    check = checked(office, pdf)
    assert check.result is Result.NOT_PUBLISHED
    assert [one.name for one in check.steps][:4] == ["found", "seal", "fields", "signature"]
    changed = bytearray(pdf)
    changed[len(changed) // 3] ^= 1
    altered = checked(office, bytes(changed))
    assert altered.result is Result.ALTERED
    assert altered.first_failed
    assert altered.first_failed.name == "seal"
    assert checked(office, pdf[: len(pdf) // 2]).result is Result.UNREADABLE


def test_what_cannot_be_printed_is_refused_by_name(office: Office) -> None:
    made = level_certificate(office, name="张\U0002a3aa")
    with pytest.raises(MissingGlyph) as refused:
        printed(made)
    assert "\U0002a3aa" in refused.value.message.zh


def test_of_an_old_certificate_the_paper_is_an_extract(office: Office, tmp_path: Path) -> None:
    imported(office, as_csv(tmp_path / "old.csv", [GOOD]))
    made = Certificate.objects.get()
    pdf = printed(made)
    text = words(pdf)
    assert "本件不是职业资格证书" in text
    assert "登记册未载" in text
    assert GOOD[2] not in text
    assert checked(office, pdf).result is Result.VALID
    data = attached_credential(pdf)
    assert data
    bare = checked(office, data)  # without the seal it is anybody's
    assert bare.result is Result.ALTERED
    forged = json.loads(data) | {"level": 1}
    assert checked(office, json.dumps(forged).encode()).fields["level"] == made.level


def test_a_proof_on_paper_states_both_values(office: Office) -> None:
    office.certificate()
    application = applied(office, paper={"name": "考生零"})
    attached(application, office.sat.province.candidate(office.sat.registrations[0]))
    decided(office, application)
    proof = Proof.objects.get()
    pdf = proof_pdf(proof, at=THEN)
    text = words(pdf)
    for told in (proof.number, proof.certificate.number, "考生零", "考生0", "252号二（三）"):
        assert told in text, told
    assert "不是补发" in text
    assert checked(office, pdf, AFTER).result is Result.NOT_PUBLISHED


def test_a_report_is_signed_dated_and_whole(office: Office) -> None:
    made = office.certificate()
    check = check_record(number=made.number, name=made.name, law=law(), as_of=ISSUED)
    content = report_json(check, subject=made.number, issuer=office.issuer, at=THEN)
    told = json.loads(content)
    assert verify(told, keys=office.issuer.keys, at=THEN).holds
    assert told["credentialSubject"]["outcome"] == "not_published"
    assert len(told["credentialSubject"]["checkedStep"]) == 7
    at = THEN.replace(microsecond=123456)  # a clock has fractions, a PDF has none
    pdf = report_pdf(check, subject=made.number, issuer=office.issuer, at=at)
    text = words(pdf)
    assert made.number in text
    assert "初级（五级）" in text
    data = attached_credential(pdf)
    assert data
    assert verify(data, keys=office.issuer.keys, at=THEN).intact
    missing = check_record(number="2099000001500009", name="某人", law=law(), as_of=ISSUED)
    pdf = report_pdf(missing, subject="2099000001500009", issuer=office.issuer, at=THEN)
    assert "登记册里没有" in words(pdf)
