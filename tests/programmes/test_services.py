"""What may be entered as a programme, a class, a learner; constraints hold without the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests.programmes.training import AT, BEGAN, GRADUATES, Training, certificate, person
from tests.sittings.conftest import staff
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.programmes import services
from xianjie.domain.programmes.amending import amend_programme
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.rolls import enrol
from xianjie.instruments import law

APPRENTICES = {"kind": Programme.Kind.APPRENTICE, "agreement": "2020-1"}


@pytest.mark.parametrize(
    ("last", "fits"),
    [
        (date(2021, 8, 30), False),
        (date(2021, 8, 31), True),
        (date(2022, 8, 31), True),
        (date(2023, 8, 31), True),
        (date(2023, 9, 1), False),
    ],
)
def test_an_apprenticeship_takes_one_to_three_years(
    training: Training, last: date, *, fits: bool
) -> None:
    def made() -> Programme:
        return training.programme(from_on=date(2020, 9, 1), until_on=last, **APPRENTICES)

    if fits:
        assert made().until_on == last
    else:
        with pytest.raises(ProgrammeError, match="12 至 36 个月"):
            made()


def test_the_subsidy_is_kept_as_told(training: Training) -> None:
    subsidy = services.Subsidy(400_000, 50, "粤人社〔2019〕1号")
    made = training.programme(
        from_on=date(2019, 9, 1), until_on=date(2020, 8, 31), subsidy=subsidy, **APPRENTICES
    )
    made.refresh_from_db()
    assert services.Subsidy(**made.subsidy) == subsidy


def test_a_plan_is_aligned_with_a_qualification_of_the_annex_only(training: Training) -> None:
    with pytest.raises(ProgrammeError, match="附件没有"):
        training.programme(occupation="宇航员")
    assert training.programme(occupation="宇航员", is_aligned=False).occupation == "宇航员"
    assert training.programme(occupation="水生生物病害防治员").occupation == "水生物病害防治员"


def test_schools_enter_no_apprentices_and_enterprises_no_classes(training: Training) -> None:
    wrong = services.Plan(Programme.Kind.APPRENTICE, "x", "电工", 4, True, BEGAN, GRADUATES)
    with pytest.raises(ProgrammeError, match="院校"):
        services.enter_programme(by=training.teacher, sponsor=training.school, plan=wrong, at=AT)
    with pytest.raises(ProgrammeError, match="协议"):
        training.programme(kind=Programme.Kind.APPRENTICE)
    with pytest.raises(ProgrammeError, match="留空"):
        training.programme(agreement="1")


def test_nobody_enters_for_another_school(training: Training) -> None:
    other = staff(
        Role.SCHOOL,
        Body.objects.create(kind="school", name="另一", area="440106", opened_on=BEGAN),
        "另一教务",
    )
    cohort = training.cohort()
    learner = training.learner(cohort)
    for act in (
        lambda: services.open_cohort(
            by=other, programme=cohort.programme, name="2", graduates_on=GRADUATES, at=AT
        ),
        lambda: services.move_graduation(
            by=other, cohort=cohort.pk, graduates_on=GRADUATES, reason="x", at=AT
        ),
        lambda: services.take_out(by=other, learner=learner.pk, on=GRADUATES, reason="x", at=AT),
        lambda: enrol(by=other, cohort=cohort, entries=[person(2)], at=AT),
    ):
        with pytest.raises(Denied):
            act()


def test_graduation_lies_within_the_programme_and_moves_with_a_reason(training: Training) -> None:
    cohort = training.cohort()
    for day in (BEGAN, date(2022, 9, 1)):
        with pytest.raises(ProgrammeError, match="2022-08-31"):
            services.move_graduation(
                by=training.teacher, cohort=cohort.pk, graduates_on=day, reason="x", at=AT
            )
    last = date(2022, 8, 31)
    services.move_graduation(
        by=training.teacher, cohort=cohort.pk, graduates_on=last, reason="延期", at=AT
    )
    assert Cohort.objects.get().graduates_on == last
    assert Event.objects.get(action="cohort.moved").told["reason"] == "延期"


def amended(training: Training, programme: Programme, **given: object) -> Programme:
    told: dict[str, object] = {
        name: getattr(programme, name)
        for name in ("kind", "title", "occupation", "level", "is_aligned", "from_on", "until_on")
    } | given
    return amend_programme(
        by=training.teacher,
        programme=programme.pk,
        plan=services.Plan(**told),  # type: ignore[arg-type]
        law=law(),
        on=date(2020, 9, 15),
        at=AT,
    )


def test_a_programme_is_put_off_and_then_its_class(training: Training) -> None:
    cohort = training.cohort()
    later = date(2023, 8, 31)
    with pytest.raises(ProgrammeError, match="先修改培养计划的结束日"):
        services.move_graduation(
            by=training.teacher, cohort=cohort.pk, graduates_on=later, reason="延期", at=AT
        )
    found = amended(training, cohort.programme, until_on=later, title="改名")
    services.move_graduation(
        by=training.teacher, cohort=cohort.pk, graduates_on=later, reason="延期", at=AT
    )
    event = Event.objects.get(action="programme.amended")
    assert event.told["changed"] == ["title", "until_on"]
    assert event.told["was"] == {"until_on": "2022-08-31"}
    with pytest.raises(ProgrammeError, match="不在起止日之内"):
        amended(training, found, until_on=date(2023, 8, 30))
    other = training.programme()
    with pytest.raises(ProgrammeError, match="已有名为"):
        amended(training, other, title="改名")
    with pytest.raises(ProgrammeError, match="附件没有"):
        amended(training, other, occupation="宇航员")


def test_the_aim_stays_once_somebody_reached_it(training: Training) -> None:
    learner = training.learner()
    programme = learner.cohort.programme
    assert amended(training, programme, occupation="评茶员", level=5).occupation == "评茶员"
    certificate(1, issued_on=date(2020, 1, 1), occupation="评茶员", level=5)
    programme.refresh_from_db()
    for change in ({"occupation": "电工"}, {"level": 4}, {"is_aligned": False}):
        with pytest.raises(ProgrammeError, match="1 名学员取得"):
            amended(training, programme, **change)
    assert amended(training, programme, until_on=date(2023, 1, 1)).until_on == date(2023, 1, 1)


def test_only_its_sponsor_amends_it(training: Training) -> None:
    programme = training.programme()
    stranger = replace(training, teacher=training.foreman)
    with pytest.raises(Denied):
        amended(stranger, programme, title="别人")


def test_each_verb_has_one_event(training: Training) -> None:
    learner = training.learner()
    services.take_out(by=training.teacher, learner=learner.pk, on=GRADUATES, reason="退学", at=AT)
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "programme.made",
        "cohort.opened",
        "cohort.enrolled",
        "learner.left",
    ]
    assert not Event.objects.filter(data__contains="退学").exists()  # it may say something of them
    with pytest.raises(ProgrammeError, match="离开"):
        services.take_out(by=training.teacher, learner=learner.pk, on=GRADUATES, reason="x", at=AT)


def test_constraints_hold_without_the_services(training: Training) -> None:
    learner = training.learner()
    programme = Programme.objects.filter(pk=learner.cohort.programme_id)
    for wrong in (
        lambda: programme.update(level=6),
        lambda: programme.update(until_on=F("from_on")),
        lambda: programme.update(trainer=training.school),
        lambda: programme.update(kind="apprentice"),
        lambda: Learner.objects.update(left_on=GRADUATES),
        lambda: Learner.objects.update(left_reason="x"),
        lambda: Learner.objects.create(
            cohort=learner.cohort,
            name="x",
            document=learner.document,
            number_hash=learner.number_hash,
            number_sealed="",
            entered_by="x",
            entered_at=AT,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_titles_and_names_occur_once(training: Training) -> None:
    cohort = training.cohort(title="电工")
    with pytest.raises(ProgrammeError, match="已有名为"):
        training.programme(title="电工")
    with pytest.raises(ProgrammeError, match="已有“1班”"):
        services.open_cohort(
            by=training.teacher,
            programme=cohort.programme,
            name="1班",
            graduates_on=GRADUATES,
            at=AT,
        )
