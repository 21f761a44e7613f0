"""The page of a log that is sealed, witnessed and late, narrow and wide, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenPage
from tests.certificates.sealed import staged
from tests.certificates.witness import witnessing
from xianjie.domain.certificates import sealing_days
from xianjie.domain.certificates.publishing import folder, log_key, log_verifier, publish
from xianjie.domain.certificates.witnessing import configured, gather
from xianjie.instruments import law
from xianjie.ops.records import now

AT = datetime(2021, 3, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 320)])
def test_the_page_of_a_log_in_use_is_whole_and_accessible(
    *,
    open_page: OpenPage,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    lang: str,
    width: int,
) -> None:
    settings.HOME = tmp_path
    staged(3, AT)
    publish(files=folder(), key=log_key(), at=AT)
    sealing_days.cut(files=folder(), key=log_key(), witnesses=[], law=law(), at=AT)
    with witnessing(tmp_path / "one", log_verifier()) as one:
        settings.LOG_WITNESSES, settings.LOG_QUORUM = ((one.verifier, one.address),), 1
        gather(files=folder(), witnesses=configured(), at=now())
    page = open_page(width=width)
    page.goto(f"{live_server.url}/{lang}/log/")
    assert page.locator("table.rows").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    path = page.get_by_role("link", name="checkpoint").get_attribute("href")
    assert page.request.get(f"{live_server.url}{path}").text().count("witness.example/one") == 1
