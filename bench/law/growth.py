"""What a law costs to compile, prove and run as its rules grow."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xianjie.law import (
    Clause,
    Day,
    DayFact,
    Decision,
    Jurisdiction,
    Law,
    NamedDay,
    Outcome,
    Parameter,
    Rule,
    lay,
)
from xianjie.law.columns import ColumnDecision, over_rows
from xianjie.law.proving import prove
from xianjie.text import Text

_ROWS = 1_000_000
_FIRST = date(2010, 1, 1)


@dataclass(frozen=True)
class Grown:
    """Seconds to compile and prove, to the first answer for a column, and million rows a second."""

    rules: int
    compiling: float
    proving: float
    first: float
    speed: float


def measured(sizes: Sequence[int]) -> list[Grown]:
    """A decision of so many rules, each with a day of its own."""
    return [_measured(size) for size in sizes]


def _measured(rules: int) -> Grown:
    start = time.perf_counter()
    law = _law(rules)
    decision = law.decision("grown")
    decision.decide({"on": _FIRST})
    compiling = time.perf_counter() - start
    start = time.perf_counter()
    if not prove(law).holds:
        raise AssertionError("the grown law does not hold")
    proving = time.perf_counter() - start
    asked = ColumnDecision(decision)
    first_day = _FIRST.toordinal() - date(1970, 1, 1).toordinal()
    days = np.random.default_rng(1).integers(first_day, first_day + 10 * rules, _ROWS, np.int32)
    codes = {"on": days}
    start = time.perf_counter()
    over_rows(asked.outcome, codes, _ROWS, np.uint8)
    first = time.perf_counter() - start
    start = time.perf_counter()
    over_rows(asked.outcome, codes, _ROWS, np.uint8)
    return Grown(rules, compiling, proving, first, _ROWS / (time.perf_counter() - start) / 1e6)


def _law(rules: int) -> Law:
    on = DayFact("on", _said("on"), _said("on?"))
    clause = Clause("1", _said("1"), _said("says"), _said("does"))
    days = [
        Parameter(f"day_{n}", _FIRST + timedelta(days=10 * n), _said(f"day {n}"), ("1",))
        for n in range(1, rules)
    ]
    outcomes = tuple(Outcome(name, _said(name), _said(name)) for name in ("a", "b", "c"))
    names = [outcome.name for outcome in outcomes]
    ladder = [
        Rule(f"r{n}", Day(on) < NamedDay(day.name), names[n % 3], ("1",), over=_later(n, rules))
        for n, day in enumerate(days)
    ]
    last = Rule(f"r{rules - 1}", Day(on) >= NamedDay(days[-1].name), names[(rules - 1) % 3], ("1",))
    decision = Decision("grown", _said("grown"), _said("grown?"), (on,), outcomes, (*ladder, last))
    own = Jurisdiction(
        "XX", _said("XX"), clauses=(clause,), parameters=tuple(days), decisions=(decision,)
    )
    return Law(lay({"XX": own}, "XX"))


def _later(number: int, rules: int) -> tuple[str, ...]:
    """Later rules that hold in some of the same cases with another outcome, all but the last."""
    return tuple(f"r{n}" for n in range(number + 1, rules - 1) if (n - number) % 3)


def _said(words: str) -> Text:
    return Text(words, words)
