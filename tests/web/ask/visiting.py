"""A visitor without a script: reads a page's forms and links, and sends forms as a browser does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

from xianjie.text import Lang

_MOST_REDIRECTS = 3
_VOID = frozenset({"input", "link", "meta", "br", "hr", "img"})


@dataclass(slots=True)
class Element:
    """A tag with its attributes, its place in the page, its language and the text in it.

    ``text`` is all the text in it, ``own`` what stands in no other element inside it.
    """

    tag: str
    attributes: dict[str, str]
    within: tuple[str, ...]
    lang: str = ""
    text: str = ""
    own: str = ""


@dataclass
class Page:
    """What came back: status, the address it came from in the end, and the elements in order."""

    status: int
    address: str
    content: bytes = field(repr=False)
    elements: list[Element] = field(repr=False)

    @property
    def text(self) -> str:
        return " ".join("".join(e.text for e in self.elements if e.tag == "main").split())

    @property
    def heading(self) -> str:
        (heading,) = (element for element in self.elements if element.tag == "h1")
        return " ".join(heading.text.split())

    def of(self, tag: str, **attributes: str) -> list[Element]:
        """Elements in the page's own part, with these attributes."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and "main" in element.within
            and attributes.items() <= element.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.of(tag, **attributes)
        return found

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values that the page's form sends, whatever button is pressed."""
        inputs = [e.attributes for e in self.of("input") if "form" in e.within]
        return [(i["name"], i.get("value", "")) for i in inputs]

    @property
    def asked(self) -> str:
        """The fact that the page asks for."""
        return dict(self.fields)["asked"]

    @property
    def links(self) -> dict[str, str]:
        """Words to address, of links in the page's own part."""
        return {" ".join(a.text.split()): a.attributes["href"] for a in self.of("a")}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = tuple(element.tag for element in self._open)
        attributes = {name: value or "" for name, value in attrs}
        lang = attributes.get("lang", self._open[-1].lang if self._open else "")
        element = Element(tag, attributes, within, lang)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if self._open:
            self._open[-1].own += data


def visit(address: str) -> Page:
    """The page at an address, redirects followed; each must stay in the portal."""
    client = Client()
    response = client.get(address)
    for _ in range(_MOST_REDIRECTS):
        if response.status_code not in {301, 302}:
            break
        address = urljoin(address, response.headers["Location"])
        response = client.get(address)
    assert response.status_code not in {301, 302}, f"led on and on: {address}"
    reader = _Reader()
    if response.headers["Content-Type"].startswith("text/html"):
        reader.feed(response.content.decode())
    return Page(response.status_code, address, response.content, reader.elements)


def send(page: Page, typed: str | None = None, button: tuple[str, str] | None = None) -> Page:
    """Send the page's form: what is typed in its one visible field, and the button pressed."""
    form = next(e for e in page.of("form") if "question" in e.attributes.get("class", ""))
    visible = [e.attributes["name"] for e in page.of("input", id="value")]
    pairs = [(n, typed if n in visible and typed is not None else v) for n, v in page.fields]
    query = urlencode([*pairs, *([button] if button else [])])
    return visit(f"{form.attributes['action']}?{query}")


def path(lang: Lang, decision: str, end: str = "", **facts: str) -> str:
    """The address of a page of a question."""
    return f"/{lang}/ask/{decision}/{end}{'?' if facts else ''}{urlencode(facts)}"


def query(address: str) -> str:
    return urlsplit(address).query


def buttons(page: Page) -> Iterator[tuple[str, str]]:
    """Names and values of the buttons that send the question's form."""
    for element in page.of("button"):
        if "name" in element.attributes:
            yield element.attributes["name"], element.attributes["value"]
