"""Participants and their results: by form and by file, row-exact; what is derived from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.evaluations.made import FROM, ON, UNTIL, World, at, person
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.audit.models import Event
from xianjie.domain.evaluations import joining, rosters, scoresheets
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.results import Given, enter_results, is_pass, parts_of
from xianjie.domain.points import Part
from xianjie.identifiers.persons import check_digit
from xianjie.instruments.conditions import Claim
from xianjie.tables import Column, write_template, write_xlsx


def born(day: str) -> Joining:
    """Somebody of a day of birth who claims six years of work."""
    first = f"440106{day.replace('-', '')}001"
    return person(90, number=first + check_digit(first))


def test_years_of_work_begin_at_fourteen(world: World) -> None:
    plan = world.social.plan(0)
    begin = FROM.replace(year=FROM.year - 20)
    with pytest.raises(EvaluationError, match="满 14 周岁起算"):
        world.social.join(plan, [born(f"{begin + timedelta(days=1)}")])
    assert world.social.join(plan, [born(f"{begin}")])
    elsewhere = person(91, document="passport", number="E12345678")
    assert world.social.join(plan, [elsewhere])  # it tells no day of birth


def test_people_join_once_with_the_condition_that_they_claim(world: World) -> None:
    plan = world.social.plan(0)
    made = world.social.join(plan, [person(1), person(2)])
    assert [one.pk for one in made] == list(plan.participants.values_list("pk", flat=True))
    assert plan.participants.first().condition_facts == {"years": 6}  # type: ignore[union-attr]
    for wrong, said in (
        ([person(3), person(1)], "第 1 行：此人已在"),
        ([person(1)], "^此人已在"),
        ([person(4), person(4)], "第 4 行：此人已在"),
        ([person(5, claim=Claim(years=5))], "5 年，须 6 年"),
        ([person(6, condition="five_years")], "另一等级"),
        ([person(7, condition="none_such")], "没有申报条件"),
        ([person(8, basis="entrusted", sponsor="某小厂")], "委托协议"),
        ([person(9, sponsor="某小厂")], "应为“受委托”"),
        ([born("2020-09-16")], "出生日期在今天之后"),
        ([born("2000-09-27")], "工作年限 6 年与证件"),  # nineteen, and six years from fourteen on
    ):
        with pytest.raises(EvaluationError, match=said):
            world.social.join(plan, wrong)
    assert plan.participants.count() == 2
    with pytest.raises(EvaluationError, match="没有一行"):
        world.social.join(plan, [])
    with pytest.raises(Denied):
        joining.enter_participants(by=world.bureau.one, plan=plan.pk, joining=[], at=at(ON))


def test_a_person_is_taken_off_a_draft_only(world: World) -> None:
    plan = world.social.plan()
    first, second = plan.participants.order_by("pk")
    joining.remove_participant(by=world.social.one, participant=first, at=at(ON))
    with pytest.raises(EvaluationError, match="不在名单"):
        joining.remove_participant(by=world.social.one, participant=first, at=at(ON))
    Plan.objects.filter(pk=plan.pk).update(reported_on=ON)
    with pytest.raises(EvaluationError, match="已报告"):
        joining.remove_participant(by=world.social.one, participant=second, at=at(ON))


def test_the_entrusted_come_by_the_agreement_of_their_sponsor(world: World) -> None:
    agreed = world.entrusted()
    plan = world.employer.plan(0)
    [made] = world.employer.join(plan, [person(1, "entrusted", sponsor="某小厂")])
    assert made.entrustment == agreed
    agreed.until_on = FROM
    agreed.save()
    with pytest.raises(EvaluationError, match="委托协议"):
        world.employer.join(plan, [person(2, "entrusted", sponsor="某小厂")])


def _row(row: int, **given: object) -> dict[str, object]:
    one = person(row)
    return {
        "name": one.name,
        "document": "居民身份证",
        "number": one.number,
        "basis": "社会人员",
        "sponsor": None,
        "condition": "从事本职业或相关职业工作6年以上",
        "years": 6,
        **given,
    }


def test_a_file_of_people_is_row_exact(world: World) -> None:
    plan = world.social.plan(0)
    template = rosters.template_of(plan)
    assert write_template(template, "zh").startswith(b"PK")
    rows = [
        _row(1),
        _row(2, number="440106190001019999"),
        _row(3, years=None),
        _row(4, condition="从事本职业或相关职业工作1年以上"),
        _row(1),
        _row(6, basis="受委托", sponsor="没有这家"),
        _row(7, condition="four_held", years=None, held_number="S1", held_on=date(2014, 5, 6),
             years_after=6),
    ]  # fmt: skip
    content = _csv(template.columns, rows)

    def send(mode: Mode) -> Uploaded:
        return rosters.upload(
            by=world.social.one,
            plan=plan,
            content=content,
            filename="名单.csv",
            mode=mode,
            at=at(ON),
            lang="zh",
        )

    checked = send(Mode.CHECK)
    assert (checked.rows, checked.wrong, checked.written) == (7, 5, 0)
    assert [row for row, _ in checked.problems] == [3, 4, 5, 6, 7]
    back = checked.returned.decode("utf-8-sig").splitlines()
    assert ["有误" in line for line in back] == [False, False, *[True] * 5, False]
    assert send(Mode.ALL).written == 0
    done = send(Mode.GOOD)
    assert (done.wrong, done.written) == (5, 2)
    assert plan.participants.count() == 2
    assert {one.condition for one in plan.participants.all()} == {"four_years", "four_held"}
    assert Event.objects.filter(action="participants.entered").count() == 1


def _csv(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.title.zh for column in columns)
    for row in rows:
        writer.writerow("" if row.get(one.name) is None else row[one.name] for one in columns)
    return out.getvalue().encode()


def _said(content: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


def test_a_result_is_derived_from_every_part_that_is_examined(world: World) -> None:
    plan = world.social.resulted((60, 60), (59, 90), None)
    told = plan.participants.order_by("pk").values_list("passed", "is_absent")
    assert list(told) == [(True, False), (False, False), (False, True)]
    # The same again changes nothing, another value does.
    assert world.social.enter(plan, (60, 60), (59, 90), None) == 0
    assert world.social.enter(plan, (60, 60), (61, 90), None) == 1
    assert Event.objects.filter(action="evaluation.entered").count() == 4


@given(
    points=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    parts=st.sets(st.sampled_from(Part), min_size=1),
)
def test_to_pass_is_to_reach_sixty_in_each(points: Sequence[int], parts: set[Part]) -> None:
    told: Mapping[str, int] = dict(zip(map(str, Part), points, strict=True))
    asked = [part for part in Part if part in parts]
    want = min(told[part] for part in asked) >= 60
    assert is_pass(Given(1, 1, **told), asked, FROM) is want  # type: ignore[arg-type]
    assert not is_pass(Given(1, 1, absent=True), asked, FROM)


def test_wrong_results_are_refused_all_together(world: World) -> None:
    plan = world.social.held(2)
    first, second = plan.participants.order_by("pk").values_list("pk", flat=True)
    other = world.employer.plan(0)
    [foreign] = world.employer.join(other, [person(5, "own")])
    for one, said in (
        (Given(1, first, 101, 60), "0 至 100"),
        (Given(1, first, 60), "缺操作技能"),
        (Given(1, first, 60, 60, 60), "不考综合评审"),
        (Given(1, first, 60, None, absent=True), "缺考"),
        (Given(1, foreign.pk, 60, 60), "没有这个序号"),
        (Given(1, second, 60, 60), "序号重复"),
    ):
        with pytest.raises(EvaluationError, match=said):
            enter_results(
                by=world.social.one,
                plan=plan.pk,
                given=[Given(0, second, 60, 60), one],
                at=at(UNTIL),
            )
    assert not Participant.objects.exclude(passed=None).exists()
    assert parts_of(plan) == (Part.THEORY, Part.PRACTICAL)


def test_a_file_of_results_is_row_exact(world: World) -> None:
    plan = world.social.held(4)
    blank = scoresheets.sheet(by=world.social.one, plan=plan, lang="zh")
    assert [float(row[0]) for row in _said(blank)[1:]] == [1, 2, 3, 4]  # places, not keys
    people = list(plan.participants.order_by("pk"))
    rows = [
        {"number": 1, "name": people[0].name, "theory": 80, "practical": 70},
        {"number": 2, "name": people[0].name, "theory": 80, "practical": 70},
        {"number": 3, "name": people[2].name, "absent": "yes"},
        {"number": 4, "name": people[3].name, "theory": 80},
        {"number": 10**9, "name": "某人", "theory": 80, "practical": 70},
    ]
    told = scoresheets.upload(
        by=world.social.one,
        plan=plan,
        content=write_xlsx(scoresheets.TEMPLATE.columns, rows, "zh"),
        filename="结果.xlsx",
        mode=Mode.GOOD,
        at=at(UNTIL),
        lang="zh",
    )
    assert [row for row, _ in told.problems] == [3, 5, 6]
    assert (told.rows, told.wrong, told.written) == (5, 3, 2)
    passed = plan.participants.order_by("pk").values_list("passed", flat=True)
    assert list(passed) == [True, None, False, None]


def test_results_are_not_seen_as_of_a_day_before_them(world: World) -> None:
    from xianjie.domain.evaluations.selecting import people_on  # noqa: PLC0415

    plan = world.social.resulted((80, 80))
    [before] = people_on(plan, UNTIL - timedelta(days=1))
    [after] = people_on(plan, UNTIL)
    assert (before.passed, before.theory) == (None, None)
    assert (after.passed, after.theory) == (True, 80)
