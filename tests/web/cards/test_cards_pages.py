"""The cards of a decision as a page and on paper: the same cards, all of them."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.web.ask.visiting import visit
from xianjie.instruments import jurisdictions, law
from xianjie.law.cards import deck, told_deck
from xianjie.text import LANGS, Lang

DECISIONS = [(j, d) for j in jurisdictions() for d in law(j).decisions]


def _squeezed(words: str) -> str:
    return "".join(words.split()).lower()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_the_page_shows_every_card_whole(jurisdiction: str, name: str, lang: Lang) -> None:
    page = visit(f"/{lang}/law/cards/{name}/?jurisdiction={jurisdiction}")
    assert page.status == 200
    told = told_deck(deck(law(jurisdiction).decision(name)), lang)
    shown = [li for li in page.of("li") if li.attributes.get("id", "").startswith("card-")]
    assert [li.attributes["id"] for li in shown] == [f"card-{card.id}" for card in told.cards]
    for li, card in zip(shown, told.cards, strict=True):
        said = _squeezed(li.text)
        readings = [words for _, words in card.readings]
        for words in (card.outcome, card.meaning, *card.conditions, *card.cases, *readings):
            assert _squeezed(words) in said
        assert all(_squeezed(citation) in said for _, citation in card.clauses)
        assert all(rule in said for rule in card.rules)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_decision_leads_to_its_cards_and_back(jurisdiction: str, lang: Lang) -> None:
    query = "" if jurisdiction == "CN-GD" else f"?jurisdiction={jurisdiction}"
    cards = f"/{lang}/law/cards/replacement/{query}"
    decision = f"/{lang}/law/decision/replacement/{query}"
    assert cards in visit(decision).links.values()
    links = visit(cards).links.values()
    assert decision in links
    assert f"/{lang}/law/cards/replacement/cards.pdf{query}" in links


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_paper_has_every_card_in_both_languages(jurisdiction: str, lang: Lang) -> None:
    page = visit(f"/{lang}/law/cards/certificate-validity/cards.pdf?jurisdiction={jurisdiction}")
    assert page.status == 200
    document = PdfReader(BytesIO(page.content))
    said = _squeezed("".join(one.extract_text() for one in document.pages))
    own = deck(law(jurisdiction).decision("certificate-validity"))
    for card in (card for each in LANGS for card in told_deck(own, each).cards):
        assert _squeezed(card.meaning) in said
        assert card.id in said
    assert said.count("签名·signature") == len(own.cards)
    for number, one in enumerate(document.pages, start=1):
        foot = _squeezed(one.extract_text())
        assert f"{number}/{len(document.pages)}" in foot
        assert own.rules_version[:16] in foot


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rest", ["", "cards.pdf"])
def test_what_is_not_there_is_said(lang: Lang, rest: str) -> None:
    assert visit(f"/{lang}/law/cards/nothing/{rest}").status == 404
    assert visit(f"/{lang}/law/cards/replacement/{rest}?jurisdiction=CN-XX").status == 404
