"""The five journeys, walked as the people who have to walk them do."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.browser.journeys.conftest import LogIn, Person
from tests.commands import product
from xianjie.identifiers.persons import check_digit

ROWS, FAULTS = 2_000, 20
AFTER_THE_ROUND = "2020-09-29"


def test_a_candidate_is_refunded_and_follows_it_to_payout(
    log_in: LogIn, own_province: Path, tmp_path: Path
) -> None:
    candidate = log_in("candidate", width=360)
    candidate.click(candidate.page.locator("main li h2 a").first)
    assert "退出告知" in candidate.words
    fee = re.search(r"退费 ([\d.]+) 元", candidate.words)
    assert fee
    candidate.press(re.compile("退费"))
    assert "你的选择：退费" in candidate.words
    here = candidate.page.url
    response = candidate.page.request.get(f"{here}receipt/")
    text = PdfReader(io.BytesIO(response.body())).pages[0].extract_text()
    assert "退费" in text
    assert "252" in text

    institution, prefecture, number = _exam_of(candidate, log_in)
    institution.move_to(AFTER_THE_ROUND)
    institution.open(f"work/exams/{number}/")
    institution.follow("锁定选择")
    institution.press(re.compile("^锁定"))
    candidate.page.goto(here)
    candidate.look()
    assert "已锁定" in candidate.words
    assert "应退" in candidate.words

    maker, batch = _approved_batch(log_in, prefecture)
    _settle(maker, batch, tmp_path, failing=0)
    candidate.page.goto(here)
    candidate.look()
    assert "已到账" in candidate.words
    product(own_province, "ledger", "check")


@pytest.mark.slow
def test_an_institution_imports_2000_registrations_with_20_wrong(
    log_in: LogIn, own_province: Path, tmp_path: Path
) -> None:
    institution = log_in("institution-01")
    institution.open("work/exams/")
    exam = _large_exam(institution)
    institution.open(f"work/exams/{exam}/import/")
    with institution.page.expect_download() as template:
        institution.page.get_by_role("link", name="下载模板").click()
    path = tmp_path / "filled.xlsx"
    template.value.save_as(path)
    shown = institution.page.request.get(f"{institution.url}/zh/work/exams/{exam}/")
    wrong = _fill(path, shown.text())

    for mode, said in (
        ("check", f"有误 {FAULTS} 行，已导入 0 行"),
        ("all", "一行也没有写入"),
        ("good", f"有误 {FAULTS} 行，已导入 {ROWS - FAULTS} 行"),
    ):
        institution.open(f"work/exams/{exam}/import/")
        institution.page.locator("input[type=file]").set_input_files(path)
        institution.page.locator("select[name=mode]").select_option(mode)
        institution.page.get_by_role("button", name="提交").click()
        institution.page.get_by_text("下载同一文件").wait_for(timeout=60_000)
        institution.look()
        assert said in institution.words
    listed = institution.page.locator("table.rows tbody tr td:first-child").all_inner_texts()
    assert [int(one) for one in listed] == wrong
    with institution.page.expect_download() as returned:
        institution.page.get_by_role("link", name=re.compile("下载同一文件")).click()
    back = tmp_path / "back.xlsx"
    returned.value.save_as(back)
    rows = _rows(back)
    said_wrong = [number for number, row in enumerate(rows, start=1) if "有误" in map(str, row)]
    assert said_wrong == wrong
    product(own_province, "audit", "verify")
    product(own_province, "ledger", "check")


@pytest.mark.slow
def test_a_bureau_suspends_its_area_and_lifts_it(log_in: LogIn) -> None:
    bureau = log_in("bureau-01", width=360)
    bureau.open("work/suspensions/new/")
    assert bureau.page.locator("select[name=area] option").all_inner_texts() == ["广州市"]
    bureau.page.locator("input[name=from_on]").fill("2020-09-16")
    bureau.page.locator("input[name=basis]").fill("市防控指挥部第1号通告")
    bureau.press("暂停")
    assert re.search(r"停下的考试 [1-9]\d* 场", bureau.words)
    assert "2020年12月31日" in bureau.words  # the deadline that stays
    suspension = bureau.page.url
    institution = log_in("institution-01")
    institution.open("work/exams/")
    institution.click(institution.page.locator("table.rows tbody a").first)
    assert "暂停中" in institution.words or "已举行" in institution.words
    bureau.page.goto(suspension)
    bureau.follow("解除暂停")
    bureau.page.locator("input[name=on]").fill("2020-09-21")
    bureau.page.locator("input[name=basis]").fill("市防控指挥部第2号通告")
    bureau.press("解除")
    assert "已解除" in bureau.page.locator("h1").inner_text()
    assert "252/4" in bureau.page.content() or "四" in bureau.words


@pytest.mark.slow
def test_finance_closes_a_batch_with_two_failures(
    log_in: LogIn, own_province: Path, tmp_path: Path
) -> None:
    maker, batch = _approved_batch(log_in, 1)
    _settle(maker, batch, tmp_path, failing=2)
    assert maker.words.count("户名不符") == 2
    maker.open("work/refunds/books/")
    assert "2" in maker.words
    told = product(own_province, "ledger", "check")
    assert "留存" in told
    # What failed goes into no batch before there is another account.
    maker.open("work/batches/new/")
    assert re.search(r"共 [02] 笔", maker.words)


@pytest.mark.slow
def test_the_province_reads_the_burn_down_and_an_exam_s_timeline(log_in: LogIn) -> None:
    province = log_in("province")
    province.open("work/deadlines/")
    for prefecture in ("广州市", "云浮市"):
        assert prefecture in province.words
    assert province.page.locator("svg.burn").count() > 0
    province.open("work/exams/")
    assert "200" in province.words
    province.click(province.page.locator("table.rows tbody a").first)
    steps = province.page.locator("ol.steps > li")
    assert steps.count() >= 2
    assert province.page.locator("ol.steps .grounds a").count() >= 1
    phone = log_in("centre", width=360)
    phone.open("work/deadlines/")


def _exam_of(candidate: Person, log_in: LogIn) -> tuple[Person, int, int]:
    """The institution of the candidate's exam, which prefecture it is in, the exam's number."""
    title = candidate.page.locator("h1").inner_text()
    ordinal = re.search(r"第(\d+)场", title)
    assert ordinal
    number = int(ordinal.group(1))
    place = (number - 1) % 60
    institution = log_in(f"institution-{place + 1:02}")
    institution.open(f"work/exams/?q=第{number}场")
    institution.click(institution.page.locator("table.rows tbody a").first)
    found = re.search(r"/exams/(\d+)/", institution.page.url)
    assert found
    return institution, place % 21 + 1, int(found.group(1))


def _approved_batch(log_in: LogIn, prefecture: int) -> tuple[Person, int]:
    """All that is owed in a prefecture, gathered by one and approved by another."""
    maker, checker = (log_in(f"finance-{letter}-{prefecture:02}") for letter in "ab")
    maker.open("work/batches/new/")
    maker.press("编成批次")
    found = re.search(r"/batches/(\d+)/", maker.page.url)
    assert found
    batch = int(found.group(1))
    assert maker.page.get_by_role("link", name="审批").count() == 0  # never one's own
    token = maker.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    own = maker.page.request.post(
        f"{maker.url}/zh/work/batches/{batch}/approve/",
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": maker.page.url},
    )
    assert own.status in {400, 403}
    checker.open(f"work/batches/{batch}/")
    checker.follow("审批")
    checker.press("审批")
    assert "在途" in checker.words
    return maker, batch


def _settle(maker: Person, batch: int, tmp_path: Path, *, failing: int) -> None:
    """Send the bank's file, taken from ours, back with its results."""
    sent = maker.page.request.get(f"{maker.url}/zh/work/batches/{batch}/file/?form=csv").body()
    rows = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    assert len(rows) > failing
    results = tmp_path / "results.csv"
    with results.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["明细号", "金额", "结果", "原因"])
        for place, row in enumerate(rows):
            failed = place < failing
            said = ["失败", "户名不符"] if failed else ["成功", ""]
            writer.writerow([row["明细号"], row["金额"], *said])
    maker.open(f"work/batches/{batch}/results/")
    maker.page.locator("input[type=file]").set_input_files(results)
    maker.click(maker.page.locator("main form button"))
    assert "已回盘" in maker.words


def _large_exam(institution: Person) -> int:
    institution.open("work/exams/?q=第1场")
    institution.click(institution.page.locator("table.rows tbody a").first)
    found = re.search(r"/exams/(\d+)/", institution.page.url)
    assert found
    return int(found.group(1))


def _fill(path: Path, page: str) -> list[int]:
    """Fill the template with made-up people; the rows that were made wrong, each in its own way."""
    shown = re.search(r"<h3>.*?>?([^<>]+?)(?:</span>)?，(\S+?)</h3>", page)
    assert shown, page
    occupation, level = shown.groups()
    faults = [
        ("证件号码*", "4.40100E+17"),
        ("证件号码*", "440100190001010019"),
        ("证件号码*", ""),
        ("姓名*", ""),
        ("证件种类*", "驾驶证"),
        ("职业（工种）*", "宇航员"),
        ("等级*", "特级"),
        ("报名日*", "下周"),
        ("报名日*", "2020-12-01"),
        ("已告知退出*", "否"),
    ]
    heads = [str(cell) for cell in _rows(path)[0]]
    lines = []
    wrong: list[int] = []
    for row in range(2, ROWS + 2):
        first = f"440100{date(1880, 1, 1) + timedelta(days=row):%Y%m%d}{row % 1000:03}"
        given = {
            "姓名*": "试" + "一二三四五六七八九十"[row % 10],
            "证件种类*": "居民身份证",
            "证件号码*": first + check_digit(first),
            "职业（工种）*": occupation,
            "等级*": level,
            "报名日*": "2020-09-15",
            "已告知退出*": "是",
            "缴费账号": f"62220299{row:08}",
        }
        if row % (ROWS // FAULTS) == 0:
            head, value = faults[len(wrong) % len(faults)]
            given[head] = value
            wrong.append(row)
        lines.append([given.get(head, "") for head in heads])
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([heads, *lines]):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return wrong


def _rows(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)  # type: ignore[return-value]
