"""Populations in memory: ours, the peers, and the copying of the same bytes as the limit."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.contender import Contender
from bench.law import peers
from bench.law.data import CODINGS, Population, generated
from bench.law.measuring import OURS, Line, as_ours, require_equal, timed
from bench.peers import peers as peers_of_one
from xianjie.law.columns import NativeDecision, compiler, over_rows

SLOW_ROWS = 1_000_000  # peers below a million rows a second get no more
SLOWEST_ROWS = 10_000  # and those that take a millisecond a row
NATIVE = NativeDecision(OURS.decision)
_AT_ONCE = 50_000  # cases held as dictionaries
_SLOWEST = "Python 0"  # in the name of cel-python

Asks = dict[str, Callable[[], NDArray[Any]]]


@dataclass(frozen=True)
class Unknowns:
    """The lines of a population with unknown facts, and the share null logic gets wrong."""

    lines: list[Line]
    wrong: float


def known(rows: int, rounds: int) -> list[Line]:
    """All facts known: everyone, in turns; those that are slow on fewer rows, and once."""
    population = generated(rows, 0)
    few = population.first(SLOW_ROWS)
    expected = OURS.outcome(population.codes, rows)
    quick: Asks = {
        **ours(population),
        "Polars": peers.polars(population),
        "DuckDB": peers.duckdb(population),
        "numpy select": peers.numpy_select(population),
    }
    slow: Asks = {"OpenFisca": peers.openfisca(few), "Python": peers.plain_python(few)}
    for name, ask in (quick | slow).items():
        own = _outcomes(name, ask())
        require_equal(name, own, expected[: len(own)])
    lines = timed({"copy": copied(population), **quick}, rounds, rows)
    if rows > SLOW_ROWS:
        return lines
    return [*lines, *timed(slow, rounds, few.rows), *one_by_one(few, expected)]


def with_unknowns(rows: int, unknown: float, rounds: int) -> Unknowns:
    """A share of every fact unknown: a right two-pass Polars, and one that trusts null logic."""
    population = generated(rows, unknown)
    null, right = peers.polars(population), peers.polars_right(population)
    expected = OURS.outcome(population.codes, rows)
    own = ours(population)
    for name, ask in own.items():
        require_equal(name, _outcomes(name, ask()), expected)
    require_equal("Polars, two passes", as_ours(right()), expected)
    wrong = float(np.mean(as_ours(null()) != expected))
    asks = {**own, "Polars, null logic": null, "Polars, two passes": right}
    return Unknowns(timed(asks, rounds, rows, unknown), wrong)


def ours(population: Population) -> Asks:
    """In numpy, and in machine code where a compiler is; bare, and explained row by row."""
    codes, rows = population.codes, population.rows
    engines = {"Xianjie, numpy": OURS}
    if compiler():
        engines["Xianjie, C"] = NATIVE
    bare = {
        name: partial(over_rows, engine.outcome, codes, rows, np.uint8)
        for name, engine in engines.items()
    }
    explained = {
        f"{name}, explained": partial(over_rows, engine.explained, codes, rows, np.int32)
        for name, engine in engines.items()
    }
    return {**bare, **explained}


def _outcomes(name: str, answers: NDArray[Any]) -> NDArray[np.uint8]:
    """Outcome numbers of ours, from what was answered."""
    if not name.startswith("Xianjie"):
        return as_ours(answers)
    if not name.endswith("explained"):
        return answers
    return (NATIVE if name.startswith("Xianjie, C") else OURS).outcomes_of(answers)


def copied(population: Population) -> Callable[[], object]:
    """The same bytes copied by as many threads: the limit that memory sets."""
    targets = {name: np.empty_like(column) for name, column in population.codes.items()}
    threads = os.cpu_count() or 1

    def part(number: int) -> None:
        for name, column in population.codes.items():
            rows = slice(number * len(column) // threads, (number + 1) * len(column) // threads)
            np.copyto(targets[name][rows], column[rows])

    workers = ThreadPoolExecutor(threads)

    def run() -> None:
        list(workers.map(part, range(threads)))

    return run


def one_by_one(population: Population, expected: NDArray[np.uint8]) -> list[Line]:
    """Engines that take one case at a time, as dictionaries made before the time counts."""
    present, _ = peers_of_one()
    return [_one_by_one(peer, population, expected) for peer in present]


def _one_by_one(peer: Contender, population: Population, expected: NDArray[np.uint8]) -> Line:
    rows = min(population.rows, SLOWEST_ROWS if _SLOWEST in peer.name.en else population.rows)
    numbers = {name: number for number, name in enumerate(OURS.outcomes)}
    seconds = 0.0
    for start in range(0, rows, _AT_ONCE):
        stop = min(start + _AT_ONCE, rows)
        columns = [
            [CODINGS[name].decode(code) for code in column[start:stop].tolist()]
            for name, column in population.codes.items()
        ]
        cases = [
            peer.prepare(dict(zip(population.codes, row, strict=True)))
            for row in zip(*columns, strict=True)
        ]
        ask = peer.ask
        begun = time.perf_counter()
        answers = [ask(case) for case in cases]
        seconds += time.perf_counter() - begun
        own = np.array([numbers[str(peer.outcome(answer))] for answer in answers], np.uint8)
        require_equal(peer.name.en, own, expected[start:stop])
    return Line(peer.name.en.removesuffix(", bare outcome"), rows, seconds, population.rows)
