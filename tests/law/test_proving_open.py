"""The proof for every value of an open term, and that it misses none that tells."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.law.test_open_terms import LAST, laid, lower, sets, term, upper
from tests.law.tiny import clause, day, decision, reading, said
from xianjie.instruments import jurisdictions, law
from xianjie.law import (
    ALWAYS,
    ByReading,
    Day,
    Jurisdiction,
    Law,
    NamedDay,
    OpenTerm,
    Parameter,
    Property,
    Reading,
    Rule,
    lay,
    outcome_is,
)
from xianjie.law.admissible import moved, opened, values
from xianjie.law.proving import Failure, prove

ON = day("on")
FIXED = date(2020, 9, 15)
BEFORE_LIMIT = Day(ON) < NamedDay("limit")
BY_FIXED = Day(ON) <= NamedDay("fixed")


def law_with(
    *rules: Rule,
    open_terms: tuple[OpenTerm, ...],
    properties: tuple[Property, ...] = (),
    readings: tuple[Reading, ...] = (),
) -> Law:
    own = Jurisdiction(
        "T",
        said("tiny"),
        clauses=(clause("1"),),
        parameters=(Parameter("fixed", FIXED, said("fixed"), ("1",)),),
        open_terms=open_terms,
        decisions=(decision("d", (ON,), *rules),),
        properties=properties,
        readings=readings,
    )
    return Law(lay({"T": own}, "T"))


def test_a_gap_that_only_another_value_opens_is_found_with_the_value() -> None:
    first = Rule("1", BEFORE_LIMIT, "yes", ("1",), over=("2",))  # should the limit be later
    rules = (first, Rule("2", ~BY_FIXED, "no", ("1",)))
    asked = law_with(*rules, open_terms=(term(default=date(2020, 9, 16)),))
    (failure,) = _failures(asked)
    assert (failure.kind, failure.where) == ("gap", "d [limit=2020-09-01]")
    assert failure.as_json("en")["case"] == {"on": "2020-09-01"}


def test_an_overlap_that_only_another_value_makes_is_found_with_the_value() -> None:
    rules = (
        Rule("1", BEFORE_LIMIT, "yes", ("1",)),
        Rule("2", ~BY_FIXED, "no", ("1",)),
        Rule("3", ALWAYS, "yes", ("1",)),
    )
    terms = (term(default=date(2020, 9, 10)),)
    (failure,) = _failures(law_with(*rules, open_terms=terms))
    assert (failure.kind, failure.where) == ("overlap", "d [limit=2020-09-17]")
    assert failure.as_json("en")["case"] == {"on": "2020-09-16"}
    settled = replace(rules[0], over=("2",))
    assert _failures(law_with(settled, *rules[1:], open_terms=terms)) == ()


def test_a_precedence_that_no_value_needs_is_still_idle() -> None:
    rules = (
        Rule("1", BEFORE_LIMIT, "yes", ("1",), over=("2",)),
        Rule("2", ~BY_FIXED, "no", ("1",)),
        Rule("3", ALWAYS, "yes", ("1",)),
    )
    narrow = term(latest=date(2020, 9, 16), default=date(2020, 9, 10))
    (failure,) = _failures(law_with(*rules, open_terms=(narrow,)))
    assert (failure.kind, failure.where) == ("precedence", "d")


@pytest.mark.parametrize("latest", [date(2020, 9, 15), date(2020, 9, 16), date(2020, 9, 17)])
def test_a_property_is_proved_up_to_the_bound_and_no_further(latest: date) -> None:
    stated = Property("never-late", said("never late"), BY_FIXED | outcome_is("d", "no"), ("1",))
    rules = (Rule("1", BEFORE_LIMIT, "yes", ("1",)), Rule("2", ALWAYS, "no", ("1",)))
    terms = (term(latest=latest, default=date(2020, 9, 10)),)
    failures = _failures(law_with(*rules, open_terms=terms, properties=(stated,)))
    # "Before the limit" is yes: one day past the fixed one is late only if the limit is later yet.
    if latest <= date(2020, 9, 16):
        assert failures == ()
    else:
        assert [f.where for f in failures] == ["never-late [limit=2020-09-17]"]


def test_a_value_is_tried_with_each_reading_both_ways() -> None:
    either = ByReading("R1", BEFORE_LIMIT, Day(ON) <= NamedDay("limit"))
    stated = Property("never-late", said("never late"), BY_FIXED | outcome_is("d", "no"), ("1",))
    rules = (Rule("1", either, "yes", ("1",)), Rule("2", ALWAYS, "no", ("1",)))
    terms = (term(latest=date(2020, 9, 16), default=date(2020, 9, 10)),)
    asked = law_with(*rules, open_terms=terms, properties=(stated,), readings=(reading("R1"),))
    (failure,) = _failures(asked)
    assert failure.where == "never-late [R1=alternative] [limit=2020-09-16]"


def test_what_fails_under_both_readings_is_said_once() -> None:
    either = ByReading("R1", BEFORE_LIMIT, Day(ON) <= NamedDay("limit"))
    stated = Property("never-late", said("never late"), BY_FIXED | outcome_is("d", "no"), ("1",))
    rules = (Rule("1", either, "yes", ("1",)), Rule("2", ALWAYS, "no", ("1",)))
    terms = (term(default=date(2020, 9, 10)),)
    asked = law_with(*rules, open_terms=terms, properties=(stated,), readings=(reading("R1"),))
    (failure,) = _failures(asked)
    assert failure.where == "never-late [limit=2020-09-17]"


def test_a_term_that_nobody_has_set_is_tried_too() -> None:
    source = laid(upper(term(default="notice")), lower())
    assert prove(Law(source)).open_values == {"d": 1}
    assert prove(Law(laid(upper(term()), lower(sets(LAST, "2"))))).open_values == {"d": 1}


def test_every_day_within_the_bounds_is_like_one_that_is_tried() -> None:
    """Each day of the months between, by itself, against the few that stand for all."""
    for name in jurisdictions():
        free = opened(law(name))
        for asked in free.decisions.values():
            tried = set().union(
                *(moved(asked.space, chosen).signatures for chosen in values(free, asked.leaves))
            )
            for stated in ("provincial_notice_on", "issuance_end_on"):
                for number in range(0, 320, 3):
                    on = date(2020, 7, 21) + timedelta(days=number)
                    if stated == "provincial_notice_on" and on > date(2020, 12, 31):
                        break
                    if stated == "issuance_end_on" and on < date(2020, 12, 31):
                        continue
                    if any(stated in leaf.exact for leaf in asked.leaves):
                        assert set(moved(asked.space, {stated: on}).signatures) <= tried


def test_a_window_left_open_never_ends_before_it_begins() -> None:
    free = opened(law("CN-GD"))
    chosen = list(values(free, free.decision("exam-schedule").leaves))
    assert len(chosen) > 100
    for each in chosen:
        assert date(2020, 10, 1) <= each["unified_first_from"] <= each["unified_first_end_on"]
        assert each["unified_first_end_on"] <= date(2020, 10, 31)
        assert each["unified_resit_from"] <= each["unified_resit_end_on"] <= date(2020, 12, 31)


def test_the_law_in_force_is_proved_for_what_it_leaves_open() -> None:
    assert prove(law("CN")).open_values.keys() == {"candidate-option"}
    assert prove(law("CN-GD")).open_values.keys() == {
        "exam-schedule",
        "candidate-option",
        "certificate-issuance",
        "certificate-validity",
    }


def _failures(asked: Law) -> tuple[Failure, ...]:
    return prove(asked).failures
