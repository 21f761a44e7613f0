"""Ten kinds of fraud, each at three strengths, planted in bodies of their own, once each.

What a plant is, and by which indicators and on which days it counts as found, is said here before
anything is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.supervision.world import (
    DEADLINES,
    FIRST,
    LAST,
    Table,
    World,
    certificates,
    day_number,
)

WEAK, MIDDLE, STRONG = range(3)
Places = NDArray[np.int64]  # of rows in the table of sittings
STRENGTHS = ("weak", "middle", "strong")


@dataclass(frozen=True, slots=True)
class Plant:
    """Found if one of the indicators alerts at the body on a day from ``first`` to ``last``."""

    kind: str
    body: int
    first: int
    last: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """How it is planted; ``by_rule`` where a plain rule catches it."""

    name: str
    by_rule: bool
    plant: Callable[[World, int, int], Plant]
    strengths: tuple[str, str, str]


def _some_sittings(world: World, body: int, count: int, *, candidates: int = 0) -> Places:
    """So many of the body's sittings in a row, none at the very ends.

    With ``candidates`` a run in which at least so many came together; else the largest there is.
    """
    sittings = world.tables["sittings"]
    own = np.flatnonzero(
        (sittings["owner"] == body)
        & (sittings["from_on"] > day_number(FIRST) + 270)
        & (sittings["from_on"] < day_number(LAST) - 60)
    )
    own = own[np.argsort(sittings["from_on"][own], kind="stable")]
    runs = [own[start : start + count] for start in range(max(1, len(own) - count + 1))]
    if candidates:
        sizes = [_came(world, run) for run in runs]
        runs = [run for run, size in zip(runs, sizes, strict=True) if size >= candidates] or [
            runs[int(np.argmax(sizes))]
        ]
    return np.sort(runs[int(world.chance.integers(0, len(runs)))])


def _came(world: World, places: Places) -> int:
    """How many came to these sittings."""
    results = world.tables["results"]
    wanted = world.tables["sittings"]["sitting"][places]
    return int((results["present"] & np.isin(results["sitting"], wanted)).sum())


def _span(world: World, places: Places) -> tuple[int, int]:
    days = world.tables["sittings"]["from_on"][places]
    return int(days.min()), int(days.max())


def _add(world: World, name: str, rows: Table) -> None:
    table = world.tables[name]
    for column in table:
        table[column] = np.concatenate([table[column], rows[column]])


def _made(
    world: World, body: int, count: int, day: NDArray[np.int64], sitting: NDArray[np.int64]
) -> Table:
    """Certificates for new people, in the body's occupation."""
    own = np.flatnonzero(world.tables["sittings"]["owner"] == body)
    occupation = world.tables["sittings"]["occupation"][own[0]]
    person = np.arange(world.next_person, world.next_person + count)
    world.next_person += count
    return certificates(
        world,
        owner=np.full(count, body),
        person=person,
        occupation=np.full(count, occupation),
        level=np.full(count, 4),
        issued_on=day,
        sitting=sitting,
    )


def _no_evaluation(world: World, body: int, strength: int) -> Plant:
    count = (2, 6, 20)[strength]
    day = int(world.chance.integers(day_number(FIRST) + 300, day_number(LAST) - 60))
    _add(world, "certificates", _made(world, body, count, np.full(count, day), np.full(count, -1)))
    return Plant("no_evaluation", body, day, day, ("no_evaluation",))


def _before_the_exam(world: World, body: int, strength: int) -> Plant:
    place = _some_sittings(world, body, 1)[0]
    table = world.tables["certificates"]
    own = np.flatnonzero(table["sitting"] == world.tables["sittings"]["sitting"][place])
    own = own[: (1, 5, 1000)[strength]]
    day = int(world.tables["sittings"]["from_on"][place]) + (9, 2, -3)[strength]
    table["issued_on"][own] = day
    table["logged_on"][own] = day
    return Plant("before_the_exam", body, day, day, ("before_the_exam",))


def _outside_filing(world: World, body: int, strength: int) -> Plant:
    """The filing of one occupation ends before the end: what is issued after is outside."""
    filings = world.tables["filings"]
    table = world.tables["certificates"]
    own = np.flatnonzero(filings["owner"] == body)
    issued = np.flatnonzero(table["owner"] == body)
    days = np.sort(table["issued_on"][issued])
    cut = int(days[-min(len(days) - 1, (3, 10, 40)[strength])])
    filings["until_on"][own] = cut - 1
    return Plant("outside_filing", body, cut, day_number(LAST), ("outside_filing",))


def _examiner_in_two_places(world: World, body: int, strength: int) -> Plant:
    """An examiner of a sitting is said to have been at another's site that day."""
    places = _some_sittings(world, body, (1, 2, 4)[strength])
    sittings, examiners = world.tables["sittings"], world.tables["examiners"]
    for place in places:
        that_day = np.flatnonzero(
            (sittings["from_on"] == sittings["from_on"][place]) & (sittings["owner"] != body)
        )
        if not len(that_day):
            continue
        other = sittings["sitting"][world.chance.choice(that_day)]
        there = np.flatnonzero(examiners["sitting"] == other)[0]
        here = np.flatnonzero(examiners["sitting"] == sittings["sitting"][place])[0]
        examiners["examiner"][here] = examiners["examiner"][there]
    first, last = _span(world, places)
    return Plant("examiner_in_two_places", body, first, last, ("examiner_in_two_places",))


def _one_person_many(world: World, body: int, strength: int) -> Plant:
    """One person passes sitting after sitting, of several occupations and levels, within weeks."""
    count = (4, 6, 9)[strength]
    table = world.tables["certificates"]
    own = np.flatnonzero(table["owner"] == body)
    own = own[np.argsort(table["issued_on"][own], kind="stable")]
    sitting_of = table["sitting"][own]
    _, first_of = np.unique(sitting_of, return_index=True)
    chosen = own[np.sort(first_of)]
    start = int(world.chance.integers(0, max(1, len(chosen) - count)))
    chosen = chosen[start : start + count]
    results = world.tables["results"]
    person = world.next_person
    world.next_person += 1
    for one in chosen:
        row = np.flatnonzero(
            (results["sitting"] == table["sitting"][one])
            & (results["person"] == table["person"][one])
        )
        results["person"][row] = person
        table["person"][one] = person
    days = table["issued_on"][chosen]
    return Plant(
        "one_person_many",
        body,
        int(days.min()),
        int(days.max()),
        ("many_certificates", "same_level_twice"),
    )


def _burst(world: World, body: int, strength: int) -> Plant:
    """In one week far more are issued than ever, with sittings and results made up for them."""
    day = int(world.chance.integers(day_number(FIRST) + 300, day_number(LAST) - 60))
    count = _at_once(world, body, (5, 12, 25)[strength])
    _fabricate(world, body, count, day)
    return Plant("burst", body, day - 6, day + 6, ("burst", "deadline_rush"))


def _deadline_rush(world: World, body: int, strength: int) -> Plant:
    deadline = day_number(DEADLINES[int(world.chance.integers(0, 3))])
    day = deadline - int(world.chance.integers(0, 5))
    count = _at_once(world, body, (5, 12, 25)[strength])
    _fabricate(world, body, count, day)
    return Plant("deadline_rush", body, day - 6, deadline + 6, ("deadline_rush", "burst"))


def _at_once(world: World, body: int, times: int) -> int:
    """So many times the body's mean week, and no fewer than its largest usual batches make."""
    own = world.tables["certificates"]["owner"] == body
    week = own.sum() / ((day_number(LAST) - day_number(FIRST)) / 7)
    counts = np.bincount(world.tables["certificates"]["sitting"][own].clip(0).astype(int))
    batch = float(np.median(counts[counts > 0]))
    return int(max(times * week, times * batch / 2))


def _fabricate(world: World, body: int, count: int, issued_on: int) -> None:
    """Sittings of ordinary size with ordinary results, three weeks before, for so many passes."""
    seats = int(world.seats[body])
    while count > 0:
        passed = min(count, seats * 3 // 4)
        count -= passed
        _fabricated(world, body, passed, issued_on)


def _fabricated(world: World, body: int, passed: int, issued_on: int) -> None:
    chance = world.chance
    sittings = world.tables["sittings"]
    sitting = int(sittings["sitting"].max()) + 1
    own = np.flatnonzero(sittings["owner"] == body)[0]
    held_on = issued_on - 21
    made = {name: values[own : own + 1].copy() for name, values in sittings.items()}
    for name, value in {
        "sitting": sitting,
        "from_on": held_on,
        "until_on": held_on,
        "notice_until_on": held_on + 12,
        "issued_on": issued_on,
        "level": 4,
    }.items():
        made[name][0] = value
    failed = int(passed * 0.3)
    size = passed + failed
    person = np.arange(world.next_person, world.next_person + size)
    world.next_person += size
    good = np.arange(size) < passed
    mark = np.clip(chance.normal(74, 8, size), 60, 98).round().astype(np.int64)
    low = chance.integers(40, 60, size)
    rows = {
        "sitting": np.full(size, sitting),
        "person": person,
        "enrolled_on": np.full(size, held_on - 30),
        "present": np.ones(size, dtype=bool),
        "passed": good,
        "theory": np.where(good, mark, low),
        "practical": np.clip(mark + chance.integers(-8, 12, size), 60, 99),
        "basis": np.full(size, "own"),
        "owner": np.full(size, body),
    }
    _add(world, "sittings", made)
    _add(world, "results", rows)
    examiners = world.tables["examiners"]
    pool = examiners["examiner"][np.flatnonzero(examiners["examiner"] // 100 == body)]
    _add(
        world,
        "examiners",
        {
            "sitting": np.full(3, sitting),
            "examiner": chance.choice(np.unique(pool), 3, replace=False),
            "in_pool": np.ones(3, dtype=bool),
            "conflict": np.zeros(3, dtype=bool),
        },
    )
    _add(
        world,
        "certificates",
        certificates(
            world,
            owner=np.full(passed, body),
            person=person[good],
            occupation=np.full(passed, made["occupation"][0]),
            level=np.full(passed, 4),
            issued_on=np.full(passed, issued_on),
            sitting=np.full(passed, sitting),
        ),
    )


def _pass_rate(world: World, body: int, strength: int) -> Plant:
    """At some sittings nearly everybody passes: the marks of who failed are lifted, spread out."""
    places = _some_sittings(world, body, (1, 3, 6)[strength], candidates=(20, 75, 150)[strength])
    results = world.tables["results"]
    for place in places:
        rows = _failed(world, place)
        results["theory"][rows] = np.maximum(
            results["theory"][rows], world.chance.integers(62, 80, len(rows))
        )
        results["practical"][rows] = np.maximum(
            results["practical"][rows], world.chance.integers(62, 84, len(rows))
        )
        _pass(world, place, rows)
    first, last = _span(world, places)
    return Plant("pass_rate", body, first, last, ("pass_rate",))


def _at_pass_line(world: World, body: int, strength: int) -> Plant:
    """Who failed is lifted to just 60 or 61."""
    places = _some_sittings(world, body, (1, 2, 4)[strength], candidates=(20, 50, 100)[strength])
    results = world.tables["results"]
    share = (0.5, 0.9, 1.0)[strength]
    for place in places:
        rows = _failed(world, place)
        rows = rows[world.chance.random(len(rows)) < share]
        for name in ("theory", "practical"):
            low = rows[results[name][rows] < 60]
            results[name][low] = world.chance.integers(60, 62, len(low))
        _pass(world, place, rows)
    first, last = _span(world, places)
    return Plant("marks_at_pass_line", body, first, last, ("marks_at_pass_line", "pass_rate"))


def _copied(world: World, body: int, strength: int) -> Plant:
    """A share of a sitting has the same marks of theory and practice."""
    places = _some_sittings(world, body, 1, candidates=20)
    results = world.tables["results"]
    rows = np.flatnonzero(
        (results["sitting"] == world.tables["sittings"]["sitting"][places[0]]) & results["present"]
    )
    copies = rows[: max(2, int(len(rows) * (0.15, 0.35, 0.7)[strength]))]
    results["theory"][copies], results["practical"][copies] = 78, 82
    _pass(world, places[0], copies)
    first, last = _span(world, places)
    return Plant("marks_repeated", body, first, last, ("marks_repeated", "pass_rate"))


def _failed(world: World, place: int) -> NDArray[np.int64]:
    results = world.tables["results"]
    sitting = world.tables["sittings"]["sitting"][place]
    return np.flatnonzero((results["sitting"] == sitting) & results["present"] & ~results["passed"])


def _pass(world: World, place: int, rows: NDArray[np.int64]) -> None:
    """They pass, and get certificates with the rest of their sitting."""
    results, sittings = world.tables["results"], world.tables["sittings"]
    lifted = rows[~results["passed"][rows]]
    results["passed"][rows] = True
    count = len(lifted)
    if count:
        _add(
            world,
            "certificates",
            certificates(
                world,
                owner=np.full(count, sittings["owner"][place]),
                person=results["person"][lifted],
                occupation=np.full(count, sittings["occupation"][place]),
                level=np.full(count, sittings["level"][place]),
                issued_on=np.full(count, sittings["issued_on"][place]),
                sitting=np.full(count, sittings["sitting"][place]),
            ),
        )


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind("no_evaluation", True, _no_evaluation, ("2 certificates", "6", "20")),
        Kind("before_the_exam", True, _before_the_exam, ("1 certificate", "5", "a whole sitting")),
        Kind("outside_filing", True, _outside_filing, ("the last 3", "10", "40")),
        Kind("examiner_in_two_places", True, _examiner_in_two_places, ("1 sitting", "2", "4")),
        Kind("one_person_many", True, _one_person_many, ("4 certificates", "6", "9")),
        Kind("burst", False, _burst, ("5 usual weeks", "12", "25")),
        Kind("deadline_rush", False, _deadline_rush, ("5 usual weeks", "12", "25")),
        Kind("pass_rate", False, _pass_rate, ("1 sitting", "3 in a row", "6")),
        Kind(
            "marks_at_pass_line",
            False,
            _at_pass_line,
            ("1, half lifted", "2, nine in ten", "4, all"),
        ),
        Kind("marks_repeated", False, _copied, ("15 % alike", "35 %", "70 %")),
    )
}


def plant(world: World, strength: int, *, first_body: int, each: int) -> list[Plant]:
    """``each`` plants of every kind in the bodies from ``first_body`` on, one a body."""
    planted = []
    for number, kind in enumerate(KINDS.values()):
        for turn in range(each):
            body = first_body + number * each + turn
            planted.append(kind.plant(world, body, strength))
    return planted
