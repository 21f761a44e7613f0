"""Level certification: a batch from its plan to its report, an enterprise that entrusts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from tests.browser.journeys.conftest import LogIn, Person
from tests.browser.journeys.test_journeys import _rows
from xianjie.identifiers.persons import check_digit

PEOPLE, WRONG = 6, 4  # of so many people the fourth row is wrong
CONDITION = "从事本职业或相关职业工作6年以上"


@pytest.mark.slow
def test_a_batch_is_planned_evaluated_shown_reported_and_accepted(
    log_in: LogIn, tmp_path: Path
) -> None:
    staff = log_in("evaluation", width=360)
    here = _draft(staff, "电工四级旅程批次", "电工", "2020-09-29")
    _send(staff, f"{here}people/file/", tmp_path, here)
    for place in range(3):
        staff.open(f"{here}panel/new/")
        options = staff.page.locator("select[name=assessor] option")
        staff.page.locator("select[name=assessor]").select_option(index=options.count() - 1 - place)
        if place == 0:
            staff.page.get_by_label("任考评组长").check()
        staff.press("派出")
    staff.open(f"{here}preflight/")
    assert "不能通过" not in staff.words
    bureau = log_in("bureau-01")
    bureau.open(f"{here}preflight/")
    version = staff.page.locator("p.lede code").inner_text()
    assert version == bureau.page.locator("p.lede code").inner_text()
    staff.open(here)
    staff.follow("报告计划")
    staff.press("报告计划")
    staff.move_to("2020-09-29")
    staff.open(here)
    staff.follow("登记举行")
    staff.press("登记举行")
    _enter(staff, here)
    staff.open(f"{here}report/")
    staff.follow("公示结果")
    staff.press("公示结果")
    staff.open(f"{here}report/")
    notice = staff.page.get_by_role("link", name="公众看到的页面").get_attribute("href")
    assert notice
    _object(log_in, notice.removeprefix("/zh/"))
    staff.open("work/")
    staff.follow(re.compile("异议待答复：电工四级旅程批次"))
    staff.page.locator("select[name=upheld]").select_option("yes")
    staff.page.locator("input[name=words]").fill("经查属实")
    staff.press("答复")
    assert "成立" in staff.words
    staff.follow("报告结果")
    staff.press("报告结果")
    bureau.move_to("2020-10-15")
    bureau.open("work/")
    bureau.follow(re.compile("评价结果待审核：电工四级旅程批次"))
    bureau.follow("审核通过")
    bureau.press("审核通过")
    assert "结果已审核" in bureau.page.locator("h1").inner_text()
    staff.move_to("2020-10-15")
    staff.open(f"{here}report/")
    # Of five one was absent and one objected to with reason.
    assert "3 人" in staff.words


@pytest.mark.slow
def test_an_unfiled_enterprise_entrusts(log_in: LogIn, tmp_path: Path) -> None:
    enterprise = log_in("enterprise", width=360)
    enterprise.open("work/entrustments/finder/?occupation=焊工&level=4&area=440100")
    row = enterprise.page.locator("tbody tr", has_text="广州市某技能人才评价中心")
    assert row.count() == 1
    enterprise.click(row.get_by_role("link"))
    for name, value in (
        ("signed_on", "2020-09-14"),
        ("from_on", "2020-09-14"),
        ("until_on", "2021-09-13"),
    ):
        enterprise.page.locator(f"input[name={name}]").fill(value)
    agreement = tmp_path / "协议.pdf"
    agreement.write_bytes(b"%PDF-1.7\n")
    enterprise.page.locator("input[type=file]").set_input_files(agreement)
    enterprise.press("登记")
    assert "待机构确认" in enterprise.page.locator("h1").inner_text()
    organisation = log_in("evaluation-b")
    organisation.open("work/received/?state=entered")
    organisation.click(organisation.page.locator("tbody tr", has_text="焊工").get_by_role("link"))
    organisation.follow("确认")
    organisation.press("确认委托")
    assert "已确认" in organisation.page.locator("h1").inner_text()

    here = _draft(organisation, "焊工四级委托批次", "焊工", "2020-10-20")
    organisation.open(f"{here}people/new/")
    page = organisation.page
    page.locator("input[name=name]").fill("周学徒")
    page.locator("input[name=number]").fill(_document(77))
    page.locator("select[name=basis]").select_option("entrusted")
    page.locator("input[name=sponsor]").fill("广州市某机械有限公司")
    page.locator("select[name=condition]").select_option("four_years")
    page.locator("input[name=years]").fill("6")
    organisation.press("登记")
    organisation.open(f"{here}people/")
    assert "受委托：广州市某机械有限公司" in organisation.words
    enterprise.open("work/entrustments/?state=confirmed")
    enterprise.click(enterprise.page.locator("tbody tr", has_text="焊工").get_by_role("link").first)
    people = enterprise.page.locator("dt", has_text="按此评价的人数").locator("+ dd")
    assert people.inner_text() == "1"


def _draft(staff: Person, title: str, occupation: str, day: str) -> str:
    """A plan of level 4 on one day; its address."""
    staff.open("work/plans/new/")
    for name, value in (
        ("title", title),
        ("occupation", occupation),
        ("from_on", day),
        ("until_on", day),
    ):
        staff.page.locator(f"input[name={name}]").fill(value)
    staff.page.locator("select[name=level]").select_option("4")
    staff.press("保存")
    return re.sub(r"^.*/zh/", "", staff.page.url)


def _document(number: int) -> str:
    first = f"44010619010203{number:03}"
    return first + check_digit(first)


def _send(staff: Person, path: str, tmp_path: Path, here: str) -> None:
    """The roster, checked first; its wrong row is named, the others are entered."""
    staff.open(path)
    with staff.page.expect_download() as template:
        staff.page.get_by_role("link", name="下载模板").click()
    file = tmp_path / "roster.xlsx"
    template.value.save_as(file)
    heads = [str(cell) for cell in _rows(file)[0]]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head)
        for row in range(1, PEOPLE + 1):
            given = {
                "姓名*": f"旅程{row}",
                "证件种类*": "居民身份证",
                "证件号码*": _document(row)[:-1] + "?" if row == WRONG else _document(row),
                "来源*": "社会人员",
                "申报条件*": CONDITION,
                "从业年限": "7",
            }
            for column, head in enumerate(heads):
                sheet.write_string(row, column, given.get(head, ""))
    for mode, said in (("check", "有误 1 行，已导入 0 行"), ("good", "有误 1 行，已导入 5 行")):
        staff.open(path)
        staff.page.locator("input[type=file]").set_input_files(file)
        staff.page.locator("select[name=mode]").select_option(mode)
        staff.page.get_by_role("button", name="提交").click()
        staff.page.get_by_text("下载同一文件").wait_for(timeout=60_000)
        staff.look()
        assert said in staff.words
        listed = staff.page.locator("table.rows tbody tr td:first-child").all_inner_texts()
        assert listed == [str(WRONG + 1)]
    staff.follow("回到批次")
    assert staff.page.url.endswith(here)


def _enter(staff: Person, here: str) -> None:
    """Results on a phone: one was absent, the others passed."""
    staff.open(f"{here}results/enter/")
    people = staff.page.locator("ul.scores > li")
    for place in range(people.count()):
        one = people.nth(place)
        if place == 0:
            one.get_by_label("缺考").check()
        else:
            for field in one.locator("input[type=number]").all():
                field.fill("75")
    staff.press("保存本页")
    assert re.search(r"合格\s+4", staff.words)


def _object(log_in: LogIn, path: str) -> None:
    """Somebody of the public, who happens to be logged in, objects to the second of the list."""
    public = log_in("candidate", width=360)
    public.move_to("2020-09-29")
    public.open(path)
    assert "旅＊＊" in public.words
    public.page.locator("input[name=place]").fill("2")
    public.page.locator("textarea[name=words]").fill("评价当日此人不在场")
    public.press("提出异议")
    assert "查询码只在这一页显示" in public.words
    public.open(path)
    assert "1 件，已答复 0 件" in public.words
