"""What every answer says to the browser, whatever it is an answer to."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from contextlib import closing

import pytest
from django.test import Client, RequestFactory

from xianjie.config.wsgi import application

PAGES = (
    "/",
    "/zh/",
    "/en/search/?q=x",
    "/zh/catalogue/",
    "/zh/catalogue/catalogue.csv",
    "/en/occupation/电工/",
    "/zh/ask/replacement/",
    "/zh/ask/replacement/answer/",
    "/zh/law/",
    "/zh/nothing-here/",
    "/healthz",
    "/api/v1/catalogue",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame(address: str) -> None:
    headers = Client().get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in _policy(headers).split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_offline_page_runs_its_own_script_and_may_do_nothing_else() -> None:
    answer = Client().get("/verify/offline")
    policy = dict(part.strip().split(" ", 1) for part in _policy(answer.headers).split(";"))
    assert policy.pop("img-src") == "data:"
    for name in ("script-src", "style-src"):
        told = policy.pop(name)
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", told)
        tag = name.removesuffix("-src")
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", answer.content.decode(), re.DOTALL)
        assert inside
        digest = hashlib.sha256(inside.group(1).encode()).digest()
        assert told == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert set(policy.values()) == {"'none'"}
    assert {"default-src", "frame-ancestors", "base-uri", "form-action"} == set(policy)
    assert Client().post("/verify/offline").status_code == 405


def _policy(headers: object) -> str:
    assert hasattr(headers, "__getitem__")
    return str(headers["Content-Security-Policy"])


@pytest.mark.parametrize(("address", "language"), [("/zh/", "zh"), ("/en/", "en")])
def test_a_page_names_its_language(address: str, language: str) -> None:
    assert Client().get(address).headers["Content-Language"] == language


def test_transport_security_is_asked_for_where_there_is_some() -> None:
    assert "Strict-Transport-Security" not in Client().get("/zh/").headers
    secure = Client().get("/zh/", headers={"X-Forwarded-Proto": "https"})
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]


def test_a_page_that_has_not_changed_is_not_sent_again() -> None:
    first = Client().get("/zh/catalogue/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = Client().get("/zh/catalogue/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get("/en/catalogue/", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_page_depends_on_its_cookies() -> None:
    varies = Client().get("/zh/").headers["Vary"]
    assert {"Cookie", "HX-Request"} <= {name.strip() for name in varies.split(",")}


def test_pages_are_compressed_for_those_who_ask() -> None:
    plain = Client().get("/zh/catalogue/")
    packed = Client().get("/zh/catalogue/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 5


@pytest.mark.django_db  # closing an answer closes connections that a test before it opened
@pytest.mark.parametrize("address", ["/zh/", "/zh/nothing/", "/static/xianjie/css/base.css"])
def test_head_gets_the_headers_without_the_body(address: str) -> None:
    with closing(Client().get(address)) as whole, closing(Client().head(address)) as head:
        assert head.status_code == whole.status_code
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]
        assert head.getvalue() == b""


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/", "/zh/", "/zh/ask/replacement/", "/healthz"])
def test_pages_are_only_read(method: str, address: str) -> None:
    assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.django_db  # closing an answer closes connections that a test before it opened
@pytest.mark.parametrize("charset", ["hex", "rot13", "gbk", "UTF-8"])
@pytest.mark.parametrize("address", ["/zh/search/?q=电工", "/api/v1/catalogue?q=电工"])
def test_whatever_charset_is_named_an_address_is_utf_8(address: str, charset: str) -> None:
    environ = RequestFactory().get(address, headers={"host": "localhost"}).environ
    environ["CONTENT_TYPE"] = f"text/plain; charset={charset}"
    statuses: list[str] = []
    answer = application(environ, lambda status, _headers, *_: statuses.append(status))  # type: ignore[arg-type]  # its answer is not used
    body = b"".join(answer).decode()
    answer.close()  # type: ignore[attr-defined]  # Django's answers have one
    assert statuses == ["200 OK"]
    assert "电工" in body
