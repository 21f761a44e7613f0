"""Every question, walked by visitors who answer anything: always an end, only what matters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.values import any_value
from tests.web.ask.visiting import Page, buttons, path, send, visit
from xianjie.instruments import jurisdictions, law
from xianjie.law import BoolFact, CompiledDecision, EnumFact, Value
from xianjie.text import LANGS, Lang

DECISIONS = list(law().decisions)


@pytest.mark.parametrize("name", DECISIONS)
@settings(max_examples=settings().max_examples // 5)  # each example is a walk of many pages
@given(data=st.data(), lang=st.sampled_from(LANGS), jurisdiction=st.sampled_from(jurisdictions()))
def test_every_walk_ends_at_the_answer_and_asks_only_what_matters(
    name: str, data: st.DataObject, lang: Lang, jurisdiction: str
) -> None:
    decision = law(jurisdiction).decision(name)
    known: dict[str, Value] = {}
    skipped: list[str] = []
    page = visit(path(lang, name, jurisdiction=jurisdiction))
    for _ in range(len(decision.facts) + 1):
        if "/answer/" in page.address:
            break
        assert page.status == 200
        needs = [fact for fact in decision.decide(known).needs if fact not in skipped]
        assert page.asked == needs[0]
        fact = decision.fact(page.asked)
        assert page.heading.endswith(fact.question.in_(lang))
        if data.draw(st.integers(0, 7), label=f"skip {fact.name}") == 0:
            skipped.append(fact.name)
            page = send(page, button=("skip", fact.name))
            continue
        known[fact.name] = data.draw(any_value(fact), label=fact.name)
        page = _answer(page, decision, known[fact.name])
    _check_answer(page, decision, known, skipped, lang)


def _answer(page: Page, decision: CompiledDecision, value: Value) -> Page:
    """Answer as a person would: press the button that says so, or type."""
    fact = decision.fact(page.asked)
    raw = fact.jsonable(value)
    typed = "none" if raw is None else str(raw).lower() if isinstance(raw, bool) else raw
    if value is None or isinstance(fact, BoolFact | EnumFact):
        assert (fact.name, typed) in buttons(page)
        return send(page, button=(fact.name, typed))
    return send(page, typed=typed)


def _check_answer(
    page: Page,
    decision: CompiledDecision,
    known: dict[str, Value],
    skipped: list[str],
    lang: Lang,
) -> None:
    assert "/answer/" in page.address
    assert page.status == 200
    found = decision.decide(known)
    if found.outcome is None:
        assert set(found.needs) <= set(skipped)
        assert [a for a in page.of("a") if "choice" in a.attributes.get("class", "")]
    else:
        label = decision.outcomes[found.outcome].label.in_(lang)
        assert page.heading.lower().endswith(label.lower())
        assert decision.outcomes[found.outcome].meaning.in_(lang) in page.text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DECISIONS)
def test_skipping_everything_ends_at_an_open_answer(name: str, lang: Lang) -> None:
    decision = law().decision(name)
    page = visit(path(lang, name))
    asked = []
    while "/answer/" not in page.address:
        asked.append(page.asked)
        page = send(page, button=("skip", page.asked))
    assert tuple(asked) == decision.decide({}).needs
    questions = [decision.fact(fact).question.in_(lang) for fact in asked]
    offered = [a.text for a in page.of("a") if "choice" in a.attributes.get("class", "")]
    assert offered == questions
    for outcome in decision.decide({}).outcomes:
        assert decision.outcomes[outcome].meaning.in_(lang) in page.text
