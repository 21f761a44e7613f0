"""The browser of these tests shows Chinese, and its fixtures notice what they should."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from tests.browser.conftest import OpenPage, watch

# Two characters whose pictures are the same only if both are the box of a missing glyph.
MEASURE = """() => {
  const draw = (character) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const pen = canvas.getContext('2d');
    pen.font = '48px sans-serif';
    pen.fillText(character, 4, 52);
    return canvas.toDataURL();
  };
  return [...'衔接鉴䶮'].map(draw);
}"""


@pytest.fixture(scope="module")
def folder_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text(
        "<!doctype html><html lang=zh><meta charset=utf-8><link rel=icon href=data:,>"
        "<title>衔接</title><p>职业资格</p><noscript><b>无脚本</b></noscript>",
        encoding="utf-8",
    )
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as in the parent
        """Say nothing: the test's own output is enough."""


def test_chinese_characters_have_glyphs_of_their_own(open_page: OpenPage, folder_url: str) -> None:
    page = open_page()
    page.goto(folder_url)
    pictures = page.evaluate(MEASURE)
    assert len(set(pictures)) == len(pictures) == 4


def test_a_page_without_scripting_shows_what_it_has_for_that(
    open_page: OpenPage, folder_url: str
) -> None:
    page = open_page(javascript=False, width=320)
    page.goto(folder_url)
    assert page.locator("b").inner_text() == "无脚本"


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("fetch('http://198.51.100.7/x').catch(() => null)", "asked another host"),
        ("console.error('broken')", "console error"),
        ("setTimeout(() => { throw new Error('broken') })", "script error"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(
    open_page: OpenPage, folder_url: str, script: str, fault: str
) -> None:
    context = open_page().context.browser
    assert context is not None
    page = context.new_page()
    faults: list[str] = []
    watch(page, faults)
    page.goto(folder_url)
    page.evaluate(script)
    page.wait_for_timeout(100)
    page.context.close()
    assert any(fault in found for found in faults), faults
