"""The engine against the contract written out by hand."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law import oracle
from tests.law.values import any_value, representative
from xianjie.instruments import jurisdictions, law
from xianjie.law import BoolFact, CompiledDecision, DayFact, EnumFact, KeyFact

READINGS = {
    "CN": ("R1", "R2", "R5", "R8"),
    "CN-GD": ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"),
}
DECISIONS = tuple(law().decisions)
EVERYWHERE = [(j, d) for j in READINGS for d in DECISIONS]
UNDER_EACH_READING = [
    (j, d, alternative)
    for j, d in EVERYWHERE
    for alternative in ((), *((reading,) for reading in READINGS[j]))
]


def test_there_are_nine_decisions_in_the_jurisdictions_of_the_contract() -> None:
    assert set(READINGS) <= set(jurisdictions())
    assert tuple(oracle._DECISIONS) == DECISIONS
    for jurisdiction, readings in READINGS.items():
        assert tuple(sorted(law(jurisdiction).readings)) == readings


@pytest.mark.parametrize(("jurisdiction", "decision", "alternative"), UNDER_EACH_READING)
def test_every_kind_of_case(jurisdiction: str, decision: str, alternative: tuple[str, ...]) -> None:
    """Every combination of values that stand for all, or a large sample where they are many."""
    asked = _decision(jurisdiction, decision, alternative)
    for facts in _cases(asked):
        expected = oracle.outcome(decision, facts, jurisdiction, alternative)
        assert asked.outcome(facts) == expected, facts


@pytest.mark.parametrize(("jurisdiction", "decision"), EVERYWHERE)
def test_random_cases_of_random_days(jurisdiction: str, decision: str) -> None:
    dice = random.Random(f"{jurisdiction} {decision}")  # noqa: S311  # a sample, not a secret
    asked = _decision(jurisdiction, decision, ())
    for _ in range(1_500):
        facts = {fact.name: _roll(dice, fact) for fact in asked.facts}
        assert asked.outcome(facts) == oracle.outcome(decision, facts, jurisdiction), facts


@pytest.mark.parametrize("decision", DECISIONS)
@given(data=st.data(), jurisdiction=st.sampled_from(sorted(READINGS)))
def test_any_case_under_any_readings(decision: str, jurisdiction: str, data: st.DataObject) -> None:
    effective = sorted(law(jurisdiction).decision(decision).variants)
    alternative = data.draw(st.sets(st.sampled_from(effective)) if effective else st.just(set()))
    asked = _decision(jurisdiction, decision, tuple(sorted(alternative)))
    facts = {fact.name: data.draw(any_value(fact)) for fact in asked.facts}
    answer = asked.decide(facts)
    assert answer.outcome == oracle.outcome(decision, facts, jurisdiction, alternative)
    assert answer.needs == ()


@pytest.mark.parametrize("off", [-1, 1])
@pytest.mark.parametrize("parameter", sorted(law().parameters))
def test_a_date_of_the_law_one_day_off_would_be_noticed(parameter: str, off: int) -> None:
    wrong = law(dates={parameter: law().days[parameter].day + timedelta(days=off)})
    touched = [
        decision
        for name, decision in wrong.decisions.items()
        if decision.rules_version != law().decision(name).rules_version
    ]
    assert touched
    for decision in touched:
        assert any(
            decision.outcome(facts) != oracle.outcome(decision.name, facts)
            for facts in _cases(decision)
        ), decision.name


def _decision(jurisdiction: str, name: str, alternative: tuple[str, ...]) -> CompiledDecision:
    return law(jurisdiction, dict.fromkeys(alternative, "alternative")).decision(name)


def _cases(decision: CompiledDecision, limit: int = 2_000) -> Iterator[dict[str, Any]]:
    choices = [representative(decision.name, fact) for fact in decision.facts]
    names = [fact.name for fact in decision.facts]
    many = product(*choices)
    size = 1
    for values in choices:
        size *= len(values)
    if size <= limit:
        yield from (dict(zip(names, case, strict=True)) for case in many)
        return
    dice = random.Random(decision.name)  # noqa: S311  # a sample, not a secret
    for _ in range(limit):
        yield {name: dice.choice(values) for name, values in zip(names, choices, strict=True)}


def _roll(dice: random.Random, fact: object) -> Any:  # noqa: ANN401  # as various as facts are
    match fact:
        case BoolFact():
            return dice.random() < 0.5
        case EnumFact(values=values):
            return dice.choice(tuple(values))
        case KeyFact(rows=rows):
            return dice.choice(tuple(rows))
        case DayFact(none=none):
            if none is not None and dice.random() < 0.2:
                return None
            return date(2020, 6, 1) + timedelta(days=dice.randrange(365))
    raise AssertionError(fact)
