"""The law browser: every clause, decision, reading and date has its page and says what it must."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import xianjie.instruments
from tests.web.ask.visiting import Page, visit
from xianjie.instruments import jurisdictions, law
from xianjie.law import BoolFact, EnumFact
from xianjie.law.comparing import compare
from xianjie.law.proving import cited
from xianjie.text import LANGS, Lang
from xianjie.web.templatetags.xianjie import spoken

DEFAULT = law()
BOTH = [(lang, name) for lang in LANGS for name in jurisdictions()]


def page_of(lang: Lang, rest: str) -> Page:
    page = visit(f"/{lang}/law/{rest}")
    assert page.status == 200
    return page


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_the_contents_lead_to_everything(lang: Lang, jurisdiction: str) -> None:
    rules = law(jurisdiction)
    addresses = set(page_of(lang, f"?jurisdiction={jurisdiction}").links.values())
    query = "" if rules is DEFAULT else f"?jurisdiction={jurisdiction}"
    assert {f"/{lang}/law/clause/{name}/" for name in rules.clauses} <= addresses
    assert {f"/{lang}/law/decision/{name}/{query}" for name in rules.decisions} <= addresses
    assert {f"/{lang}/law/reading/{name}/{query}" for name in rules.readings} <= addresses
    assert f"/{lang}/law/dates/{query}" in addresses


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("clause", list(DEFAULT.clauses))
def test_a_clause_says_what_it_is_and_what_rests_on_it(clause: str, lang: Lang) -> None:
    page = page_of(lang, f"clause/{clause}/")
    found = DEFAULT.clauses[clause]
    assert page.heading == found.citation.in_(lang)
    assert found.says.in_(lang) in page.text
    assert found.does.in_(lang) in page.text
    assert bool(found.provenance) == (_marked(page))
    for words in _resting(clause, lang):
        assert words.lower() in page.text.lower()


@pytest.mark.parametrize(
    ("jurisdiction", "clause"),
    [(name, clause) for name in jurisdictions() for clause in law(name).clauses],
)
def test_a_clause_has_something_resting_on_it_exactly_if_the_proof_says_so(
    clause: str, jurisdiction: str
) -> None:
    page = page_of("en", f"clause/{clause}/")
    title = law(jurisdiction).title.en
    own = page.text.split(f"What rests on it: {title}")[1].split("What rests on it:")[0]
    rests = clause in cited(law(jurisdiction))
    assert rests != own.strip().startswith("No rule rests on it.")


def _resting(clause: str, lang: Lang) -> Iterator[str]:
    for rules in map(law, jurisdictions()):
        for decision in rules.decisions.values():
            sentences, definitions = decision.sentences(lang), decision.definitions(lang)
            yield from (" ".join(rule.text.split()) for rule in sentences if clause in rule.clauses)
            yield from (notion.words for notion in definitions if clause in notion.clauses)
        yield from (p.label.in_(lang) for p in rules.parameters.values() if clause in p.clauses)
        yield from (r.words.in_(lang) for r in rules.readings.values() if clause in r.clauses)
        yield from (p.words.in_(lang) for p in rules.source.properties if clause in p.clauses)


def _marked(page: Page) -> bool:
    return any("note--warn" in p.attributes.get("class", "") for p in page.of("p"))


def test_clauses_outside_the_scan_are_those_that_the_folders_mark() -> None:
    folder = Path(xianjie.instruments.__file__).parent
    marked = {
        name
        for path in folder.glob("*/clauses.toml")
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if "provenance" in entry
    }
    assert "80/2" in marked
    clauses = {name for jurisdiction in jurisdictions() for name in law(jurisdiction).clauses}
    shown = {name for name in clauses if _marked(page_of("zh", f"clause/{name}/"))}
    assert shown == marked


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_a_clause_shows_what_no_rule_can_say(lang: Lang, jurisdiction: str) -> None:
    for entry in law(jurisdiction).source.untranslated:
        text = page_of(lang, f"clause/{entry.clause}/").text.casefold()
        assert entry.words.in_(lang).casefold() in text
        assert entry.reason.in_(lang).casefold() in text


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
@pytest.mark.parametrize("rest", ["", "dates/", "decision/exam-permission/", "reading/R1/"])
def test_law_that_is_only_reported_says_so_on_every_page(
    rest: str, lang: Lang, jurisdiction: str
) -> None:
    page = page_of(lang, f"{rest}?jurisdiction={jurisdiction}")
    provenance = law(jurisdiction).source.provenance
    shown = [note.text for note in page.of("p") if "provenance" in note.attributes.get("class", "")]
    assert len(shown) == (provenance is not None)
    assert provenance is None or provenance.in_(lang) in shown[0]


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_the_dates_page_shows_what_is_left_open_and_how_far(lang: Lang, jurisdiction: str) -> None:
    page = page_of(lang, f"dates/?jurisdiction={jurisdiction}")
    for term in law(jurisdiction).source.open_terms.values():
        (entry,) = page.of("li", id=f"open-{term.name}")
        assert term.why.in_(lang) in entry.text
        for bound in (term.earliest, term.latest, term.default):
            assert _bound(bound, jurisdiction, lang) in entry.text


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
@pytest.mark.parametrize("name", list(DEFAULT.decisions))
def test_a_decision_shows_its_rules_in_order_with_all_they_use(
    name: str, lang: Lang, jurisdiction: str
) -> None:
    rules = law(jurisdiction)
    decision = rules.decision(name)
    page = page_of(lang, f"decision/{name}/?jurisdiction={jurisdiction}")
    shown = [li for li in page.of("li") if li.attributes.get("id", "").startswith("rule-")]
    sentences = decision.sentences(lang)
    assert [li.attributes["id"] for li in shown] == [f"rule-{rule.id}" for rule in sentences]
    for li, rule in zip(shown, sentences, strict=True):
        assert rule.text in li.text
        for clause in rule.clauses:
            assert rules.clauses[clause].citation.in_(lang) in li.text
        for reading in rule.readings:
            assert reading in li.text
    text = page.text.lower()
    for outcome in decision.outcomes.values():
        assert outcome.meaning.in_(lang).lower() in text
    for fact in decision.facts:
        assert fact.question.in_(lang).lower() in text
        if isinstance(fact, EnumFact):
            assert all(words.in_(lang).lower() in text for words in fact.values.values())
        if isinstance(fact, BoolFact):
            assert fact.yes.in_(lang).lower() in text
            assert fact.no.in_(lang).lower() in text
    for notion in decision.definitions(lang):
        assert notion.meaning.lower() in text
    query = "" if rules is DEFAULT else f"?jurisdiction={jurisdiction}"
    assert f"/{lang}/ask/{name}/{query}" in page.links.values()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reading", list(DEFAULT.readings))
def test_a_reading_shows_exactly_the_cases_it_would_change(reading: str, lang: Lang) -> None:
    page = page_of(lang, f"reading/{reading}/")
    entry = DEFAULT.readings[reading]
    text = page.text.lower()
    for words in (entry.words, entry.taken, entry.alternative, entry.why):
        assert words.in_(lang).lower() in text
    changed = compare(DEFAULT, DEFAULT.variant(reading))
    cards = [li for li in page.of("li") if li.attributes.get("class") == "card"]
    classes = [(name, change) for name, found in changed.items() for change in found]
    assert len(cards) == len(classes)
    for card, (name, change) in zip(cards, classes, strict=True):
        outcomes = DEFAULT.decision(name).outcomes
        for outcome in (change.before, change.after):
            assert outcomes[outcome].label.in_(lang).lower() in card.text.lower()
        for line in change.lines:
            assert line.in_(lang).lower() in card.text.lower()


@pytest.mark.parametrize("reading", list(DEFAULT.readings))
def test_each_witness_has_the_outcome_said_under_either_reading(reading: str) -> None:
    page = page_of("zh", f"reading/{reading}/")
    changed = compare(DEFAULT, DEFAULT.variant(reading))
    links = [a.attributes["href"] for a in page.of("a") if "/answer/" in a.attributes["href"]]
    expected = [
        DEFAULT.decision(name).outcomes[outcome].label.zh
        for name, found in changed.items()
        for change in found
        for outcome in (change.before, change.after)
    ]
    assert [visit(address).heading.split("？")[-1].strip() for address in links] == expected


def test_only_the_silent_candidate_s_reading_changes_no_outcome() -> None:
    said = "不改变任何一项结论"
    quiet = [name for name in DEFAULT.readings if said in page_of("zh", f"reading/{name}/").text]
    assert quiet == ["R8"]


@pytest.mark.parametrize(("lang", "jurisdiction"), BOTH)
def test_the_dates_are_all_there_in_order(lang: Lang, jurisdiction: str) -> None:
    rules = law(jurisdiction)
    page = page_of(lang, f"dates/?jurisdiction={jurisdiction}")
    assert len(page.of("dt")) == len(rules.parameters)
    days = [time.attributes["datetime"] for time in page.of("time") if "dt" in time.within]
    assert days == sorted(parameter.day.isoformat() for parameter in rules.parameters.values())
    entries = {dd.attributes["id"]: dd for dd in page.of("dd")}
    for name, parameter in rules.parameters.items():
        said = entries[name].text.lower()
        assert parameter.label.in_(lang).lower() in said
        assert all(rules.clauses[c].citation.in_(lang).lower() in said for c in parameter.clauses)
        if parameter.provenance:
            assert parameter.provenance.in_(lang).lower() in said
        if parameter.reading:
            assert parameter.reading.lower() in said


@pytest.mark.parametrize(
    ("address", "way_on"),
    [
        ("clause/80/99/", "/zh/law/clause/80/2/"),
        ("decision/no-such/", "/zh/ask/replacement/"),
        ("reading/R99/", "/zh/law/reading/R4/"),
        ("reading/R4/?jurisdiction=CN", "/zh/law/reading/R1/"),
        ("dates/?jurisdiction=CN-XX", "?jurisdiction=CN-GD"),
        ("?jurisdiction=%3Cscript%3E", "?jurisdiction=CN"),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(address: str, way_on: str) -> None:
    page = visit(f"/zh/law/{address}")
    assert page.status == 404
    assert way_on in page.links.values()
    assert b"<script>" not in page.content


def _bound(bound: date | str | None, jurisdiction: str, lang: Lang) -> str:
    if isinstance(bound, date):
        return spoken(bound, lang)
    if bound is None:
        return {"zh": "没有规定", "en": "none is set"}[lang]
    source = law(jurisdiction).source
    return (source.parameters.get(bound) or source.open_terms[bound]).label.in_(lang)
