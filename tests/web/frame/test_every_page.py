"""What holds of every page that can be reached, in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.sampling import FULL, sample
from tests.web.ask.visiting import Element, Page, visit
from tests.web.frame.crawling import references, spoken_in, whole_portal
from xianjie.instruments import catalogue, law
from xianjie.text import LANGS, Lang

CHINESE = re.compile("[\u3400-\u9fff]")
LATIN = re.compile("[A-Za-z]{4,}")
RULE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")  # rules go by one name in both languages
# One worker visits all pages once; those of the register read an empty one.
pytestmark = [pytest.mark.xdist_group("crawl"), pytest.mark.django_db]
# The crawl of the other language is left to the full tests; each page has tests in both.
ALL = [pytest.param(lang, id=lang, marks=[pytest.mark.slow] * (lang == "en")) for lang in LANGS]


def test_links_lead_to_everything_there_is() -> None:
    pages = whole_portal("zh")
    rules = law()
    assert {f"/zh/item/{item.number}/" for item in catalogue.load().items()} <= set(pages)
    names = {page.heading for address, page in pages.items() if "/occupation/" in address}
    assert names == {entry.occupation for entry in catalogue.load().occupations}
    assert {f"/zh/law/clause/{name}/" for name in rules.clauses} <= set(pages)
    assert {f"/zh/ask/{name}/" for name in rules.decisions} <= set(pages)


@pytest.mark.parametrize("lang", ALL)
def test_every_link_leads_to_a_page(lang: Lang) -> None:
    missing = {a: page.status for a, page in whole_portal(lang).items() if page.status != 200}
    assert missing == {}


@pytest.mark.slow
def test_the_languages_have_the_same_pages() -> None:
    assert {address[3:] for address in whole_portal("zh")} == {
        address[3:] for address in whole_portal("en")
    }


@pytest.mark.parametrize("lang", ALL)
def test_every_page_is_framed_alike(lang: Lang) -> None:
    for address, page in whole_portal(lang).items():
        counted = Counter(element.tag for element in page.elements)
        alone = {tag: counted[tag] for tag in ("html", "title", "h1", "main", "header", "footer")}
        assert set(alone.values()) == {1}, (address, alone)
        (html,) = (e for e in page.elements if e.tag == "html")
        assert html.attributes["lang"] == ("zh-CN" if lang == "zh" else "en"), address
        assert page.heading, address


@pytest.mark.parametrize("lang", ALL)
def test_titles_tell_pages_apart(lang: Lang) -> None:
    titles = Counter(
        next(e.text for e in page.elements if e.tag == "title")
        for address, page in whole_portal(lang).items()
        if "?" not in address and "/ask/" not in address
    )
    # Some occupations are called like their qualification.
    names = {entry.occupation for entry in catalogue.load().occupations}
    alike = {t for t, n in titles.items() if n > 1 and t.rsplit(" · ", 1)[0] not in names}
    assert alike == set()


@pytest.mark.parametrize("lang", ALL)
def test_every_page_leads_to_itself_in_the_other_language(lang: Lang) -> None:
    other = "en" if lang == "zh" else "zh"
    for address, page in whole_portal(lang).items():
        links = [e for e in page.elements if e.tag == "a" and e.attributes.get("hreflang")]
        assert [e.attributes["href"] for e in links] == [f"/{other}{address[3:]}"]
        assert links[0].attributes["hreflang"] == other


@pytest.mark.parametrize("lang", ALL)
def test_nothing_runs_or_is_styled_in_the_page_itself(lang: Lang) -> None:
    for address, page in whole_portal(lang).items():
        for element in page.elements:
            live = [name for name in element.attributes if name.startswith("on")]
            assert not live, (address, element)
            assert "style" not in element.attributes, (address, element)
            assert element.tag not in {"style", "iframe", "object", "embed"}, address
            if element.tag == "script" and element.attributes.get("type") != "application/json":
                assert element.attributes["src"].startswith("/static/")


@pytest.mark.parametrize("lang", ALL)
def test_ids_are_unique_and_whatever_refers_to_one_finds_it(lang: Lang) -> None:
    for address, page in whole_portal(lang).items():
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), (address, ids)
        lost = {name for e in page.elements for name in references(e)} - set(ids)
        assert lost == set(), address


@pytest.mark.parametrize("lang", ALL)
def test_every_field_has_a_label(lang: Lang) -> None:
    for address, page in whole_portal(lang).items():
        for element in _fields(page):
            labelled = {e.attributes.get("for") for e in page.elements if e.tag == "label"}
            named = element.attributes.get("id") in labelled or "label" in element.within
            assert named, (address, element)


@pytest.mark.sampled
def test_english_pages_mark_what_is_chinese() -> None:
    unmarked = {
        (address, words)
        for address, page in _english_pages().items()
        for lang, words in spoken_in(page)
        if CHINESE.search(words) and not lang.startswith("zh")
    }
    assert unmarked == set()


def test_chinese_pages_have_no_english_sentences() -> None:
    """A single word may be a name (Excel); two would be the beginning of a sentence."""
    left_over = {
        (address, words)
        for address, page in whole_portal("zh").items()
        for lang, words in spoken_in(page)
        if lang.startswith("zh") and len(LATIN.findall(RULE_NAME.sub("", words))) > 1
    }
    assert left_over == set()


@pytest.mark.parametrize("lang", ALL)
def test_a_trail_leads_back_from_every_page_but_the_first(lang: Lang) -> None:
    for address, page in whole_portal(lang).items():
        trails = [e for e in page.elements if e.attributes.get("class") == "breadcrumbs"]
        assert len(trails) == (0 if address == f"/{lang}/" else 1), address


def _english_pages() -> dict[str, Page]:
    if FULL:
        return whole_portal("en")
    return {
        address: visit(address)
        for address in (f"/en{one[3:]}" for one in sample(whole_portal("zh"), of=8))
    }


def _fields(page: Page) -> list[Element]:
    return [
        element
        for element in page.elements
        if element.tag in {"input", "select", "textarea"}
        and element.attributes.get("type") not in {"hidden", "submit"}
    ]
