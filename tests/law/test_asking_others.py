"""Decisions that ask decisions: facts assumed, facts renamed, and both through several levels."""

from datetime import date

import pytest

from tests.law.tiny import day, decision, one_of, said, tiny, yes_no
from xianjie.law import ALWAYS, Day, Fact, Law, NamedDay, Parameter, Rule, SourceError, outcome_is
from xianjie.law.conditions import Condition
from xianjie.law.facts import DayFact

A, B, C = yes_no("a"), yes_no("b"), yes_no("c")
FROM, UNTIL, ON, LATER = day("from"), day("until"), day("on"), day("later")
KIND, OTHER_KIND = one_of("kind", "x", "y"), one_of("other_kind", "x", "y")
LIMIT = Parameter("limit", date(2020, 9, 4), said("the limit"), ("1",))


def _yes_if(name: str, facts: tuple[Fact, ...], when: Condition) -> object:
    return decision(
        name, facts, Rule("if", when, "yes", ("1",)), Rule("else", ALWAYS, "no", ("1",))
    )


def _law(*decisions: object) -> Law:
    return tiny(*decisions, parameters=(LIMIT,))  # type: ignore[arg-type]


TERM = _yes_if("term", (FROM, UNTIL, ON), (Day(FROM) <= Day(ON)) & (Day(ON) <= Day(UNTIL)))
EARLY = _yes_if("early", (ON, A), (Day(ON) < NamedDay("limit")) & A)
DAYS = {"from": "2020-09-01", "until": "2020-09-10"}


def test_facts_taken_from_others_by_name() -> None:
    asking = _yes_if("asking", (LATER,), outcome_is("term", "yes", rename={"on": LATER}))
    asked = _law(TERM, asking).decision("asking")
    assert [fact.name for fact in asked.facts] == ["later", "from", "until"]
    assert asked.decide({**DAYS, "later": "2020-09-10"}).outcome == "yes"
    assert asked.decide({**DAYS, "later": "2020-09-11"}).outcome == "no"


def test_a_day_of_the_law_and_a_yes_or_no_renamed() -> None:
    asking = _yes_if("asking", (LATER, B), outcome_is("early", "yes", rename={"on": LATER, "a": B}))
    asked = _law(EARLY, asking)
    assert asked.decide("asking", {"later": "2020-09-03", "b": True}).outcome == "yes"
    assert asked.decide("asking", {"later": "2020-09-04", "b": True}).outcome == "no"
    assert asked.decide("asking", {"b": False}).outcome == "no"


def test_facts_assumed() -> None:
    asking = _yes_if("asking", (ON,), outcome_is("early", "yes", assume={"a": True}))
    asked = _law(EARLY, asking).decision("asking")
    assert [fact.name for fact in asked.facts] == ["on"]
    assert asked.decide({"on": "2020-09-03"}).outcome == "yes"
    never = _yes_if("never", (ON,), outcome_is("early", "yes", assume={"a": False}))
    law = _law(EARLY, never)
    assert law.decide("never", {}).outcome == "no"


def test_what_is_renamed_inside_can_be_renamed_and_assumed_again_outside() -> None:
    """The outer call speaks of the middle decision's facts, which the inner call has renamed."""
    middle = _yes_if("middle", (LATER, A), outcome_is("early", "yes", rename={"on": LATER}))
    renamed = _yes_if("renamed", (UNTIL, A), outcome_is("middle", "yes", rename={"later": UNTIL}))
    law = _law(EARLY, middle, renamed)
    assert [fact.name for fact in law.decision("renamed").facts] == ["until", "a"]
    assert law.decide("renamed", {"until": "2020-09-03", "a": True}).outcome == "yes"
    assert law.decide("renamed", {"until": "2020-09-04", "a": True}).outcome == "no"

    early_day = date(2020, 9, 3)
    assumed = _yes_if("assumed", (A,), outcome_is("middle", "yes", assume={"later": early_day}))
    law = _law(EARLY, middle, assumed)
    assert law.decide("assumed", {"a": True}).outcome == "yes"


def test_what_is_assumed_inside_stays_so() -> None:
    middle = _yes_if("middle", (ON,), outcome_is("early", "yes", assume={"a": True}))
    outer = _yes_if("outer", (ON, A), A & outcome_is("middle", "yes", assume={"a": False}))
    assert (
        _law(EARLY, middle, outer).decide("outer", {"on": "2020-09-03", "a": True}).outcome == "yes"
    )


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (outcome_is("term", "yes", assume={"from": date(2020, 1, 1)}), "from <= on"),
        (outcome_is("term", "yes", rename={"on": A}), "on"),
        (outcome_is("early", "yes", rename={"a": LATER}), "a"),
        (outcome_is("kinds", "yes", rename={"kind": OTHER_KIND}), "kind == x"),
    ],
)
def test_changes_that_make_no_sense(call: Condition, place: str) -> None:
    kinds = _yes_if("kinds", (KIND,), KIND.is_("x"))
    facts: tuple[Fact, ...] = (A, LATER, FROM, UNTIL, ON, OTHER_KIND, KIND)
    with pytest.raises(SourceError, match=place):
        _law(TERM, EARLY, kinds, _yes_if("asking", facts, call)).decision("asking")


def test_outcomes_are_those_of_the_first_rule_that_holds() -> None:
    called = decision(
        "called",
        (A, B),
        Rule("1", A, "one", ("1",)),
        Rule("2", B, "two", ("1",)),
        Rule("3", ALWAYS, "one", ("1",)),
    )
    for wanted, expected in (
        (("one",), {(True, True), (True, False), (False, False)}),
        (("two",), {(False, True)}),
        (("one", "two"), {(x, y) for x in (True, False) for y in (True, False)}),
    ):
        asked = tiny(called, _yes_if("asking", (A, B), outcome_is("called", *wanted))).decision(  # type: ignore[arg-type]
            "asking"
        )
        for a in (True, False):
            for b in (True, False):
                outcome = asked.decide({"a": a, "b": b}).outcome
                assert (outcome == "yes") == ((a, b) in expected)


def test_no_rule_for_a_case_is_an_error_with_the_case() -> None:
    gap = decision("gap", (A, B), Rule("1", A, "one", ("1",)), Rule("2", B & ~A, "two", ("1",)))
    asked = tiny(gap).decision("gap")
    assert asked.outcome({"a": False, "b": True}) == "two"
    with pytest.raises(SourceError, match=r"gap.*'a': False, 'b': False"):
        asked.decide({"a": False, "b": False})


def test_days_at_the_ends_of_the_calendar() -> None:
    asked = _law(TERM).decision("term")
    assert isinstance(FROM, DayFact)
    for known, outcomes in (
        ({"from": date.min}, ("yes", "no")),
        ({"from": date.max}, ("yes", "no")),
        ({"until": date.min}, ("yes", "no")),
        ({"until": date.max}, ("yes", "no")),
        ({"from": date.max, "until": date.min}, ("no",)),
        ({"from": date.min, "until": date.max}, ("yes",)),
        ({"from": date.min, "on": date.min, "until": date.min}, ("yes",)),
    ):
        assert asked.decide(known).outcomes == outcomes, known
