"""The page's scripts in a real Chromium, each to be called by its name, and pages of test keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.credentials.made import AT, DID, ring
from xianjie.credentials.multikey import Algorithm
from xianjie.documents.offline_page.building import script_of
from xianjie.domain.certificates import offline
from xianjie.domain.certificates.signing import Issuer

# Bytes pass as hexadecimal; a problem passes as its kind.
_CALLING = """
const coded = (value) => value instanceof Uint8Array ? {hex: module_bytes.hex(value)} : value;
const bytes = (text) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
globalThis.call = async (scope, name, given) => {
  const modules = {MODULES};
  const taken = given.map((one) => (one && one.hex !== undefined ? bytes(one.hex) : one));
  try {
    return coded(await modules[scope][name](...taken));
  } catch (problem) {
    if (!problem.kind) throw problem;
    return {problem: problem.kind};
  }
};
"""
_MODULES = (
    *("bytes", "json", "cbor", "sm3", "curves", "sm2", "ed25519", "signatures", "keys"),
    *("merkle", "code", "proofs", "checking"),
)
Call = Callable[..., Any]


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(DID, "https://hrss.example", ring(), Algorithm.ED25519)


@pytest.fixture(scope="session")
def offline_file(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file on disk."""
    path = tmp_path_factory.mktemp("offline") / "offline.html"
    path.write_text(offline.page(issuer, at=AT).html, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def call(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Return ``call("sm3.sm3", b"abc")``: what a script's function gives for these."""
    names = ", ".join(f"{name}: module_{name}" for name in _MODULES)
    script = script_of("checking") + _CALLING.replace("{MODULES}", f"{{ {names} }}")
    path = tmp_path_factory.mktemp("scripts") / "scripts.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><script>{script}</script>", "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())

    def by(name: str, *given: object) -> Any:  # noqa: ANN401  # whatever a script gives
        scope, _, function = name.partition(".")
        return _bytes(page.evaluate("(given) => call(...given)", [scope, function, _hex(given)]))

    by.page = page  # type: ignore[attr-defined]  # for what is called many times at once
    yield by
    page.close()


def _hex(given: tuple[object, ...]) -> list[object]:
    return [{"hex": one.hex()} if isinstance(one, bytes) else one for one in given]


def _bytes(value: Any) -> Any:  # noqa: ANN401  # whatever a script gives
    if isinstance(value, dict) and set(value) == {"hex"}:
        return bytes.fromhex(value["hex"])
    return value


@pytest.fixture(scope="session")
def checked(call: Call, issuer: Issuer) -> Call:
    """Return ``checked(*texts, now=AT)``: verdict, steps and fields of each, by the scripts."""
    page = call.page  # type: ignore[attr-defined]  # as the fixture gives it
    page.evaluate(
        """(made) => { globalThis.register = module_checking.registerOf(made); }""",
        offline.register_of(issuer),
    )

    def by(*texts: str, now: datetime = AT) -> Any:  # noqa: ANN401  # a report each
        return page.evaluate(
            """async ([texts, now]) => {
              const told = [];
              for (const text of texts) {
                const { whole, ...found } = await module_checking.check(text, register, now);
                told.push(found);
              }
              return told;
            }""",
            [texts, now.timestamp() * 1000],
        )

    return by


def opened(page: Page, file: Path, fragment: str = "") -> None:
    """Open the file with a fragment, and wait for its answer where there is one."""
    page.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
    if fragment:
        page.locator("[data-verdict]").wait_for()
