"""Whatever goes wrong, a page says what and what to do next, in both languages."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.web.ask.visiting import visit
from xianjie.text import LANGS, Lang
from xianjie.web.portal.frame import errors


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_page_offers_a_search_and_the_way_home(lang: Lang) -> None:
    page = visit(f"/{lang}/nothing/here/")
    assert page.status == 404
    assert page.one("form").attributes["action"] == f"/{lang}/search/"
    assert f"/{lang}/" in page.links.values()


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_name_offers_what_may_have_been_meant_in_the_readers_language(
    lang: Lang,
) -> None:
    page = visit(f"/{lang}/law/clause/252/9/")
    assert page.status == 404
    known = (
        "粤人社函〔2020〕252号 二（三）"
        if lang == "zh"
        else "Guangdong HRSS Letter 252 of 2020, II (3)"
    )
    assert page.links[known] == f"/{lang}/law/clause/252/2.3/"


def test_a_host_that_is_not_served_is_refused() -> None:
    response = Client().get("/en/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "Back to the home page" in response.content.decode()
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_fault_of_ours_is_admitted_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("xianjie.web.portal.frame.pages.today_of", fail)
    response = Client(raise_request_exception=False).get(f"/{lang}/")
    content = response.content.decode()
    assert response.status_code == 500
    assert "服务出了问题" in content
    assert "The fault is ours" in content
    assert "secret detail" not in content
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_what_is_forbidden_is_said_like_what_is_wrong() -> None:
    request = HttpRequest()
    request.path_info = request.path = "/zh/"
    request.META.update(SERVER_NAME="localhost", SERVER_PORT="80")
    response: HttpResponse = errors.forbidden(request, PermissionError("secret detail"))
    assert response.status_code == 403
    assert "secret detail" not in response.content.decode()
