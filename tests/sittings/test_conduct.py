"""The day of the exam: incidents, the supervisors' report, relations that keep an examiner away."""

from __future__ import annotations

import pytest

from tests.domain.conftest import AT, ON
from tests.sittings.conftest import HELD, THEN, NewExaminer, Sat
from xianjie.domain.accounts.acting import Actor, Denied, actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.sittings.conduct import (
    Attendance,
    Findings,
    report_incident,
    take_attendance,
    write_report,
)
from xianjie.domain.sittings.models import Draw, Incident
from xianjie.domain.sittings.services import assign_examiner, declare_relation, obstacles

FINE = Findings(
    rooms_fit=True,
    identities_checked=True,
    papers_sealed=True,
    examiners_present=True,
    rules_kept=True,
)
LATE = Findings(
    rooms_fit=True,
    identities_checked=True,
    papers_sealed=False,
    examiners_present=True,
    rules_kept=True,
)


def supervisor(sat: Sat, names: list[str]) -> Actor:
    Draw.objects.create(
        exam=sat.exam, pool=names, seed="s", drawn=names[:1], drawn_by="x", drawn_at=AT
    )
    return actor_of(User.objects.get(username=names[0]), ON)


def test_who_is_drawn_writes_one_report_after_the_day(sat: Sat, supervisors: list[str]) -> None:
    by = supervisor(sat, supervisors)
    told = {"exam": sat.exam, "at": THEN}
    with pytest.raises(AppraisalError, match="考试日"):
        write_report(by=by, findings=FINE, on=ON, **told)  # type: ignore[arg-type]
    with pytest.raises(AppraisalError, match="写明情况"):
        write_report(by=by, findings=LATE, on=HELD, **told)  # type: ignore[arg-type]
    assert write_report(by=by, findings=FINE, on=HELD, **told).rules_kept  # type: ignore[arg-type]
    with pytest.raises(AppraisalError, match="已提交"):
        write_report(by=by, findings=FINE, on=HELD, **told)  # type: ignore[arg-type]
    another = actor_of(User.objects.get(username=supervisors[1]), ON)
    for actor in (another, sat.one):
        with pytest.raises(Denied):
            write_report(by=actor, findings=FINE, on=HELD, **told)  # type: ignore[arg-type]


def test_incidents_are_reported_by_the_institution_and_who_is_drawn(
    sat: Sat, supervisors: list[str]
) -> None:
    by = supervisor(sat, supervisors)
    ticket = sat.places[0].ticket
    told = {"exam": sat.exam, "words": "携带手机", "on": HELD, "at": THEN}
    breach = Incident.Kind.BREACH
    made = report_incident(by=by, kind=breach, ticket=ticket, **told)  # type: ignore[arg-type]
    assert made.place == sat.places[0]
    report_incident(by=sat.one, kind=Incident.Kind.EQUIPMENT, **told)  # type: ignore[arg-type]
    with pytest.raises(AppraisalError, match="须写明准考证号"):
        report_incident(by=by, kind=breach, **told)  # type: ignore[arg-type]
    another = actor_of(User.objects.get(username=supervisors[1]), ON)
    for actor in (another, sat.province.actors["other-institution"], sat.centre):
        with pytest.raises(Denied):
            report_incident(by=actor, kind=breach, ticket=ticket, **told)  # type: ignore[arg-type]
    assert Incident.objects.count() == 2


def test_attendance_stays_once_a_result_is_entered(sat: Sat) -> None:
    sat.entered(sat.one, (80, 70), (80, 59), (10, 20))
    marks = {sat.places[0].pk: Attendance.ABSENT}
    with pytest.raises(AppraisalError, match="已录入成绩"):
        take_attendance(by=sat.one, exam=sat.exam, marks=marks, on=HELD, at=THEN)


def test_an_examiner_stays_away_from_a_relative_and_from_their_own_exam(
    sat: Sat, new_examiner: NewExaminer
) -> None:
    exam, examiner = sat.province.exam(), new_examiner("甲")
    sat.province.registered(exam, 1)
    oneself = actor_of(examiner.user, ON)
    told = {"examiner": examiner, "document": "resident", "reason": "亲属", "at": AT}
    declare_relation(by=oneself, number="440106190001019999", **told)  # type: ignore[arg-type]
    assert obstacles(examiner, exam) == []
    declare_relation(by=oneself, number="440106190001010001", **told)  # type: ignore[arg-type]
    with pytest.raises(AppraisalError, match="须回避：亲属"):
        assign_examiner(by=sat.one, exam=exam, examiner=examiner, at=AT)
    other = new_examiner("乙")
    sat.registrations[0].candidate.user = other.user
    sat.registrations[0].candidate.save()
    assert any("本人报考" in one.zh for one in obstacles(other, sat.exam))
    with pytest.raises(Denied):
        declare_relation(
            by=actor_of(other.user, ON),
            number="1",
            **told,  # type: ignore[arg-type]
        )
