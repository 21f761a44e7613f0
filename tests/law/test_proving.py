"""The proof of the law in force, and every kind of fault planted where it must be found."""

from datetime import date

import pytest

from tests.law.test_oracle import DECISIONS
from tests.law.tiny import clause, day, decision, one_of, reading, said, tiny, yes_no
from xianjie.instruments import jurisdictions, law
from xianjie.law import (
    ALWAYS,
    ByReading,
    Condition,
    Day,
    Decision,
    Law,
    NamedDay,
    Parameter,
    Property,
    Rule,
    named,
    outcome_is,
)
from xianjie.law.proving import Failure, prove

A, B, C = yes_no("a"), yes_no("b"), yes_no("c")
ON = day("on")
LIMIT = Parameter("limit", date(2020, 9, 4), said("the limit"), ("1",))


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_law_in_force_is_proved(jurisdiction: str) -> None:
    proof = prove(law(jurisdiction))
    assert proof.failures == ()
    assert proof.holds
    assert proof.jurisdiction == jurisdiction
    assert tuple(proof.decisions) == DECISIONS
    assert proof.readings == tuple(law(jurisdiction).readings)
    assert proof.rules == sum(len(d.rules) for d in law(jurisdiction).decisions.values())


def test_a_gap_is_found_with_a_case() -> None:
    gap = decision("gap", (A, B), Rule("1", A, "one", ("1",)), Rule("2", B & ~A, "two", ("1",)))
    (failure,) = _failures(tiny(gap))
    assert (failure.kind, failure.where) == ("gap", "gap")
    assert failure.as_json("en")["case"] == {"a": False, "b": False}


def test_an_overlap_that_no_precedence_settles_is_found() -> None:
    rules = (
        Rule("1", A, "one", ("1",)),
        Rule("2", B, "two", ("1",)),
        Rule("3", ALWAYS, "one", ("1",)),
    )
    (failure,) = _failures(tiny(decision("both", (A, B), *rules)))
    assert (failure.kind, failure.where) == ("overlap", "both")
    assert failure.as_json("zh")["case"] == {"a": True, "b": True}
    assert "1" in failure.words.en
    settled = (Rule("1", A, "one", ("1",), over=("2",)), *rules[1:])
    assert prove(tiny(decision("both", (A, B), *settled))).holds


def test_rules_with_the_same_outcome_may_overlap() -> None:
    rules = (
        Rule("1", A, "one", ("1",)),
        Rule("2", B, "one", ("1",)),
        Rule("3", ALWAYS, "two", ("1",)),
    )
    assert prove(tiny(decision("both", (A, B), *rules))).holds


def test_a_precedence_that_settles_nothing_is_found() -> None:
    rules = (
        Rule("1", A, "one", ("1",), over=("2",)),
        Rule("2", ~A & B, "two", ("1",)),
        Rule("3", ALWAYS, "one", ("1",)),
    )
    (failure,) = _failures(tiny(decision("idle", (A, B), *rules)))
    assert (failure.kind, failure.where) == ("precedence", "idle")
    assert failure.as_json("en")["case"] is None


def test_a_dead_rule_is_found() -> None:
    rules = (
        Rule("1", A, "one", ("1",)),
        Rule("2", A & B, "one", ("1",)),
        Rule("3", ALWAYS, "two", ("1",)),
    )
    (failure,) = _failures(tiny(decision("dead", (A, B), *rules)))
    assert (failure.kind, failure.where) == ("dead_rule", "dead")
    assert "2" in failure.words.en


def test_a_clause_on_which_nothing_rests_is_found_and_one_that_must_not_be_cited() -> None:
    asked = tiny(_yes_if("d", A), clauses=(clause("2"), clause("3", decides=False)))
    (failure,) = _failures(asked)
    assert (failure.kind, failure.where) == ("clause", "2")
    cited = named("甲", "the first", A, unless=said("not"), clauses=("3",))
    asked = tiny(_yes_if("d", cited), clauses=(clause("3", decides=False),))
    (failure,) = _failures(asked)
    assert (failure.kind, failure.where) == ("clause", "3")


def test_a_day_of_the_law_rests_on_its_clause() -> None:
    limit = Parameter("limit", date(2020, 9, 4), said("the limit"), ("2",))
    on = decision(
        "d",
        (ON,),
        Rule("1", Day(ON) < NamedDay("limit"), "one", ("1",)),
        Rule("2", ALWAYS, "two", ("1",)),
    )
    assert prove(tiny(on, parameters=(limit,), clauses=(clause("2"),))).holds


def test_a_property_that_fails_is_found_with_a_case() -> None:
    stated = Property("never-yes", said("never yes"), ~outcome_is("d", "yes"), ("1",))
    (failure,) = _failures(tiny(_yes_if("d", A & B), properties=(stated,)))
    assert (failure.kind, failure.where) == ("property", "never-yes")
    assert failure.as_json("en") == {
        "kind": "property",
        "where": "never-yes",
        "text": "never yes",
        "case": {"a": True, "b": True},
    }


def test_what_fails_under_the_other_reading_only_is_found() -> None:
    stated = Property("b-is-no", said("b is no"), outcome_is("d", "no") | A, ("1",))
    turned = tiny(
        _yes_if("d", ByReading("R1", A & B, B)), readings=(reading("R1"),), properties=(stated,)
    )
    (failure,) = _failures(turned)
    assert (failure.kind, failure.where) == ("property", "b-is-no [R1=alternative]")
    (again,) = _failures(turned.variant("R1"))
    assert (again.kind, again.where) == ("property", "b-is-no")


def test_what_fails_under_either_reading_is_listed_once() -> None:
    stated = Property("never-yes", said("never yes"), ~outcome_is("d", "yes"), ("1",))
    law_of_two = tiny(
        _yes_if("d", ByReading("R1", A & B, B)), readings=(reading("R1"),), properties=(stated,)
    )
    (failure,) = _failures(law_of_two)
    assert failure.where == "never-yes"


def test_a_rule_of_one_reading_only_may_be_gone_before() -> None:
    rules = (
        Rule("1", A, "one", ("1",), over=("2",)),
        Rule("2", B, "two", ("1",), under=("R1", "alternative"), readings=("R1",)),
        Rule("3", ALWAYS, "one", ("1",)),
    )
    assert prove(tiny(decision("d", (A, B), *rules), readings=(reading("R1"),))).holds


def test_enums_and_days_in_failing_cases_are_written_as_json() -> None:
    kind = one_of("kind", "x", "y")
    rules = (
        Rule("1", kind.is_("x"), "one", ("1",)),
        Rule("2", Day(ON) < NamedDay("limit"), "two", ("1",)),
    )
    failures = _failures(tiny(decision("d", (kind, ON), *rules), parameters=(LIMIT,)))
    assert [failure.kind for failure in failures] == ["gap", "overlap"]
    assert failures[0].as_json("en")["case"] == {"kind": "y", "on": "2020-09-04"}


def _failures(asked: Law) -> tuple[Failure, ...]:
    return prove(asked).failures


def _yes_if(name: str, when: Condition) -> Decision:
    rules = Rule("if", when, "yes", ("1",)), Rule("else", ALWAYS, "no", ("1",))
    return decision(name, (A, B, C), *rules)
