"""Honest bodies over three years: seasons, sizes, deadlines, people who come again.

Columns are numpy arrays, a table a mapping of them; days are counted from 1970. Sittings are by
body and day, results by sitting, certificates by body and day, so that what belongs to a body or a
sitting lies together. What is planted is changed in place or kept apart in ``added``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = date(2020, 1, 1), date(2022, 12, 31)
DEADLINES = (date(2020, 9, 30), date(2020, 12, 31), date(2021, 3, 31))
OCCUPATIONS = 40
PASS_LINE = 60
POSTS = 3  # examiners at a sitting
_POOL = 25  # examiners of a body, at most
_LEVELS, _LEVEL_SHARES = (5, 4, 3, 2), (0.3, 0.4, 0.25, 0.05)
# How busy the months are: little around the Spring Festival, most before the summer and winter.
_MONTHS = np.array([0.7, 0.35, 0.8, 1.0, 1.2, 1.4, 1.1, 0.7, 1.0, 1.0, 1.3, 1.5])
_SCHOOL_MONTHS = np.array([0.05, 0.0, 0.1, 0.3, 2.5, 4.0, 0.6, 0.0, 0.1, 0.3, 2.0, 2.0])
_RUSH = 1.9  # how much busier everybody is in the weeks that lead to a deadline
_RESITS, _FURTHER = 0.3, 0.03  # who failed and comes again; who passed and comes for another
_BORROWED = 0.05  # posts filled from another body's pool
_EPOCH = np.datetime64("1970-01-01")

Numbers = NDArray[np.int64]
Table = dict[str, NDArray[Any]]


class Habit(IntEnum):
    """How an honest body works."""

    STEADY = 0
    SCHOOL = 1  # nearly all before the summer and the winter holidays
    BEGINNER = 2  # begins some time in the first two years
    CLOSING = 3  # stops with the last day for issuing qualifications


@dataclass
class World:
    """Tables, what each body is like, and what has been planted."""

    tables: Mapping[str, Table]
    seats: Numbers
    pool: Numbers
    kinds: Numbers
    chance: np.random.Generator
    next_person: int
    serials: Numbers  # the last of each body
    first_result: Numbers  # of each sitting's place, and the end
    first_sitting: Numbers  # of each body, and the end
    first_certificate: Numbers
    added: dict[str, list[Table]] = field(default_factory=dict)
    next_sitting: int = 0

    @property
    def bodies(self) -> int:
        return len(self.seats)

    def sittings_of(self, body: int) -> Numbers:
        """Places of a body's own sittings, by day."""
        return np.arange(self.first_sitting[body], self.first_sitting[body + 1])

    def results_of(self, place: int) -> Numbers:
        return np.arange(self.first_result[place], self.first_result[place + 1])

    def certificates_of(self, body: int) -> Numbers:
        return np.arange(self.first_certificate[body], self.first_certificate[body + 1])

    def add(self, name: str, rows: Table) -> None:
        self.added.setdefault(name, []).append(rows)

    def people(self, count: int) -> Numbers:
        """So many who have not been anywhere yet."""
        self.next_person += count
        return np.arange(self.next_person - count, self.next_person)

    def serials_of(self, body: int, count: int) -> Numbers:
        self.serials[body] += count
        return np.arange(self.serials[body] - count, self.serials[body]) + 1


def day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def body_code(body: int) -> str:
    return f"B{body:06}"


def make(bodies: int, seed: int, *, at_work: int = 0) -> World:
    """So many honest bodies; the last ``at_work`` of them neither begin late nor close."""
    chance = np.random.default_rng(seed)
    habits = chance.choice(len(Habit), bodies, p=[0.65, 0.15, 0.12, 0.08])
    late = np.arange(bodies) >= bodies - at_work
    habits[late & (habits > Habit.SCHOOL)] = Habit.STEADY
    kinds = np.where(habits == Habit.SCHOOL, 2, chance.integers(0, 2, bodies))
    sittings = _sittings(bodies, habits, chance)
    seats, pool = chance.integers(60, 240, bodies), chance.integers(10, _POOL, bodies)
    results = _results(sittings, bodies, seats, chance)
    first_result = _offsets(results.pop("place"), len(sittings["owner"]))
    _come_again(sittings, results, first_result, chance)
    certificates = _certificates(sittings, results, bodies)
    sittings["seats"] = seats[sittings["owner"]]
    return World(
        {
            "sittings": sittings,
            "results": results,
            "certificates": certificates,
            "filings": _filings(sittings),
            "examiners": _examiners(sittings, pool, chance),
        },
        seats=seats,
        pool=pool,
        kinds=kinds,
        chance=chance,
        next_person=int(results["person"].max()) + 1,
        serials=np.bincount(certificates["owner"], minlength=bodies),
        first_result=first_result,
        first_sitting=_offsets(sittings["owner"], bodies),
        first_certificate=_offsets(certificates["owner"], bodies),
        next_sitting=len(sittings["owner"]) + 1,
    )


def _offsets(sorted_numbers: Numbers, count: int) -> Numbers:
    """Where each number's rows begin, and the end of all."""
    return np.searchsorted(sorted_numbers, np.arange(count + 1))


def _sittings(bodies: int, habits: Numbers, chance: np.random.Generator) -> Table:
    """Days by season and habit; a body is busy by its size, in some occupations and levels."""
    a_year = np.clip(chance.lognormal(2.6, 0.7, bodies), 3, 120)
    begin, end = np.zeros(bodies), np.ones(bodies)
    begin[habits == Habit.BEGINNER] = chance.uniform(0.05, 0.65, (habits == Habit.BEGINNER).sum())
    end[habits == Habit.CLOSING] = 0.38
    count = chance.poisson(a_year * 3 * (end - begin)) + 2
    owner = np.repeat(np.arange(bodies), count)
    when = begin[owner] + chance.random(len(owner)) * (end - begin)[owner]
    days = np.arange(day_number(FIRST), day_number(LAST) + 1)
    usual, school = (_calendar(days, months) for months in (_MONTHS, _SCHOOL_MONTHS))
    from_on = np.where(
        habits[owner] == Habit.SCHOOL,
        days[np.minimum(np.searchsorted(school, when), len(days) - 1)],
        days[np.minimum(np.searchsorted(usual, when), len(days) - 1)],
    )
    breadth = chance.integers(1, 5, bodies)
    first = chance.integers(0, OCCUPATIONS, bodies)
    order = np.lexsort((from_on, owner))
    owner, from_on = owner[order], from_on[order]
    lag = chance.integers(14, 42, len(owner))  # days from the sitting to its certificates
    return {
        "sitting": np.arange(1, len(owner) + 1),
        "owner": owner,
        "from_on": from_on,
        "until_on": from_on,
        "notice_until_on": from_on + 12,
        "reported_on": from_on + chance.integers(2, 10, len(owner)),
        "report_due_on": from_on + 14,
        "issued_on": from_on + lag,
        "occupation": (first[owner] + chance.integers(0, breadth[owner])) % OCCUPATIONS,
        "level": chance.choice(_LEVELS, len(owner), p=_LEVEL_SHARES),
        "minutes": np.full(len(owner), 90),
    }


def _calendar(days: Numbers, months: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of a usual three years' sittings up to each day; none on Sundays."""
    month = (_EPOCH + days).astype("datetime64[M]").astype(int) % 12
    weights = months[month] * ((days + 3) % 7 < 6)
    for deadline in DEADLINES:
        lag = day_number(deadline) - days
        weights[(lag >= 14) & (lag < 45)] *= _RUSH  # examined then, issued before the deadline
    return np.asarray(np.cumsum(weights) / weights.sum())


def _results(sittings: Table, bodies: int, seats: Numbers, chance: np.random.Generator) -> Table:
    """Marks of theory and practice; who has 60 in both passes. Bodies differ, and so do days."""
    owner = sittings["owner"]
    usual = np.clip(chance.lognormal(3.2, 0.4, bodies), 8, 90)
    size = np.clip(chance.poisson(usual[owner]), 4, seats[owner])
    place = np.repeat(np.arange(len(owner)), size)
    hard = chance.normal(0, 2.5, OCCUPATIONS)[sittings["occupation"]]
    able = chance.normal(0, 2.0, bodies)[owner] + hard + chance.normal(0, 2.0, len(owner))
    own = chance.normal(0, 1, len(place))
    theory = _marks(68 + able[place] + 9 * own + chance.normal(0, 5, len(place)))
    practical = _marks(71 + able[place] + 8 * own + chance.normal(0, 5, len(place)))
    present = chance.random(len(place)) > 0.04
    return {
        "place": place,
        "sitting": sittings["sitting"][place],
        "person": np.arange(1, len(place) + 1),
        "enrolled_on": sittings["from_on"][place] - chance.integers(20, 60, len(place)),
        "present": present,
        "passed": present & (theory >= PASS_LINE) & (practical >= PASS_LINE),
        "theory": theory,
        "practical": practical,
        "owner": owner[place],
    }


def _marks(values: NDArray[np.float64]) -> Numbers:
    """Whole points; examiners look again at 58 and 59, and lift some."""
    marks = np.clip(np.round(values), 0, 100).astype(np.int64)
    near = (marks >= PASS_LINE - 2) & (marks < PASS_LINE)
    lifted = near & ((values * 1000).astype(np.int64) % 10 < 3)
    return np.where(lifted, PASS_LINE, marks)


def _come_again(
    sittings: Table, results: Table, first_result: Numbers, chance: np.random.Generator
) -> None:
    """Some who failed sit again, some who passed come once more for another occupation or level."""
    person, passed = results["person"], results["passed"]
    taken = np.zeros(len(sittings["owner"]), np.int64)  # seats given to such people
    again, further = _next_sittings(sittings)
    moved = np.zeros(len(person) + 1, dtype=bool)
    draw = chance.random(len(person))
    for place in range(len(taken)):
        rows = slice(first_result[place], first_result[place + 1])
        own, good, lot = person[rows], passed[rows], draw[rows]
        failed = own[~good & (lot < _RESITS)]
        going_on = own[good & (lot < _FURTHER) & ~moved[own]]
        for target, coming in ((again[place], failed), (further[place], going_on)):
            if target < 0:
                continue
            start = first_result[target] + taken[target]
            seated = coming[: max(0, int(first_result[target + 1] - start) // 2)]
            person[start : start + len(seated)] = seated
            taken[target] += len(seated)
            moved[seated] |= target == further[place]


def _next_sittings(sittings: Table) -> tuple[Numbers, Numbers]:
    """Of each sitting the next of its kind a month later, and one of another kind a year later."""
    owner, on = sittings["owner"].tolist(), sittings["from_on"].tolist()
    kinds = (sittings["occupation"] * 10 + sittings["level"]).tolist()
    again, further = np.full(len(owner), -1), np.full(len(owner), -1)
    for place in range(len(owner)):
        for later in range(place + 1, len(owner)):
            if owner[later] != owner[place] or (again[place] >= 0 and further[place] >= 0):
                break
            wait = on[later] - on[place]
            if again[place] < 0 and kinds[later] == kinds[place] and wait >= 30:
                again[place] = later
            if further[place] < 0 and kinds[later] != kinds[place] and wait >= 300:
                further[place] = later
    return again, further


def _certificates(sittings: Table, results: Table, bodies: int) -> Table:
    """Each sitting's are issued on one day, two to six weeks after it."""
    issued = sittings["issued_on"]
    place = results["sitting"] - 1
    good = np.flatnonzero(results["passed"] & (issued[place] <= day_number(LAST)))
    place = place[good]
    order = np.lexsort((place, issued[place], sittings["owner"][place]))
    good, place = good[order], place[order]
    owner = sittings["owner"][place]
    starts = _offsets(owner, bodies)
    return {
        "owner": owner,
        "person": results["person"][good],
        "occupation": sittings["occupation"][place],
        "level": sittings["level"][place],
        "issued_on": issued[place],
        "sitting": sittings["sitting"][place],
        "serial": np.arange(len(owner)) - starts[owner] + 1,
    }


def _filings(sittings: Table) -> Table:
    """Every occupation that a body examines, at all levels, for longer than the three years."""
    pairs = np.unique(np.stack([sittings["owner"], sittings["occupation"]]), axis=1)
    count = pairs.shape[1]
    return {
        "owner": pairs[0],
        "occupation": pairs[1],
        "lowest": np.full(count, 5),
        "highest": np.full(count, 1),
        "from_on": np.full(count, day_number(date(2019, 1, 1))),
        "until_on": np.full(count, day_number(date(2023, 12, 31))),
        "term_until_on": np.full(count, day_number(date(2023, 12, 31))),
    }


def _examiners(sittings: Table, pool: Numbers, chance: np.random.Generator) -> Table:
    """Of the body's pool at each sitting, now and then of another's where that one is free."""
    owner = sittings["owner"]
    drawn = np.argsort(
        chance.random((len(owner), _POOL)) + (np.arange(_POOL) >= pool[owner][:, None]), 1
    )
    own = (owner[:, None] * 100 + drawn[:, :POSTS]).ravel()
    neighbour = (owner[:, None] + 1) % len(pool)
    lent = (neighbour * 100 + chance.integers(0, 10, (len(owner), POSTS))).ravel()
    examiner = np.where(chance.random(len(own)) < _BORROWED, lent, own)
    day, host = np.repeat(sittings["from_on"], POSTS), np.repeat(owner, POSTS)
    examiner = np.where(_elsewhere(examiner, day, host), own, examiner)
    free = ~_elsewhere(examiner, day, host)
    return {
        "sitting": np.repeat(sittings["sitting"], POSTS)[free],
        "examiner": examiner[free],
    }


def _elsewhere(examiner: Numbers, day: Numbers, host: Numbers) -> NDArray[np.bool_]:
    """Whether an examiner is at another body's site on the day."""
    _, group = np.unique(examiner * 100_000 + day, return_inverse=True)
    least, most = np.full(group.max() + 1, host.max()), np.zeros(group.max() + 1, host.dtype)
    np.minimum.at(least, group, host)
    np.maximum.at(most, group, host)
    return np.asarray(least[group] != most[group])
