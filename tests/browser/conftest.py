"""A real Chromium for the page tests: found, never downloaded; Chinese glyphs; this host only.

``browser`` is one per worker. ``open_page`` gives pages with the width, language and
scripting that a test asks for, and fails the test if a page asked another host for anything,
logged an error or threw one.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ARTEFACTS = HERE.parent.parent / "build" / "screenshots"

# Playwright runs an event loop in this thread, and Django would refuse the fixtures' queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = (
    "--no-sandbox",  # a container's root has no user namespace to drop into
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # else it looks for updates at every start
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # the same glyph shapes on every machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <match><edit name="family" mode="append_last"><string>Noto Sans SC</string></edit></match>
</fontconfig>
"""

OpenPage = Callable[..., Page]


# Two readers who share nothing; quick runs see pages as each of them does, full runs every mix.
DESKTOP = {"lang": "zh", "width": 1280, "javascript": True}
PHONE = {"lang": "en", "width": 320, "javascript": False}


@pytest.hookimpl(tryfirst=True)  # before marks are asked for and xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))
            if not any(_is_seen_by(reader, item) for reader in (DESKTOP, PHONE)):
                item.add_marker("slow")


def _is_seen_by(reader: dict[str, Any], item: pytest.Item) -> bool:
    params = (
        item.callspec.params
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else {}
    )
    return all(params.get(name, value) == value for name, value in reader.items())


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium, or the one that CHROMIUM names."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        if path := shutil.which(name):
            return path
    reason = "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def fontconfig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fonts.conf that puts the packaged Noto Sans SC first: Chinese without system fonts."""
    folder = tmp_path_factory.mktemp("fontconfig")
    fonts = resources.files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc"
    path = folder / "fonts.conf"
    path.write_text(FONTS_CONF.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str, fontconfig: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=list(FLAGS),
            env={**os.environ, "FONTCONFIG_FILE": str(fontconfig)},
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Return ``open_page(width=1280, height=800, javascript=True, lang="zh-CN")``, a fresh page.

    Widths and heights are CSS pixels. ``lang`` is what the browser asks for, not a cookie.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(
        *,
        width: int = 1280,
        height: int = 800,
        javascript: bool = True,
        lang: str = "zh-CN",
        **options: Any,  # noqa: ANN401  # whatever else Browser.new_context takes
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=lang,
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults, f"{request.node.name}: " + "; ".join(faults)


def watch(page: Page, faults: list[str]) -> None:
    def on_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {
            "localhost",
            "127.0.0.1",
        }:
            faults.append(f"asked another host: {url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console error on {page.url}: {message.text}")

    page.on("request", lambda request: on_request(request.url))
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"script error on {page.url}: {error}"))


@pytest.fixture
def keep_screenshot() -> Callable[[Page, str], None]:
    """Return ``keep_screenshot(page, name)``: the whole page as build/screenshots/NAME.png.

    Only where SCREENSHOTS is set, for people to look at: drawing them takes a third of the time.
    """

    def keep(page: Page, name: str) -> None:
        if os.environ.get("SCREENSHOTS"):
            ARTEFACTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return keep
