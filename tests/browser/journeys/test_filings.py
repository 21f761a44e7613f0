"""A citizen finds a body, reads its history and complains; the bureau answers."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import LogIn, Person

FILED = "广州市某技能人才评价中心"


@pytest.mark.slow
def test_a_citizen_finds_a_body_reads_its_history_and_complains(
    open_page: OpenPage, served: str, log_in: LogIn
) -> None:
    """On a phone, within three pages of the home page."""
    citizen = Person(open_page(width=360), served)
    citizen.open("")
    citizen.click(citizen.page.get_by_role("link", name="备案机构").first)
    citizen.page.get_by_label("职业（当日有效）").fill("焊工")
    citizen.page.get_by_label("等级").select_option("4")
    citizen.page.get_by_label("地区").select_option("440100")
    citizen.press("查找")
    citizen.follow(FILED)
    assert "有效" in citizen.words
    assert "2020年6月1日" in citizen.words
    citizen.page.get_by_label("哪一天的状态").fill("2020-05-31")
    citizen.press("看这一天")
    assert "这一天还没有备案" in citizen.words
    citizen.follow("投诉这家机构")
    citizen.page.get_by_label("什么情况").fill("只考了半小时")
    citizen.press("提交")
    receipt = re.search(r"编号\s+(\w+)\s+查询码\s+(\w+)", citizen.words)
    assert receipt

    officer = log_in("bureau-01")
    officer.open("work/cases/?state=open")
    officer.follow(f"投诉 {receipt[1]}")
    assert "只考了半小时" in officer.words
    officer.follow("答复并办结")
    officer.page.get_by_label("核查情况").fill("监控记录属实")
    officer.page.get_by_label("答复（").fill("已责令整改")
    officer.press("答复")
    assert "已答复" in officer.words

    citizen.follow("查询投诉")
    citizen.page.get_by_label("投诉编号").fill(receipt[1])
    citizen.page.get_by_label("查询码").fill(receipt[2])
    citizen.press("查询")
    assert "已责令整改" in citizen.words


@pytest.mark.slow
def test_a_bureau_goes_through_its_applications(served: str, log_in: LogIn) -> None:
    """Asks, reviews, and another decides; the demonstration has one in each state."""
    del served
    officer, other = log_in("bureau-01"), log_in("bureau-b-01")
    officer.open("work/")
    officer.follow("备案申请待告知补正：广州市缺件评价服务中心")
    officer.follow("一次告知补正")
    assert "质量督导岗位的人员" in officer.words
    officer.press("告知")
    assert "须补正（一次告知）" in officer.words
    officer.open("work/")
    officer.follow("备案申请待审核：广州市待审评价服务中心")
    officer.follow("审核")
    officer.page.get_by_label("予以办理", exact=True).check()
    officer.press("提交审核意见")
    other.open("work/")
    other.follow("备案申请待决定：广州市待审评价服务中心")
    other.follow("决定")
    other.page.get_by_label("予以办理", exact=True).check()
    other.page.get_by_label("备案文号").fill("备案通告2020年第9号")
    other.press("决定")
    assert "机构编号 S000044" in other.words
    other.open("work/")
    other.follow("备案措施待决定")
    other.page.get_by_label("予以办理", exact=True).check()
    other.press("决定")
    other.open("register/S000044000002/")
    assert "暂停或移出的职业：电工" in other.words
