"""A bureau goes from the dashboard to a closed case; the body answers and puts it right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from tests.browser.journeys.conftest import LogIn, Person
from tests.commands import product

SCHOOL = "广州市某技工学校"


def said(person: Person, field: str, words: str, button: str) -> None:
    """Fill in a form of one text and send it."""
    person.page.locator(f"[name={field}]").fill(words)
    person.press(button)


@pytest.mark.slow
def test_a_case_goes_from_an_alert_over_rectification_and_recheck_to_its_close(
    log_in: LogIn, own_province: Path
) -> None:
    product(own_province, "supervise", "run", "--on", "2020-09-15", "--most", "0")
    bureau, school = log_in("bureau-01"), log_in("school", width=320)
    bureau.open("work/supervision/")
    bureau.click(bureau.page.locator("tbody th a", has_text=SCHOOL).first)
    bureau.page.locator("[name=alert]").first.check()
    bureau.press("用选中的立案")
    said(bureau, "title", "毕业学员未取证", "立案")
    bureau.follow("要求机构说明")
    said(bureau, "words", "请说明未取证的原因", "告知机构")
    assert "待机构说明" in bureau.words

    school.open("work/")
    school.follow("核查待说明：毕业学员未取证")
    school.follow("说明情况")
    paper: FilePayload = {"name": "说明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    school.page.set_input_files("[name=papers]", paper)
    said(school, "words", "考试延期", "提交")
    assert "说明.pdf" in school.words

    bureau.open("work/")
    bureau.follow(re.compile(f"案件待认定：{SCHOOL}"))
    bureau.follow("认定")
    bureau.page.get_by_label("属实", exact=True).check()
    said(bureau, "words0", "延期未作安排", "认定")
    bureau.follow("责令整改")
    said(bureau, "words", "十月底前安排补考", "责令整改")

    school.open("work/")
    school.follow("整改待报告：毕业学员未取证")
    assert "可以提出异议" in school.words
    school.follow("报告整改情况")
    said(school, "words", "已安排十月二十日补考", "提交")

    bureau.open("work/")
    bureau.follow(re.compile(f"案件待复查：{SCHOOL}"))
    bureau.follow("复查")
    bureau.page.get_by_label("通过", exact=True).check()
    said(bureau, "words", "安排属实", "提交复查结果")
    bureau.follow("办结")
    said(bureau, "findings", "属实，已整改", "办结")
    for words in ("已办结", "请说明未取证的原因", "考试延期", "十月底前安排补考", "安排属实"):
        assert words in bureau.words
    school.open("work/own-cases/")
    school.follow("毕业学员未取证")
    assert "属实，已整改" in school.words
