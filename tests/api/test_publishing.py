"""What every address shares: methods, CORS, HEAD, caching, and nothing but problems for errors."""

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views.decorators.http import require_POST

from tests.api.asking import V1, ask, get, refused
from xianjie.api.publishing import public

READABLE = ["/catalogue", "/catalogue/电工", "/decisions", "/decisions/replacement"]
READABLE += ["/jurisdictions", "/clauses", "/readings", "/problems", "/openapi.json", "/docs"]


@pytest.mark.parametrize("path", READABLE)
def test_head_is_get_without_the_content(path: str) -> None:
    got, head = get(path), Client().head(V1 + path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]
    assert int(head["Content-Length"]) == len(got.content)


@pytest.mark.parametrize("path", READABLE)
def test_what_the_client_has_is_not_sent_again(path: str) -> None:
    first = get(path)
    for known in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
        again = get(path, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_only_what_does_not_follow_the_clock_is_kept_unasked() -> None:
    assert get("/catalogue")["Cache-Control"] == "no-cache"
    assert get("/catalogue/电工")["Cache-Control"] == "no-cache"
    assert get("/catalogue?on=2020-10-01")["Cache-Control"] == "public, max-age=300"
    assert get("/clauses")["Cache-Control"] == "public, max-age=300"


def test_the_etag_follows_the_content() -> None:
    before, after = (get(f"/catalogue?on={on}")["ETag"] for on in ("2020-12-31", "2021-01-01"))
    assert before != after


@pytest.mark.parametrize("path", [*READABLE, "/nothing"])
def test_any_site_may_read_and_ask(path: str) -> None:
    assert get(path)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in get(path)


def test_answers_and_refusals_to_a_post_may_be_read_too() -> None:
    bodies: list[dict[str, object]] = [{"facts": {}}, {}]
    for body in bodies:
        assert ask("replacement", body)["Access-Control-Allow-Origin"] == "*"


def test_options_tells_the_methods_and_lets_a_browser_post_json() -> None:
    response = Client().options(f"{V1}/decisions/replacement")
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Content-Type" in response["Access-Control-Allow-Headers"]
    assert Client().options(f"{V1}/catalogue")["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", READABLE)
def test_another_method_is_refused_with_those_there_are(path: str, method: str) -> None:
    if (method, path) == ("POST", "/decisions/replacement"):
        return
    response = Client().generic(method, V1 + path)
    refused(response, 405, "method-not-allowed")
    assert "GET" in response["Allow"]


def test_a_post_needs_no_token_even_where_they_are_enforced() -> None:
    client = Client(enforce_csrf_checks=True)
    body = '{"facts": {}}'
    response = client.post(f"{V1}/decisions/replacement", body, content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("path", ["/api/v2/catalogue", "/api/v1/x", "/api/x/", "/api/v1/%0A"])
def test_an_address_that_is_not_there_is_a_problem(path: str) -> None:
    refused(Client().get(path), 404, "no-such-address")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/"])
def test_the_root_leads_to_the_page_for_people(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (302, f"{V1}/docs")


def test_too_many_parameters_are_a_problem() -> None:
    query = "&".join(f"a{number}=1" for number in range(2_000))
    refused(get(f"/catalogue?{query}"), 400, "bad-query")


def test_an_error_of_ours_is_logged_and_tells_nothing_of_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr("xianjie.api.v1.catalogue.catalogue_row", fail)
    with caplog.at_level(logging.ERROR):
        response = get("/catalogue/电工")
    refused(response, 500, "internal-error")
    assert "secret" not in response.content.decode()
    assert "secret detail" in caplog.text


def test_where_there_is_no_get_there_is_no_head() -> None:
    @require_POST
    def record(_: HttpRequest) -> HttpResponse:
        return HttpResponse("recorded")

    refusal = public(record)(RequestFactory().get("/"))
    assert (refusal.status_code, refusal["Allow"]) == (405, "OPTIONS, POST")
    assert public(record)(RequestFactory().post("/")).content == b"recorded"
