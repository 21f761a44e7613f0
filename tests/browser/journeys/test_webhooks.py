"""A body's program is told by the process beside the server; the page says what arrived."""

from __future__ import annotations

import re

import pytest

from tests.browser.journeys.conftest import LogIn
from tests.webhooks.conftest import Receiver, receiver

__all__ = ["receiver"]


@pytest.mark.slow
def test_an_address_is_registered_tried_and_told(log_in: LogIn, receiver: Receiver) -> None:
    centre = log_in("centre", width=360)
    centre.open("work/webhooks/")
    centre.follow("登记地址")
    centre.page.get_by_label("地址", exact=True).fill(receiver.address)
    centre.press("登记")
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", centre.page.locator("body").inner_text())
    assert found
    centre.press("试发一条")
    here = centre.page.url
    for _ in range(60):
        if receiver.received:
            break
        centre.page.wait_for_timeout(500)
    (ping,) = receiver.received
    assert ping.told["type"] == "ping"
    assert ping.is_signed(found.group())
    centre.page.wait_for_timeout(500)
    centre.page.goto(here)
    centre.look()
    assert "HTTP 204" in centre.words
    centre.page.goto(here.replace("/zh/", "/en/"))
    centre.look()
    assert "delivered" in centre.words
