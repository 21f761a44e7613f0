"""The decisions over HTTP: described, asked, and refusing what no case can be."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import ELECTRICIAN, ask, fields, get, refused
from xianjie.instruments import catalogue, jurisdictions, law
from xianjie.law import BoolFact, DayFact, EnumFact, Fact, FactError
from xianjie.text import LANGS, Lang, Text

NAMES = list(law().decisions)


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_list_describes_every_decision(jurisdiction: str) -> None:
    listed = get(f"/decisions?jurisdiction={jurisdiction}").json()
    assert [entry["name"] for entry in listed] == list(law(jurisdiction).decisions)
    for entry in listed:
        asked = law(jurisdiction).decision(entry["name"])
        assert entry["title"] == {"zh": asked.title.zh, "en": asked.title.en}
        assert [fact["name"] for fact in entry["facts"]] == [fact.name for fact in asked.facts]
        assert [outcome["name"] for outcome in entry["outcomes"]] == list(asked.outcomes)
        assert entry["rules_version"] == asked.rules_version


def test_a_fact_says_what_it_takes() -> None:
    facts = {fact["name"]: fact for fact in get("/decisions/exam-permission").json()["facts"]}
    assert {name: fact["type"] for name, fact in facts.items()} == {
        "occupation": "occupation",
        "route": "enum",
        "announced_on": "day",
        "registration_accepted_on": "day",
        "competition_in_plan": "boolean",
        "suspended": "boolean",
    }
    assert list(facts["route"]["values"]) == ["scheduled", "competition"]
    assert facts["suspended"]["values"] is None
    assert [name for name, fact in facts.items() if fact["admits_none"]] == [
        "announced_on",
        "registration_accepted_on",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_one_decision_adds_its_rules_as_sentences(name: str) -> None:
    shown = get(f"/decisions/{name}").json()
    sentences = {lang: law().decision(name).sentences(lang) for lang in LANGS}
    assert [rule["text"] for rule in shown["rules"]] == [
        {"zh": zh.text, "en": en.text}
        for zh, en in zip(sentences["zh"], sentences["en"], strict=True)
    ]
    assert [rule["outcome"] for rule in shown["rules"]] == [r.outcome for r in sentences["zh"]]


def test_an_unknown_decision_is_not_there() -> None:
    for response in (get("/decisions/refund"), ask("refund", {"facts": {}})):
        problem = refused(response, 404, "unknown-decision")
        assert "replacement" in problem["detail"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_is_the_laws_own(lang: Lang) -> None:
    response = ask("candidate-option", {"facts": ELECTRICIAN, "lang": lang})
    expected = law().decide("candidate-option", ELECTRICIAN).as_json(lang)
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(expected))
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Language"] == lang


def test_the_case_of_the_notice() -> None:
    answer = ask("candidate-option", {"facts": ELECTRICIAN}).json()
    assert answer["outcome"] == "choose_continue_or_refund"
    assert "252/2.1.2" in answer["clauses"]
    assert {"R3": False}.items() <= {
        shown["id"]: shown["changes_outcome"] for shown in answer["readings"]
    }.items()
    assert answer["needs"] == []
    assert "outcomes" not in answer


@pytest.mark.parametrize("name", NAMES)
def test_a_case_of_which_nothing_is_known_is_open(name: str) -> None:
    answer = ask(name, {"facts": {}}).json()
    assert answer["outcome"] is None
    assert answer["needs"]
    assert len(answer["outcomes"]) > 1


def test_null_is_known_to_be_none() -> None:
    facts = {**ELECTRICIAN, "announced_on": None, "registration_accepted_on": None}
    assert ask("candidate-option", {"facts": facts}).json()["outcome"] == "refund"


def test_jurisdiction_readings_and_dates_are_heeded() -> None:
    facts = {
        "occupation": "电工",
        "route": "scheduled",
        "announced_on": "2020-06-01",
        "passed": True,
        "issue_on": "2021-02-01",
    }
    case = {"facts": facts}

    def outcome(**choices: object) -> object:
        return ask("certificate-issuance", {**case, **choices}).json()["outcome"]

    assert outcome() == "issue"
    assert outcome(readings={"R4": "alternative"}) == "issue_window_closed"
    assert outcome(dates={"issuance_end_on": "2021-01-31"}) == "issue_window_closed"
    assert outcome(jurisdiction="CN") == "issue"
    answer = ask("certificate-issuance", {**case, "jurisdiction": "CN"}).json()
    assert answer["jurisdiction"] == "CN"
    assert all(clause.startswith("80/") for clause in answer["clauses"])


@pytest.mark.parametrize("lang", LANGS)
def test_every_impossible_fact_is_named_in_the_language_of_the_body(lang: Lang) -> None:
    facts: dict[str, object] = {
        "occupation": "电焊工人",
        "route": 3,
        "announced_on": "2020-02-30",
        "registered_on": None,
        "weather": True,
    }
    response = ask("candidate-option", {"facts": facts, "lang": lang})
    errors = refused(response, 422, "impossible-facts")["errors"]
    assert errors == [
        {"field": f"facts.{name}", "message": _refusal(name, raw).in_(lang)}
        for name, raw in facts.items()
    ]


def _refusal(name: str, raw: object) -> Text:
    with pytest.raises(FactError) as caught:
        law().decision("candidate-option").fact(name).read(raw)
    return caught.value.detail


def test_an_ambiguous_occupation_is_an_impossible_fact() -> None:
    problem = refused(
        ask("replacement", {"facts": {"occupation": "重冶金法冶炼工"}}), 422, "impossible-facts"
    )
    assert "重冶火法冶炼工" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "facts"),
        ({"facts": None}, "facts"),
        ({"facts": []}, "facts"),
        ({"facts": {"passed": [True]}}, "facts.passed"),
        ({"facts": {"passed": {"value": True}}}, "facts.passed"),
        ({"facts": {}, "jurisdiction": "US"}, "jurisdiction"),
        ({"facts": {}, "jurisdiction": None}, "jurisdiction"),
        ({"facts": {}, "lang": "fr"}, "lang"),
        ({"facts": {}, "readings": {"R4": "other"}}, "readings.R4"),
        ({"facts": {}, "readings": {"R99": "taken"}}, "readings.R99"),
        ({"facts": {}, "readings": []}, "readings"),
        ({"facts": {}, "dates": {"issuance_end_on": "soon"}}, "dates.issuance_end_on"),
        ({"facts": {}, "dates": {"issuance_end_on": None}}, "dates.issuance_end_on"),
        ({"facts": {}, "dates": {"doomsday": "2021-01-01"}}, "dates.doomsday"),
        ({"facts": {}, "fact": {}}, "fact"),
        ([], "body"),
        ("facts", "body"),
        (None, "body"),
        (7, "body"),
    ],
)
def test_a_wrong_body_is_refused_by_name(body: object, field: str) -> None:
    for lang in LANGS:
        response = ask("certificate-issuance", body, query=f"?lang={lang}")
        assert fields(refused(response, 422, "invalid-request")) == [field]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", NAMES)
def test_the_ends_of_the_calendar_are_days(name: str, day: str) -> None:
    facts = law().decision(name).facts
    days = {fact.name: day for fact in facts if fact.name.endswith(("_on", "_from", "_until"))}
    for fact in days:
        assert ask(name, {"facts": {fact: day}}).status_code == 200
    dates = dict.fromkeys(law().parameters, day)
    assert ask(name, {"facts": days, "dates": dates}).status_code == 200


def _values(fact: Fact) -> st.SearchStrategy[object]:
    match fact:
        case BoolFact():
            return st.booleans()
        case EnumFact(values=values):
            return st.sampled_from(list(values))
        case DayFact(none=None):
            return _DAYS
        case DayFact():
            return _DAYS | st.none()
        case _:
            return st.sampled_from([entry.occupation for entry in catalogue.load().occupations])


_DAYS = st.dates().map(str) | st.dates(date(2020, 6, 1), date(2021, 6, 1)).map(str)


def _cases(name: str, jurisdiction: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the decision's facts, under some choice of readings."""
    governing = law(jurisdiction)
    facts = {fact.name: _values(fact) for fact in governing.decision(name).facts}
    readings = dict.fromkeys(governing.readings, st.sampled_from(["taken", "alternative"]))
    return st.fixed_dictionaries(
        {
            "jurisdiction": st.just(jurisdiction),
            "facts": st.fixed_dictionaries({}, optional=facts),
            "readings": st.just({}) | st.fixed_dictionaries({}, optional=readings),
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_whatever_can_be_is_answered(name: str) -> None:
    @given(st.one_of([_cases(name, each) for each in jurisdictions()]))
    def answered(case: dict[str, Any]) -> None:
        response = ask(name, case)
        assert response.status_code == 200
        answer = response.json()
        assert (answer["outcome"] is None) == bool(answer["needs"])
        assert not set(answer["needs"]) & set(case["facts"])

    answered()
