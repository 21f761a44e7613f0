"""One search over everything, and what it says when nothing fits."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.web.ask.visiting import Page, visit
from xianjie.instruments import catalogue, law
from xianjie.text import LANGS, Lang, Text
from xianjie.web.portal.frame.search import find

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


def search(lang: Lang, words: str, page: str = "search/") -> Page:
    return visit(f"/{lang}/{page}?q={quote(words)}")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("电工", "occupation/%E7%94%B5%E5%B7%A5/"),
        ("机械设备修理人员", "item/1/"),
        ("6-31-01-03", "occupation/%E7%94%B5%E5%B7%A5/"),
        ("金属材料热处理工", f"occupation/{quote('金属材热处理工')}/"),  # as in the scan
        ("退费", "ask/candidate-option/"),
        ("refund", "ask/candidate-option/"),
        ("replacement", "ask/replacement/"),
        ("252/2.3", "law/clause/252/2.3/"),
        ("R4", "law/reading/R4/"),
    ],
)
def test_names_questions_clauses_and_readings_are_found(
    lang: Lang, words: str, address: str
) -> None:
    assert f"/{lang}/{address}" in search(lang, words).links.values()


def test_every_occupation_is_found_by_its_name() -> None:
    names = [entry.occupation for entry in catalogue.load().occupations]
    kind = Text("职业（工种）", "Occupation")
    assert all((kind, name) in [(h.kind, h.name) for h in find(name, "zh")] for name in names)


def test_nothing_is_said_to_be_found_before_anything_is_sought() -> None:
    for words in ("", "   ", "\0"):
        page = search("zh", words)
        assert page.status == 200
        assert page.of("ol", **{"class": "hits"}) == []
        assert "请输入" in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_names_like_the_words_are_offered_when_nothing_fits(lang: Lang) -> None:
    page = search(lang, "电梯安装工人")
    assert ("两份通知里没有提到" if lang == "zh" else "The notices say nothing of") in page.text
    assert "电梯安装维修工" in page.links


def test_the_notices_say_nothing_of_a_name_like_no_other() -> None:
    page = search("en", "程序员")
    assert "The notices say nothing of “程序员”" in page.text
    assert page.links["See all occupations"] == "/en/catalogue/"


def test_a_long_list_says_how_much_is_left_out() -> None:
    page = search("zh", "工")
    rules = law()
    assert len(page.of("li")) < len(catalogue.load().occupations) + len(rules.clauses)
    assert "先列出 60" in page.text


def test_suggestions_are_a_fragment_with_the_first_hits() -> None:
    response = Client().get("/zh/search/suggest/", {"q": "保"})
    fragment = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in fragment
    assert 0 < fragment.count("<li>") <= 8
    assert Client().get("/zh/search/suggest/", {"q": "程序员"}).content.strip() == b""


@pytest.mark.parametrize("page", ["search/", "search/suggest/"])
@pytest.mark.parametrize("lang", LANGS)
def test_markup_in_what_is_sought_stays_text(lang: Lang, page: str) -> None:
    content = Client().get(f"/{lang}/{page}", {"q": MARKUP}).content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content


@given(words=st.text(max_size=80))
def test_whatever_is_sought_there_is_an_answer(words: str) -> None:
    for lang in LANGS:
        assert Client().get(f"/{lang}/search/", {"q": words}).status_code == 200
        assert Client().get(f"/{lang}/search/suggest/", {"q": words}).status_code == 200


def test_bytes_that_are_no_text_are_sought_all_the_same() -> None:
    assert visit("/zh/search/?q=%FF%FE").status == 200
