"""Figures for supervisors: each counts what its list shows, within territory and as of the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.conftest import Province, make_province
from tests.supervision.found import ON, Supervised, make_supervised, moment, run_of
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Organisation, Site
from xianjie.domain.sittings.models import Result
from xianjie.domain.supervision import alerts, figures
from xianjie.domain.supervision.alerts import AlertState
from xianjie.domain.supervision.figures import Examined, Wanted, funnel
from xianjie.domain.supervision.models import Run

LAST_DAY = date(2020, 12, 31)


@pytest.fixture
def supervised(db: None) -> Supervised:
    del db
    return make_supervised()


def wanted(supervised: Supervised, who: str, on: date = LAST_DAY, **told: object) -> Wanted:
    return Wanted(supervised.actors[who], on, **{"year": 2020, **told})  # type: ignore[arg-type]


def issue(body: Body, on: date, *, scheme: str = "level", occupation: str = "电工") -> Certificate:
    number = Certificate.objects.count()
    return Certificate.objects.create(
        scheme=scheme,
        number=f"Y{number:021}",
        name="x",
        document="resident",
        number_hash=f"{number}",
        number_sealed="",
        occupation=occupation,
        level=4,
        issued_on=on,
        issuer="x",
        body=body,
        area=body.area,
    )


def test_the_calendar_counts_what_its_list_shows(supervised: Supervised) -> None:
    deadline = date(2020, 9, 30)
    for day in (deadline, deadline, date(2020, 9, 24), date(2020, 9, 23), date(2021, 1, 1)):
        issue(supervised.body, day)
    issue(supervised.body, deadline, scheme="qualification", occupation="焊工")
    issue(supervised.other, deadline)
    for who, narrower, total, rush in (
        ("bureau", {}, 5, 4),
        ("bureau", {"scheme": "level"}, 4, 3),
        ("bureau", {"occupation": "焊工"}, 1, 1),
        ("other-bureau", {}, 1, 1),
        ("province", {}, 6, 5),
        ("province", {"body": supervised.body.pk}, 5, 4),
        ("body", {}, 0, 0),
    ):
        asked = wanted(supervised, who, **narrower)
        found = figures.calendar(asked)
        assert found.total == figures.certificates(asked).count() == total
        for day, count in found.days.items():
            assert figures.certificates(asked).filter(issued_on=day).count() == count
        assert {one.deadline: one.certificates for one in found.rushes}[deadline] == rush
    assert figures.years(wanted(supervised, "bureau")) == [2020]


def test_nothing_later_than_the_day_is_counted(supervised: Supervised) -> None:
    issue(supervised.body, date(2020, 9, 1))
    issue(supervised.body, date(2020, 10, 1))
    found = figures.calendar(wanted(supervised, "bureau", ON))
    assert found.days == {date(2020, 9, 1): 1}
    assert found.rushes == []  # the last days have not begun
    begun = figures.calendar(wanted(supervised, "bureau", date(2020, 9, 24)))
    assert [one.deadline for one in begun.rushes] == [date(2020, 9, 30)]


def test_bodies_rank_by_what_is_open_of_them(supervised: Supervised) -> None:
    supervised.alert(score=60)
    supervised.alert(score=50, indicator="serial_gap")
    dismissed = supervised.alert(score=100)
    alerts.dismiss(
        by=supervised.actors["bureau"], alert=dismissed.pk, words="x", on=ON, at=moment()
    )
    explained = supervised.alert(score=5)
    alerts.explain(by=supervised.actors["body"], alert=explained.pk, words="x", on=ON, at=moment())
    supervised.alert(supervised.other, score=90)
    first, second = figures.ranked(wanted(supervised, "province"))
    assert (first.body, first.weight, first.alerts, first.unanswered) == (
        supervised.body,
        115,
        3,
        2,
    )
    assert first.kinds == [("outside_filing", 2), ("serial_gap", 1)]
    assert (second.body, second.weight) == (supervised.other, 90)
    assert [one.body for one in figures.ranked(wanted(supervised, "bureau"))] == [supervised.body]
    assert figures.ranked(wanted(supervised, "province"), 1) == [first]


def test_kinds_count_states_and_months(supervised: Supervised) -> None:
    supervised.alert(day=date(2020, 9, 1))
    supervised.alert(day=date(2020, 8, 31), ended_run=run_of(ON))
    supervised.alert(day=date(2019, 9, 30))  # before the last twelve months
    (found,) = figures.kinds(wanted(supervised, "bureau", ON))
    assert found.open == 2
    assert found.states[AlertState.ENDED] == 1
    assert [count for _, count in found.months] == [*[0] * 10, 1, 1]
    assert found.months[-1][0] == date(2020, 9, 1)
    assert figures.kinds(wanted(supervised, "other-bureau", ON)) == []


def test_the_newest_run_and_reproof_by_the_day_are_told(supervised: Supervised) -> None:
    Run.objects.create(
        kind="reproof",
        on=date(2020, 9, 12),
        at=moment(),
        version="v",
        looked_at=10,
        found=3,
        opened=3,
        ended=0,
    )
    run_of(date(2020, 9, 20))
    found = figures.looked(ON)
    assert found.run == supervised.run
    assert found.good == 7
    before = figures.looked(date(2020, 9, 11))
    assert (before.run, before.reproof, before.good) == (supervised.run, None, 0)


def evaluated(supervised: Supervised, passed: int, failed: int, absent: int) -> Plan:
    body = supervised.body
    organisation = Organisation.objects.create(
        body=body, kind="social", credit_code=f"{body.pk:018}"
    )
    site = Site.objects.create(
        organisation=organisation, name="x", address="x", area=body.area, seats=9, tenure="owned"
    )
    plan = Plan.objects.create(
        organisation=organisation,
        site=site,
        area=body.area,
        title="x",
        occupation="电工",
        level=4,
        from_on=ON,
        until_on=ON,
        drafted_by="x",
        drafted_at=moment(),
    )
    outcomes = [("passed", 70, True)] * passed + [("failed", 50, False)] * failed
    people = [
        Participant(theory=points, practical=points, passed=through)
        for _, points, through in outcomes
    ] + [Participant(is_absent=True, passed=False) for _ in range(absent)]
    for number, one in enumerate(people):
        one.plan, one.name, one.document, one.number_hash = plan, "x", "resident", f"{number}"
        one.basis, one.condition, one.entered_by, one.entered_at = "own", "x", "x", moment()
        one.result_by, one.result_at = "x", moment()
        one.save()
    return plan


def test_those_who_were_evaluated_are_counted_and_not_the_absent(supervised: Supervised) -> None:
    plan = evaluated(supervised, passed=3, failed=1, absent=2)
    (found,) = figures.examined(wanted(supervised, "bureau"))
    assert found == Examined(supervised.body.pk, "电工", 4, 4, 3)
    assert figures.examined(wanted(supervised, "other-bureau")) == []
    assert figures.examined(wanted(supervised, "bureau", scheme="qualification")) == []
    assert figures.examined(wanted(supervised, "bureau", occupation="焊工")) == []
    assert figures.examined(wanted(supervised, "bureau", year=2019)) == []
    Plan.objects.filter(pk=plan.pk).update(cancelled_on=ON)
    assert figures.examined(wanted(supervised, "bureau")) == []


@pytest.mark.usefixtures("db")
def test_those_who_sat_an_exam_are_counted_and_the_void_are_not() -> None:
    province: Province = make_province()
    exam = province.exam()
    scored = [("scored", 60, 60), ("scored", 90, 59), ("absent", None, None), ("void", None, None)]
    for number, (standing, theory, practical) in enumerate(scored):
        Result.objects.create(
            registration=province.registered(exam, number),
            standing=standing,
            how="agreed" if standing == "scored" else "attendance",
            theory=theory,
            practical=practical,
            made_by="x",
            made_at=moment(),
        )
    asked = Wanted(province.actors["bureau"], LAST_DAY, year=2020)
    body = province.institution.pk
    assert figures.examined(asked) == [Examined(body, "电工", 5, 2, 1)]
    assert figures.examined(Wanted(province.actors["bureau"], ON, year=2020)) == []


def honest(bodies: int, seed: int = 3) -> list[Examined]:
    chance = np.random.default_rng(seed)
    sizes = chance.integers(10, 400, bodies)
    rates = chance.beta(0.75 * 40, 0.25 * 40, bodies)
    passed = chance.binomial(sizes, rates)
    return [
        Examined(body, "电工", 4, int(n), int(k))
        for body, (n, k) in enumerate(zip(sizes, passed, strict=True), start=1)
    ]


def test_a_body_that_passes_everybody_stands_out_and_honest_ones_hardly() -> None:
    groups = honest(200)
    found = funnel(groups, ON)
    assert found
    assert sum(one.stands_out for one in found.points) <= 2
    planted = funnel([*groups, Examined(999, "电工", 4, 300, 300)], ON)
    assert planted
    assert planted.points[0].body == 999
    assert planted.points[0].stands_out
    assert 10 < found.closeness < 120


def test_the_limits_narrow_with_the_number_of_people_and_hold_each_other() -> None:
    found = funnel(honest(200), ON)
    assert found
    for one in found.limits:
        assert one.outer[0] <= one.inner[0] <= 0 <= one.inner[1] <= one.outer[1]
    widths = [one.outer[1] - one.outer[0] for one in found.limits]
    assert widths == sorted(widths, reverse=True)


def test_occupations_are_held_against_their_own_rate() -> None:
    """Who examines in what all pass does not stand out for it."""
    easy = [Examined(body, "保育员", 5, 2_000, 1_980) for body in range(1, 6)]
    hard = [Examined(body, "电工", 1, 2_000, 600) for body in range(6, 11)]
    found = funnel([*easy, *hard], ON)
    assert found
    assert all(abs(one.excess) < 0.1 for one in found.points)
    assert not any(one.stands_out for one in found.points)


def test_too_few_people_make_no_funnel() -> None:
    assert funnel([], ON) is None
    assert funnel([Examined(1, "电工", 4, 3, 3)], ON) is None


@given(st.randoms(use_true_random=False))
def test_the_funnel_is_the_same_in_any_order(random: object) -> None:
    groups = honest(30)
    shuffled = list(groups)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert funnel(shuffled, ON) == funnel(groups, ON)
