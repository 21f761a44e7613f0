"""A school covers a class of 60 with 5 at risk: it is told who and why, and they are registered."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.browser.journeys.conftest import LogIn, Person
from xianjie.domain.appraisals.services.uploading import TEMPLATE as REGISTRATIONS
from xianjie.domain.programmes.rolls import TEMPLATE as CLASS_LIST
from xianjie.identifiers.persons import check_digit
from xianjie.tables import read_table, write_xlsx


@pytest.mark.slow  # tests/programmes/test_pages.py is the quick one
def test_a_school_covers_a_class_of_60_with_5_at_risk(
    log_in: LogIn, own_province: Path, tmp_path: Path
) -> None:
    school = log_in("school")
    school.follow(re.compile("学员取证有风险"))
    assert "共 5 人" in school.words
    school.click(school.page.locator("table.rows tbody a").first)
    assert "还没有报名" in school.words
    exam = re.search(r"可以报名的考试：(\S+?鉴定（2020年第\d+场）)", school.words)
    assert exam
    school.follow(re.compile("^下载报名名单"))
    with school.page.expect_download() as download:
        school.page.get_by_role("button", name="下载").click()
    handed = tmp_path / "handed.xlsx"
    download.value.save_as(handed)
    school.follow("回到班级")
    here = school.page.url
    assert "共 60 人" in school.words

    account, number = _institution_of(own_province, exam[1])
    institution = log_in(account)
    _register(institution, number, handed)
    school.page.goto(here)
    school.look()
    assert re.search(r"0\s*有风险", school.words)
    assert re.search(r"51\s*在途", school.words)


@pytest.mark.slow
def test_a_school_enters_a_class_from_a_file_with_wrong_rows(log_in: LogIn, tmp_path: Path) -> None:
    school = log_in("school", width=360)
    school.open("work/programmes/")
    school.follow("登记培养计划")
    for name, value in {
        "title": "电工双证班（2020年秋）",
        "occupation": "电工",
        "from_on": "2020-09-01",
        "until_on": "2023-06-30",
    }.items():
        school.page.locator(f"[name={name}]").fill(value)
    school.page.locator("[name=level]").select_option("4")
    school.press("登记")
    school.follow("登记班级")
    school.page.locator("[name=name]").fill("20级1班")
    school.page.locator("[name=graduates_on]").fill("2023-06-30")
    school.press("登记")
    people = [
        {"name": f"学生{place}", "document": "resident", "number": _number(place)}
        for place in range(60)
    ]
    people[7]["number"] = people[8]["number"]
    people[20]["number"] = people[20]["number"][:-1]
    path = tmp_path / "class.xlsx"
    path.write_bytes(write_xlsx(CLASS_LIST.columns, people, "zh"))
    school.follow("导入名单")
    school.page.locator("input[type=file]").set_input_files(path)
    school.page.locator("select[name=mode]").select_option("good")
    school.page.get_by_role("button", name="提交").click()
    school.page.get_by_text("下载同一文件").wait_for(timeout=30_000)
    school.look()
    assert "有误 2 行，已导入 58 行" in school.words
    wrong = school.page.locator("table.rows tbody tr td:first-child").all_inner_texts()
    assert wrong == ["10", "22"]
    school.follow("回到班级")
    assert "共 58 人" in school.words
    assert re.search(r"58\s*在途", school.words)


def _register(institution: Person, exam: int, handed: Path) -> None:
    """Import the list with what the institution has to add."""
    rows = [
        {**row.values, "acknowledged": "yes", "account": f"62220200009{place:08}"}
        for place, row in enumerate(
            read_table(handed.read_bytes(), handed.name, REGISTRATIONS), start=1
        )
    ]
    assert len(rows) == 5
    filled = handed.with_name("filled.xlsx")
    filled.write_bytes(write_xlsx(REGISTRATIONS.columns, rows, "zh"))
    institution.open(f"work/exams/{exam}/import/")
    institution.page.locator("input[type=file]").set_input_files(filled)
    institution.page.locator("select[name=mode]").select_option("all")
    institution.page.get_by_role("button", name="提交").click()
    institution.page.get_by_text("下载同一文件").wait_for(timeout=30_000)
    assert "有误 0 行，已导入 5 行" in institution.words


def _institution_of(home: Path, title: str) -> tuple[str, int]:
    """An account of the exam's institution, and the exam's number."""
    with sqlite3.connect(f"file:{home}/xianjie.sqlite3?mode=ro", uri=True) as database:
        found: tuple[str, int] = database.execute(
            "SELECT username, exam.id FROM appraisals_exam AS exam"
            " JOIN accounts_membership AS member ON member.body_id = exam.institution_id"
            " JOIN accounts_user AS person ON person.id = member.user_id"
            " WHERE title = ? AND role = 'institution' ORDER BY username",
            (title,),
        ).fetchone()
    return found


def _number(place: int) -> str:
    first = f"44010620050101{place:03}"
    return first + check_digit(first)
