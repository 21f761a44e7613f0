"""The proof for what is left open: every value that a lower or a later notice may give it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from xianjie.law.admissible import Values, compares, moved, opened, values
from xianjie.law.checks import Failure, everything, overlaps_of
from xianjie.law.law import Law
from xianjie.law.signatures import Space
from xianjie.text import Text


def open_values(law: Law) -> Mapping[str, int]:
    """How many sets of values each decision that compares open terms is proved for."""
    free = opened(law)
    counted = {n: sum(1 for _ in values(free, d.leaves)) for n, d in free.decisions.items()}
    return {name: count for name, count in counted.items() if count}


def open_failures(law: Law) -> Iterator[Failure]:
    """What does not hold for some value, each reading both ways: once, where it first shows."""
    free = opened(law)
    proved: set[object] = set()
    listed: set[tuple[str, str, Text]] = set()
    for reading in (None, *free.readings):
        one = free if reading is None else free.variant(reading)
        under = "" if reading is None else f" [{reading}={one.choices.of(reading)}]"
        for checked in everything(one):
            if checked.rules in proved or not compares(one, checked.space.leaves):
                continue  # this reading does not touch it, or nothing in it is left open
            proved.add(checked.rules)
            check = checked.make()
            for chosen, there, signatures in _cases(one, checked.space):
                for failure in check(there, signatures):
                    if (key := (failure.kind, failure.where, failure.words)) in listed:
                        continue
                    listed.add(key)
                    yield replace(failure, where=f"{failure.where}{under} {_said(chosen)}")


def overlap_if_open(law: Law, decision: str, pair: tuple[str, str]) -> bool:
    """Whether two rules of a decision conflict for some value of what is left open."""
    free = opened(law)
    asked = free.decision(decision)
    among = overlaps_of(asked)
    return any(pair in among(signatures) for _, _, signatures in _cases(free, asked.space))


def _cases(law: Law, space: Space) -> Iterator[tuple[Values, Space, Collection[int]]]:
    """For each set of values, the space it makes and the signatures that no other made before."""
    seen: set[int] = set()
    for chosen in values(law, space.leaves):
        there = moved(space, chosen)
        signatures = [signature for signature in there.signatures if signature not in seen]
        seen.update(signatures)
        yield chosen, there, signatures


def _said(chosen: Values) -> str:
    return "[" + ", ".join(f"{name}={day}" for name, day in chosen.items()) + "]"
