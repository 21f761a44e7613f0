"""The whole portal as a visitor meets it: every page that links lead to, in each language."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cache
from urllib.parse import urljoin, urlsplit

from tests.web.ask.visiting import Element, Page, visit
from xianjie.text import Lang

# Visited by their own tests: a question's case has no end, and a switch only leads back.
_OTHERS = (
    "display/",
    "day/",
    "catalogue/catalogue.",
    "statistics/statistics.",
    "register/register.",
)


@cache
def whole_portal(lang: Lang) -> dict[str, Page]:
    """Every page of a language by its address, from the home page on, but no case of a question."""
    pages: dict[str, Page] = {}
    waiting = deque([f"/{lang}/"])
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        pages[address] = visit(address)
        waiting.extend(link for link in _onward(pages[address], lang) if link not in pages)
    return pages


def _onward(page: Page, lang: Lang) -> Iterator[str]:
    for element in page.elements:
        if element.tag != "a":
            continue
        address = urljoin(page.address, element.attributes["href"]).split("#")[0]
        rest = urlsplit(address).path.removeprefix(f"/{lang}/")
        is_case = rest.startswith("ask/") and "?" in address
        is_other = rest.startswith(_OTHERS) or rest.endswith((".pdf", ".xlsx", "/sample.csv"))
        if address.startswith(f"/{lang}/") and not is_other and not is_case:
            yield address


def spoken_in(page: Page) -> Iterator[tuple[str, str]]:
    """(language, words) of each piece of text of a page, by the nearest `lang` around it.

    Left out is what cannot be marked (titles, suggestions of a field), the names in code, and data
    for scripts.
    """
    for element in page.elements:
        if element.own.strip() and element.tag not in {"title", "option", "code", "script"}:
            yield element.lang, element.own.strip()


def references(element: Element) -> Iterator[str]:
    """The ids of the same page that an element refers to."""
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "hx-target")
    for name in names:
        yield from (word.lstrip("#") for word in element.attributes.get(name, "").split())
    href = element.attributes.get("href", "")
    if href.startswith("#"):
        yield href[1:]
