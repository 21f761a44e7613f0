"""Each rule finds its fault and says nothing of its honest neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indicators.tables import (
    CODE,
    HONEST,
    ON,
    Cells,
    certificate,
    day,
    examiner,
    filing,
    found,
    learner,
    result,
    sitting,
)
from xianjie.indicators import INDICATORS

RULES = [name for name, one in INDICATORS.items() if one.work is None]
OTHER_BODY: Cells = {"body": "B", "site": "B1"}


def in_a_row(count: int, **changes: object) -> list[Cells]:
    """Sittings of body A, week after week."""
    first = day("2021-01-04").toordinal()
    return [
        sitting(number, from_on=type(ON).fromordinal(first + 7 * number), **changes)
        for number in range(1, count + 1)
    ]


def held_by_one(*days: str, **changes: object) -> list[Cells]:
    """Certificates of one person, each of another level or occupation."""
    return [
        certificate(
            place,
            person="p1",
            occupation=f"工种{place}",
            issued_on=day(written),
            **changes,
        )
        for place, written in enumerate(days, start=1)
    ]


def qualification(place: int, **changes: object) -> Cells:
    told: Cells = {
        "scheme": "qualification",
        "code": "19010001",
        "number": f"21190100014{place:05}",
        **changes,
    }
    return certificate(place, **told)


# What is wrong, the tables in which it is, the subjects that are told (none: the honest neighbour).
CASES: list[tuple[str, str, dict[str, list[Cells]], list[str]]] = [
    (
        "before_the_exam",
        "issued on the last day of the notice",
        {"certificates": [certificate(1, issued_on=day("2021-05-13")), certificate(2)]},
        ["1"],
    ),
    (
        "before_the_exam",
        "issued on the day after the notice",
        {"certificates": [certificate(1, issued_on=day("2021-05-14"))]},
        [],
    ),
    (
        "before_the_exam",
        "issued before the registration",
        {"results": [result("p1", enrolled_on=day("2021-06-02"))]},
        ["1"],
    ),
    (
        "before_the_exam",
        "issued before a sitting of several days ended",
        {"sittings": [sitting(until_on=day("2021-06-02"), notice_until_on=None)]},
        ["1"],
    ),
    (
        "before_the_exam",
        "issued early, and revoked since",
        {"certificates": [certificate(1, issued_on=day("2021-05-02"), ended_on=day("2021-08-01"))]},
        [],
    ),
    (
        "no_evaluation",
        "no sitting",
        {"certificates": [certificate(1, sitting=None)]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "not in the list",
        {"certificates": [certificate(1, person="px")]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "absent",
        {"results": [result("p1", present=False), result("p2")]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "not passed",
        {"certificates": [certificate(1, person="p3")]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "another level",
        {"certificates": [certificate(1, level=3)]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "another body's sitting",
        {"sittings": [sitting(body="B")]},
        ["level 2021-06"],
    ),
    (
        "no_evaluation",
        "a qualification examined by an institution and certified by its centre",
        {"certificates": [qualification(1)], "sittings": [sitting(body="B")]},
        [],
    ),
    (
        "no_evaluation",
        "from an old register, whose sittings are in no table",
        {"certificates": [certificate(1, sitting=None, imported=True)]},
        [],
    ),
    (
        "outside_filing",
        "an occupation that is not filed",
        {"filings": [filing(occupation="焊工")]},
        ["电工 4"],
    ),
    ("outside_filing", "a level above those filed", {"filings": [filing(highest=5)]}, ["电工 4"]),
    ("outside_filing", "the lowest level filed", {"filings": [filing(lowest=4, highest=4)]}, []),
    (
        "outside_filing",
        "the day after the filing",
        {"filings": [filing(until_on=day("2021-05-31"))]},
        ["电工 4"],
    ),
    (
        "outside_filing",
        "the last day of the filing",
        {"filings": [filing(until_on=day("2021-06-01"))]},
        [],
    ),
    ("outside_filing", "never filed", {"filings": [filing(body="B")]}, ["电工 4"]),
    (
        "outside_filing",
        "from an old register, of whose filings nothing is known",
        {"certificates": [certificate(1, imported=True)], "filings": [filing(body="B")]},
        [],
    ),
    (
        "outside_filing",
        "suspended from May to June",
        {
            "filings": [
                filing(until_on=day("2021-04-30")),
                filing(from_on=day("2021-07-01")),
            ]
        },
        ["电工 4"],
    ),
    (
        "outside_filing",
        "suspended in May only",
        {
            "filings": [
                filing(until_on=day("2021-04-30")),
                filing(from_on=day("2021-06-01")),
            ]
        },
        [],
    ),
    (
        "outside_filing",
        "a qualification needs no filing",
        {"certificates": [qualification(1)], "filings": []},
        [],
    ),
    (
        "number_unlike_record",
        "another year",
        {"certificates": [certificate(1, number=f"{CODE}204000001")]},
        ["year 2021-06"],
    ),
    (
        "number_unlike_record",
        "another level",
        {"certificates": [certificate(1, number=f"{CODE}213000001")]},
        ["level 2021-06"],
    ),
    (
        "number_unlike_record",
        "another body's code",
        {"certificates": [certificate(1, number="S000044000002214000001")]},
        ["code 2021-06"],
    ),
    (
        "number_unlike_record",
        "a digit too few",
        {"certificates": [certificate(1, number=f"{CODE}21400001")]},
        ["form 2021-06"],
    ),
    (
        "number_unlike_record",
        "a code that is not known",
        {"certificates": [certificate(1, code=None, number=f"{CODE}214000001")]},
        [],
    ),
    (
        "number_unlike_record",
        "the level of a qualification stands eleventh",
        {"certificates": [qualification(1), qualification(2, number="2119010001300002")]},
        ["level 2021-06"],
    ),
    (
        "number_unlike_record",
        "an old number, from an old register",
        {"certificates": [qualification(1, number="0001234567890", imported=True)]},
        [],
    ),
    (
        "number_repeated",
        "twice",
        {"certificates": [certificate(1), certificate(2, number=f"{CODE}214000001")]},
        [f"{CODE}214000001"],
    ),
    (
        "serial_gap",
        "one missing between two years",
        {"certificates": [certificate(1), certificate(3, issued_on=day("2020-06-01"))]},
        [CODE],
    ),
    (
        "serial_gap",
        "filled by an old register",
        {"certificates": [certificate(1), certificate(2, imported=True), certificate(3)]},
        [],
    ),
    (
        "serial_gap",
        "filled by one that was revoked",
        {
            "certificates": [
                certificate(1),
                certificate(2, ended_on=day("2021-07-01")),
                certificate(3),
            ]
        },
        [],
    ),
    (
        "serial_gap",
        "the first that there is need not be the first",
        {"certificates": [certificate(7), certificate(8)]},
        [],
    ),
    (
        "serial_gap",
        "serials of a qualification run by level and year",
        {
            "certificates": [
                qualification(1),
                qualification(2, number="2119010001300001"),
                qualification(3, number="2019010001400009"),
            ]
        },
        [],
    ),
    (
        "serial_gap",
        "a serial of a qualification that is missing",
        {"certificates": [qualification(1), qualification(3)]},
        ["21190100014"],
    ),
    (
        "serial_gap",
        "a number that is none",
        {"certificates": [certificate(1), certificate(2, number="x" * 22)]},
        [],
    ),
    (
        "same_level_twice",
        "twice",
        {"certificates": [certificate(1), certificate(2, person="p1")]},
        [f"{CODE}214000002"],
    ),
    (
        "same_level_twice",
        "another level",
        {"certificates": [certificate(1), certificate(2, person="p1", level=3)]},
        [],
    ),
    (
        "same_level_twice",
        "reissued",
        {"certificates": [certificate(1, ended_on=day("2021-06-01")), certificate(2, person="p1")]},
        [],
    ),
    (
        "many_certificates",
        "four within a year",
        {"certificates": held_by_one("2021-01-04", "2021-03-01", "2021-06-01", "2021-12-01")},
        [f"{CODE}214000001"],
    ),
    (
        "many_certificates",
        "three within a year, the fourth later",
        {"certificates": held_by_one("2020-01-06", "2021-03-01", "2021-06-01", "2021-12-01")},
        [],
    ),
    (
        "two_sittings_at_once",
        "at another body's site",
        {
            "sittings": [sitting(1), sitting(2, **OTHER_BODY)],
            "results": [result("p1"), result("p2"), result("p1", 2)],
        },
        ["1", "2"],
    ),
    (
        "two_sittings_at_once",
        "absent from the other",
        {
            "sittings": [sitting(1), sitting(2, **OTHER_BODY)],
            "results": [result("p1"), result("p1", 2, present=False)],
        },
        [],
    ),
    (
        "two_sittings_at_once",
        "on the next day",
        {
            "sittings": [sitting(1), sitting(2, from_on=day("2021-05-02"), **OTHER_BODY)],
            "results": [result("p1"), result("p1", 2)],
        },
        [],
    ),
    (
        "two_sittings_at_once",
        "theory and practice at the same site",
        {"sittings": [sitting(1), sitting(2)], "results": [result("p1"), result("p1", 2)]},
        [],
    ),
    (
        "examiner_in_two_places",
        "at another body's site",
        {
            "sittings": [sitting(1), sitting(2, **OTHER_BODY)],
            "examiners": [examiner("e1", 1), examiner("e2", 1), examiner("e1", 2)],
        },
        ["1", "2"],
    ),
    (
        "examiner_in_two_places",
        "some day of a sitting of two weeks",
        {
            "sittings": [sitting(1, until_on=day("2021-05-14")), sitting(2, **OTHER_BODY)],
            "examiners": [examiner("e1", 1), examiner("e1", 2)],
        },
        [],
    ),
    (
        "examiner_not_rotated",
        "eight sittings in a row",
        {"sittings": in_a_row(8), "examiners": [examiner("e1", n) for n in range(1, 9)]},
        ["e1 2021-01-11"],
    ),
    (
        "examiner_not_rotated",
        "eight occupations on one day are one day",
        {
            "sittings": [sitting(n) for n in range(1, 9)],
            "examiners": [examiner("e1", n) for n in range(1, 9)],
        },
        [],
    ),
    (
        "examiner_not_rotated",
        "seven, a pause, and one",
        {
            "sittings": in_a_row(9),
            "examiners": [examiner("e1", n) for n in (1, 2, 3, 4, 5, 6, 7, 9)],
        },
        [],
    ),
    (
        "examiner_not_rotated",
        "the last of eight is yet to come",
        {
            "sittings": [*in_a_row(7), sitting(8, from_on=day("2022-02-01"))],
            "examiners": [examiner("e1", n) for n in range(1, 9)],
        },
        [],
    ),
    ("examiner_unfit", "not from the pool", {"examiners": [examiner(in_pool=False)]}, ["1"]),
    ("examiner_unfit", "a conflict", {"examiners": [examiner(conflict=True)]}, ["1"]),
    ("more_candidates_than_seats", "one more than seats", {"sittings": [sitting(seats=2)]}, ["1"]),
    ("more_candidates_than_seats", "as many as seats", {"sittings": [sitting(seats=3)]}, []),
    ("more_candidates_than_seats", "in two rounds", {"sittings": [sitting(seats=2, rounds=2)]}, []),
    (
        "more_candidates_than_seats",
        "on two days",
        {"sittings": [sitting(seats=2, until_on=day("2021-05-02"))]},
        [],
    ),
    (
        "more_candidates_than_seats",
        "some stayed away",
        {
            "sittings": [sitting(seats=2)],
            "results": [result("p1"), result("p2"), result("p3", present=False)],
        },
        [],
    ),
    ("sitting_too_short", "a minute short", {"sittings": [sitting(minutes=59)]}, ["1"]),
    ("sitting_too_short", "just long enough", {"sittings": [sitting(minutes=60)]}, []),
    ("sitting_too_short", "without theory", {"sittings": [sitting(minutes=None)]}, []),
    ("late_reporting", "a day late", {"sittings": [sitting(reported_on=day("2021-05-16"))]}, ["1"]),
    (
        "late_reporting",
        "on the last day",
        {"sittings": [sitting(reported_on=day("2021-05-15"))]},
        [],
    ),
    ("late_reporting", "not at all", {"sittings": [sitting(reported_on=None)]}, ["1"]),
    (
        "late_reporting",
        "not yet due",
        {"sittings": [sitting(reported_on=None, report_due_on=ON)]},
        [],
    ),
    (
        "dated_back",
        "entered after eleven days",
        {"certificates": [certificate(1, logged_on=day("2021-06-12"))]},
        ["2021-06-12"],
    ),
    (
        "dated_back",
        "entered after ten days",
        {"certificates": [certificate(1, logged_on=day("2021-06-11"))]},
        [],
    ),
    (
        "not_their_people",
        "a stranger",
        {"results": [result("p1", basis="public"), result("p2")]},
        ["1"],
    ),
    ("not_their_people", "entrusted", {"results": [result("p1", basis="entrusted")]}, []),
    (
        "not_their_people",
        "of an organisation for the public",
        {
            "sittings": [sitting(kind="social_organisation")],
            "results": [result("p1", basis="public")],
        },
        [],
    ),
    (
        "entrusted_late",
        "confirmed the day after",
        {"results": [result("p1", basis="entrusted", entrusted_on=day("2021-05-02"))]},
        ["1"],
    ),
    (
        "entrusted_late",
        "confirmed that day",
        {"results": [result("p1", basis="entrusted", entrusted_on=day("2021-05-01"))]},
        [],
    ),
    ("entrusted_late", "never confirmed", {"results": [result("p1", basis="entrusted")]}, ["1"]),
    (
        "entrusted_late",
        "out of scope",
        {
            "results": [
                result(
                    "p1",
                    basis="entrusted",
                    entrusted_on=day("2021-04-01"),
                    entrusted_in_scope=False,
                )
            ]
        },
        ["1"],
    ),
    (
        "name_unlike_filed",
        "another name",
        {"certificates": [certificate(1, body_name="乙中心")]},
        ["乙中心"],
    ),
    (
        "name_unlike_filed",
        "the name filed before",
        {
            "certificates": [certificate(1, body_name="旧名", issued_on=day("2020-06-01"))],
            "filings": [
                filing(name="旧名", until_on=day("2020-12-31")),
                filing(from_on=day("2021-01-01")),
            ],
        },
        [],
    ),
    (
        "refused_and_issued",
        "refused",
        {"certificates": [certificate(1, outcome="refuse")]},
        [f"{CODE}214000001"],
    ),
    (
        "refused_and_issued",
        "no decision stored",
        {"certificates": [certificate(1, outcome=None)]},
        [],
    ),
    (
        "cohort_uncovered",
        "one of two",
        {"learners": [learner("l1"), learner("l2", covered=False)]},
        ["2018级电工班"],
    ),
    (
        "cohort_uncovered",
        "not graduated yet",
        {"learners": [learner("l1", covered=False, graduates_on=day("2022-01-01"))]},
        [],
    ),
]


@pytest.mark.parametrize(
    ("name", "changes", "subjects"),
    [
        pytest.param(name, changes, subjects, id=f"{name}: {what}")
        for name, what, changes, subjects in CASES
    ],
)
def test_a_rule_finds_its_fault_and_not_its_neighbour(
    tmp_path: Path, name: str, changes: dict[str, list[Cells]], subjects: list[str]
) -> None:
    alerts = found(tmp_path, {**HONEST, **changes}, name).alerts
    assert sorted(alert.subject for alert in alerts) == subjects
    for alert in alerts:
        assert alert.evidence
        assert alert.score == INDICATORS[name].gravity


def test_nothing_is_found_where_all_is_well(tmp_path: Path) -> None:
    whole = found(tmp_path, HONEST)
    assert (whole.alerts, whole.left_out, list(whole.indicators)) == ([], {}, list(INDICATORS))


def test_every_rule_has_a_fault_and_a_neighbour() -> None:
    faults = {name for name, _, _, subjects in CASES if subjects}
    neighbours = {name for name, _, _, subjects in CASES if not subjects}
    assert faults == set(RULES)
    assert set(RULES) - neighbours == {"number_repeated", "examiner_unfit"}  # HONEST is theirs


def test_a_later_day_is_not_looked_at(tmp_path: Path) -> None:
    changes = {"certificates": [certificate(1, sitting=None), certificate(2)]}
    before = found(tmp_path, {**HONEST, **changes}, "no_evaluation", on=day("2021-05-31"))
    assert before.alerts == []


def test_an_alert_has_the_newest_of_its_rows_and_says_how_many(tmp_path: Path) -> None:
    many = [
        certificate(place, sitting=None, issued_on=day(f"2021-06-{1 + place % 30:02}"))
        for place in range(1, 121)
    ]
    (alert,) = found(tmp_path, {**HONEST, "certificates": many}, "no_evaluation").alerts
    assert (alert.rows, len(alert.evidence)) == (120, 50)
    days = [row["day"] for row in alert.evidence]
    assert days[0] == alert.day == day("2021-06-30")
    assert days == sorted(days, key=str, reverse=True)
    assert alert.sentence.zh.startswith("120 张证书")


def test_a_sentence_says_what_is_wrong(tmp_path: Path) -> None:
    changes = {"results": [result("p1", present=False), result("p2")]}
    (alert,) = found(tmp_path, {**HONEST, **changes}, "no_evaluation").alerts
    assert alert.sentence.zh == f"1 张证书查不到合格的考试记录（如 {CODE}214000001：缺考）"
    assert alert.sentence.en == (
        "certificates with no passed result behind them: 1 (such as "
        f"{CODE}214000001: the holder was absent)"
    )
    assert alert.evidence == [
        {"day": day("2021-06-01"), "number": f"{CODE}214000001", "sitting": 1, "lacking": "absent"}
    ]


@pytest.mark.parametrize(
    ("outcome", "words"), [("not_earned", "“not earned”"), ("of_another_law", "“of_another_law”")]
)
def test_an_outcome_is_told_in_the_words_of_the_law(
    outcome: str, words: str, tmp_path: Path
) -> None:
    changes = {"certificates": [certificate(1, outcome=outcome)]}
    (alert,) = found(tmp_path, {**HONEST, **changes}, "refused_and_issued").alerts
    assert words in alert.sentence.en
    assert [row["outcome"] for row in alert.evidence] == [outcome]
