"""The page of checking, by a picture of a QR code and by what one holds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.certificates.conftest import ISSUED, Office, issuer, office
from tests.certificates.test_importing import GOOD, as_csv, imported
from tests.documents.pictures import scanned
from tests.documents.test_codes import drawn, written
from tests.sittings.conftest import THEN, Sat, sat
from xianjie.clock import VARIABLE
from xianjie.credentials.verification import verify
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.printing import certificate_pdf, qr_of
from xianjie.instruments import law
from xianjie.web.portal.verify import views

__all__ = ["Sat", "issuer", "office", "sat"]
VERIFY = "/zh/verify/"


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    monkeypatch.setenv(VARIABLE, "2020-11-06")
    monkeypatch.setattr(views, "issuer", lambda: office.issuer)
    cache.clear()


def address_of_code(certificate: Certificate) -> str:
    return qr_of(certificate.number, certificate.credentials.get().code)


def sent(picture: bytes = b"", name: str = "code.png", **told: str) -> tuple[int, str]:
    given: dict[str, object] = {"how": "qr", **told}
    if picture:
        given["picture"] = SimpleUploadedFile(name, picture)
    answer = Client().post(VERIFY, given)
    return answer.status_code, answer.content.decode()


def test_a_picture_of_the_paper_is_checked_with_the_register(
    office: Office, tmp_path: Path
) -> None:
    made = office.certificate()
    paper = certificate_pdf(made, law=law(), on=ISSUED, at=THEN)
    for picture in (written(drawn(address_of_code(made))), scanned(paper, tmp_path)):
        status, shown = sent(picture)
        assert status == 200
        for words in ("日志尚未封存", made.number, made.name, "省厅", "Ed25519", "80"):
            assert words in shown, words


def test_what_a_code_holds_is_checked_too_and_gives_a_report(office: Office) -> None:
    made = office.certificate()
    _, shown = sent(qr=f" {address_of_code(made)} ")
    assert made.name in shown
    assert f'name="qr" value="{address_of_code(made)}"' in shown
    answer = Client().post(VERIFY, {"how": "qr", "qr": address_of_code(made), "form": "json"})
    report = json.loads(answer.content)
    assert verify(report, keys=office.issuer.keys, at=THEN.replace(year=2100)).holds
    assert report["credentialSubject"]["checked"] == made.number


def test_altered_not_found_and_unreadable_are_told_apart(office: Office) -> None:
    made = office.certificate()
    good = address_of_code(made)
    changed = f"{good[:-1]}{(int(good[-1]) + 1) % 10}"
    _, altered = sent(written(drawn(changed)))
    assert "与登记册不符" in altered
    assert "签名不成立" in altered
    _, unreadable = sent(written(drawn("https://example.org/")))
    assert "无法读取" in unreadable
    _, nothing = sent(written(Image.new("L", (300, 300), 255)))
    assert "没有找到二维码" in nothing
    _, damaged = sent(b"GIF89a")
    assert "不是完好的" in damaged
    for shown in (unreadable, nothing, damaged):
        assert made.name not in shown
    status, shown = sent()
    assert status == 400
    assert "请选择二维码的图片" in shown
    monstrous = io.BytesIO()
    Image.new("1", (8000, 8000)).save(monstrous, "PNG")
    _, shown = sent(monstrous.getvalue())
    assert "图片太大" in shown


def test_a_code_with_a_number_only_asks_for_the_name(office: Office, tmp_path: Path) -> None:
    imported(office, as_csv(tmp_path / "old.csv", [GOOD]))
    old = Certificate.objects.get()
    status, shown = sent(written(drawn(qr_of(old.number, b""))))
    assert status == 200
    assert f'value="{old.number}"' in shown
    assert "请再填写持证人姓名" in shown
    assert old.name not in shown


def test_a_file_that_is_handed_in_as_a_picture_is_checked_as_a_file(office: Office) -> None:
    made = office.certificate()
    _, shown = sent(made.credentials.get().content.encode(), "c.json")
    assert made.name in shown
    paper = certificate_pdf(made, law=law(), on=ISSUED, at=THEN)
    _, shown = sent(paper, "c.pdf")
    assert "电子签章完好" in shown


def test_the_page_leads_to_the_one_that_needs_no_network() -> None:
    assert 'href="/verify/offline"' in Client().get(VERIFY).content.decode()
