"""What links point at beyond a page: places within other pages, and the files that pages load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from tests.web.ask.visiting import Page
from tests.web.frame.crawling import whole_portal
from xianjie.text import LANGS, Lang

# The pages that test_every_page visits.
pytestmark = [pytest.mark.xdist_group("crawl"), pytest.mark.django_db]
# The crawl of the other language is left to the full tests.
ALL = [pytest.param(lang, id=lang, marks=[pytest.mark.slow] * (lang == "en")) for lang in LANGS]


@pytest.mark.parametrize("lang", ALL)
def test_a_link_into_a_page_finds_its_place(lang: Lang) -> None:
    pages = whole_portal(lang)
    wanted = defaultdict[str, set[str]](set)
    for page in pages.values():
        for address, place in map(urldefrag, _targets(page)):
            if place and address in pages:
                wanted[address].add(unquote(place))
    assert f"/{lang}/law/" in wanted
    lost = {address: places - _ids(pages[address]) for address, places in wanted.items()}
    assert {address for address, places in lost.items() if places} == set()


@pytest.mark.parametrize("lang", ALL)
def test_everything_a_page_loads_or_offers_is_there(lang: Lang) -> None:
    """Style sheets, scripts, pictures, downloads and the API's pages: none is on another host."""
    found = {urldefrag(t).url for page in whole_portal(lang).values() for t in _targets(page)}
    assert {address for address in found if not address.startswith("/")} == set()
    others = {address for address in found if not address.startswith(("/zh/", "/en/"))}
    assert any(address.endswith("tokens.css") for address in others)
    assert "/api/v1/docs" in others
    assert {address for address in others if _status(address) != 200} == set()


@pytest.mark.parametrize("lang", ALL)
def test_every_download_is_there(lang: Lang) -> None:
    names = ("/catalogue.csv", "/catalogue.xlsx", "/sample.csv", "/statistics.csv", "/register.csv")
    found = {t for page in whole_portal(lang).values() for t in _targets(page)}
    found = {address for address in found if urlsplit(address).path.endswith(names)}
    assert all(any(name in address for address in found) for name in names)
    assert {address for address in found if _status(address) != 200} == set()


def _targets(page: Page) -> Iterator[str]:
    """Where the page points, as addresses below the root where they are on this host."""
    for element in page.elements:
        for name in ("href", "src", "action", "hx-get"):
            if name in element.attributes:
                yield urljoin(page.address, element.attributes[name])


def _ids(page: Page) -> set[str]:
    return {element.attributes.get("id", "") for element in page.elements}


@cache  # both languages point at most of them
def _status(address: str) -> int:
    response = Client().get(address)
    response.getvalue()  # to its end, which closes a file sent
    return response.status_code
