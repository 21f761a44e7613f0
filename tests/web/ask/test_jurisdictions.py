"""A visitor may choose whose law answers, is told where it comes from, and stays in it."""

from urllib.parse import urljoin

import pytest

from tests.web.ask.visiting import Page, path, visit
from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions, law
from xianjie.text import LANGS, Lang

BOTH = [(lang, name) for lang in LANGS for name in jurisdictions()]
LATE = {"occupation": "车工", "route": "scheduled", "accepted_on": "2020-10-01"}
CHANGE = {"zh": "换成 ", "en": "see under "}


def questions(lang: Lang, jurisdiction: str = DEFAULT_JURISDICTION) -> Page:
    own = jurisdiction == DEFAULT_JURISDICTION
    return visit(f"/{lang}/ask/" + ("" if own else f"?jurisdiction={jurisdiction}"))


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_every_other_jurisdiction_is_one_step_from_the_questions(
    lang: Lang, jurisdiction: str
) -> None:
    page = questions(lang, jurisdiction)
    assert page.status == 200
    for name in jurisdictions():
        if name != jurisdiction:
            link = page.links[CHANGE[lang] + law(name).title.in_(lang)]
            other = visit(urljoin(page.address, link))
            assert law(name).title.in_(lang) in other.of("strong")[0].text


@pytest.mark.parametrize("lang", LANGS)
def test_a_question_chosen_there_stays_there(lang: Lang) -> None:
    decision = law("CN-JS").decision("exam-permission")
    asked = visit(questions(lang, "CN-JS").links[decision.question.in_(lang)])
    assert asked.address.endswith("?jurisdiction=CN-JS")
    assert ("jurisdiction", "CN-JS") in asked.fields


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_what_is_only_reported_says_so_when_choosing_asking_and_answering(
    lang: Lang, jurisdiction: str
) -> None:
    chosen = {"jurisdiction": jurisdiction}
    facts = {name: raw for name, raw in LATE.items() if name != "accepted_on"}
    pages = [
        questions(lang, jurisdiction),
        visit(path(lang, "exam-permission", "", **chosen)),
        visit(path(lang, "exam-permission", "answer/", **facts, **chosen)),
    ]
    provenance = law(jurisdiction).source.provenance
    for page in pages:
        assert page.status == 200
        if provenance is not None:
            assert provenance.in_(lang) in page.text
        else:
            assert {"zh": "可信程度", "en": "confidence"}[lang] not in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_the_added_facts_decide_there_and_nowhere_else(lang: Lang) -> None:
    page = visit(path(lang, "exam-permission", "answer/", **LATE, jurisdiction="CN-JS"))
    outcomes = law("CN-JS").decision("exam-permission").outcomes
    assert page.heading.casefold().endswith(outcomes["not_permitted"].label.in_(lang).casefold())
    assert law("CN-JS").clauses["JS/1"].citation.in_(lang) in page.text
    elsewhere = visit(page.links[CHANGE[lang] + law("CN").title.in_(lang)])
    assert "accepted_on" not in elsewhere.address


@pytest.mark.parametrize("lang", LANGS)
def test_starting_again_and_the_rules_keep_the_jurisdiction(lang: Lang) -> None:
    page = visit(path(lang, "exam-permission", "answer/", **LATE, jurisdiction="CN-JS"))
    for words in {"zh": ("重新开始", "看全部规则"), "en": ("Start again", "See all the rules")}[
        lang
    ]:
        assert page.links[words].endswith("?jurisdiction=CN-JS")


def test_an_unknown_jurisdiction_is_refused_with_those_there_are() -> None:
    page = visit("/zh/ask/?jurisdiction=CN-XX")
    assert page.status == 404
    for name in jurisdictions():
        assert law(name).title.zh in page.text
