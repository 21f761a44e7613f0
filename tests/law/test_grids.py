"""Answers against every combination of values that stand for all: exact, not sampled."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.law.grids import Grid, Set, grid
from tests.law.test_oracle import EVERYWHERE, READINGS
from tests.law.values import TERM
from xianjie.law import Answer

UNDER_ONE_OTHER = [
    ("CN-GD", "candidate-option", "R3"),
    ("CN-GD", "certificate-issuance", "R7"),
    ("CN-GD", "certificate-validity", "R4"),
    ("CN-GD", "certificate-validity", "R7"),
    ("CN-GD", "training-route", "R6"),
    ("CN", "exam-permission", "R2"),
]
GRIDS = [*EVERYWHERE, *UNDER_ONE_OTHER]


@pytest.mark.parametrize("where", GRIDS, ids="-".join)
def test_because_forces_the_outcome_and_spares_nothing(where: tuple[str, ...]) -> None:
    cases = grid(*where)
    seen = set()
    for facts in _sample(cases, 1_000):
        answer = cases.asked.decide(facts)
        reasons = tuple((reason.condition, reason.holds) for reason in answer.because)
        if reasons not in seen:
            seen.add(reasons)
            _check_reasons(cases, facts, answer)
    assert seen


@pytest.mark.parametrize("where", GRIDS, ids="-".join)
def test_an_open_case_is_one_that_can_end_in_different_ways(where: tuple[str, ...]) -> None:
    cases = grid(*where)
    in_order = cases.asked.decide({}).needs
    for known in _partial_cases(cases):
        answer = cases.asked.decide(known)
        fitting = cases.fitting(known)
        reached = cases.reached(fitting)
        assert set(answer.outcomes) == reached, known
        assert (answer.outcome is None) == (len(reached) > 1), known
        assert (answer.needs != ()) == (len(reached) > 1), known
        wanted = {
            name for name in cases.names if name not in known and cases.can_change(name, fitting)
        }
        assert answer.needs == tuple(name for name in in_order if name in wanted), known
        if answer.outcome is not None:
            _check_reasons(cases, known, answer)
            _check_readings(cases, known, answer)


@pytest.mark.parametrize("where", GRIDS, ids="-".join)
def test_readings_change_what_they_are_said_to_change(where: tuple[str, ...]) -> None:
    cases = grid(*where)
    for facts in _sample(cases, 500):
        _check_readings(cases, facts, cases.asked.decide(facts))


@pytest.mark.parametrize("where", GRIDS, ids="-".join)
def test_a_reading_that_would_change_the_outcome_is_shown(where: tuple[str, ...]) -> None:
    cases = grid(*where)
    for facts in _sample(cases, 500):
        answer = cases.asked.decide(facts)
        changing = {
            reading
            for reading in READINGS[where[0]]
            if answer.outcome not in cases.reached(cases.fitting(facts), cases.flipped(reading))
        }
        assert changing <= {reading.id for reading in answer.readings}, facts


def _check_reasons(cases: Grid, known: Mapping[str, Any], answer: Answer) -> None:
    assert answer.outcome is not None
    others = cases.all & ~cases.outcomes[answer.outcome]
    sets = [
        cases.where(reason.condition)
        if reason.holds
        else cases.all & ~cases.where(reason.condition)
        for reason in answer.because
    ]
    for reason, holding in zip(answer.because, sets, strict=True):
        assert reason.value == known[reason.fact]
        assert cases.fitting(known) & ~holding == 0, (reason, known)
    assert _all_of(cases, sets) & others == 0, known
    for index, reason in enumerate(answer.because):
        without = _all_of(cases, [*sets[:index], *sets[index + 1 :]])
        assert without & others != 0, (f"{reason.condition} can be spared", known)


def _check_readings(cases: Grid, known: Mapping[str, Any], answer: Answer) -> None:
    for reading in answer.readings:
        reached = cases.reached(cases.fitting(known), cases.flipped(reading.id))
        if answer.outcome not in reached:
            assert reading.changes_outcome is True, (reading.id, known)
        elif len(reached) == 1:
            assert reading.changes_outcome is False, (reading.id, known)
        else:
            assert reading.changes_outcome is None, (reading.id, known)


def _all_of(cases: Grid, sets: list[Set]) -> Set:
    common = cases.all
    for members in sets:
        common &= members
    return common


def _sample(cases: Grid, number: int) -> list[dict[str, Any]]:
    return _dice(cases).sample(cases.cases, min(number, len(cases.cases)))


def _dice(cases: Grid) -> random.Random:
    where = cases.jurisdiction, cases.decision, *cases.alternative
    return random.Random(" ".join(where))  # noqa: S311  # a sample, not a secret


def _partial_cases(cases: Grid, number: int = 80) -> Iterator[dict[str, Any]]:
    """Nothing known, all but one known, and what chance leaves out."""
    dice = _dice(cases)
    yield {}
    for _ in range(number):
        full = {name: dice.choice(_inner(values)) for name, values in cases.values.items()}
        left_out = dice.choice(cases.names)
        yield {name: value for name, value in full.items() if name != left_out}
        yield {name: value for name, value in full.items() if dice.random() < dice.random()}


def _inner(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the first and last of the days in a row: a known one has others on both sides."""
    return values[1:-1] if values == TERM else values
