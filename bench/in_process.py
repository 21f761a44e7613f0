"""One decision, again and again, each contender in its turn: interleaved rounds, medians."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns
from typing import Any

from bench.contender import Case, Contender
from xianjie.law import Law, Source

_SHORTEST_TURN_NS = 5_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """``ns`` per case; ``ratio`` to the first contender's time in the same round: medians."""

    contender: Contender
    ns: float
    ratio: float


@dataclass(frozen=True, slots=True)
class _Entry:
    ask: Callable[[Any], object]
    inputs: Sequence[Any]
    passes: int

    def ns(self) -> float:
        return _pass_ns(self.ask, self.inputs, self.passes) / (self.passes * len(self.inputs))


def time_in_process(
    contenders: Sequence[Contender], cases: Sequence[Case], rounds: int
) -> list[Timing]:
    """Each round times all of them over all cases, beginning with another each time."""
    entries = [_entry(contender, cases) for contender in contenders]
    taken: list[list[float]] = [[] for _ in entries]
    for start in range(rounds):
        for turn in range(len(entries)):
            index = (start + turn) % len(entries)
            taken[index].append(entries[index].ns())
    return [
        Timing(
            contender,
            ns=median(own),
            ratio=median(a / b for a, b in zip(own, taken[0], strict=True)),
        )
        for contender, own in zip(contenders, taken, strict=True)
    ]


def _entry(contender: Contender, cases: Sequence[Case]) -> _Entry:
    """With as many passes over the cases as make a turn long enough for the clock."""
    inputs = [contender.prepare(case) for case in cases]
    _pass_ns(contender.ask, inputs, 1)
    once = _pass_ns(contender.ask, inputs, 1)
    return _Entry(contender.ask, inputs, passes=max(1, _SHORTEST_TURN_NS // max(once, 1)))


def _pass_ns(ask: Callable[[Any], object], inputs: Sequence[Any], passes: int) -> int:
    start = perf_counter_ns()
    for _ in range(passes):
        for given in inputs:
            ask(given)
    return perf_counter_ns() - start


def first_explanation_ms(source: Source, name: str, cases: Sequence[Case]) -> float:
    """Milliseconds, median, for a case whose explanation is yet to be made.

    In a law of its own, which has answered one case, so that compiling it is not in the time.
    """
    decision = Law(source).decision(name)
    decision.decide(cases[0])
    seen = {id(decision.decide(cases[0]).explanation)}
    taken: list[int] = []
    for case in cases:
        start = perf_counter_ns()
        answer = decision.decide(case)
        spent = perf_counter_ns() - start
        if id(answer.explanation) not in seen:
            seen.add(id(answer.explanation))
            taken.append(spent)
    return median(taken or [0]) / 1e6
