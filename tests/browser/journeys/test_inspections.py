"""A bureau draws by the log's root, a supervisor inspects with a telephone, all see the result."""

from __future__ import annotations

import io
import re
import time

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import LogIn, Person

DRAW = "九月抽查"
FAULT = "三份档案缺签到表"
PATIENCE = 120  # seconds; the log is sealed every 20


def until_sealed(bureau: Person) -> None:
    """Load the page again until the log is sealed over the lists."""
    deadline = time.monotonic() + PATIENCE
    while bureau.page.get_by_role("link", name="抽取", exact=True).count() == 0:
        assert "请稍后刷新" in bureau.words
        assert time.monotonic() < deadline
        time.sleep(2)
        bureau.page.reload()
    bureau.look()


def picture() -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(content, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def answered(inspector: Person, number: int, label: str) -> None:
    item = inspector.page.locator("ol.marks > li").nth(number)
    item.get_by_label(label, exact=True).check()


@pytest.mark.slow
def test_a_body_is_drawn_inspected_on_a_telephone_and_what_is_found_becomes_a_case(
    log_in: LogIn, open_page: OpenPage, served: str
) -> None:
    bureau = log_in("bureau-01")
    bureau.open("work/inspections/")
    bureau.follow("公示抽查名单")
    bureau.page.locator("[name=title]").fill(DRAW)
    bureau.page.locator("[name=count]").fill("1")
    bureau.page.locator("[name=each]").fill("3")  # all of the area's supervisors
    bureau.press("公示")
    until_sealed(bureau)
    bureau.follow("抽取")
    bureau.press("抽取")
    body = bureau.page.locator("tbody th a").inner_text()

    inspector = log_in("supervisor", width=360)
    inspector.open("work/")
    inspector.follow(f"待检查：{body}")
    items = inspector.page.locator("ol.marks > li").count()
    for number in range(items // 2):
        answered(inspector, number, "符合")
    inspector.press("保存")
    assert f"已答 {items // 2} / {items}" in inspector.words
    for number in range(items // 2, items - 1):
        answered(inspector, number, "不涉及")
    answered(inspector, items - 1, "不符合")
    last = inspector.page.locator("ol.marks > li").nth(items - 1)
    last.locator("input[type=text]").fill(FAULT)
    last.locator("input[type=file]").set_input_files(picture())
    inspector.press("提交")
    inspector.open("work/")
    assert body not in inspector.words

    bureau.open("work/cases/?of=inspection")
    bureau.follow(re.compile("抽查 .*：1 项不符合"))
    assert FAULT in bureau.words
    assert body in bureau.words
    bureau.follow(DRAW)
    assert FAULT in bureau.words
    photograph = bureau.page.get_by_role("img", name="照片")
    photograph.scroll_into_view_if_needed()
    expect(photograph).to_have_js_property("naturalWidth", 640)

    anybody = Person(open_page(width=360), served)
    anybody.open("register/inspections/")
    anybody.follow(DRAW)
    assert body in anybody.words
    assert "发现不符合" in anybody.words
    assert "评价档案完整，可以逐人查到" in anybody.words
    assert FAULT not in anybody.words
    anybody.follow(body)
    assert DRAW in anybody.words


@pytest.mark.slow
def test_the_demonstration_has_had_cases_inspections_and_a_report(
    log_in: LogIn, open_page: OpenPage, served: str
) -> None:
    bureau, second = log_in("bureau-03"), log_in("bureau-b-03")
    bureau.open("work/cases/")
    for state in ("已办结", "整改中", "处理待决定", "待核查"):
        assert state in bureau.words
    second.open("work/")
    second.follow(re.compile("措施待决定|处理待决定"))
    works = log_in("irregular-works", width=360)
    works.open("work/")
    works.follow("整改待报告：同一天在两处考评")
    works.move_to("2020-10-10")
    assert "已逾期" in works.words
    anybody = Person(open_page(width=360), served)
    anybody.open("register/inspections/")
    anybody.follow("2020年第三季度双随机抽查")
    for state in ("发现不符合", "待检查"):
        assert state in anybody.words
    anybody.open("register/reports/")
    anybody.move_to("2020-07-14")
    assert "2020年第2季度" not in anybody.words
    anybody.move_to("2020-07-15")
    anybody.follow("2020年第2季度")
    assert "各地市情况" in anybody.words
