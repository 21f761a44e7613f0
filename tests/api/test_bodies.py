"""Bodies that are not the JSON they should be: each a 400, 413 or 415 that says what is wrong."""

import pytest
from django.test import override_settings

from tests.api.asking import ask_raw, fields, refused

DEEP = 900  # near what the standard library's reader lets through


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "line 1, column 2"),
        (b'{"facts": {},}', "line 1"),
        (b"\xff", "byte 1 is not UTF-8"),
        ('{"facts": {}}'.encode("utf-16"), "is not UTF-8"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"\x00", "line 1"),
        (b'{"facts": {"occupation": "a\x00"}}', "control character"),
        (b'{"facts": {"passed": NaN}}', "NaN"),
        (b'{"facts": {"passed": -Infinity}}', "-Infinity"),
        (b'{"facts": {"passed": %s}}' % (b"9" * 10_000), "too large"),
        (b'{"facts": {"occupation": "\\ud800"}}', "\\ud800"),
        (b'{"facts": {"\\udfff": true}}', "\\udfff"),
        (b"[" * 200_000, "deeply"),
        (b'{"a":' * 200_000, "deeply"),
    ],
)
def test_malformed_json_is_refused_and_the_place_named(body: bytes, said: str) -> None:
    problem = refused(ask_raw("replacement", body, query="?lang=en"), 400, "malformed-json")
    assert said in problem["detail"]


def test_a_key_that_stands_twice_is_named() -> None:
    body = b'{"facts": {"reason": "lost", "reason": "damaged"}}'
    problem = refused(ask_raw("replacement", body), 400, "malformed-json")
    assert fields(problem) == ["reason"]


@pytest.mark.parametrize(
    "place",
    [
        b"%s",
        b'{"facts": %s}',
        b'{"facts": {"reason": %s}}',
        b'{"facts": {}, "lang": %s}',
        b'{"facts": {}, "jurisdiction": %s}',
        b'{"facts": {}, "readings": {"R4": %s}}',
        b'{"facts": {}, "dates": {"issuance_end_on": %s}}',
        b'{"facts": {}, "more": %s}',
    ],
)
@pytest.mark.parametrize(("left", "right"), [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("depth", [2, 100, DEEP, 10_000])
def test_nesting_is_refused_wherever_it_stands(
    place: bytes, left: bytes, right: bytes, depth: int
) -> None:
    nested = left * depth + b"1" + right * depth
    response = ask_raw("replacement", place % nested)
    assert response.status_code in {400, 422}
    assert response.json()["errors"] or response.status_code == 400


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_body_beyond_the_limit_is_refused() -> None:
    body = b'{"facts": {}, "lang": "zh"}' + b" " * 1_000
    refused(ask_raw("replacement", body), 413, "too-large")
    assert ask_raw("replacement", body[:1_000]).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "a/b; c"])
def test_another_media_type_is_refused_with_the_fix(kind: str) -> None:
    problem = refused(ask_raw("replacement", b'{"facts": {}}', kind), 415, "not-json")
    assert "Content-Type: application/json" in problem["detail"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/ld+json", ""])
def test_json_by_any_name_is_read(kind: str) -> None:
    assert ask_raw("replacement", b'{"facts": {}}', kind).status_code == 200


def test_no_body_is_a_missing_body() -> None:
    assert fields(refused(ask_raw("replacement", b""), 422, "invalid-request")) == ["body"]
