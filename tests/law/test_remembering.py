"""What the engine keeps between cases must never show in an answer."""

from datetime import date
from typing import Any

import pytest

from tests.law.tiny import day, decision, said, tiny, yes_no
from xianjie.instruments import law
from xianjie.law import (
    ALWAYS,
    Day,
    Deadline,
    FactError,
    NamedDay,
    Parameter,
    Rule,
    codegen,
    compiled,
)
from xianjie.law.law import Law

A, C = yes_no("a"), yes_no("c")
LIMIT = Parameter("limit", date(2020, 9, 4), said("the limit"), ("1",))
FACTS = {"occupation": "电工", "on": "2020-09-04"}


class Today(date):
    """A day of another type, as libraries of dates have them."""


def _fresh(name: str) -> compiled.CompiledDecision:
    return Law(law().source).decision(name)


def test_an_answer_says_whose_and_which_decision_it_is() -> None:
    answer = law().decide("catalogue-status", FACTS)
    assert (answer.decision, answer.jurisdiction) == ("catalogue-status", "CN-GD")
    assert answer.rules_version == law().decision("catalogue-status").rules_version


def test_full_memories_are_emptied_and_answers_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codegen, "_REMEMBERED", 2)
    monkeypatch.setattr(compiled, "_REMEMBERED", 2)
    status, level = _fresh("catalogue-status"), _fresh("level-certificate-issuance")
    for number in range(1, 29):
        on = f"2020-10-{number:02}"
        for occupation, standing in (("车工", "exited"), ("电工", "leaving"), ("保安员", None)):
            answer = status.decide({"occupation": occupation, "on": on})
            assert answer.outcome == (standing or "moving_to_access_type")
        term = {"filing_from": "2020-10-10", "filing_until": "2020-10-20", "issue_on": on}
        government = {"organisation_kind": "employer", "filed": True, **term}
        outcomes = level.decide(government).outcomes
        assert ("filing_not_in_force" in outcomes) is not (10 <= number <= 20)


def test_equal_values_of_other_types_do_not_pass_for_each_other() -> None:
    status = _fresh("catalogue-status")
    assert status.outcome({"occupation": "电工", "on": Today(2020, 9, 4)}) == "leaving"
    assert status.outcome({"occupation": "电工", "on": date(2020, 9, 4)}) == "leaving"
    permission = _fresh("exam-permission")
    facts: dict[str, Any] = {
        "occupation": "电工",
        "route": "scheduled",
        "announced_on": "2020-06-01",
        "registration_accepted_on": None,
        "competition_in_plan": False,
        "suspended": False,
    }
    assert permission.outcome(facts) == "may_continue"
    wrongs: tuple[dict[str, Any], ...] = (
        {"suspended": 0},
        {"suspended": []},
        {"route": ["scheduled"]},
        {"route": {}},
    )
    for wrong in wrongs:
        with pytest.raises(FactError, match=next(iter(wrong))):
            permission.outcome({**facts, **wrong})
        with pytest.raises(FactError, match=next(iter(wrong))):
            permission.decide({**facts, **wrong})


def test_a_deadline_that_hangs_on_a_fact_of_its_own_is_not_remembered_for_other_cases() -> None:
    rules = (
        Rule("1", A, "yes", ("1",), deadlines=(Deadline("limit", C),)),
        Rule("2", ALWAYS, "no", ("1",)),
    )
    for first, second in ((True, False), (False, True)):
        asked = tiny(decision("d", (A, C), *rules), parameters=(LIMIT,)).decision("d")
        for c in (first, second):
            expected = {"limit": date(2020, 9, 4)} if c else {}
            assert asked.decide({"a": True, "c": c}).dates == expected


def test_the_version_of_the_rules_is_their_content() -> None:
    def version(limit: date, *, turned: bool = False, outcome: str = "yes", by: str = "1") -> str:
        on = day("on")
        when = Day(on) < NamedDay("limit")
        rules = (
            Rule("1", ~when if turned else when, outcome, (by,)),
            Rule("2", ALWAYS, "no", ("1",)),
        )
        parameter = Parameter("limit", limit, said("the limit"), ("1",))
        asked = tiny(decision("d", (on,), *rules), parameters=(parameter,))
        return asked.decision("d").rules_version

    plain = version(date(2020, 9, 4))
    assert plain == version(date(2020, 9, 4))
    others = {
        version(date(2020, 9, 5)),
        version(date(2020, 9, 4), turned=True),
        version(date(2020, 9, 4), outcome="perhaps"),
    }
    assert len({plain, *others}) == 4


def test_the_same_source_has_the_same_version() -> None:
    again = Law(law().source)
    for name, asked in law().decisions.items():
        assert again.decision(name).rules_version == asked.rules_version
    turned_twice = law().variant("R4").variant("R4")
    for name, asked in law().decisions.items():
        assert turned_twice.decision(name).rules_version == asked.rules_version
