"""The answer page: outcome, reasons, clauses, dates, readings, facts; and other ways to see it."""

from __future__ import annotations

import pytest

from tests.web.ask.visiting import path, visit
from xianjie.instruments import law
from xianjie.text import LANGS, Lang

QUIET = {
    "occupation": "电工",
    "route": "scheduled",
    "announced_on": "2020-06-01",
    "exam_held": "false",
    "suspended": "false",
    "registered_on": "2020-08-15",
}
ON_THE_DAY = {**QUIET, "registered_on": "2020-09-04"}  # R3 decides
LATE = {
    "occupation": "电工",
    "route": "scheduled",
    "announced_on": "2020-06-01",
    "passed": "true",
    "issue_on": "2021-02-01",
}  # R4 decides


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_tells_everything_it_rests_on(lang: Lang) -> None:
    rules = law()
    found = rules.decide("candidate-option", _json(QUIET))
    page = visit(path(lang, "candidate-option", "answer/", **QUIET))
    assert found.outcome == "choose_continue_or_refund"
    assert found.clauses == ("252/2.1.2",)
    for clause in found.clauses:
        assert (
            page.links[rules.clauses[clause].citation.in_(lang)] == f"/{lang}/law/clause/{clause}/"
        )
        assert rules.clauses[clause].says.in_(lang) in page.text
    for because in found.because:
        assert because.text.in_(lang).lower() in page.text.lower()
        for clause in because.clauses:
            assert rules.clauses[clause].citation.in_(lang) in page.links
    assert [one.id for one in found.readings] == ["R2", "R3"]
    for one in found.readings:
        reading = rules.readings[one.id]
        for said in (reading.words, reading.taken, reading.alternative):
            assert said.in_(lang) in page.text
        assert page.links[one.id] == f"/{lang}/law/reading/{one.id}/"
    assert set(found.dates) == {"issuance_end_on"}
    assert rules.days["issuance_end_on"].label.in_(lang).lower() in page.text.lower()
    assert next(t.attributes["datetime"] for t in page.of("time")) == "2021-03-31"
    assert found.rules_version[:16] in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_facts_that_did_not_matter_or_were_not_needed_are_told_apart(lang: Lang) -> None:
    page = visit(path(lang, "candidate-option", "answer/", **QUIET))
    idle = {"zh": "不影响结论", "en": "did not matter"}[lang]
    facts = law().decision("candidate-option")
    entries = {dt.text: dd.text for dt, dd in zip(page.of("dt"), page.of("dd"), strict=True)}
    for name in QUIET:
        label = facts.fact(name).label.in_(lang)
        words = next(value for key, value in entries.items() if key.lower() == label.lower())
        assert (idle in words) == (name == "suspended"), name
    spared = {"zh": "不必知道：", "en": "Not needed: "}[lang]
    said = next(p.text for p in page.of("p") if p.text.startswith(spared))
    for name in ("registration_accepted_on", "competition_in_plan"):
        assert facts.fact(name).label.in_(lang) in said


def test_every_fact_can_be_changed_from_the_answer() -> None:
    page = visit(path("en", "candidate-option", "answer/", **QUIET))
    for name in QUIET:
        label = law().decision("candidate-option").fact(name).label.en
        asking = visit(page.links[f"change {label}"])
        assert asking.asked == name
        assert {*QUIET} - {name} == {n for n, _ in asking.fields} - {"asked", name}


def test_a_reading_that_decides_names_the_other_outcome_and_shows_it() -> None:
    page = visit(path("zh", "candidate-option", "answer/", **ON_THE_DAY))
    assert page.heading.endswith("继续参加")
    assert "照它，结论会不同：可选择继续或退费。" in page.text
    turned = visit(page.links["照它看一看 R3"])
    assert turned.heading.endswith("可选择继续或退费")
    assert "这里按另一种理解作答。" in turned.text
    assert "照它，结论会不同：继续参加。" in turned.text
    back = visit(turned.links["按通常的理解看"])
    assert back.address == page.address
    assert back.content == page.content


@pytest.mark.parametrize("name", list(law().readings))
def test_an_answer_by_another_reading_keeps_it_from_page_to_page(name: str) -> None:
    page = visit(path("zh", "certificate-issuance", "answer/", **LATE, reading=name))
    found = law().variant(name).decide("certificate-issuance", _json(LATE))
    assert found.outcome is not None
    assert page.heading.endswith(
        law().decision("certificate-issuance").outcomes[found.outcome].label.zh
    )
    assert law().readings[name].alternative.zh in page.text
    changing = visit(page.links["改 考核合格"])
    assert ("reading", name) in changing.fields
    assert f"reading={name}" in page.links["PDF"]


def test_the_other_jurisdiction_is_a_step_away_and_back() -> None:
    page = visit(path("zh", "candidate-option", "answer/", **ON_THE_DAY))
    national = visit(page.links["换成 全国"])
    found = law("CN").decide("candidate-option", _json(ON_THE_DAY))
    assert found.outcome is not None
    label = law("CN").decision("candidate-option").outcomes[found.outcome].label
    assert national.heading.endswith(label.zh)
    assert not [words for words in national.links if "粤人社函" in words]
    assert visit(national.links["换成 广东省"]).address == page.address


def test_a_reading_that_the_other_jurisdiction_lacks_is_not_taken_there() -> None:
    page = visit(path("zh", "certificate-issuance", "answer/", **LATE, reading="R4"))
    assert "reading" not in page.links["换成 全国"]


@pytest.mark.parametrize("lang", LANGS)
def test_an_open_answer_lists_what_may_follow_and_what_to_tell(lang: Lang) -> None:
    decision = law().decision("candidate-option")
    found = decision.decide({"occupation": "电工"})
    page = visit(path(lang, "candidate-option", "answer/", occupation="电工"))
    assert len(found.outcomes) > 1
    for outcome in found.outcomes:
        assert decision.outcomes[outcome].meaning.in_(lang) in page.text
    for name in found.needs:
        address = page.links[decision.fact(name).question.in_(lang)]
        assert visit(address).asked == name
    # Every fact of the question is either given or still to be known: none is not needed.
    assert {"occupation", *found.needs} == {fact.name for fact in decision.facts}
    assert {"zh": "不必知道", "en": "Not needed"}[lang] not in page.text


def test_the_same_answer_in_the_other_language_is_a_step_away() -> None:
    page = visit(path("zh", "candidate-option", "answer/", **QUIET))
    (switch,) = [a for a in page.elements if a.attributes.get("hreflang") == "en" and a.tag == "a"]
    assert visit(switch.attributes["href"]).heading.endswith("Choose: continue or refund")


def _json(facts: dict[str, str]) -> dict[str, object]:
    plain: dict[str, object] = {"true": True, "false": False, "none": None}
    return {name: plain.get(value, value) for name, value in facts.items()}
