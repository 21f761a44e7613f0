"""Who may examine where: competence, card, conflict, rotation; each obstacle is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.domain.conftest import AT, Province
from tests.sittings.conftest import NewExaminer
from xianjie.domain.accounts.acting import Denied, actor_of
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.audit.models import Event
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.sittings.models import Assignment, Conflict, Examiner
from xianjie.domain.sittings.rotation import rotation_on
from xianjie.domain.sittings.services import assign_examiner, declare_conflict, obstacles

HELD = date(2020, 11, 1)


def assigned(province: Province, exam: Exam, examiner: Examiner) -> Assignment:
    return assign_examiner(by=province.actors["institution"], exam=exam, examiner=examiner, at=AT)


def exams_on(province: Province, *days: date) -> list[Exam]:
    found = [province.exam() for _ in days]
    for exam, day in zip(found, days, strict=True):
        exam.held_on = day
        exam.save()
    return found


def test_who_is_competent_is_assigned_once(province: Province, new_examiner: NewExaminer) -> None:
    exam, examiner = province.exam(), new_examiner("甲")
    assert assigned(province, exam, examiner) == assigned(province, exam, examiner)
    assert Event.objects.filter(action="examiner.assigned").count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"competences": {"焊工": 1}}, "不具备"),
        ({"to_on": HELD}, "证卡无效"),
        ({"from_on": HELD + timedelta(days=1)}, "证卡无效"),
    ],
)
def test_who_is_not_is_refused_by_name_and_reason(
    province: Province, new_examiner: NewExaminer, given: dict[str, object], words: str
) -> None:
    with pytest.raises(AppraisalError, match=f"甲 .*{words}"):
        assigned(province, province.exam(), new_examiner("甲", **given))
    assert Assignment.objects.count() == 0


def test_who_is_on_the_blacklist_is_refused_until_it_is_over(
    province: Province, new_examiner: NewExaminer
) -> None:
    examiner = new_examiner("甲")
    entry = Blacklisting.objects.create(
        user=examiner.user,
        name="甲",
        area="440100",
        grounds="x",
        basis="x",
        from_on=HELD,
        until_on=HELD + timedelta(days=1),
        proposed_by="x",
        proposed_at=AT,
    )
    assert obstacles(examiner, province.exam()) == []
    Blacklisting.objects.update(decided_by="y", decided_at=AT, granted=True)
    with pytest.raises(AppraisalError, match="失信名单"):
        assigned(province, province.exam(), examiner)
    Blacklisting.objects.filter(pk=entry.pk).update(ended_on=HELD)
    assert obstacles(examiner, province.exam()) == []
    (later,) = exams_on(province, HELD + timedelta(days=1))
    assert obstacles(examiner, later) == []


def test_competence_up_to_a_level_covers_those_below(
    province: Province, new_examiner: NewExaminer
) -> None:
    exam = province.exam()
    exam.offers.update(level=3)
    assert obstacles(new_examiner("甲", competences={"电工": 4}), exam) != []
    assert obstacles(new_examiner("乙", competences={"电工": 3}), exam) == []
    assert obstacles(new_examiner("丙", competences={"电工": 1}), exam) == []


def test_a_conflict_is_declared_by_oneself_once_and_holds(
    province: Province, new_examiner: NewExaminer
) -> None:
    examiner = new_examiner("甲")
    oneself = actor_of(examiner.user, date(2020, 9, 15))
    body = province.institution.body
    for _ in range(2):
        declare_conflict(by=oneself, examiner=examiner, body=body, reason="亲属参考", at=AT)
    assert Conflict.objects.count() == 1
    with pytest.raises(AppraisalError, match="须回避：亲属参考"):
        assigned(province, province.exam(), examiner)
    another = actor_of(new_examiner("乙").user, date(2020, 9, 15))
    with pytest.raises(Denied):
        declare_conflict(by=another, examiner=examiner, body=province.centre, reason="x", at=AT)


def test_nobody_is_at_two_exams_on_a_day(province: Province, new_examiner: NewExaminer) -> None:
    first, second = province.exam(), province.exam()
    examiner = new_examiner("甲")
    assigned(province, first, examiner)
    with pytest.raises(AppraisalError, match="另一场"):
        assigned(province, second, examiner)


def test_examiners_are_rotated(province: Province, new_examiner: NewExaminer) -> None:
    most = rotation_on(HELD).most
    days = [HELD + timedelta(days=number) for number in range(most + 1)]
    *before, last = exams_on(province, *days)
    examiner = new_examiner("甲")
    for exam in before:
        assigned(province, exam, examiner)
    with pytest.raises(AppraisalError, match=f"连续考评 {most} 场，须轮换"):
        assigned(province, last, examiner)
    assert obstacles(new_examiner("乙"), last) == []


def test_all_obstacles_are_told_together(province: Province, new_examiner: NewExaminer) -> None:
    examiner = new_examiner("甲", competences={"焊工": 1}, to_on=HELD)
    assert len(obstacles(examiner, province.exam())) == 2


def test_only_ones_own_institution_or_the_centre_assigns(
    province: Province, new_examiner: NewExaminer
) -> None:
    exam, examiner = province.exam(), new_examiner("甲")
    for name in ("other-institution", "bureau", "finance", "auditor"):
        with pytest.raises(Denied):
            assign_examiner(by=province.actors[name], exam=exam, examiner=examiner, at=AT)
    assign_examiner(by=province.actors["centre"], exam=exam, examiner=examiner, at=AT)


def test_a_card_is_in_the_pool_once(new_examiner: NewExaminer) -> None:
    new_examiner("甲")
    with pytest.raises(AppraisalError, match="至少要有一个职业"):
        new_examiner("乙", competences={})
    assert Examiner.objects.count() == 1
