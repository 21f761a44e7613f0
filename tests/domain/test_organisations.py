"""Institutions turn to other duties and hand on what they owe; what was stays."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.conftest import AT, ON, Province
from tests.domain.test_later_notices import department
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.audit.models import Event
from xianjie.domain.organisations.errors import OrganisationError
from xianjie.domain.organisations.models import Duty, Succession
from xianjie.domain.organisations.services import chain, duty_on, succeed, successor_of, turn

__all__ = ["department"]
FROM = date(2020, 10, 1)


def turned(by: Actor, province: Province, **changed: object) -> Duty:
    given = {"kind": Duty.Kind.SUPERVISION, "on": FROM, "basis": "49号", **changed}
    return turn(by=by, institution=province.institution, at=AT, **given)  # type: ignore[arg-type]


def body(name: str) -> Body:
    return Body.objects.create(
        kind="evaluation", name=name, area="440100", opened_on=date(2010, 1, 1)
    )


def test_a_duty_holds_from_its_day_on_and_history_stays(
    province: Province, department: Actor
) -> None:
    assert duty_on(province.institution, ON) is Duty.Kind.APPRAISAL
    turned(department, province)
    turned(department, province, kind=Duty.Kind.SERVICE, on=date(2021, 1, 1))
    days = {date(2020, 9, 30): "appraisal", FROM: "supervision", date(2021, 6, 1): "service"}
    assert {day: duty_on(province.institution, day).value for day in days} == days
    event = Event.objects.filter(action="institution.turned").first()
    assert event
    assert (event.ground, event.told["from"], event.told["to"]) == (
        "252/5",
        "appraisal",
        "supervision",
    )


def test_who_no_longer_appraises_drafts_no_exam(province: Province, department: Actor) -> None:
    province.exam()  # held on 1 November, drafted before the change: it stays
    turned(department, province)
    with pytest.raises(AppraisalError, match="252号 五"):
        province.exam()
    assert Exam.objects.count() == 1


def test_the_same_duty_or_day_twice_is_refused(province: Province, department: Actor) -> None:
    turned(department, province)
    with pytest.raises(OrganisationError, match="已是质量督导"):
        turned(department, province, on=date(2020, 11, 1))
    with pytest.raises(OrganisationError, match="2020-10-01"):
        turned(department, province, kind=Duty.Kind.SERVICE)
    assert Duty.objects.count() == 1


def test_a_chain_is_followed_as_of_a_day(province: Province, department: Actor) -> None:
    first = province.institution.body
    second, third = body("承接一"), body("承接二")
    for one, other, on in (
        (first, second, date(2021, 1, 1)),
        (second, third, date(2022, 1, 1)),
    ):
        succeed(by=department, predecessor=one, successor=other, on=on, basis="函", at=AT)
    assert [one.name for one in chain(first)] == [first.name, "承接一", "承接二"]
    assert successor_of(first, date(2020, 12, 31)) == first
    assert successor_of(first, date(2021, 1, 1)) == second
    assert successor_of(first, date(2022, 1, 1)) == third


def test_a_chain_has_no_circle_and_no_fork(province: Province, department: Actor) -> None:
    first, second, third = province.institution.body, body("承接一"), body("承接二")

    def hand_on(one: Body, other: Body) -> None:
        succeed(by=department, predecessor=one, successor=other, on=FROM, basis="函", at=AT)

    hand_on(first, second)
    hand_on(second, third)
    for one, other in ((third, first), (third, third), (second, first)):
        with pytest.raises(OrganisationError, match="不能反过来"):
            hand_on(one, other)
    with pytest.raises(OrganisationError, match="已登记承接单位"):
        hand_on(first, third)
    assert Succession.objects.count() == 2


def test_only_the_province_and_for_duties_the_centre_may(province: Province) -> None:
    turned(province.actors["centre"], province)
    for name in ("institution", "bureau", "finance", "auditor"):
        with pytest.raises(Denied):
            turned(province.actors[name], province, on=date(2021, 3, 1))
    for name in ("institution", "bureau", "centre"):
        with pytest.raises(Denied):
            succeed(
                by=province.actors[name],
                predecessor=province.institution.body,
                successor=province.centre,
                on=FROM,
                basis="函",
                at=AT,
            )
