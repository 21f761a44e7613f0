"""Results entered twice by two people, settled by a third, published by a fourth, reviewed."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from python_calamine import CalamineWorkbook

from tests.sittings.conftest import HELD, THEN, NewExaminer, Sat, held, seated, staff
from xianjie.domain.accounts.acting import Denied, actor_of
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services import exams
from xianjie.domain.appraisals.services.uploading import Mode
from xianjie.domain.audit.models import Event
from xianjie.domain.messages.models import Message
from xianjie.domain.sittings import publishing, reviews
from xianjie.domain.sittings.models import Assignment, Entry, Publication, Result, Review
from xianjie.domain.sittings.parts import Part
from xianjie.domain.sittings.resits import entitled, parts_at
from xianjie.domain.sittings.results import Given, check, differences, enter, settle, standing
from xianjie.domain.sittings.scoresheets import TEMPLATE, sheet, upload
from xianjie.domain.sittings.sealed import Line, digest_of, lines_of
from xianjie.instruments import law
from xianjie.tables import read_table, write_xlsx

GOOD, MIXED, BAD = (80, 70), (80, 59), (10, 20)


def published(sat: Sat, *points: tuple[int, int]) -> Publication:
    for by in (sat.one, sat.two):
        sat.entered(by, *points)
    return publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)


def test_two_people_enter_and_where_they_agree_it_is_made(sat: Sat) -> None:
    assert sat.entered(sat.one, GOOD, MIXED, BAD) == 3
    assert Result.objects.count() == 0
    sat.entered(sat.two, GOOD, MIXED, (10, 21))
    assert Result.objects.filter(how="agreed").count() == 2
    (left,) = differences(sat.exam)
    assert (left.first.practical, left.second.practical) == (20, 21)
    assert standing(sat.exam).differing == 1


def test_one_person_does_not_enter_twice(sat: Sat) -> None:
    sat.entered(sat.one, GOOD, MIXED, BAD)
    assert sat.entered(sat.one, GOOD, MIXED, BAD) == 0
    assert sat.entered(sat.one, GOOD, MIXED, GOOD) == 1  # corrected
    assert Entry.objects.count() == 3
    assert Result.objects.count() == 0
    twin = Entry(registration=sat.registrations[0], hand=2, entered_by=sat.one.username)
    twin.entered_at = THEN
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_third_person_settles_and_neither_of_the_two(sat: Sat) -> None:
    sat.entered(sat.one, GOOD, MIXED, BAD)
    sat.entered(sat.two, GOOD, MIXED, GOOD)
    place = sat.present[2]
    right = Given(0, place.ticket, 10, 20)
    told: dict[str, Any] = {"place": place, "given": right, "at": THEN}
    for by in (sat.one, sat.two):
        with pytest.raises(Denied, match="第三人"):
            settle(by=by, reason="查卷", **told)
    with pytest.raises(AppraisalError, match="理由"):
        settle(by=sat.three, reason=" ", **told)
    assert settle(by=sat.three, reason="查卷", **told).how == "settled"
    with pytest.raises(AppraisalError, match="没有待裁定"):
        settle(by=sat.three, reason="查卷", **told)
    with pytest.raises(AppraisalError, match="已裁定"):
        sat.entered(sat.one, GOOD, MIXED, GOOD)


def test_the_two_come_to_agree_by_correcting_their_own(sat: Sat) -> None:
    sat.entered(sat.one, GOOD, MIXED, BAD)
    sat.entered(sat.two, GOOD, MIXED, GOOD)
    sat.entered(sat.two, GOOD, MIXED, BAD)
    assert differences(sat.exam) == []
    assert Result.objects.filter(how="agreed").count() == 3


def test_a_third_entry_is_refused(sat: Sat) -> None:
    sat.entered(sat.one, GOOD, MIXED, BAD)
    sat.entered(sat.two, GOOD, MIXED, GOOD)
    checked = check(by=sat.three, exam=sat.exam, given=[Given(2, sat.present[2].ticket, 1, 2)])
    assert ["已有两人录入" in one.words.zh for one in checked.wrong] == [True]


def test_every_wrong_row_is_told_and_nothing_is_written(sat: Sat) -> None:
    first, second, third, absent = sat.places
    rows = [
        Given(2, first.ticket, 101, 50),
        Given(3, second.ticket, 50),
        Given(4, third.ticket, 50, 50, 50),
        Given(5, absent.ticket, 50, 50),
        Given(6, "0", 50, 50),
        Given(7, first.ticket, 50, 50),
    ]
    found = {one.row: one.words.zh for one in check(by=sat.one, exam=sat.exam, given=rows).wrong}
    words = ["不在 0 至 100", "缺操作技能", "不考综合评审", "缺考", "没有这张", "重复"]
    for row, said in enumerate(words, start=2):
        assert said in found[row]
    with pytest.raises(AppraisalError, match=f"{first.ticket}：理论知识成绩 101"):
        enter(by=sat.one, exam=sat.exam, given=rows, at=THEN)
    assert Entry.objects.count() == 0


def test_a_void_result_has_no_points_and_no_resit(sat: Sat) -> None:
    breach = [Given(2, sat.present[0].ticket, void=True)]
    for by in (sat.one, sat.two):
        enter(by=by, exam=sat.exam, given=breach, at=THEN)
        enter(by=by, exam=sat.exam, given=sat.given(GOOD, MIXED, GOOD)[1:], at=THEN)
    publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)
    assert sat.registrations[0].pk not in {one.registration.pk for one in entitled(sat.exam)}


def test_examiners_enter_only_where_they_are_assigned(sat: Sat, new_examiner: NewExaminer) -> None:
    examiner = new_examiner("考评")
    by = actor_of(examiner.user, HELD)
    with pytest.raises(Denied, match="派到本场"):
        sat.entered(by, GOOD, GOOD, GOOD)
    Assignment.objects.create(exam=sat.exam, examiner=examiner, assigned_by="x", assigned_at=THEN)
    assert sat.entered(by, GOOD, GOOD, GOOD) == 3
    for actor in (sat.centre, sat.province.actors["other-institution"]):
        with pytest.raises(Denied):
            sat.entered(actor, GOOD, GOOD, GOOD)


def test_nothing_is_published_before_all_is_there_nor_by_who_made_it(sat: Sat) -> None:
    sat.entered(sat.one, GOOD, MIXED, BAD)
    with pytest.raises(AppraisalError, match="有差异 3 人"):
        publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)
    sat.entered(sat.two, GOOD, MIXED, GOOD)
    place = sat.present[2]
    settle(
        by=sat.centre,
        place=place,
        given=Given(0, place.ticket, 10, 20),
        reason="查卷",
        at=THEN,
    )
    with pytest.raises(Denied, match="另一人公布"):
        publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)
    with pytest.raises(Denied):
        publishing.publish(by=sat.three, exam=sat.exam, at=THEN)
    another = staff(Role.CENTRE, sat.province.centre, "另一人")
    assert publishing.publish(by=another, exam=sat.exam, at=THEN).version == 1


def test_what_is_published_is_canonical_without_a_name_and_sealed(sat: Sat) -> None:
    made = published(sat, GOOD, MIXED, BAD)
    told = json.loads(made.content)
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made.content == canonical
    assert made.digest == digest_of(canonical)
    assert "考生" not in made.content
    assert [(one.standing, one.passed) for one in _by_registration(sat, made)] == [
        ("scored", True),
        ("scored", False),
        ("scored", False),
        ("absent", False),
    ]
    assert Event.objects.get(action="results.published").told["digest"] == made.digest
    assert Message.objects.filter(template="result_published").count() == 4
    with pytest.raises(AppraisalError, match="没有变化"):
        publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)
    with pytest.raises(AppraisalError, match="只能经复核"):
        sat.entered(sat.one, GOOD, GOOD, GOOD)


def _by_registration(sat: Sat, made: Publication) -> list[Line]:
    lines = {one.ticket: one for one in lines_of(made)}
    return [lines[one.ticket] for one in sat.places]


def test_any_change_of_what_was_published_is_found(sat: Sat) -> None:
    made = published(sat, GOOD, MIXED, BAD)
    assert publishing.faults(sat.exam) == []
    for column, value in (("content", made.content.replace("59", "60")), ("digest", "0" * 64)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE sittings_publication SET {column} = %s",  # noqa: S608 - of two names above
                [value],
            )
            (fault,) = publishing.faults(sat.exam)
            assert "第 1 版" in fault.zh
            transaction.set_rollback(True)
    both = made.content.replace("59", "60")
    Publication.objects.update(content=both, digest=digest_of(both))
    assert len(publishing.faults(sat.exam)) == 1


def ask(sat: Sat, on: date, number: int = 1) -> Review:
    registration = sat.registrations[number]
    return reviews.ask(
        by=sat.province.candidate(registration),
        registration=registration.pk,
        reason="实操漏计一题",
        on=on,
        at=THEN,
    )


@pytest.mark.parametrize(
    ("on", "in_time"),
    # Published on Sunday 1 November; five working days are over on Friday 6.
    [(date(2020, 11, 2), True), (date(2020, 11, 6), True), (date(2020, 11, 7), False)],
)
def test_a_review_is_asked_for_in_time(sat: Sat, on: date, in_time: bool) -> None:
    published(sat, GOOD, MIXED, BAD)
    assert reviews.last_day(sat.exam) == date(2020, 11, 6)
    if in_time:
        assert ask(sat, on).answered_at is None
        with pytest.raises(AppraisalError, match="已申请过复核"):
            ask(sat, on)
    else:
        with pytest.raises(AppraisalError, match="期限已过（截至 2020-11-06）"):
            ask(sat, on)


def test_nobody_asks_before_publication_or_for_another(sat: Sat) -> None:
    with pytest.raises(AppraisalError, match="尚未公布"):
        ask(sat, HELD)
    published(sat, GOOD, MIXED, BAD)
    with pytest.raises(Denied):
        reviews.ask(
            by=sat.province.candidate(sat.registrations[0]),
            registration=sat.registrations[1].pk,
            reason="x",
            on=HELD,
            at=THEN,
        )


def test_a_correction_is_published_anew_by_another(sat: Sat) -> None:
    first = published(sat, GOOD, MIXED, BAD)
    asked = ask(sat, HELD)
    place = sat.places[1]
    corrected = Given(0, place.ticket, 80, 61)
    told: dict[str, Any] = {"review": asked.pk, "words": "补计一题", "at": THEN}
    for by in (sat.one, sat.province.actors["auditor"]):
        with pytest.raises(Denied):
            reviews.answer(by=by, corrected=corrected, **told)
    with pytest.raises(AppraisalError, match="与原成绩相同"):
        reviews.answer(by=sat.centre, corrected=Given(0, place.ticket, 80, 59), **told)
    reviews.answer(by=sat.centre, corrected=corrected, **told)
    assert publishing.is_due_again(sat.exam)
    found = publishing.published(sat.registrations[1])
    assert found
    assert found[1].points[Part.PRACTICAL] == 59  # until it is published anew
    with pytest.raises(Denied, match="另一人公布"):
        publishing.publish(by=sat.centre, exam=sat.exam, at=THEN)
    another = staff(Role.CENTRE, sat.province.centre, "另一人")
    second = publishing.publish(by=another, exam=sat.exam, at=THEN)
    assert json.loads(second.content)["before"] == first.digest
    assert publishing.faults(sat.exam) == []
    found = publishing.published(sat.registrations[1])
    assert found
    assert found[1].passed
    assert Message.objects.filter(template="result_published").count() == 5  # one told again
    with pytest.raises(AppraisalError, match="已答复"):
        reviews.answer(by=another, corrected=None, **told)


def test_who_failed_may_resit_in_the_parts_they_failed(sat: Sat) -> None:
    published(sat, GOOD, MIXED, BAD)
    assert {one.registration.pk: one.parts for one in entitled(sat.exam)} == {
        sat.registrations[1].pk: (Part.PRACTICAL,),
        sat.registrations[2].pk: (Part.THEORY, Part.PRACTICAL),
        sat.registrations[3].pk: (Part.THEORY, Part.PRACTICAL),
    }


def resit_of(sat: Sat) -> Exam:
    drafted = exams.draft_exam(
        by=sat.one,
        site=sat.province.site,
        title="补考",
        kind=Exam.Kind.ROUTINE,
        held_on=date(2020, 12, 5),
        basis="公告2号",
        offers=[exams.Offered("电工", 5, 10_000, 30)],
        announced_on=date(2020, 6, 1),
        first=sat.exam,
        at=THEN,
    )
    return exams.publish_exam(by=sat.one, exam=drafted.pk, law=law(), on=date(2020, 11, 9), at=THEN)


def test_only_who_failed_the_first_sitting_sits_the_resit(sat: Sat) -> None:
    resit = resit_of(sat)
    again = [sat.province.registered(resit, number, on=date(2020, 8, 1)) for number in (0, 1, 2)]
    with pytest.raises(AppraisalError, match="正考成绩尚未公布"):
        seated(sat.province, resit, sat.room)
    published(sat, GOOD, MIXED, BAD)
    seated(sat.province, resit, sat.room)
    places = {one.registration_id: one for one in resit.places.all()}
    assert set(places) == {again[1].pk, again[2].pk}
    assert parts_at(resit)[again[1].pk] == (Part.PRACTICAL,)
    held(sat.province, resit)
    for by in (sat.one, sat.two):
        rows = [
            Given(2, places[again[1].pk].ticket, None, 60),
            Given(3, places[again[2].pk].ticket, 60, 60),
        ]
        enter(by=by, exam=resit, given=rows, at=THEN)
    made = publishing.publish(by=sat.centre, exam=resit, at=datetime(2020, 12, 8, tzinfo=UTC))
    assert [one.passed for one in lines_of(made)] == [True, True]
    assert entitled(resit) == []


def test_a_sheet_is_filled_in_checked_and_entered(sat: Sat) -> None:
    blank = sheet(by=sat.one, exam=sat.exam, lang="zh")
    tickets = [row.values["ticket"] for row in read_table(blank, "s.xlsx", TEMPLATE)]
    assert tickets == sorted(one.ticket for one in sat.present)
    rows: list[dict[str, object]] = [
        {"ticket": ticket, "theory": 80, "practical": 70} for ticket in tickets
    ]
    rows[1]["practical"] = 700
    wrong = write_xlsx(TEMPLATE.columns, rows, "zh")
    told: dict[str, Any] = {
        "by": sat.one,
        "exam": sat.exam,
        "filename": "s.xlsx",
        "at": THEN,
        "lang": "zh",
    }
    checked, done = (upload(content=wrong, mode=one, **told) for one in (Mode.CHECK, Mode.ALL))
    for one in (checked, done):
        assert (one.rows, one.wrong, one.written) == (3, 1, 0)
    assert Entry.objects.count() == 0
    ((number, words),) = done.problems
    assert number == 3
    assert "700" in words.zh
    shown = CalamineWorkbook.from_filelike(io.BytesIO(done.returned)).get_sheet_by_index(0)
    assert [row[5] for row in shown.to_python()[1:]] == ["无误", "有误", "无误"]
    good = upload(content=wrong, mode=Mode.GOOD, **told)
    assert (good.written, Entry.objects.count()) == (2, 2)
    rows[1]["practical"] = 70
    again = upload(
        content=write_xlsx(TEMPLATE.columns, rows, "zh"),
        mode=Mode.ALL,
        **told,
    )
    assert (again.wrong, Entry.objects.count()) == (0, 3)
