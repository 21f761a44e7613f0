"""The demonstration: made-up cases to try, and a day in September 2020 on which it lives."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from xianjie.instruments import law
from xianjie.law import CompiledDecision, DayFact, KeyFact, Value
from xianjie.law.signatures import values_of

DAY = date(2020, 9, 15)
_SEED = 20200915
_CASES = 200
_SHARE_INCOMPLETE = 0.1
_FIRST_DAY, _DAYS = date(2020, 5, 1), 365


def build(home: Path) -> bool:
    """Write the demonstration's files below ``home`` if they are missing; True if it wrote any.

    One file of cases per decision (``demo/cases/DECISION.jsonl``), the same on every machine.
    """
    folder = home / "demo" / "cases"
    if folder.exists():
        return False
    partial = folder.with_name("cases.partial")
    partial.mkdir(parents=True, exist_ok=True)
    for name, decision in law().decisions.items():
        lines = (json.dumps(case, ensure_ascii=False) + "\n" for case in _cases(decision))
        (partial / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    partial.rename(folder)
    return True


def _cases(decision: CompiledDecision) -> Iterator[dict[str, object]]:
    chance = random.Random(_SEED)  # noqa: S311 - made-up cases, the same every time
    for _ in range(_CASES):
        case: dict[str, object] = {
            fact.name: fact.jsonable(chance.choice(_values(decision, fact.name, chance)))
            for fact in decision.facts
        }
        if chance.random() < _SHARE_INCOMPLETE:  # a fact nobody knew
            case.pop(chance.choice(list(case)))
        yield case


def _values(decision: CompiledDecision, name: str, chance: random.Random) -> list[Value]:
    fact = decision.fact(name)
    if isinstance(fact, KeyFact):
        return list(fact.rows)
    if not isinstance(fact, DayFact):
        return list(values_of(fact))
    days: list[Value] = [_FIRST_DAY + timedelta(days=chance.randrange(_DAYS)) for _ in range(4)]
    return days if fact.none is None else [*days, None]
