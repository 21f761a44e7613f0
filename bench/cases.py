"""Made-up cases from a fixed seed, drawn as the demonstration draws its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import orjson

from xianjie.law import CompiledDecision, DayFact, Fact, KeyFact, Value
from xianjie.law.signatures import values_of

_SEED = 20200915
_FIRST_DAY, _DAYS = date(2020, 5, 1), 365
_SHARE_NONE = 0.2


def full_cases(decision: CompiledDecision, count: int) -> list[dict[str, Value]]:
    """Cases with every fact known, typed; the first of many are the same as of few."""
    chance = Random(_SEED)  # noqa: S311 - made-up cases, the same every time
    return [_case(decision, chance) for _ in range(count)]


def lines(decision: CompiledDecision, count: int, share_incomplete: float) -> Iterator[bytes]:
    """Cases as JSON, one a line; that share of them lacks one fact."""
    chance = Random(_SEED)  # noqa: S311 - made-up cases, the same every time
    for _ in range(count):
        values = _case(decision, chance)
        case = {fact.name: fact.jsonable(values[fact.name]) for fact in decision.facts}
        if chance.random() < share_incomplete:
            case.pop(chance.choice(list(case)))
        yield orjson.dumps(case) + b"\n"


def _case(decision: CompiledDecision, chance: Random) -> dict[str, Value]:
    return {fact.name: _value(fact, chance) for fact in decision.facts}


def _value(fact: Fact, chance: Random) -> Value:
    if isinstance(fact, KeyFact):
        return chance.choice(list(fact.rows))
    if not isinstance(fact, DayFact):
        return chance.choice(values_of(fact))
    if fact.none is not None and chance.random() < _SHARE_NONE:
        return None
    return _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
