"""Days that the notice leaves to a later one: within bounds, dated, by the province alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Actor, Denied, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services.exams import misplaced
from xianjie.domain.audit.models import Event
from xianjie.domain.rulings.later import LaterNoticeError, law_on, open_days, set_day, with_day
from xianjie.domain.rulings.models import LaterNotice
from xianjie.instruments import law

FIRST, LAST = "unified_first_from", "unified_first_end_on"
OCTOBER = date(2020, 10, 17)
UNIFIED = {
    "occupation": "电工",
    "route": "scheduled",
    "exam_kind": "unified_technician",
    "sitting": "first",
}


@pytest.fixture
def department(province: Province) -> Actor:
    del province
    body = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=date(2000, 1, 1)
    )
    user = User.objects.create(username="department", name="省厅")
    Membership.objects.create(
        user=user, body=body, role=Role.PROVINCE, from_on=date(2020, 1, 1), granted_by="tests"
    )
    return actor_of(user, ON)


def setting(by: Actor, **changed: Any) -> LaterNotice:  # noqa: ANN401 - as `set_day` takes them
    given = {
        "term": FIRST,
        "day": OCTOBER,
        "document": "另文1号",
        "issued_on": date(2020, 9, 14),
        "on": ON,
        "at": AT,
    }
    return set_day(by=by, **{**given, **changed})


def schedule(on: date, held_on: date) -> str | None:
    return law_on(on).decision("exam-schedule").decide({**UNIFIED, "held_on": held_on}).outcome


def test_the_open_days_are_those_that_no_notice_has_set(department: Actor) -> None:
    del department
    found = open_days(law())
    assert set(found) == {FIRST, LAST, "unified_resit_from", "unified_resit_end_on"}
    assert found[FIRST][1] == date(2020, 10, 1)


def test_a_day_holds_from_its_notice_on_and_not_before(department: Actor) -> None:
    made = setting(department)
    assert schedule(date(2020, 9, 13), date(2020, 10, 12)) == "within_window"
    assert schedule(date(2020, 9, 14), date(2020, 10, 12)) == "outside_window"
    assert schedule(date(2020, 9, 14), OCTOBER) == "within_window"
    event = Event.objects.get(subject_kind="laternotice", subject_id=made.pk)
    assert (event.action, event.ground) == ("notice.set", "252/2.1.1.2")
    assert law().decision("exam-schedule").rules_version != (
        law_on(ON).decision("exam-schedule").rules_version
    )


def test_a_later_notice_goes_before_an_earlier(department: Actor) -> None:
    setting(department, day=date(2020, 10, 20), issued_on=date(2020, 9, 15))
    setting(department)
    assert schedule(ON, date(2020, 10, 18)) == "outside_window"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": date(2020, 11, 2)}, ("2020-11-02", "2020-10-31", "252/2.1.1.2")),
        ({"day": date(2020, 9, 30)}, ("2020-09-30", "2020-10-01")),
        ({"term": "batch_2_exit_on"}, ("batch_2_exit_on", FIRST)),
        ({"term": "issuance_end_on"}, ("issuance_end_on", FIRST)),
        ({"issued_on": date(2020, 9, 16)}, ("2020-09-16", "after today")),
    ],
)
def test_a_day_that_may_not_be_is_refused_by_name(
    department: Actor, changed: dict[str, Any], words: tuple[str, ...]
) -> None:
    with pytest.raises(LaterNoticeError) as refusal:
        setting(department, **changed)
    for one in words:
        assert one in refusal.value.message.en
    assert LaterNotice.objects.count() == Event.objects.filter(action="notice.set").count() == 0


def test_bounds_that_are_other_open_days_are_kept(department: Actor) -> None:
    setting(department, term=LAST, day=date(2020, 10, 18))
    with pytest.raises(LaterNoticeError, match="2020-10-18"):
        setting(department, day=date(2020, 10, 20), issued_on=ON)
    setting(department, day=date(2020, 10, 18), issued_on=ON)
    assert schedule(ON, date(2020, 10, 18)) == "within_window"


def test_the_same_notice_is_not_entered_twice(department: Actor) -> None:
    setting(department)
    with pytest.raises(LaterNoticeError, match="已定过"):
        setting(department, day=date(2020, 10, 18))
    assert LaterNotice.objects.get().day == OCTOBER


def test_only_the_province_sets_a_day(province: Province) -> None:
    for name in ("bureau", "centre", "institution", "finance", "auditor"):
        with pytest.raises(Denied):
            setting(province.actors[name])


def test_exams_that_no_longer_fit_are_named_and_not_moved(
    province: Province, department: Actor
) -> None:
    exam = province.exam()
    Exam.objects.filter(pk=exam.pk).update(kind=Exam.Kind.TECHNICIAN, held_on=date(2020, 10, 12))
    assert misplaced(law_on(ON)) == []
    assert misplaced(with_day(law_on(ON), FIRST, OCTOBER)) == [exam]
    setting(department)
    assert misplaced(law_on(ON)) == [exam]
    exam.refresh_from_db()
    assert exam.held_on == date(2020, 10, 12)
