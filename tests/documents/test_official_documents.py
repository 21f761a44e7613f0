"""Certificate, extract, proof and report: what they say, PDF/A-3, and the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from tests.documents import made
from tests.documents.made import KINDS, Kind
from tests.documents.pdfa import faults
from xianjie.documents.check_reports import check_report_document
from xianjie.documents.glyphs import MissingGlyph
from xianjie.documents.official import AttachmentError, CodeError, Named, day, moment, qr
from xianjie.documents.register_extracts import register_extract_document
from xianjie.documents.skill_certificates import skill_certificate_document
from xianjie.documents.steps import Outcome
from xianjie.documents.written_proofs import written_proof_document
from xianjie.identifiers.levels import Level
from xianjie.text import Text

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
LONG: dict[str, Any] = {
    "holder": Named("阿卜杜热依木·买买提吐尔逊·" * 3 + "䶮", "MONTGOMERY-FITZGERALD " * 4),
    "document_kind": Text(
        "港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao"
    ),
    "direction": Named("城市轨道交通自动售检票系统设备检修工" * 2, "fare collection " * 6),
}


def words(pdf: bytes) -> str:
    """All text, without the spaces that are set between Chinese and Latin letters."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def shown(pdf: bytes, *texts: str) -> None:
    found = words(pdf)
    for text in texts:
        assert "".join(text.split()) in found, text


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


@EACH
def test_a_document_is_pdf_a_3_with_its_data_attached(kind: Kind) -> None:
    pdf = kind.document(kind.made())
    assert faults(pdf) == []
    root = PdfReader(io.BytesIO(pdf)).root_object
    (file,) = (one.get_object() for one in root["/AF"])  # type: ignore[attr-defined]
    assert (file["/UF"], file["/AFRelationship"]) == ("credential.json", "/Data")
    assert file["/EF"]["/F"].get_data() == made.CREDENTIAL.content


def _script() -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})


@pytest.mark.parametrize(
    ("broken", "clause"),
    [
        (lambda writer: writer.root_object.pop("/OutputIntents"), "6.2.3"),
        (lambda writer: writer.root_object.pop("/AF"), "6.8"),
        (lambda writer: writer.root_object.pop("/StructTreeRoot"), "6.7"),
        (lambda writer: writer._add_object(_script()), "6.5.1"),
        (lambda writer: writer.encrypt("x"), "6.1.3"),
        (lambda writer: writer.add_metadata({"/ModDate": "D:19990101000000Z"}), "6.6.3"),
        (
            lambda writer: (
                writer.root_object["/Metadata"]
                .get_object()
                .update({NameObject("/Filter"): NameObject("/LZWDecode")})
            ),
            "6.",
        ),
    ],
)
def test_what_breaks_pdf_a_is_found(broken: object, clause: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(made.unsealed_certificate()))
    broken(writer)  # type: ignore[operator]
    out = io.BytesIO()
    writer.write(out)
    try:
        found = faults(out.getvalue())
    except Exception as error:  # noqa: BLE001 – encrypted or filtered beyond reading is found too
        found = [f"6.1.3 6.1.7 {error}"]
    assert any(clause in fault for fault in found), found


@EACH
def test_the_same_data_make_the_same_bytes(kind: Kind) -> None:
    assert kind.document(kind.made()) == kind.document(kind.made())


def test_a_skill_certificate_says_every_field() -> None:
    one = made.certificate()
    pdf = skill_certificate_document(one)
    shown(pdf, "职业技能等级证书", one.statement.zh, one.statement.en, one.number)
    shown(pdf, "李明", "LI Ming", "居民身份证", one.document_number, "电工", "electrician")
    shown(pdf, "工种/职业方向", "--", "三级/高级工", "Level 3 / advanced worker")
    shown(pdf, "2020年9月28日", "28 September 2020", one.organisation.zh, one.lookup.zh)
    shown(skill_certificate_document(replace(one, photo=None)), "无照片")


def test_a_direction_is_never_empty() -> None:
    without, given = (
        words(skill_certificate_document(made.certificate(direction=direction)))
        for direction in (None, Named("建筑电工"))
    )
    assert "--" in without
    assert "--" not in given
    assert "建筑电工" in given


@pytest.mark.parametrize("level", Level)
def test_levels_are_printed_as_certificates_do(level: Level) -> None:
    shown(skill_certificate_document(made.certificate(level=level)), level.printed.zh)


def test_an_extract_says_on_every_page_that_it_is_not_the_certificate() -> None:
    pdf = register_extract_document(made.extract())
    shown(pdf, "本件不是职业资格证书", "This is not the qualification certificate")
    shown(pdf, "登记摘录·非证书", "NOT THE CERTIFICATE", "登记册未载", "not recorded")
    shown(pdf, "12345678", "82", "江苏省人力资源和社会保障厅", "中级（四级）", "2018年5月4日")
    assert pages(pdf) == 1
    shown(register_extract_document(made.extract(institution=Named("某鉴定所"))), "某鉴定所")


def test_a_proof_states_both_values_and_what_it_is() -> None:
    pdf = written_proof_document(made.proof())
    shown(pdf, "王小虹", "王小红", "不是补发、换发的证书", "The original certificate remains valid")
    shown(
        pdf, "粤职证明〔2021〕000123号", "证书遗失", "粤人社函〔2020〕252号", "理论知识成绩", "82"
    )
    assert "操作技能成绩" not in words(pdf)
    agreeing = written_proof_document(made.proof(disagreements=[]))
    assert "不一致" in words(pdf)
    assert "不一致" not in words(agreeing)
    assert pages(agreeing) == 1


def test_a_report_tells_each_step_and_every_field() -> None:
    one = made.report()
    pdf = check_report_document(one)
    for step in one.steps:
        shown(pdf, step.title.zh, step.detail.en, step.outcome.label.zh)
    shown(pdf, "证书已被暂停", "李明", "三级/高级工", "2021年4月5日 10:03", "2021年4月1日")
    long = check_report_document(made.report(steps=[*one.steps] * 9, outcome=Outcome.HELD))
    assert pages(long) > 1
    assert words(long).count("查到证书") == 9
    shown(check_report_document(made.report(fields=[])), "没有可列明的证书事项")


def test_a_certificate_with_very_long_names_keeps_its_page() -> None:
    names = Named(
        "中国某某某某集团有限公司华南区域职业技能等级认定与人才评价中心" * 2, "Centre " * 20
    )
    pdf = skill_certificate_document(made.certificate(**LONG, occupation=names, organisation=names))
    assert pages(pdf) == 1
    shown(pdf, LONG["holder"].zh, names.zh)


@EACH
def test_a_name_that_cannot_be_printed_is_refused(kind: Kind) -> None:
    field = "subject" if kind.name == "check report" else "holder"
    value = Text("\ue000", "x") if kind.name == "check report" else Named("王\ue000")
    with pytest.raises(MissingGlyph) as refusal:
        kind.document(kind.made(**{field: value}))
    assert refusal.value.characters == ("\ue000",)
    assert ("核验对象" if field == "subject" else "姓名") in refusal.value.message.zh
    assert "U+E000" in refusal.value.message.en


def test_markup_in_a_name_is_only_text() -> None:
    name = '#panic("x") *b* <svg $1$'
    shown(skill_certificate_document(made.certificate(holder=Named(name))), name)


def test_only_text_can_be_attached() -> None:
    with pytest.raises(AttachmentError, match="UTF-8"):
        skill_certificate_document(
            made.certificate(credential=replace(made.CREDENTIAL, content=b"\xff"))
        )


def test_the_code_is_read_back() -> None:
    svg = qr(made.CODE).svg
    size = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    drawn = np.full((size + 8, size + 8), 255, np.uint8)
    for left, top, wide in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        x, y = int(left) + 4, int(top) + 4
        drawn[y, x : x + int(wide)] = 0
    (found,) = zxingcpp.read_barcodes(np.kron(drawn, np.ones((4, 4), np.uint8)))
    assert (found.text, found.ec_level) == (made.CODE, "M")
    with pytest.raises(CodeError, match="4000"):
        qr("x" * 4000)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not installed")
@EACH
def test_the_code_is_read_from_the_page(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "it.pdf").write_bytes(kind.document(kind.made()))
    command = ["pdftoppm", "-r", "200", "-gray", "-singlefile", "it.pdf", "it"]
    subprocess.run(command, cwd=tmp_path, check=True)
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content := (tmp_path / "it.pgm").read_bytes())
    assert header
    page = np.frombuffer(content[header.end() :], np.uint8)
    (found,) = zxingcpp.read_barcodes(page.reshape(int(header[2]), int(header[1])))
    assert found.text == made.CODE


def test_days_and_moments_are_told_for_china() -> None:
    at = datetime(2020, 12, 31, 17, 5, tzinfo=UTC)
    assert moment(at) == Text("2021年1月1日 01:05", "1 January 2021, 01:05 (UTC+8)")
    assert day(at.date()) == Text("2020年12月31日", "31 December 2020")
