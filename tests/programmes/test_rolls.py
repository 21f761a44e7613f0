"""Class lists by file: each wrong row told with its number and its fix, all or none written."""

from __future__ import annotations

import csv
import io

import pytest

from tests.programmes.training import AT, Training, person
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.audit.models import Event
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Cohort, Learner
from xianjie.domain.programmes.rolls import TEMPLATE, Entry, enrol, upload
from xianjie.domain.programmes.services import take_back, take_out
from xianjie.identifiers.persons import check_digit
from xianjie.tables import write_xlsx

HEADS = "姓名,证件种类,证件号码\n"


def number(place: int) -> str:
    first = f"44010619000101{place:03}"
    return first + check_digit(first)


def sent(
    training: Training, cohort: Cohort, content: bytes, mode: Mode, name: str = "班.csv"
) -> Uploaded:
    return upload(
        by=training.teacher,
        cohort=cohort,
        content=content,
        filename=name,
        mode=mode,
        at=AT,
        lang="zh",
    )


def test_every_wrong_row_is_told_with_its_number(training: Training) -> None:
    cohort, other = training.cohort(), training.cohort()
    lists = {cohort: [("已在", 90)], other: [("别班", 91)]}
    for each, people in lists.items():
        rows = "".join(f"{name},居民身份证,{number(place)}\n" for name, place in people)
        assert sent(training, each, (HEADS + rows).encode(), Mode.ALL).written == 1
    mistyped = number(2)[:-1] + ("0" if number(2)[-1] != "0" else "1")
    content = HEADS + "".join(
        f"{row}\n"
        for row in (
            f"张三,居民身份证,{number(1)}",
            f"李四,居民身份证,{mistyped}",
            f"王五,身份证,{number(3)}",
            f",居民身份证,{number(4)}",
            f"张三,居民身份证,{number(1)}",
            f"已在,居民身份证,{number(90)}",
            f"别班,居民身份证,{number(91)}",
            f"改名,居民身份证,{number(91)}",
            "赵六,护照,E12345678",
        )
    )
    found = sent(training, cohort, content.encode(), Mode.CHECK)
    assert (found.rows, found.wrong, found.written) == (9, 7, 0)
    words = {row: reason.zh for row, reason in found.problems}
    assert [row for row, _ in found.problems] == [3, 4, 5, 6, 7, 8, 9]
    assert "校验码" in words[3]
    assert "证件种类" in words[4]
    assert "姓名" in words[5]
    assert "两次" in words[6]
    assert "已在这个班级" in words[7]
    assert "另一个班级" in words[8]
    assert "另一姓名" in words[9] or "两次" in words[9]
    told = list(csv.reader(io.StringIO(found.returned.decode("utf-8-sig"))))
    assert told[1][-2:] == ["无误", ""]
    assert told[2][-2] == "有误"
    assert "校验码" in told[2][-1]


def test_all_writes_nothing_where_a_row_is_wrong_and_good_writes_the_others(
    training: Training,
) -> None:
    cohort = training.cohort()
    content = f"{HEADS}张三,居民身份证,{number(1)}\n李四,居民身份证,1\n".encode()
    assert sent(training, cohort, content, Mode.ALL).written == 0
    assert not Learner.objects.exists()
    assert sent(training, cohort, content, Mode.GOOD).written == 1
    again = sent(training, cohort, content, Mode.GOOD)
    assert (again.wrong, again.written) == (2, 0)
    learner = Learner.objects.get()
    assert number(1) not in learner.number_sealed


def test_a_workbook_is_read_as_well(training: Training) -> None:
    cohort = training.cohort()
    rows = [
        {"name": f"学员{place}", "document": "resident", "number": number(place)}
        for place in range(60)
    ]
    content = write_xlsx(TEMPLATE.columns, rows, "zh")
    assert sent(training, cohort, content, Mode.ALL, "班.xlsx").written == 60


def test_people_at_once_are_entered_all_or_none(training: Training) -> None:
    cohort = training.cohort()
    with pytest.raises(ProgrammeError, match="第 1 行"):
        enrol(by=training.teacher, cohort=cohort, entries=[person(1), person(1)], at=AT)
    assert not Learner.objects.exists()


def test_nobody_is_entered_before_their_birth_and_one_person_is_told_without_a_row(
    training: Training,
) -> None:
    cohort = training.cohort()
    first = "44010620180902001"
    unborn = Entry(1, "张三", "resident", first + check_digit(first))
    with pytest.raises(ProgrammeError, match=r"^居民身份证号码的出生日期在今天之后"):
        enrol(by=training.teacher, cohort=cohort, entries=[unborn], at=AT)
    training.learner(cohort)
    with pytest.raises(ProgrammeError, match=r"^已在这个班级名单中；不必再录$"):
        training.learner(cohort)


def test_who_left_by_mistake_is_taken_back(training: Training) -> None:
    learner = training.learner()
    act = {"by": training.teacher, "learner": learner.pk, "at": AT}
    with pytest.raises(ProgrammeError, match="没有登记离开"):
        take_back(**act)  # type: ignore[arg-type]
    take_out(**act, on=AT.date(), reason="误录")  # type: ignore[arg-type]
    with pytest.raises(ProgrammeError, match="撤销离开"):
        training.learner(learner.cohort)
    other = training.learner(training.cohort())
    with pytest.raises(ProgrammeError, match="另一个班级"):
        take_back(**act)  # type: ignore[arg-type]
    other.delete()
    found = take_back(**act)  # type: ignore[arg-type]
    assert (found.left_on, found.left_reason) == (None, "")
    event = Event.objects.get(action="learner.taken_back")
    assert event.told == {"before": f"{AT.date()}"}


def test_who_left_a_class_may_join_another(training: Training) -> None:
    learner = training.learner()
    with pytest.raises(ProgrammeError, match="另一个班级"):
        training.learner(training.cohort())
    Learner.objects.filter(pk=learner.pk).update(left_on=AT.date(), left_reason="转班")
    assert training.learner(training.cohort()).pk != learner.pk
