"""What must hold of any case at all, days far from those of the law included."""

import json
import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law import formulas
from tests.law.test_oracle import DECISIONS, READINGS
from tests.law.values import any_value
from xianjie.instruments import law
from xianjie.law import CompiledDecision, KeyFact
from xianjie.law.walking import holds
from xianjie.text import LANGS, Lang

KEYS = [
    "decision",
    "jurisdiction",
    "outcome",
    "clauses",
    "readings",
    "because",
    "needs",
    "dates",
    "rules_version",
]
every_decision = pytest.mark.parametrize("name", DECISIONS)
anywhere = st.sampled_from(sorted(READINGS))


@every_decision
@given(jurisdiction=anywhere, data=st.data())
def test_compiled_and_interpreted_agree(jurisdiction: str, name: str, data: st.DataObject) -> None:
    asked = law(jurisdiction).decision(name)
    facts = _full(asked, data)
    deciding = next(rule for rule in asked.rules if holds(rule.when, facts))
    answer = asked.decide(facts)
    assert asked.outcome(facts) == answer.outcome == deciding.outcome
    assert answer.outcomes == (deciding.outcome,)
    assert list(answer.clauses)[: len(deciding.clauses)] == list(deciding.clauses)


@every_decision
@given(jurisdiction=anywhere, data=st.data())
def test_json_and_typed_values_have_the_same_answer(
    jurisdiction: str, name: str, data: st.DataObject
) -> None:
    asked = law(jurisdiction).decision(name)
    facts = _partial(asked, data)
    as_json = json.loads(json.dumps({k: asked.fact(k).jsonable(v) for k, v in facts.items()}))
    assert asked.decide(as_json).as_json("zh") == asked.decide(facts).as_json("zh")
    assert asked.outcome(as_json) == asked.outcome(facts) == asked.decide(facts).outcome


@every_decision
@given(jurisdiction=anywhere, data=st.data(), lang=st.sampled_from(LANGS))
def test_the_json_of_an_answer_has_the_keys_of_the_contract(
    jurisdiction: str, name: str, data: st.DataObject, lang: Lang
) -> None:
    asked = law(jurisdiction).decision(name)
    answer = asked.decide(_partial(asked, data))
    written = answer.as_json(lang)
    assert json.loads(json.dumps(written)) == written
    open_case = answer.outcome is None
    assert list(written) == [*KEYS, *(["outcomes"] if open_case else [])]
    assert (written["decision"], written["jurisdiction"]) == (name, jurisdiction)
    assert written["outcome"] == answer.outcome
    assert written["needs"] == list(answer.needs)
    assert open_case == bool(answer.needs)
    assert len(answer.rules_version) == 64
    assert written["because"] == [
        {
            "fact": reason.fact,
            "value": asked.fact(reason.fact).jsonable(reason.value),
            "condition": reason.condition,
            "holds": reason.holds,
            "clauses": list(reason.clauses),
            "text": reason.text.in_(lang),
        }
        for reason in answer.because
    ]
    assert written["readings"] == [
        {"id": r.id, "taken": r.taken.in_(lang), "changes_outcome": r.changes_outcome}
        for r in answer.readings
    ]
    assert written["dates"] == {name: day.isoformat() for name, day in answer.dates.items()}


@every_decision
@given(jurisdiction=anywhere, data=st.data(), seed=st.integers(0, 2**32))
def test_any_completion_stays_within_what_was_said(
    jurisdiction: str, name: str, data: st.DataObject, seed: int
) -> None:
    asked = law(jurisdiction).decision(name)
    known = _partial(asked, data)
    answer = asked.decide(known)
    for completion in _completions(asked, known, random.Random(seed)):  # noqa: S311  # a sample
        assert asked.outcome(completion) in answer.outcomes


@every_decision
@given(jurisdiction=anywhere, data=st.data(), seed=st.integers(0, 2**32))
def test_every_case_with_the_same_reasons_has_the_same_outcome(
    jurisdiction: str, name: str, data: st.DataObject, seed: int
) -> None:
    asked = law(jurisdiction).decision(name)
    days = {parameter: day.day for parameter, day in law(jurisdiction).days.items()}
    facts = _full(asked, data)
    answer = asked.decide(facts)
    for reason in answer.because:
        assert formulas.holds(reason.condition, facts, days) == reason.holds
    for other in _completions(asked, {}, random.Random(seed)):  # noqa: S311  # a sample
        mixed = dict(zip(facts, _mix(facts, other, seed), strict=True))
        if all(formulas.holds(r.condition, mixed, days) == r.holds for r in answer.because):
            assert asked.outcome(mixed) == answer.outcome, mixed


def _mix(facts: Mapping[str, Any], other: Mapping[str, Any], seed: int) -> list[Any]:
    dice = random.Random(seed)  # noqa: S311  # a sample, not a secret
    return [dice.choice((facts[name], other[name])) for name in facts]


def _full(asked: CompiledDecision, data: st.DataObject) -> dict[str, Any]:
    return {fact.name: data.draw(any_value(fact), fact.name) for fact in asked.facts}


def _partial(asked: CompiledDecision, data: st.DataObject) -> dict[str, Any]:
    names = data.draw(st.sets(st.sampled_from([fact.name for fact in asked.facts])), "known")
    return {
        fact.name: data.draw(any_value(fact), fact.name)
        for fact in asked.facts
        if fact.name in names
    }


def _completions(
    asked: CompiledDecision, known: Mapping[str, Any], dice: random.Random
) -> list[dict[str, Any]]:
    return [
        {f.name: known[f.name] if f.name in known else _roll(f, known, dice) for f in asked.facts}
        for _ in range(10)
    ]


def _roll(fact: Any, known: Mapping[str, Any], dice: random.Random) -> Any:  # noqa: ANN401
    """A random value; a day often near one that is known."""
    if isinstance(fact, KeyFact):
        return dice.choice(tuple(fact.rows))
    return _ROLLS[type(fact).__name__](fact, known, dice)


def _roll_day(fact: Any, known: Mapping[str, Any], dice: random.Random) -> date | None:  # noqa: ANN401
    if fact.none is not None and dice.random() < 0.2:
        return None
    near = [value.toordinal() for value in known.values() if isinstance(value, date)]
    base = dice.choice([*near, date(2020, 10, 1).toordinal()])
    wide = dice.choice((1, 3, 200))
    ordinal = base + dice.randint(-wide, wide)
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


_ROLLS = {
    "BoolFact": lambda _fact, _known, dice: dice.random() < 0.5,
    "EnumFact": lambda fact, _known, dice: dice.choice(tuple(fact.values)),
    "DayFact": _roll_day,
}
