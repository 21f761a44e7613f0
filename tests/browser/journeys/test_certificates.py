"""Journeys of certificates: a batch checked by QR code, a forged file, a lost certificate."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import LogIn, Person
from tests.browser.offline.conftest import opened
from tests.documents.pictures import scanned
from xianjie.documents.codes import read_codes
from xianjie.domain.certificates.checking_many import TEMPLATE
from xianjie.tables import write_xlsx

STANDING = re.compile("有效|已核发，日志尚未封存")  # the log is sealed every twenty seconds
AFTER_THE_EXIT = "2021-03-01"  # written proofs take the place of replacements (252/2.3)


@pytest.mark.slow  # tests/web/work/test_certificates.py asks the same pages without a browser
def test_a_batch_is_issued_and_one_certificate_checked_by_its_code(
    log_in: LogIn, open_page: OpenPage, served: str, tmp_path: Path
) -> None:
    maker, checker = log_in("evaluation"), log_in("evaluation-b")
    maker.open("work/")
    maker.follow(re.compile("合格人员待提交核发"))
    asked = re.search(r"尚未提交的 (\d+) 人", maker.words)
    assert asked
    maker.press("提交核发")
    assert maker.page.get_by_role("link", name="审批").count() == 0  # never one's own
    checker.page.goto(maker.page.url)
    checker.follow("审批")
    checker.press(re.compile("审批"))
    checker.page.get_by_text(f"已核发 {asked[1]} 张").wait_for()
    checker.follow("回到批次")
    checker.click(checker.page.locator("main ul.hits a").first)
    labels, values = (
        checker.page.locator(f"dl.kv {one}").all_inner_texts() for one in ("dt", "dd")
    )
    told = dict(zip(labels, values, strict=True))
    shown = [told[one] for one in ("姓名", "职业（工种）", "理论成绩", "操作成绩")]
    paper = _downloaded(checker.page, "证书（PDF）", tmp_path / "certificate.pdf")
    picture = tmp_path / "code.png"
    picture.write_bytes(scanned(paper.read_bytes(), tmp_path, 120))

    employer = Person(open_page(width=360), served)
    employer.open("verify/")
    employer.page.locator("#f-picture").set_input_files(picture)
    employer.press("核验二维码")
    expect(employer.page.locator("#verdict")).to_have_text(STANDING)
    for one in (*shown, "四级/中级工", "2020-09-15"):
        assert one in employer.words, one

    # And where there is no network, with the page as the register gave it.
    (address,) = read_codes(picture.read_bytes())
    page = tmp_path / "offline.html"
    page.write_text(employer.page.request.get(f"{served}/verify/offline").text(), "utf-8")
    phone = open_page(width=360)
    phone.context.set_offline(offline=True)
    opened(phone, page, address.partition("#")[2])
    expect(phone.locator("[data-verdict=holds]")).to_be_visible()
    for one in (*shown, "四级/中级工", "2020-09-15"):
        expect(phone.locator("#result")).to_contain_text(one)


@pytest.mark.slow
def test_an_employer_checks_500_rows_and_the_report_holds_offline(
    own_province: Path, open_page: OpenPage, served: str, tmp_path: Path
) -> None:
    with (own_province / "demo" / "old-register.csv").open(encoding="utf-8") as file:
        known = [(row["证书编号"], row["姓名"]) for row in csv.DictReader(file)][:490]
    asked = [*known, *((number, "别人") for number, _ in known[:10])]
    rows = [{"number": number, "name": name} for number, name in asked]
    sent = tmp_path / "rows.xlsx"
    sent.write_bytes(write_xlsx(TEMPLATE.columns, rows, "zh"))
    employer = Person(open_page(accept_downloads=True), served)
    employer.open("verify/many/")
    employer.page.locator("#f-file").set_input_files(sent)
    with employer.page.expect_download() as download:
        employer.page.get_by_role("button", name=re.compile("核验并下载")).click()
    archive = zipfile.ZipFile(download.value.path())
    archive.extractall(tmp_path)
    lines = CalamineWorkbook.from_path(tmp_path / "checked.xlsx").get_sheet_by_index(0).to_python()
    said = [str(line[2]) for line in lines[-500:]]
    assert said[-10:] == ["登记册里没有"] * 10
    assert "登记册里没有" not in said[:490]
    assert "有效" in said

    page = tmp_path / "offline.html"
    page.write_text(employer.page.request.get(f"{served}/verify/offline").text(), "utf-8")
    desk = open_page()
    desk.context.set_offline(offline=True)
    opened(desk, page)
    desk.locator("#file").set_input_files(tmp_path / "report.json")
    expect(desk.locator("[data-verdict=holds]")).to_be_visible()
    expect(desk.locator("#result dl")).to_contain_text("500")
    for name, same in (("checked.xlsx", "true"), ("rows.xlsx", "false")):
        desk.locator("#compare-file").set_input_files(tmp_path / name)
        desk.locator(f"#compared[data-same={same}]").wait_for()
    forged = json.loads((tmp_path / "report.json").read_text("utf-8"))
    forged["credentialSubject"]["rows"] = 501
    (tmp_path / "forged.json").write_text(json.dumps(forged), "utf-8")
    desk.locator("#file").set_input_files(tmp_path / "forged.json")
    expect(desk.locator("[data-verdict=altered]")).to_be_visible()


@pytest.mark.slow
def test_a_forged_file_is_altered_at_the_step_of_its_seal(
    log_in: LogIn, open_page: OpenPage, served: str, tmp_path: Path
) -> None:
    maker = log_in("evaluation")
    maker.open("work/certificates/")
    maker.click(maker.page.locator("table.rows tbody a").first)
    paper = _downloaded(maker.page, "证书（PDF）", tmp_path / "certificate.pdf")
    content = bytearray(paper.read_bytes())
    middle = content.index(b"stream", len(content) // 3) + 20
    content[middle] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(content)
    employer = Person(open_page(width=360), served)
    for file, verdict, mark in ((paper, STANDING, "是"), (forged, "与登记册不符", "否")):
        employer.open("verify/")
        employer.page.locator("#f-file").set_input_files(file)
        employer.press("核验文件")
        expect(employer.page.locator("#verdict")).to_have_text(verdict)
        step = employer.page.locator("ol.checks li").filter(has_text="电子签章完好")
        expect(step.locator(".tag")).to_have_text(mark)
    failed = employer.page.locator("ol.checks li.check--failed strong").all_inner_texts()
    assert failed == ["电子签章完好"]


@pytest.mark.slow
def test_a_lost_certificate_from_application_to_a_proof_that_is_checked(
    log_in: LogIn, open_page: OpenPage, served: str, tmp_path: Path
) -> None:
    holder = log_in("holder", width=360)
    holder.move_to(AFTER_THE_EXIT)
    holder.open("me/certificates/")
    holder.click(holder.page.locator("main a[href*='/me/certificates/']").first)
    holder.follow("补证或书面证明")
    assert "书面证明" in holder.words
    holder.page.locator("select[name=reason]").select_option("lost")
    holder.page.locator("input[name=contact]").fill("10000000000")
    holder.press("申请")
    mine = holder.page.url
    assert "还缺" in holder.words
    identity = tmp_path / "identity.png"
    identity.write_bytes(b"\x89PNG\r\n\x1a\n")
    holder.page.locator("input[type=file]").set_input_files(identity)
    holder.press("上传")
    assert "2021年3月10日" in holder.words  # seven working days

    number = re.search(r"/(\d+)/$", mine)
    assert number
    reviewer, decider = log_in("centre"), log_in("centre-b")
    for person, step, button in (
        (reviewer, "审核", "提交审核意见"),
        (decider, "审批", "决定"),
    ):
        person.move_to(AFTER_THE_EXIT)
        person.open(f"work/proofs/{number.group(1)}/")
        person.follow(step)
        person.page.locator("input[value=grant]").check()
        person.press(button)
    holder.page.goto(mine)
    holder.look()
    assert "予以办理" in holder.words
    proof = re.search(r"ZM\d+", holder.words)
    assert proof
    paper = _downloaded(holder.page, "下载书面证明（PDF）", tmp_path / "proof.pdf")

    picture = tmp_path / "code.png"
    picture.write_bytes(scanned(paper.read_bytes(), tmp_path))
    employer = Person(open_page(), served)
    employer.open("verify/")
    employer.move_to(AFTER_THE_EXIT)
    for field, file, button in (
        ("#f-picture", picture, "核验二维码"),
        ("#f-file", paper, "核验文件"),
    ):
        employer.open("verify/")
        employer.page.locator(field).set_input_files(file)
        employer.press(button)
        expect(employer.page.locator("ol.checks li").first).to_contain_text(proof.group())
        assert employer.page.locator("ol.checks li.check--failed").count() == 0
        assert "李旧证" in employer.words


def _downloaded(page: Page, link: str, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    download.value.save_as(path)
    return path
