"""Versions of the law compared: exactly the cases that change, each class with a witness."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.law.grids import grid, members
from tests.law.oracle import outcome as by_hand
from tests.law.test_oracle import DECISIONS, EVERYWHERE
from xianjie.instruments import law
from xianjie.law.comparing import changes, compare

TURNED = [
    (jurisdiction, decision, reading)
    for jurisdiction, decision in EVERYWHERE
    for reading in law(jurisdiction).decision(decision).variants
]


@pytest.mark.parametrize(("jurisdiction", "name", "turned"), TURNED)
def test_the_classes_that_change_are_exactly_the_cases_that_change(
    jurisdiction: str, name: str, turned: str
) -> None:
    cases = grid(jurisdiction, name)
    after = cases.flipped(turned)
    left = 0
    for before_outcome, before in cases.outcomes.items():
        for after_outcome, other in after.items():
            if before_outcome != after_outcome:
                left |= before & other
    assert left
    variant = law(jurisdiction).variant(turned)
    for change in compare(law(jurisdiction), variant)[name]:
        having = cases.all
        for term in change.as_json("zh")["conditions"]:  # type: ignore[attr-defined]
            where = cases.where(term["condition"])
            having &= where if term["holds"] else cases.all & ~where
        assert having
        assert having & ~(cases.outcomes[change.before] & after[change.after]) == 0
        left &= ~having
        assert by_hand(name, change.witness, jurisdiction) == change.before
        assert by_hand(name, change.witness, jurisdiction, {turned}) == change.after
    assert left == 0, cases.cases[next(members(left))]


@pytest.mark.parametrize("turned", sorted(law().readings))
def test_only_what_changes_is_listed(turned: str) -> None:
    assert compare(law(), law().variant(turned)).keys() == {
        name for jurisdiction, name, own in TURNED if (jurisdiction, own) == ("CN-GD", turned)
    }
    assert compare(law().variant(turned), law().variant(turned)) == {}


def test_a_moved_date_changes_the_days_between_and_no_others() -> None:
    later = law(dates={"no_reissue_from": date(2021, 7, 1)})
    (change,) = compare(law(), later)["replacement"]
    assert (change.before, change.after) == ("written_proof", "replace")
    assert [(t.leaf.exact, t.holds) for t in change.terms] == [
        ("requested_on < no_reissue_from (2021-01-01)", False),
        ("requested_on < no_reissue_from (2021-07-01)", True),
        ("occupation.treatment == access_type", False),
    ]
    assert change.terms[0].as_json("en") == {
        "fact": "requested_on",
        "condition": "requested_on < no_reissue_from (2021-01-01)",
        "holds": False,
        "text": "the day of the request is on or after 2021-01-01 (the first day without reissue)",
    }
    for offset, changed in ((-1, False), (0, True), (180, True), (181, False)):
        facts = {**change.witness, "requested_on": date(2021, 1, 1) + timedelta(days=offset)}
        answers = law().decide("replacement", facts), later.decide("replacement", facts)
        assert (answers[0].outcome != answers[1].outcome) is changed


def test_a_witness_is_a_case_as_json() -> None:
    (first, *_) = compare(law(), law().variant("R3"))["candidate-option"]
    witness = first.as_json("zh")["witness"]
    assert isinstance(witness, Mapping)
    assert list(witness) == [fact.name for fact in law().decision("candidate-option").facts]
    assert law().decide("candidate-option", witness).outcome == first.before
    assert law().variant("R3").decide("candidate-option", witness).outcome == first.after


@pytest.mark.parametrize("name", DECISIONS)
def test_two_jurisdictions_compared(name: str) -> None:
    for change in changes(law("CN").decision(name), law("CN-GD").decision(name)):
        assert by_hand(name, change.witness, "CN") == change.before
        assert by_hand(name, change.witness, "CN-GD") == change.after
