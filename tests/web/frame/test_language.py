"""Which language a visitor meets."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from tests.web.ask.visiting import visit
from xianjie.web.language import elsewhere, lang_of


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "/zh/"),
        ("zh-CN,zh;q=0.9", "/zh/"),
        ("zh-TW", "/zh/"),
        ("en-GB,en;q=0.8", "/en/"),
        ("fr", "/zh/"),
        ("fr,en;q=0.5", "/en/"),
        ("en;q=0.1,zh;q=0.9", "/zh/"),
        (";;;q=", "/zh/"),
    ],
)
def test_the_bare_address_leads_to_the_language_the_browser_asks_for(
    asked: str, found: str
) -> None:
    response = Client().get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response.headers["Location"]) == (302, found)
    assert "Accept-Language" in response.headers["Vary"]


def test_the_language_last_read_comes_before_what_the_browser_asks_for() -> None:
    client = Client(headers={"Accept-Language": "zh-CN"})
    for home in ("/en/", "/zh/"):
        client.get(f"{home}about/")
        client.get("/api/v1/catalogue")  # is in no language
        assert client.get("/").headers["Location"] == home
    assert "xianjie_language" not in client.get("/zh/").cookies


@pytest.mark.parametrize(
    ("address", "lang"), [("/zh/x", "zh"), ("/en/x", "en"), ("/api/v1/docs", "zh"), ("/enx/", "zh")]
)
def test_the_address_names_the_language(address: str, lang: str) -> None:
    assert lang_of(RequestFactory().get(address)) == lang


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/zh/", "/en/"),
        ("/zh/search/?q=%E7%94%B5&x=1", "/en/search/?q=%E7%94%B5&x=1"),
        ("/zh/law/clause/252/2.3/", "/en/law/clause/252/2.3/"),
        ("/healthz", "/en/"),
    ],
)
def test_the_switch_stays_on_the_page(here: str, there: str) -> None:
    assert elsewhere(RequestFactory().get(here), "en") == there


def test_one_visit_leaves_no_language_behind_for_the_next() -> None:
    assert visit("/en/").heading == "How qualifications leave, and what certificates are worth"
    assert visit("/zh/").heading == "职业资格怎样退出，证书还算不算数"


def test_a_page_in_no_language_says_so_in_chinese_and_stays_up() -> None:
    assert visit("/nothing/").status == 404
    assert visit("/en/nothing/").heading == "Not found"
