"""Errors speak the reader's language: the body's, the query's, the header's, else Chinese."""

import pytest

from tests.api.asking import ask, get


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [
        ("", "", "zh"),
        ("", "en", "en"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "zh-TW;q=0.5,en;q=0.4", "zh"),
        ("", "de,fr;q=0.9,en;q=0.1", "en"),
        ("", "de", "zh"),
        ("", ";;;=", "zh"),
        ("", "x" * 10_000, "zh"),
        ("", "en," * 5_000, "en"),
        ("?lang=zh", "en", "zh"),
        ("?lang=en", "zh", "en"),
        ("?lang=fr", "en", "en"),
    ],
)
def test_query_then_header_then_chinese(query: str, header: str, lang: str) -> None:
    response = get(f"/decisions/none{query}", **{"Accept-Language": header})
    assert response["Content-Language"] == lang
    assert "Accept-Language" in response["Vary"]
    assert (
        response.json()["title"]
        in {
            "zh": {"没有这个决定", "请求中有不合要求的字段"},
            "en": {"There is no such decision", "A field of the request is not as it must be"},
        }[lang]
    )


def test_the_body_comes_first_even_when_it_is_wrong() -> None:
    body = {"facts": {"reason": "stolen"}, "lang": "en"}
    response = ask("replacement", body, query="?lang=zh", **{"Accept-Language": "zh"})
    assert response["Content-Language"] == "en"
    assert ask("replacement", {"lang": "en"})["Content-Language"] == "en"
    assert ask("replacement", {"facts": {}, "lang": ["en"]})["Content-Language"] == "zh"


def test_chinese_is_not_escaped() -> None:
    for response in (get("/catalogue/电工"), get("/catalogue/无"), get("/openapi.json")):
        assert b"\\u" not in response.content
        assert "工" in response.content.decode()
