"""What frames the pages: languages, search, switches, headers, errors, links."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from xianjie.config.secret import secret_key
from xianjie.text import LANGS, Lang
from xianjie.web.portal.frame import errors

_LINK = re.compile(r'(?:href|src|action|hx-get)="([^"]*)"')
_MOST_PAGES = 400


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.mark.parametrize(
    ("wanted", "home"),
    [("zh-CN", "/zh/"), ("en-GB,en;q=0.9", "/en/"), ("de", "/zh/"), ("", "/zh/")],
)
def test_the_bare_address_follows_the_browser(visitor: Client, wanted: str, home: str) -> None:
    response = visitor.get("/", headers={"accept-language": wanted})
    assert response["Location"] == home
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_leads_somewhere(visitor: Client, lang: Lang) -> None:
    """From the home page on, each page found once; occupations and items stand for their kind."""
    todo, seen = [f"/{lang}/"], set[str]()
    while todo and len(seen) < _MOST_PAGES:
        address = todo.pop()
        kind = re.sub(r"/(occupation|item)/[^/]+/.*|\?.*", r"/\1", address)
        if kind in seen:
            continue
        seen.add(kind)
        response = visitor.get(address, follow=True)
        assert response.status_code == 200, address
        if response["Content-Type"].startswith("text/html"):
            todo.extend(_links(address, response.content.decode()))
    assert len(seen) > 60
    assert len(seen) < _MOST_PAGES


def _links(address: str, page: str) -> Iterator[str]:
    for target in _LINK.findall(page):
        parts = urlsplit(urljoin(f"http://localhost{address}", unescape(target)))
        assert parts.hostname == "localhost", f"{address} names another host: {target}"
        if not parts.path.startswith(("/static/", "/api/")):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("电工", "/zh/occupation/%E7%94%B5%E5%B7%A5/"),
        ("餐饮", "/zh/item/72/"),
        ("退费", "/zh/ask/candidate-option/"),
        ("R4", "/zh/law/reading/R4/"),
        ("252/2.3", "/zh/law/clause/252/2.3/"),
    ],
)
def test_search_finds_every_kind(visitor: Client, words: str, found: str) -> None:
    assert f'href="{found}"' in visitor.get("/zh/search/", {"q": words}).content.decode()


def test_search_says_when_the_notices_say_nothing(visitor: Client) -> None:
    page = visitor.get("/zh/search/", {"q": "车公"}).content.decode()
    assert "两份通知里没有提到" in page
    assert ">车工</a>" in page


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x>', "\0", "𠮷" * 500])
def test_whatever_is_searched_comes_back_as_words(visitor: Client, words: str) -> None:
    for where in ("/zh/search/", "/en/search/suggest/"):
        page = visitor.get(where, {"q": words})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_larger_text_is_remembered(visitor: Client) -> None:
    response = visitor.get("/zh/display/large/", {"next": "/zh/law/"})
    assert response["Location"] == "/zh/law/"
    assert 'class="elder"' in visitor.get("/en/about/").content.decode()
    visitor.get("/zh/display/normal/")
    assert 'class="elder"' not in visitor.get("/en/about/").content.decode()
    assert visitor.get("/zh/display/huge/").status_code == 404


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:1", ""])
def test_no_switch_leads_to_another_host(visitor: Client, target: str) -> None:
    assert visitor.get("/zh/display/large/", {"next": target})["Location"] == "/zh/"


def test_time_is_real_unless_it_is_a_demonstration(visitor: Client) -> None:
    assert visitor.get("/zh/day/", {"to": "2020-10-01"}).status_code == 404
    assert 'class="demo"' not in visitor.get("/zh/").content.decode()


def test_a_demonstration_moves_in_time(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "2020-09-15")
    assert "2020年9月15日" in visitor.get("/zh/").content.decode()
    visitor.get("/zh/day/", {"to": "2020-10-01", "next": "/zh/"})
    page = visitor.get("/zh/occupation/车工/").content.decode()
    assert "2020年10月1日" in page
    assert "已退出" in page
    assert visitor.get("/zh/day/", {"to": "whenever"}).status_code == 400
    assert "2020年10月1日" in visitor.get("/zh/").content.decode()


@pytest.mark.parametrize(
    "where", ["/zh/", "/en/law/", "/zh/nowhere/", "/healthz", "/api/v1/clauses"]
)
def test_headers_that_keep_pages_to_themselves(visitor: Client, where: str) -> None:
    response = visitor.get(where)
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_strict_transport_over_https_only(visitor: Client) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/zh/")
    assert "Strict-Transport-Security" in visitor.get("/zh/", secure=True)


def test_a_page_seen_before_is_not_sent_again(visitor: Client) -> None:
    tag = visitor.get("/zh/law/")["ETag"]
    assert visitor.get("/zh/law/", headers={"if-none-match": tag}).status_code == 304


def test_health(visitor: Client) -> None:
    assert visitor.get("/healthz").json() == {"status": "ok", "jurisdictions": ["CN", "CN-GD"]}


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_that_is_not_there(visitor: Client, lang: Lang) -> None:
    page = visitor.get(f"/{lang}/nowhere/")
    assert page.status_code == 404
    assert f'action="/{lang}/search/"' in page.content.decode()


def test_a_host_that_is_not_ours(visitor: Client) -> None:
    assert visitor.get("/zh/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden])
def test_refusals_have_a_page(view: object) -> None:
    request: HttpRequest = RequestFactory().get("/en/")
    response = view(request, ValueError("secret"))  # type: ignore[operator]  # either view
    assert isinstance(response, HttpResponse)
    assert response.status_code in {400, 403}
    assert "secret" not in response.content.decode()


def test_a_fault_has_a_page_in_both_languages() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something failed" in response.content.decode()
    assert "出错了" in response.content.decode()


def test_the_secret_key_is_made_once_for_its_owner_only(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("home")
    first = secret_key(home)
    assert secret_key(home) == first
    assert len(first) > 40
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    (home / "secret_key").write_text("")
    with pytest.raises(RuntimeError, match="remove it"):
        secret_key(home)
