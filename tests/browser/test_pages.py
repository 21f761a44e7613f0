"""Every kind of page in a real browser: both languages, two widths, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenPage, watch
from xianjie.text import Lang

KeepScreenshot = Callable[[Page, str], None]

ELECTRICIAN, GUARD, COOK = (quote(name) for name in ("电工", "保安员", "中式烹调师"))
CASE = f"occupation={ELECTRICIAN}&route=scheduled&announced_on=2020-06-01&exam_held=false"
PAGES = {
    "home": "/",
    "search": f"/search/?q={quote('消防')}",
    "search-nothing": f"/search/?q={quote('宇航员')}",
    "search-empty": "/search/",
    "about": "/about/",
    "glossary": "/glossary/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "catalogue": "/catalogue/?on=2020-10-15",
    "catalogue-filtered": "/catalogue/?treatment=access_type&order=name",
    "catalogue-nothing": "/catalogue/?q=zzzz",
    "catalogue-wrong-day": "/catalogue/?treatment=batch_1&on=soon",
    "occupation-batch-2": f"/occupation/{ELECTRICIAN}/?on=2021-02-01",
    "occupation-batch-1": f"/occupation/{COOK}/?on=2020-09-15",
    "occupation-access": f"/occupation/{GUARD}/",
    "occupation-corrected": f"/occupation/{quote('水生物病害防治员')}/?on=never",
    "item-split": "/item/52/",
    "questions": "/ask/",
    "ask-name": "/ask/candidate-option/",
    "ask-choice": f"/ask/candidate-option/?occupation={ELECTRICIAN}",
    "ask-day": f"/ask/replacement/?occupation={ELECTRICIAN}",
    "answer-open": f"/ask/candidate-option/answer/?occupation={ELECTRICIAN}",
    "answer": f"/ask/candidate-option/answer/?{CASE}&registered_on=2020-08-15",
    "answer-reading": f"/ask/candidate-option/answer/?{CASE}&registered_on=2020-09-04&reading=R3",
    "law": "/law/",
    "clause-scanned": "/law/clause/252/2.1.2/",
    "clause-outside": "/law/clause/80/2/",
    "decision": "/law/decision/level-certificate-issuance/",
    "decision-cn": "/law/decision/exam-schedule/?jurisdiction=CN",
    "cards": "/law/cards/candidate-option/",
    "reading": "/law/reading/R4/",
    "reading-silent": "/law/reading/R8/",
    "dates": "/law/dates/",
    "log-empty": "/log/",
    "impact": "/law/impact/?decision=candidate-option",
    "linkage": f"/linkage/?q={quote('电')}",
    "statistics": "/statistics/?on=2021-02-01",
    "register-nothing": "/register/?occupation=%E7%94%B5%E5%B7%A5&level=4",
    "register-wrong-day": "/register/?on=soon",
    "register-areas": "/register/areas/?on=2021-03-01",
    "register-changes": "/register/changes/",
    "register-inspections": "/register/inspections/",
    "register-reports": "/register/reports/",
    "register-blacklist": "/register/blacklist/?on=2021-03-01",
    "register-complaints": "/register/complaints/",
    "result-notices": "/results/",
    "result-objections": "/results/objections/",
}
# Quick runs see one page as the reader at a desk does, and the next as the one with a telephone.
READERS = [("zh", 1280), ("en", 320), ("zh", 320), ("en", 1280)]
EACH_AS_SEEN = [
    pytest.param(
        name, lang, width, marks=[pytest.mark.slow] * ((lang, width) != READERS[place % 2])
    )
    for place, name in enumerate(PAGES)
    for lang, width in READERS
]
MISSING = {
    "no-receipt": "/receipt/",
    "not-found": "/nowhere/",
    "occupation-unknown": f"/occupation/{quote('车公')}/",
    "occupation-ambiguous": f"/occupation/{quote('重冶金法冶炼工')}/",
}
# Axe takes 13 seconds over 192 rows; every kind of row is on the filtered pages, too.
LIKE_THE_ROWS_BEFORE = "table.rows tbody tr:nth-child(n+13)"
HTML_LANG = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Readers:
    """One browser with scripts and one without, kept for the whole matrix; faults they saw."""

    scripted: Page
    plain: Page
    faults: list[str]


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Iterator[Readers]:
    contexts = [browser.new_context(java_script_enabled=scripts) for scripts in (True, False)]
    scripted, plain = (context.new_page() for context in contexts)
    faults: list[str] = []
    for page in (scripted, plain):
        watch(page, faults)
    yield Readers(scripted, plain, faults)
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "lang", "width"), EACH_AS_SEEN)
def test_a_page_is_whole_and_accessible(
    *,
    readers: Readers,
    live_server: LiveServer,
    keep_screenshot: KeepScreenshot,
    name: str,
    lang: Lang,
    width: int,
) -> None:
    """And without scripts it says the same."""
    address = f"{live_server.url}/{lang}{PAGES[name]}"
    for page in (readers.scripted, readers.plain):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
    _check(readers.scripted, lang)
    keep_screenshot(readers.scripted, f"{name}-{lang}-{width}")
    assert _fits(readers.plain)
    words = readers.plain.locator("main").inner_text().split()
    assert words
    # Scripts only ever add buttons that need them: printing, copying.
    assert set(words) <= set(readers.scripted.locator("main").inner_text().split())
    assert not readers.faults


@pytest.mark.parametrize(
    ("name", "lang"), list(zip(MISSING, ("en", "zh", "en", "zh"), strict=True))
)
def test_what_is_not_there_is_said_accessibly(
    open_page: OpenPage,
    live_server: LiveServer,
    keep_screenshot: KeepScreenshot,
    name: str,
    lang: Lang,
) -> None:
    page = open_page(width=320)
    statuses: list[int] = []

    def without_the_browser_calling_it_an_error(route: Route) -> None:
        response = route.fetch()
        statuses.append(response.status)
        route.fulfill(status=200, headers=response.headers, body=response.body())

    address = f"{live_server.url}/{lang}{MISSING[name]}"
    page.route(address, without_the_browser_calling_it_an_error)
    page.goto(address)
    assert statuses == [404]
    _check(page, lang)
    keep_screenshot(page, f"{name}-{lang}-320")


@pytest.mark.parametrize("name", ["home", "catalogue-filtered", "occupation-batch-2", "impact"])
def test_larger_text_fits_and_is_accessible(
    open_page: OpenPage, live_server: LiveServer, keep_screenshot: KeepScreenshot, name: str
) -> None:
    page = open_page(width=320)
    page.goto(f"{live_server.url}/zh/")
    page.get_by_role("link", name="大字版").click()
    page.goto(f"{live_server.url}/zh{PAGES[name]}")
    assert page.locator("html.elder").count() == 1
    _check(page, "zh")
    keep_screenshot(page, f"{name}-zh-320-elder")


def test_the_planted_fault_is_found(open_page: OpenPage, live_server: LiveServer) -> None:
    page = open_page(width=320)
    page.goto(f"{live_server.url}/zh/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src>')")
    with pytest.raises(AssertionError, match="image-alt"):
        _check(page, "zh")


def test_suggestions_come_as_one_types(open_page: OpenPage, live_server: LiveServer) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/zh/")
    page.locator("#q").press_sequentially("电工")
    page.locator("#suggestions a", has_text="电工").first.click()
    assert page.locator("h1").inner_text() == "电工"


def test_filters_apply_as_one_chooses(open_page: OpenPage, live_server: LiveServer) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/zh/catalogue/")
    assert page.locator("table.rows tbody tr").count() == 192
    page.locator("#f-treatment").select_option("access_type")
    page.wait_for_url("**/zh/catalogue/?*treatment=access_type*")
    assert page.locator("table.rows tbody tr").count() == 7


def _check(page: Page, lang: Lang) -> None:
    assert page.locator("html").get_attribute("lang") == HTML_LANG[lang]
    assert page.locator("h1").count() == 1
    assert _fits(page)
    found = Axe().run(page, context={"exclude": [LIKE_THE_ROWS_BEFORE]})
    assert found.violations_count == 0, found.generate_report()


def _fits(page: Page) -> bool:
    """Whether nothing has to be scrolled to from side to side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
