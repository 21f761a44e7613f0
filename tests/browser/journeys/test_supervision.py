"""A school explains what a run found, its bureau finds it on the dashboard and dismisses it."""

from __future__ import annotations

import re

import pytest

from tests.browser.journeys.conftest import LogIn


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 320])
def test_a_school_explains_and_its_bureau_goes_from_the_dashboard_to_the_dismissal(
    log_in: LogIn, width: int
) -> None:
    school = log_in("school", width=width)
    school.open("work/")
    school.follow(re.compile("预警待说明"))
    assert "毕（结）业时仍有学员未取证" in school.words
    school.click(school.page.locator(".alert .btn").first)
    school.page.locator("[name=words]").fill("考试因疫情延期，已安排十月评价")
    school.press("说明情况")
    assert "已说明，待监管判断" in school.words

    bureau = log_in("bureau-01", width=width)
    bureau.open("work/")
    assert "预警已说明，待判断" in bureau.words
    bureau.open("work/supervision/")
    for there in ("年每日发证", "年通过率", "各类预警"):
        assert there in bureau.words
    bureau.click(bureau.page.locator("tbody th a", has_text="广州市某技工学校").first)
    bureau.click(bureau.page.locator("ul.hits a").first)
    assert "考试因疫情延期，已安排十月评价" in bureau.words
    bureau.follow("排除")
    bureau.page.locator("[name=words]").fill("延期属实")
    bureau.press("排除预警")
    assert "延期属实" in bureau.words

    school.open("work/own-alerts/")
    assert "没有待说明的预警" in school.words
    school.follow("1")
    school.click(school.page.locator("table.rows tbody a").first)
    assert "延期属实" in school.words


@pytest.mark.slow
def test_figures_of_the_dashboard_lead_to_their_rows(log_in: LogIn) -> None:
    province = log_in("province")
    province.open("work/supervision/")
    count = re.search(r"未了结预警 (\d+) 条", province.words)
    assert count
    province.follow(re.compile("^未了结预警"))
    assert f"共 {count[1]} 条" in province.words
    province.open("work/supervision/?year=2020")
    day = province.page.locator("svg.heat a").first
    told = re.match(r"(\S+)：(\d+) 张", day.locator("title").text_content() or "")
    assert told
    province.click(day)
    assert f"共 {told[2]} 条" in province.words
    assert told[1] in province.words


@pytest.mark.slow
def test_an_issuer_sees_what_would_be_found_before_it_asks(log_in: LogIn) -> None:
    issuer = log_in("evaluation", width=320)
    issuer.open("work/")
    issuer.follow(re.compile("合格人员待提交核发"))
    assert re.search(r"这 \d+ 张证书今天发出，不会新增预警", issuer.words)
    issuer.follow("备案、考评组、公示等检查项")
    issuer.page.go_back()
    issuer.press("提交核发")
