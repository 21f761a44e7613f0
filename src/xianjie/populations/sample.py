"""Made-up cases of a decision, the same every time: something to try a decision on."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from xianjie.law import CompiledDecision, DayFact, KeyFact, Value
from xianjie.law.signatures import values_of

_SEED = 20200915
_SHARE_INCOMPLETE = 0.1
_FIRST_DAY, _DAYS = date(2020, 5, 1), 365
_PREFECTURES = ("广州市", "深圳市", "珠海市", "汕头市", "佛山市", "韶关市")


def made_up(decision: CompiledDecision, rows: int) -> Iterator[dict[str, object]]:
    """Cases as JSON has them; one in ten lacks a fact."""
    chance = random.Random(_SEED)  # noqa: S311 - made-up cases, the same every time
    for _ in range(rows):
        case: dict[str, object] = {
            fact.name: fact.jsonable(chance.choice(_values(decision, fact.name, chance)))
            for fact in decision.facts
        }
        if chance.random() < _SHARE_INCOMPLETE:  # a fact nobody knew
            case.pop(chance.choice(list(case)))
        yield case


def made_up_csv(decision: CompiledDecision, rows: int) -> str:
    """The same as a table with an ``id`` and a ``prefecture``: a template filled in."""
    names = [fact.name for fact in decision.facts]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["id", "prefecture", *names])
    for number, case in enumerate(made_up(decision, rows), start=1):
        cells = [_cell(case[name]) if name in case else "" for name in names]
        table.writerow([number, _PREFECTURES[number % len(_PREFECTURES)], *cells])
    return out.getvalue()


def _cell(value: object) -> str:
    """As a spreadsheet has it: none in a word, true and false in lower case."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(decision: CompiledDecision, name: str, chance: random.Random) -> list[Value]:
    fact = decision.fact(name)
    if isinstance(fact, KeyFact):
        return list(fact.rows)
    if not isinstance(fact, DayFact):
        return list(values_of(fact))
    days: list[Value] = [_FIRST_DAY + timedelta(days=chance.randrange(_DAYS)) for _ in range(4)]
    return days if fact.none is None else [*days, None]
