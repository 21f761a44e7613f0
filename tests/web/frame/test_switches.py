"""Larger text, and on a demonstration another day: kept for the visitor, on this site only."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from xianjie.text import LANGS

OUTSIDE = ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example")


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "2020-09-15")


def test_larger_text_is_kept_until_it_is_turned_off() -> None:
    client = Client()
    assert 'class="elder"' not in client.get("/zh/").content.decode()
    response = client.get("/zh/display/large/", {"next": "/zh/law/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/zh/law/")
    cookie = client.cookies["xianjie_elder"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert 'class="elder"' in client.get("/en/").content.decode()
    client.get("/zh/display/normal/")
    assert 'class="elder"' not in client.get("/zh/").content.decode()


def test_there_are_two_sizes() -> None:
    assert Client().get("/zh/display/huge/").status_code == 404


@pytest.mark.parametrize("address", OUTSIDE)
@pytest.mark.parametrize("switch", ["display/large/?", "day/?to=2020-10-01&"])
@pytest.mark.usefixtures("demonstration")
def test_a_switch_never_leads_to_another_site(switch: str, address: str) -> None:
    response = Client().get(f"/en/{switch}next={quote(address)}")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/")


def test_time_is_real_where_nothing_is_demonstrated() -> None:
    assert Client().get("/zh/day/", {"to": "2020-10-01"}).status_code == 404
    with time_machine.travel("2026-03-01T17:00:00+00:00"):  # already the next day in China
        client = Client()
        client.cookies["xianjie_demo_day"] = "2020-10-01"
        content = client.get("/zh/ask/replacement/answer/").content.decode()
    assert '<time datetime="2026-03-02">' in content
    assert "演示环境" not in content


@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_says_so_on_every_page_and_can_be_moved() -> None:
    client = Client()
    for lang in LANGS:
        content = client.get(f"/{lang}/about/").content.decode()
        assert '<strong><time datetime="2020-09-15">' in content
    response = client.get("/zh/day/", {"to": "2021-01-02", "next": "/zh/law/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/zh/law/")
    assert '<strong><time datetime="2021-01-02">' in client.get("/zh/").content.decode()
    assert "2020-12-31" in client.get("/zh/occupation/电工/").content.decode()
    assert "已退出" in client.get("/zh/occupation/电工/").content.decode()


@pytest.mark.parametrize(
    "given", ["", "2020-02-30", "tomorrow", "2020-1-1", "20201001", "0000-01-01"]
)
@pytest.mark.usefixtures("demonstration")
def test_a_day_that_is_none_is_refused_and_nothing_moves(given: str) -> None:
    client = Client()
    client.get("/en/day/", {"to": "2020-12-01"})
    response = client.get("/en/day/", {"to": given})
    assert response.status_code == 400
    assert "is no day; write it as 2020-09-30" in response.content.decode()
    assert client.cookies["xianjie_demo_day"].value == "2020-12-01"


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.usefixtures("demonstration")
def test_the_first_and_last_day_of_the_calendar_do_no_harm(day: date) -> None:
    client = Client()
    client.get("/zh/day/", {"to": day.isoformat()})
    for address in ("/zh/", "/zh/catalogue/", "/zh/occupation/电工/", "/zh/item/8/"):
        assert client.get(address).status_code == 200


@pytest.mark.usefixtures("demonstration")
def test_a_cookie_that_is_no_day_is_not_believed() -> None:
    client = Client()
    client.cookies["xianjie_demo_day"] = "<b>"
    assert '<strong><time datetime="2020-09-15">' in client.get("/zh/").content.decode()
