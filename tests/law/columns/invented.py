"""Decisions with what no real one has: days compared that can be none, a ladder of many days."""

from __future__ import annotations

from datetime import date, timedelta

from tests.law.tiny import day, decision, tiny
from xianjie.law import CompiledDecision, Day, NamedDay, Parameter, Rule
from xianjie.text import Text

FIRST = date(2020, 1, 1)


def of_pairs() -> CompiledDecision:
    """Which of two days is first, where either can be none."""
    left, right = day("left", none=True), day("right", none=True)
    before = Rule("before", Day(left) < Day(right), "before", ("1",))
    after = Rule("after", Day(right) <= Day(left), "after", ("1",))
    other = Rule("other", ~(Day(left) < Day(right)) & ~(Day(right) <= Day(left)), "other", ("1",))
    return tiny(decision("pairs", (left, right), before, after, other)).decision("pairs")


def of_many_days(steps: int = 60) -> CompiledDecision:
    """Outcomes in turn, each for the days up to the next of many."""
    on = day("on", none=True)
    days = [
        Parameter(f"day_{n}", FIRST + timedelta(days=7 * n), Text(str(n), str(n)), ("1",))
        for n in range(steps)
    ]
    rungs = [
        Rule(
            f"r{n}",
            (Day(on) >= NamedDay(days[n - 1].name)) & (Day(on) < NamedDay(days[n].name)),
            "abc"[n % 3],
            ("1",),
        )
        for n in range(1, steps)
    ]
    outside = Rule(
        "outside",
        ~((Day(on) >= NamedDay(days[0].name)) & (Day(on) < NamedDay(days[-1].name))),
        "outside",
        ("1",),
    )
    law = tiny(decision("many", (on,), *rungs, outside), parameters=tuple(days))
    return law.decision("many")
