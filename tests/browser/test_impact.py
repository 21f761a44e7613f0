"""A policy officer tries a change on a file in the browser, with a mistake on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenPage
from xianjie.text import LANGS, Lang

BUTTON = {"zh": "看影响", "en": "Show the effect"}
SAMPLE = {"zh": "下载这项决定的样例", "en": "Download a sample for this decision"}
EXCEL = {"zh": "下载 Excel", "en": "Download Excel"}


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_an_officer_sees_the_effect_of_a_change(
    *,
    open_page: OpenPage,
    live_server: LiveServer,
    keep_screenshot: Callable[[Page, str], None],
    tmp_path: Path,
    lang: Lang,
    width: int,
    javascript: bool,
) -> None:
    page = open_page(width=width, javascript=javascript, accept_downloads=True)
    page.goto(f"{live_server.url}/{lang}/law/impact/?decision=certificate-issuance")
    with page.expect_download() as sample:
        page.get_by_role("link", name=SAMPLE[lang]).click()
    cases = tmp_path / "cases.csv"
    sample.value.save_as(cases)
    wrong = cases.read_bytes().replace(b",competition,", b",match,", 2)
    cases.write_bytes(wrong)
    page.locator("#f-by").fill("prefecture")
    page.locator("input[value=R4]").check()
    page.locator("#f-file").set_input_files(cases)
    page.get_by_role("button", name=BUTTON[lang]).click()
    page.locator("section.found").wait_for()
    assert page.locator(".found .classes > li").count() > 0
    assert page.locator(".found .lines").count() == 1  # the rows with wrong data
    assert "韶关市" in page.locator(".found").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_screenshot(page, f"impact-found-{lang}-{width}")
    if javascript:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.locator("#f-file").set_input_files(cases)
    with page.expect_download() as workbook:
        page.get_by_role("button", name=EXCEL[lang]).click()
    assert workbook.value.suggested_filename == "certificate-issuance-impact.xlsx"


def test_what_is_wrong_is_said_where_it_is(
    open_page: OpenPage, live_server: LiveServer, keep_screenshot: Callable[[Page, str], None]
) -> None:
    page = open_page(width=320)
    page.goto(f"{live_server.url}/zh/law/impact/")
    page.route(
        "**/zh/law/impact/**", lambda route: route.fulfill(response=route.fetch(), status=200)
    )
    page.get_by_role("button", name=BUTTON["zh"]).click()
    assert page.locator("[role=alert] li").count() == 2
    assert page.locator("#f-file[aria-invalid=true]").count() == 1
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    keep_screenshot(page, "impact-wrong-zh-320")
