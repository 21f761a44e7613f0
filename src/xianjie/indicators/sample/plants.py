"""Ten kinds of fraud, each at three strengths, planted in bodies of their own, once each.

What a plant is, and by which indicators and on which days it counts as found, is said here before
anything is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xianjie.indicators.sample.world import (
    DEADLINES,
    FIRST,
    LAST,
    PASS_LINE,
    POSTS,
    Numbers,
    World,
    day_number,
)
from xianjie.text import Text

STRENGTHS = ("weak", "middle", "strong")
WEAK, MIDDLE, STRONG = range(3)
_SINCE, _UNTIL = day_number(FIRST) + 300, day_number(LAST) - 60  # plants lie well within


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
    told: Text
    strengths: tuple[Text, Text, Text]


def plant(world: World, strength: int, *, first_body: int, each: int) -> list[Plant]:
    """``each`` plants of every kind in the bodies from ``first_body`` on, one a body."""
    return [
        kind.plant(world, first_body + number * each + turn, strength)
        for number, kind in enumerate(KINDS.values())
        for turn in range(each)
    ]


def _no_evaluation(world: World, body: int, strength: int) -> Plant:
    count, day = (2, 6, 20)[strength], _some_day(world)
    _certify(world, body, world.people(count), issued_on=day, sitting=-1)
    return Plant("no_evaluation", body, day, day, ("no_evaluation",))


def _before_the_exam(world: World, body: int, strength: int) -> Plant:
    (place,) = _some_sittings(world, body, 1)
    certificates, sittings = world.tables["certificates"], world.tables["sittings"]
    own = world.certificates_of(body)
    own = own[certificates["sitting"][own] == sittings["sitting"][place]]
    own = own[: (1, 5, 1000)[strength]]
    day = int(sittings["from_on"][place]) + (9, 2, -3)[strength]
    certificates["issued_on"][own] = day
    return Plant("before_the_exam", body, day, day, ("before_the_exam",))


def _outside_filing(world: World, body: int, strength: int) -> Plant:
    days = world.tables["certificates"]["issued_on"][world.certificates_of(body)]
    cut = int(days[-min(len(days), (3, 10, 40)[strength])])
    filings = world.tables["filings"]
    own = filings["owner"] == body
    filings["until_on"][own] = filings["term_until_on"][own] = cut - 1
    return Plant("outside_filing", body, cut, day_number(LAST), ("outside_filing",))


def _examiner_in_two_places(world: World, body: int, strength: int) -> Plant:
    places = _some_sittings(world, body, (1, 2, 4)[strength])
    sittings, examiners = world.tables["sittings"], world.tables["examiners"]
    for place in places.tolist():
        same_day = np.flatnonzero(
            (sittings["from_on"] == sittings["from_on"][place]) & (sittings["owner"] != body)
        )
        if len(same_day):
            other = sittings["sitting"][world.chance.choice(same_day)]
            here = np.searchsorted(examiners["sitting"], sittings["sitting"][place])
            there = np.searchsorted(examiners["sitting"], other)
            examiners["examiner"][here] = examiners["examiner"][there]
    first, last = _span(world, places)
    return Plant("examiner_in_two_places", body, first, last, ("examiner_in_two_places",))


def _one_person_many(world: World, body: int, strength: int) -> Plant:
    """One person takes the place of a holder at each of several sittings in a row."""
    count = (4, 6, 9)[strength]
    certificates, results = world.tables["certificates"], world.tables["results"]
    own = world.certificates_of(body)
    _, first_of = np.unique(certificates["sitting"][own], return_index=True)
    chosen = own[np.sort(first_of)]
    start = int(world.chance.integers(0, max(1, len(chosen) - count)))
    (person,) = world.people(1)
    for one in chosen[start : start + count].tolist():
        rows = world.results_of(int(certificates["sitting"][one]) - 1)
        results["person"][rows[results["person"][rows] == certificates["person"][one]]] = person
        certificates["person"][one] = person
    days = certificates["issued_on"][chosen[start : start + count]]
    found_by = ("many_certificates", "same_level_twice")
    return Plant("one_person_many", body, int(days.min()), int(days.max()), found_by)


def _burst(world: World, body: int, strength: int) -> Plant:
    day = _some_day(world)
    _fabricate(world, body, strength, day)
    return Plant("burst", body, day - 6, day + 6, ("burst", "deadline_rush"))


def _deadline_rush(world: World, body: int, strength: int) -> Plant:
    deadline = day_number(DEADLINES[int(world.chance.integers(0, len(DEADLINES)))])
    day = deadline - int(world.chance.integers(0, 5))
    _fabricate(world, body, strength, day)
    return Plant("deadline_rush", body, day - 6, deadline + 6, ("deadline_rush", "burst"))


def _pass_rate(world: World, body: int, strength: int) -> Plant:
    """The marks of who failed are lifted, spread out above the line."""
    places = _some_sittings(world, body, (1, 3, 6)[strength], candidates=(20, 75, 150)[strength])
    results = world.tables["results"]
    for place in places.tolist():
        rows = _failed(world, place)
        for name, most in (("theory", 80), ("practical", 84)):
            lifted = world.chance.integers(PASS_LINE + 2, most, len(rows))
            results[name][rows] = np.maximum(results[name][rows], lifted)
        _pass(world, place, rows)
    return Plant("pass_rate", body, *_span(world, places), ("pass_rate",))


def _at_pass_line(world: World, body: int, strength: int) -> Plant:
    """The marks of who failed are lifted to the line or a point above it."""
    places = _some_sittings(world, body, (1, 2, 4)[strength], candidates=(20, 50, 100)[strength])
    results = world.tables["results"]
    for place in places.tolist():
        rows = _failed(world, place)
        rows = rows[world.chance.random(len(rows)) < (0.5, 0.9, 1.0)[strength]]
        for name in ("theory", "practical"):
            low = rows[results[name][rows] < PASS_LINE]
            results[name][low] = world.chance.integers(PASS_LINE, PASS_LINE + 2, len(low))
        _pass(world, place, rows)
    found_by = ("marks_at_pass_line", "pass_rate")
    return Plant("marks_at_pass_line", body, *_span(world, places), found_by)


def _copied(world: World, body: int, strength: int) -> Plant:
    places = _some_sittings(world, body, 1, candidates=20)
    results = world.tables["results"]
    rows = world.results_of(int(places[0]))
    rows = rows[results["present"][rows]]
    copies = rows[: max(2, int(len(rows) * (0.15, 0.35, 0.7)[strength]))]
    results["theory"][copies], results["practical"][copies] = 78, 82
    _pass(world, int(places[0]), copies)
    found_by = ("marks_repeated", "pass_rate")
    return Plant("marks_repeated", body, *_span(world, places), found_by)


def _some_day(world: World) -> int:
    return int(world.chance.integers(_SINCE, _UNTIL))


def _some_sittings(world: World, body: int, count: int, *, candidates: int = 0) -> Numbers:
    """So many of the body's sittings in a row, none at the very ends.

    With ``candidates`` a run in which at least so many came together; else the largest there is.
    """
    own = world.sittings_of(body)
    on = world.tables["sittings"]["from_on"][own]
    own = own[(on > _SINCE - 30) & (on < _UNTIL)]
    runs = [own[start : start + count] for start in range(max(1, len(own) - count + 1))]
    if candidates:
        sizes = [sum(_came(world, place) for place in run.tolist()) for run in runs]
        large = [run for run, size in zip(runs, sizes, strict=True) if size >= candidates]
        runs = large or [runs[int(np.argmax(sizes))]]
    return runs[int(world.chance.integers(0, len(runs)))]


def _came(world: World, place: int) -> int:
    return int(world.tables["results"]["present"][world.results_of(place)].sum())


def _span(world: World, places: Numbers) -> tuple[int, int]:
    days = world.tables["sittings"]["from_on"][places]
    return int(days.min()), int(days.max())


def _failed(world: World, place: int) -> Numbers:
    results, rows = world.tables["results"], world.results_of(place)
    return rows[results["present"][rows] & ~results["passed"][rows]]


def _pass(world: World, place: int, rows: Numbers) -> None:
    """They pass, and get certificates with the rest of their sitting."""
    results, sittings = world.tables["results"], world.tables["sittings"]
    lifted = rows[~results["passed"][rows]]
    results["passed"][rows] = True
    _certify(
        world,
        int(sittings["owner"][place]),
        results["person"][lifted],
        issued_on=int(sittings["issued_on"][place]),
        sitting=int(sittings["sitting"][place]),
        occupation=int(sittings["occupation"][place]),
        level=int(sittings["level"][place]),
    )


def _certify(
    world: World,
    body: int,
    person: Numbers,
    *,
    issued_on: int,
    sitting: int,
    occupation: int | None = None,
    level: int = 4,
) -> None:
    """Certificates of the next serials; in the body's first occupation where none is named."""
    if occupation is None:
        occupation = int(world.tables["sittings"]["occupation"][world.sittings_of(body)[0]])
    count = len(person)
    world.add(
        "certificates",
        {
            "owner": np.full(count, body),
            "person": person,
            "occupation": np.full(count, occupation),
            "level": np.full(count, level),
            "issued_on": np.full(count, issued_on),
            "sitting": np.full(count, sitting),
            "serial": world.serials_of(body, count),
        },
    )


def _fabricate(world: World, body: int, strength: int, issued_on: int) -> None:
    """So many times the body's mean week, in sittings of ordinary size held three weeks before."""
    times = (5, 12, 25)[strength]
    own = world.certificates_of(body)
    weeks = (day_number(LAST) - day_number(FIRST)) / 7
    sizes = np.unique(world.tables["certificates"]["sitting"][own], return_counts=True)[1]
    left = int(max(times * len(own) / weeks, times * np.median(sizes) / 2))
    while left > 0:
        passed = min(left, int(world.seats[body]) * 3 // 4)
        left -= passed
        _hold(world, body, passed, issued_on)


def _hold(world: World, body: int, passed: int, issued_on: int) -> None:
    """A made-up sitting with ordinary marks: so many pass, three in ten beside them fail."""
    sittings, chance = world.tables["sittings"], world.chance
    usual = world.sittings_of(body)[:1]
    held_on, number = issued_on - 21, world.next_sitting
    world.next_sitting += 1
    rows = {name: values[usual].copy() for name, values in sittings.items()}
    rows |= {
        name: np.array([value])
        for name, value in {
            "sitting": number,
            "from_on": held_on,
            "until_on": held_on,
            "notice_until_on": held_on + 12,
            "reported_on": held_on + 5,
            "report_due_on": held_on + 14,
            "issued_on": issued_on,
            "level": 4,
        }.items()
    }
    world.add("sittings", rows)
    size = passed + int(passed * 0.3)
    person, good = world.people(size), np.arange(size) < passed
    mark = np.clip(chance.normal(74, 8, size), PASS_LINE, 98).round().astype(np.int64)
    world.add(
        "results",
        {
            "sitting": np.full(size, number),
            "person": person,
            "enrolled_on": np.full(size, held_on - 30),
            "present": np.ones(size, dtype=bool),
            "passed": good,
            "theory": np.where(good, mark, chance.integers(40, PASS_LINE, size)),
            "practical": np.clip(mark + chance.integers(-8, 12, size), PASS_LINE, 99),
            "owner": np.full(size, body),
        },
    )
    drawn = chance.choice(int(world.pool[body]), POSTS, replace=False)
    world.add("examiners", {"sitting": np.full(POSTS, number), "examiner": body * 100 + drawn})
    _certify(world, body, person[good], issued_on=issued_on, sitting=number)


def _strengths(*told: tuple[str, str]) -> tuple[Text, Text, Text]:
    weak, middle, strong = (Text(zh, en) for zh, en in told)
    return weak, middle, strong


_MADE_UP = _strengths(("平常一周的 5 倍", "5 usual weeks"), ("12 倍", "12"), ("25 倍", "25"))
_KINDS: Sequence[Kind] = (
    Kind(
        "no_evaluation",
        True,
        _no_evaluation,
        Text("没有考试就发证", "certificates without any sitting"),
        _strengths(("2 张", "2 certificates"), ("6 张", "6"), ("20 张", "20")),
    ),
    Kind(
        "before_the_exam",
        True,
        _before_the_exam,
        Text("公示期满前、考试前发证", "issued before the notice ended, or before the exam"),
        _strengths(
            ("1 张，早 3 天", "1 certificate, 3 days early"),
            ("5 张，早 10 天", "5, 10 days early"),
            ("整场，在考前", "a whole sitting, before it"),
        ),
    ),
    Kind(
        "outside_filing",
        True,
        _outside_filing,
        Text("备案期满后仍发证", "issuing goes on after the filing ended"),
        _strengths(("最后 3 张", "the last 3"), ("10 张", "10"), ("40 张", "40")),
    ),
    Kind(
        "examiner_in_two_places",
        True,
        _examiner_in_two_places,
        Text("挂名考评员：同日在另一单位", "an examiner in name only, elsewhere that day"),
        _strengths(("1 场", "1 sitting"), ("2 场", "2"), ("4 场", "4")),
    ),
    Kind(
        "one_person_many",
        True,
        _one_person_many,
        Text("一人连续取证", "one person at sitting after sitting"),
        _strengths(("4 张", "4 certificates"), ("6 张", "6"), ("9 张", "9")),
    ),
    Kind(
        "burst",
        False,
        _burst,
        Text("某周突击发证，记录俱全", "a rush in some week, its records made up"),
        _MADE_UP,
    ),
    Kind(
        "deadline_rush",
        False,
        _deadline_rush,
        Text("法定期限前一周突击发证，记录俱全", "the same in the week before a deadline"),
        _MADE_UP,
    ),
    Kind(
        "pass_rate",
        False,
        _pass_rate,
        Text("不合格的都改成合格，分数分散", "who failed is made to pass, marks spread out"),
        _strengths(("1 场", "1 sitting"), ("连续 3 场", "3 in a row"), ("6 场", "6")),
    ),
    Kind(
        "marks_at_pass_line",
        False,
        _at_pass_line,
        Text("把不合格的提到 60、61 分", "who failed is lifted to 60 or 61"),
        _strengths(
            ("1 场，一半", "1 sitting, half of them"),
            ("连续 2 场，九成", "2 in a row, nine in ten"),
            ("4 场，全部", "4, all"),
        ),
    ),
    Kind(
        "marks_repeated",
        False,
        _copied,
        Text("抄成绩：一场中若干人两科成绩相同", "copied marks at one sitting"),
        _strengths(("15%", "15 %"), ("35%", "35 %"), ("70%", "70 %")),
    ),
)
KINDS: Mapping[str, Kind] = {one.name: one for one in _KINDS}
