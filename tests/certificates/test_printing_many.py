"""A batch on paper: all in one archive, gone on with where it was cut off, told what cannot be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.certificates.conftest import ISSUED, Office, evaluated
from tests.certificates.filed import submit_evaluated
from tests.certificates.test_photographs import waiting
from tests.sittings.conftest import THEN
from xianjie.documents.reading import attached_credential
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import changing, printing_many
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Certificate, Change
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.printing_many import (
    Printed,
    print_batch,
    unprintable_certificates,
    unprintable_lines,
)
from xianjie.instruments import law

RARE = "\U0002a3aa"


def made(office: Office, batch: Batch, folder: Path) -> Printed:
    folder.mkdir(exist_ok=True)
    told: dict[str, object] = {"folder": folder, "lang": "zh", "on": ISSUED, "at": THEN}
    return print_batch(by=office.filed_maker, batch=batch, law=law(), **told)  # type: ignore[arg-type]


def revoked(office: Office, certificate: Certificate) -> None:
    proposal = changing.propose(
        by=office.filed_maker,
        certificate=certificate,
        kind=Change.Kind.REVOKED,
        reason="核查",
        basis="1",
        at=THEN,
    )
    changing.decide(
        by=office.filed_checker,
        proposal=proposal.pk,
        grant=True,
        words="",
        issuer=office.issuer,
        on=ISSUED,
        at=THEN,
    )


def test_all_of_a_batch_in_one_archive(office: Office, tmp_path: Path) -> None:
    batch = waiting(office, 4)
    with pytest.raises(CertificateError, match="还没有核发"):
        made(office, batch, tmp_path / "early")
    office.issued(batch, office.filed_checker)
    certificates = list(Certificate.objects.order_by("number"))
    revoked(office, certificates[1])
    with pytest.raises(Denied):
        print_batch(
            by=office.maker, batch=batch, folder=tmp_path, law=law(), lang="zh", on=ISSUED, at=THEN
        )
    with patch.object(printing_many, "_IN_A_FILE", 2):
        told = made(office, batch, tmp_path / "a")
    assert told.made == 3
    assert [number for number, _ in told.left_out] == [certificates[1].number]
    with zipfile.ZipFile(tmp_path / "a" / "returned") as archive:
        pages = [len(PdfReader(io.BytesIO(archive.read(f"print/00{n}.pdf"))).pages) for n in (1, 2)]
        last = PdfReader(io.BytesIO(archive.read("print/002.pdf"))).pages[0].extract_text()
        sealed = archive.read(f"sealed/{certificates[3].number}.pdf")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("list.xlsx")))
    assert pages == [2, 1]
    assert certificates[3].number in last
    assert attached_credential(sealed) == certificates[3].credentials.get().content.encode()
    lines = rows.get_sheet_by_index(0).to_python()
    assert lines[3][:4] == [certificates[3].number, "考生4", "print/002.pdf", 1.0]
    assert lines[4][4:] == ["未生成", "已撤销"]
    assert not (tmp_path / "a" / "parts").exists()
    assert Event.objects.filter(action="issue.printed").count() == 1


def test_what_was_made_is_not_made_again(office: Office, tmp_path: Path) -> None:
    batch = waiting(office, 3)
    office.issued(batch, office.filed_checker)
    asked: list[str] = []

    def cut_off(certificate: Certificate, **told: object) -> bytes:
        asked.append(certificate.number)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return certificate_pdf(certificate, **told)  # type: ignore[arg-type]

    with patch.object(printing_many, "certificate_pdf", cut_off):
        with pytest.raises(KeyboardInterrupt):
            made(office, batch, tmp_path / "a")
        assert made(office, batch, tmp_path / "a").made == 3
    assert len(asked) == 4  # the one that was cut off twice, the others once


def test_rare_characters_are_told_before_and_after_issuing(office: Office, tmp_path: Path) -> None:
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(1), evaluated(2, name=f"张{RARE}")],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    assert unprintable_lines(office.submitted()) == []
    (one,) = unprintable_lines(batch)
    assert (one.name, one.number, one.characters) == (f"张{RARE}", "", (RARE,))
    office.issued(batch, office.filed_checker)
    (one,) = unprintable_certificates(batch)
    assert one.number == Certificate.objects.get(name=f"张{RARE}").number
    told = made(office, batch, tmp_path / "a")
    assert told.made == 1
    assert RARE in told.left_out[0][1].zh
