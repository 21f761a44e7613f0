"""Columns are answered as persons are: same outcomes, same explanations, facts known or not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.law.columns.invented import of_many_days, of_pairs
from tests.law.columns.populations import case, generated
from tests.sampling import FULL
from xianjie.instruments import jurisdictions, law
from xianjie.law import CompiledDecision
from xianjie.law.columns import OPEN, ColumnDecision, over_rows

EVERY = [(place, name) for place in jurisdictions() for name in law(place).decisions]
ROWS = 5_000 if FULL else 500


@pytest.mark.sampled
@pytest.mark.parametrize("unknown", [0, 0.1, 0.5])
@pytest.mark.parametrize(("place", "name"), EVERY)
def test_every_row_is_answered_as_a_person_is(place: str, name: str, unknown: float) -> None:
    asked = ColumnDecision(law(place).decision(name))
    columns = generated(asked, ROWS, unknown=unknown)
    explained = asked.explained(columns, ROWS)
    outcome = asked.outcome(columns, ROWS)
    assert np.array_equal(asked.outcomes_of(explained), outcome)
    for row in range(ROWS):
        answer = asked.decision.decide(case(asked, columns, row))
        assert asked.explanations[explained[row]] == answer.explanation
        told = None if outcome[row] == OPEN else asked.outcomes[outcome[row]]
        assert told == answer.outcome


@pytest.mark.sampled
@pytest.mark.parametrize(("place", "name"), EVERY)
def test_the_witness_of_every_signature_is_answered_as_a_person_is(place: str, name: str) -> None:
    asked = ColumnDecision(law(place).decision(name))
    space = asked.decision.telling_space
    step = 1 if FULL else 1 + len(space.signatures) // 1000
    witnesses = [space.witness(signature) for signature in space.signatures[::step]]
    columns = {
        fact: np.array([coding.encode(case[fact]) for case in witnesses], coding.dtype)
        for fact, coding in asked.codings.items()
    }
    explained = asked.explained(columns, len(witnesses))
    outcome = asked.outcome(columns, len(witnesses))
    for row, facts in enumerate(witnesses):
        answer = asked.decision.decide(facts)
        assert asked.explanations[explained[row]] == answer.explanation
        assert asked.outcomes[outcome[row]] == answer.outcome


@pytest.mark.parametrize(("place", "name"), EVERY)
def test_a_fact_without_a_column_is_unknown(place: str, name: str) -> None:
    asked = ColumnDecision(law(place).decision(name))
    assert asked.outcome({}, 3).tolist() == asked.outcomes_of(asked.explained({}, 3)).tolist()
    (told,) = {asked.explanations[number] for number in asked.explained({}, 3)}
    assert told == asked.decision.decide({}).explanation


def test_threads_answer_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianjie.law.columns.table._AT_ONCE", 1 << 14)
    decision = law().decision("candidate-option")
    rows = 300_000
    alone, together = ColumnDecision(decision), ColumnDecision(decision)
    columns = generated(alone, rows, unknown=0.05)
    one = alone.explained(columns, rows)
    many = over_rows(together.explained, columns, rows, np.int32)
    told = [alone.explanations[number] for number in np.unique(one)]
    assert {together.explanations[number] for number in np.unique(many)} == set(told)
    sample = range(0, rows, 997)
    for row in sample:
        assert alone.explanations[one[row]] == together.explanations[many[row]]


def test_a_decision_with_too_many_classes_for_a_table_is_answered_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decision = law().decision("candidate-option")
    columns = generated(ColumnDecision(decision), ROWS, unknown=0.2)
    table, search = ColumnDecision(decision), ColumnDecision(decision)
    by_table = table.explained(columns, ROWS)
    monkeypatch.setattr("xianjie.law.columns.deciding._MOST_CLASSES", 0)
    by_search = search.explained(columns, ROWS)
    assert np.array_equal(by_search, search.explained(columns, ROWS))
    for row in range(ROWS):
        assert table.explanations[by_table[row]] == search.explanations[by_search[row]]


@pytest.mark.parametrize("decision", [of_pairs(), of_many_days()], ids=lambda one: one.name)
@pytest.mark.parametrize("unknown", [0, 0.2])
def test_what_no_real_decision_has_is_answered_as_a_person_is(
    decision: CompiledDecision, unknown: float
) -> None:
    asked = ColumnDecision(decision)
    columns = generated(asked, ROWS, unknown=unknown)
    outcome, explained = asked.outcome(columns, ROWS), asked.explained(columns, ROWS)
    for row in range(ROWS):
        answer = decision.decide(case(asked, columns, row))
        assert asked.explanations[explained[row]] == answer.explanation
        assert (None if outcome[row] == OPEN else asked.outcomes[outcome[row]]) == answer.outcome
