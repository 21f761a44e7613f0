"""The catalogue in a real browser: filters, the way back, the timeline on a phone, the files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import python_calamine
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenPage
from xianjie.text import LANGS, Lang

KeepScreenshot = Callable[[Page, str], None]

ON = "2020-10-15"
ELECTRICIAN, MECHANIC, GUARD = ("电工", "汽车维修工", "保安员")
# Below this many CSS pixels in height, letters are a texture and no text.
LEGIBLE = 11


class Box(TypedDict):
    """Where a text is drawn, in CSS pixels of the window."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


BOXES = """drawing => [...drawing.querySelectorAll('text')].map(text => {
  const {left, right, top, bottom} = text.getBoundingClientRect();
  return {text: text.textContent, left, right, top, bottom};
})"""


def rows(page: Page) -> Locator:
    return page.locator("table.rows tbody tr")


def occupations(page: Page) -> list[str]:
    return page.locator("table.rows tbody th").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks for, without what it leaves empty."""
    return parse_qs(urlsplit(page.url).query)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled to from side to side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def catalogue(page: Page, live_server: LiveServer, lang: Lang = "zh", query: str = "") -> None:
    page.goto(f"{live_server.url}/{lang}/catalogue/?on={ON}{query}")


def occupation(page: Page, live_server: LiveServer, name: str, lang: Lang, on: str = ON) -> None:
    page.goto(f"{live_server.url}/{lang}/occupation/{quote(name)}/?on={on}")


@pytest.mark.parametrize("width", [320, 1280])
def test_with_a_script_a_choice_applies_at_once_and_its_address_can_be_kept(
    open_page: OpenPage, live_server: LiveServer, keep_screenshot: KeepScreenshot, width: int
) -> None:
    page = open_page(width=width)
    catalogue(page, live_server)
    page.evaluate("window.loadedOnce = true")
    page.locator("#f-treatment").select_option("access_type")
    expect(rows(page)).to_have_count(7)
    page.locator("[name=hrss]").check()
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("2 个职业")
    assert page.evaluate("window.loadedOnce") is True
    chosen = asked(page)
    assert (chosen["treatment"], chosen["hrss"], chosen["on"]) == (["access_type"], ["1"], [ON])
    assert fits(page)
    keep_screenshot(page, f"catalogue-chosen-{width}")
    shown = occupations(page)
    page.reload()
    assert occupations(page) == shown
    expect(page.locator("#f-treatment")).to_have_value("access_type")


def test_words_apply_while_they_are_typed_and_the_field_stays_in_hand(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page()
    catalogue(page, live_server)
    page.locator("#f-q").press_sequentially("消防")
    expect(rows(page)).to_have_count(3)
    expect(page.locator("#f-q")).to_be_focused()
    assert asked(page)["q"] == ["消防"]


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_a_button_applies_the_same_choices(
    open_page: OpenPage, live_server: LiveServer, lang: Lang
) -> None:
    page = open_page(width=320, javascript=False)
    catalogue(page, live_server, lang)
    page.locator("#f-treatment").select_option("access_type")
    page.locator("[name=hrss]").check()
    expect(rows(page)).to_have_count(192)
    page.locator(".filters button").click()
    plain = occupations(page)
    assert len(plain) == 2
    assert fits(page)
    scripted = open_page()
    catalogue(scripted, live_server, lang, "&treatment=access_type&hrss=1")
    assert occupations(scripted) == plain
    page.locator(".filters a").click()
    expect(rows(page)).to_have_count(192)


def test_the_browser_s_own_back_undoes_one_choice_after_another(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page()
    catalogue(page, live_server)
    page.locator("#f-treatment").select_option("batch_1")
    expect(rows(page)).to_have_count(29)
    page.locator("#f-treatment").select_option("access_type")
    expect(rows(page)).to_have_count(7)
    rows(page).first.locator("th a").click()
    page.wait_for_url("**/occupation/**", wait_until="load")
    page.go_back()
    expect(rows(page)).to_have_count(7)
    page.go_back()
    expect(rows(page)).to_have_count(29)
    expect(page.locator("#f-treatment")).to_have_value("batch_1")
    expect(page.locator("h1")).to_have_count(1)
    page.locator("#f-order").select_option("name")  # the form still works after going back
    page.wait_for_url("**order=name**")
    expect(rows(page)).to_have_count(29)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_files_hold_what_the_page_shows(
    open_page: OpenPage, live_server: LiveServer, tmp_path: Path, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    catalogue(page, live_server, query="" if javascript else "&treatment=batch_1")
    if javascript:
        page.locator("#f-treatment").select_option("batch_1")
    expect(rows(page)).to_have_count(29)
    shown = occupations(page)
    text = StringIO(_saved(page, "下载 CSV", tmp_path).read_text("utf-8-sig"), newline="")
    table = list(csv.reader(text))
    book = python_calamine.load_workbook(_saved(page, "下载 Excel", tmp_path))
    assert table == book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in table[1:]] == shown
    assert {row[8] for row in table[1:]} == {"已退出"}  # on the page's day, not today's


def _saved(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.parametrize("lang", LANGS)
def test_on_a_phone_a_row_is_a_card_that_names_what_it_shows(
    open_page: OpenPage, live_server: LiveServer, keep_screenshot: KeepScreenshot, lang: Lang
) -> None:
    page = open_page(width=320)
    catalogue(page, live_server, lang, "&q=" + quote("消防"))
    card = rows(page).first
    for cell in card.locator("td").all():
        label = cell.get_attribute("data-label")
        assert label
        assert label in cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    name, first = card.locator("th").bounding_box(), card.locator("td").first.bounding_box()
    assert name is not None
    assert first is not None
    assert name["y"] < first["y"]
    assert fits(page)
    keep_screenshot(page, f"catalogue-cards-{lang}")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_the_timeline_can_be_read_at_any_width(
    *,
    open_page: OpenPage,
    live_server: LiveServer,
    keep_screenshot: KeepScreenshot,
    lang: Lang,
    width: int,
    javascript: bool,
) -> None:
    page = open_page(width=width, javascript=javascript)
    for name in (ELECTRICIAN, GUARD, MECHANIC):
        occupation(page, live_server, name, lang)
        drawing = page.locator("svg.timeline:visible")
        expect(drawing).to_have_count(1)
        expect(drawing.locator(".chosen-mark")).to_be_visible()
        boxes: list[Box] = drawing.evaluate(BOXES)
        _check_legible(boxes, width)
        days = page.locator(".moments > li")
        numbers = [int(box["text"]) for box in boxes if box["text"].isdigit()]
        assert numbers == list(range(1, days.count() + 1))
        assert all(day.is_visible() for day in days.all())
        assert fits(page)
    keep_screenshot(page, f"timeline-{lang}-{width}-{'js' if javascript else 'plain'}")


def _check_legible(boxes: list[Box], width: int) -> None:
    assert boxes
    for box in boxes:
        assert 0 <= box["left"] < box["right"] <= width, box
        assert box["bottom"] - box["top"] >= LEGIBLE, box
    for one, other in combinations(boxes, 2):
        assert not _overlap(one, other), (one, other)


def _overlap(one: Box, other: Box) -> bool:
    """Whether two texts share more than the edge that lines of text leave free."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 0 and down > min(one["bottom"] - one["top"], other["bottom"] - other["top"]) / 4


def test_a_label_planted_on_another_is_found(open_page: OpenPage, live_server: LiveServer) -> None:
    page = open_page(width=320)
    occupation(page, live_server, ELECTRICIAN, "en")
    drawing = page.locator("svg.timeline:visible")
    _check_legible(drawing.evaluate(BOXES), 320)
    drawing.evaluate("""drawing => {
      const [first, second] = drawing.querySelectorAll('.span-label');
      for (const place of ['x', 'y']) second.setAttribute(place, first.getAttribute(place));
    }""")
    with pytest.raises(AssertionError, match="in the catalogue"):
        _check_legible(drawing.evaluate(BOXES), 320)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("javascript", [True, False])
def test_another_day_moves_the_mark_and_the_standing(
    open_page: OpenPage, live_server: LiveServer, lang: Lang, javascript: bool
) -> None:
    page = open_page(width=320, javascript=javascript)
    occupation(page, live_server, ELECTRICIAN, lang, "2020-12-31")
    mark, tag = page.locator("svg.timeline:visible .chosen-mark"), page.locator(".standing .tag")
    expect(tag).to_have_class("tag tag--leaving")
    before = mark.bounding_box()
    page.locator("#on").fill("2021-01-31")
    page.locator("#on").press("Enter")
    page.wait_for_url("**on=2021-01-31")
    expect(tag).to_have_class("tag tag--exited")
    after = mark.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] > before["x"]


def test_on_paper_the_timeline_stays_and_the_form_goes(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page()
    occupation(page, live_server, ELECTRICIAN, "zh")
    expect(page.locator("#on")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#on")).to_be_hidden()
    expect(page.locator("svg.timeline:visible")).to_have_count(1)
    expect(page.locator(".moments > li").last).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_catalogue_to_what_a_candidate_may_do(
    open_page: OpenPage, live_server: LiveServer, javascript: bool
) -> None:
    page = open_page(width=320, javascript=javascript)
    catalogue(page, live_server, query="&q=" + quote(ELECTRICIAN))
    page.get_by_role("link", name=ELECTRICIAN, exact=True).click()
    candidate = page.locator(".advice > li").filter(has_text="考生")
    candidate.get_by_role("link", name="逐项回答").click()
    page.wait_for_url("**/ask/candidate-option/?occupation=*")
    expect(page.get_by_role("complementary", name="已经回答")).to_contain_text(ELECTRICIAN)


@pytest.mark.parametrize("link", ["English", "大字版"])
def test_another_language_or_size_keeps_what_was_chosen(
    open_page: OpenPage, live_server: LiveServer, link: str
) -> None:
    page = open_page()
    catalogue(page, live_server)
    page.locator("#f-treatment").select_option("access_type")
    expect(rows(page)).to_have_count(7)
    page.get_by_role("link", name=link).click()
    page.wait_for_load_state()
    assert rows(page).count() == 7


@pytest.mark.parametrize(("typed", "message"), [("2020-10-01", ""), ("soon", "soon")])
def test_a_wrong_day_mended_or_not_is_said_anew(
    open_page: OpenPage, live_server: LiveServer, typed: str, message: str
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/zh/catalogue/?on=2020-02-30")
    page.locator("#f-on").fill(typed)
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url(f"**on={typed}**")
    error = "".join(page.locator("#f-on-error").all_inner_texts())
    assert (message in error) if message else not error
