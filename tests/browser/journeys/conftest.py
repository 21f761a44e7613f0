"""The product served as `xianjie demo` serves it, on a copy of the province for each journey."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.browser.conftest import OpenPage
from tests.commands import PROGRAM, environment

BUILT = """() => [...document.querySelectorAll("*")].map(one => one.tagName +
  one.getAttributeNames().filter(name => !["href", "value", "action", "datetime"].includes(name))
  .map(name => name + one.getAttribute(name)).join()).join("\\n")"""
_looked_at: set[tuple[int, int]] = set()
PASSWORD = "xianjie-2020"  # noqa: S105 - of the demonstration's accounts, shown on its login page


@pytest.fixture
def served(own_province: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [PROGRAM, "demo", "--port", str(port)],
            env=environment(own_province),
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert server.poll() is None, (tmp_path / "server.log").read_text()
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@dataclass(frozen=True)
class Person:
    """Somebody at a browser of their own; every page that is looked at is whole and accessible."""

    page: Page
    url: str

    def open(self, path: str) -> None:
        response = self.page.goto(f"{self.url}/zh/{path}")
        assert response
        assert response.ok, path
        self.look()

    def press(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def click(self, what: Locator) -> None:
        """Click and wait for the page that it leads to, not for the one that is left."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def look(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # A page built of the same elements with the same attributes has the same faults.
        built = hash(self.page.evaluate(BUILT)), self.page.evaluate("innerWidth")
        if built not in _looked_at:
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
            _looked_at.add(built)

    def move_to(self, day: str) -> None:
        """Let the demonstration live on another day, for this browser."""
        self.page.locator("#demo-day").fill(day)
        self.press("改")

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text()


LogIn = Callable[..., Person]


@pytest.fixture
def log_in(open_page: OpenPage, served: str) -> LogIn:
    """Return ``log_in(username, width=1280)``: a person who is logged in, by both factors."""

    def by(username: str, *, width: int = 1280) -> Person:
        person = Person(open_page(width=width, accept_downloads=True), served)
        person.open("account/login/")
        person.page.get_by_label("用户名").fill(username)
        person.page.get_by_label("密码").fill(PASSWORD)
        person.click(person.page.locator("main").get_by_role("button", name="登录", exact=True))
        if "第二步验证" in person.page.title():
            person.page.locator("#id_code").fill(person.page.locator(".note code").inner_text())
            person.click(person.page.locator("main").get_by_role("button", name="登录", exact=True))
        assert not {"登录", "第二步验证"} & set(person.page.title().split(" · "))
        return person

    return by
