"""Addresses that cannot be: said clearly, with a way on, and nothing of theirs run as markup."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.ask.visiting import path, visit
from xianjie.instruments import law
from xianjie.text import LANGS, Lang

ENDS = ("", "answer/", "answer.pdf")
MARKUP = "\"'><script>alert(1)</script><b onmouseover=x>"


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "stranger", [{"colour": "red"}, {"skip": "colour"}, {"ask": "colour"}, {"asked": "colour"}]
)
def test_a_name_that_no_fact_has_is_named_and_can_be_left_out(
    end: str, lang: Lang, stranger: dict[str, str]
) -> None:
    page = visit(path(lang, "replacement", end, occupation="电工", **stranger))
    assert page.status == 400
    assert page.one("li").text == "colour"
    onward = page.one("a", **{"class": "btn"}).attributes["href"]
    assert onward == path(lang, "replacement", occupation="电工")
    assert visit(onward).asked == "requested_on"


@pytest.mark.parametrize("end", ENDS)
def test_a_question_that_does_not_exist_offers_those_that_do(end: str) -> None:
    page = visit(path("zh", "no-such", end))
    assert page.status == 404
    for name, decision in law().decisions.items():
        assert page.links[decision.question.zh] == path("zh", name)


@pytest.mark.parametrize("end", ENDS)
def test_a_jurisdiction_that_does_not_exist_offers_those_that_do(end: str) -> None:
    page = visit(path("zh", "replacement", end, jurisdiction="CN-XX"))
    assert page.status == 404
    assert {"?jurisdiction=CN", "?jurisdiction=CN-GD"} <= set(page.links.values())


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(("reading", "jurisdiction"), [("R99", "CN-GD"), ("R4", "CN")])
def test_a_reading_that_does_not_exist_offers_those_that_do(
    end: str, reading: str, jurisdiction: str
) -> None:
    page = visit(path("zh", "replacement", end, reading=reading, jurisdiction=jurisdiction))
    assert page.status == 404
    assert "/zh/law/reading/R1/" in page.links.values()


@pytest.mark.parametrize("end", ENDS[1:])
def test_an_answer_with_an_impossible_fact_leads_back_to_that_question(end: str) -> None:
    page = visit(path("zh", "replacement", end, occupation="电工", requested_on="2021-02-30"))
    assert page.status == 400
    assert page.asked == "requested_on"
    assert page.one("input", id="value").attributes["value"] == "2021-02-30"
    assert ("occupation", "电工") in page.fields


@pytest.mark.parametrize("end", ENDS)
@settings(max_examples=settings().max_examples // 5)
@given(
    name=st.sampled_from(["occupation", "requested_on", "reason", "skip", "ask", "asked", "x"])
    | st.text(max_size=20),
    value=st.text(max_size=40) | st.sampled_from([MARKUP, "=1+1", "\u202e电工", "𠮷䶮·", "\0"]),
)
def test_whatever_an_address_holds_is_answered(end: str, name: str, value: str) -> None:
    page = visit(f"{path('zh', 'replacement', end)}?{urlencode({name: value})}")
    assert page.status in {200, 400, 404}


@pytest.mark.parametrize(
    "name", ["occupation", "requested_on", "jurisdiction", "reading", "skip", MARKUP]
)
@pytest.mark.parametrize("end", ENDS)
def test_markup_in_an_address_stays_text(name: str, end: str) -> None:
    page = visit(path("zh", "replacement", end, **{name: MARKUP}))
    assert page.status in {400, 404}
    assert b"<script>alert" not in page.content
    assert b"<b onmouseover" not in page.content
    assert not [e for e in page.elements if "onmouseover" in e.attributes]


@pytest.mark.parametrize("address", [path("zh", "replacement"), "/zh/ask/"])
def test_only_reading_is_possible(address: str) -> None:
    assert Client().post(address).status_code == 405
