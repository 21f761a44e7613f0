"""Plans from the draft to the day on which they are held, and the examiners posted to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.evaluations.made import (
    DRAFTED,
    FROM,
    ON,
    UNTIL,
    World,
    at,
    cut,
    make_assessor,
    person,
)
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit.models import Event
from xianjie.domain.evaluations import panels, planning
from xianjie.domain.evaluations.clocks import is_in_time, last_reporting_day
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.planning import FailsPreflight
from xianjie.domain.evaluations.states import PlanState, state_of


def test_a_plan_is_reported_and_recorded_as_held(world: World) -> None:
    plan = world.social.held()
    assert state_of(plan) is PlanState.HELD
    assert state_of(plan, ON) is PlanState.REPORTED
    assert state_of(plan, ON - timedelta(days=1)) is PlanState.DRAFT
    assert plan.filing
    assert plan.preflight
    told = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert told == [
        "plan.drafted",
        *["panel.posted"] * 3,
        "participants.entered",
        "plan.reported",
        "plan.held",
    ]


def test_it_is_reported_so_many_working_days_before(world: World) -> None:
    plan = world.social.plan()
    last = last_reporting_day(FROM)
    assert last == date(2020, 9, 21)  # five working days to a Saturday
    assert is_in_time(last, FROM)
    assert not is_in_time(last + timedelta(days=1), FROM)
    with pytest.raises(FailsPreflight, match="2020-09-21"):
        planning.report_plan(by=world.social.one, plan=plan.pk, on=date(2020, 9, 22), at=at(ON))
    planning.report_plan(by=world.social.one, plan=plan.pk, on=last, at=at(last))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until_on": FROM - timedelta(days=1)}, "在第一天之前"),
        ({"until_on": FROM + timedelta(days=15)}, "15 天"),
        ({"level": 6}, "等级"),
        ({"has_theory": False, "has_practice": False}, "考核方式"),
        ({"from_on": date(2031, 1, 1), "until_on": date(2031, 1, 1)}, "节假日"),
    ],
)
def test_what_no_plan_can_say_is_refused(world: World, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Exception, match=said) as refused:
        world.social.plan(**given)
    assert type(refused.value).__module__.startswith("xianjie.")
    assert not Plan.objects.exists()


def test_the_database_holds_what_the_services_promise(world: World) -> None:
    plan = world.social.reported()
    for change in (
        {"reported_on": FROM},
        {"held_on": FROM},
        {"filing": None},
        {"level": 0},
        {"until_on": FROM - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**change)


def test_another_s_plan_is_not_theirs(world: World) -> None:
    plan = world.social.plan()
    for by in (world.employer.one, world.sponsor.one, world.bureau.one):
        with pytest.raises(Denied):
            planning.report_plan(by=by, plan=plan.pk, on=ON, at=at(ON))
    with pytest.raises(EvaluationError, match="场地"):
        planning.draft_plan(
            by=world.social.one,
            organisation=world.social.organisation,
            site=world.employer.site,
            drafted=DRAFTED,
            at=at(ON),
        )


def test_an_unfiled_organisation_drafts_but_does_not_report(world: World) -> None:
    world.social.organisation.filings.get().scopes.all().delete()
    world.social.organisation.filings.all().delete()
    plan = world.social.plan()
    assert plan.filing is None
    with pytest.raises(FailsPreflight, match="没有备案"):
        planning.report_plan(by=world.social.one, plan=plan.pk, on=ON, at=at(ON))


def test_a_suspension_in_between_is_told_and_the_plan_cancelled(world: World) -> None:
    plan = world.social.plan()
    cut(world.social.organisation, "suspended", UNTIL)
    with pytest.raises(FailsPreflight, match="不在有效期内"):
        planning.report_plan(by=world.social.one, plan=plan.pk, on=ON, at=at(ON))
    with pytest.raises(EvaluationError, match="原因"):
        planning.cancel_plan(by=world.social.one, plan=plan.pk, reason=" ", on=ON, at=at(ON))
    planning.cancel_plan(by=world.social.one, plan=plan.pk, reason="已暂停", on=ON, at=at(ON))
    plan = Plan.objects.get(pk=plan.pk)
    assert state_of(plan) is PlanState.CANCELLED
    with pytest.raises(EvaluationError, match="已取消"):
        planning.report_plan(by=world.social.one, plan=plan.pk, on=ON, at=at(ON))


def test_it_is_not_held_before_its_last_day(world: World) -> None:
    plan = world.social.reported()
    with pytest.raises(EvaluationError, match="2020-09-27"):
        planning.hold_plan(by=world.social.one, plan=plan.pk, on=FROM, at=at(FROM))


def test_an_examiner_is_at_one_place_whoever_sends_them(world: World) -> None:
    world.social.reported()
    same = make_assessor(world.employer.organisation, 9, "S000044000002-1")
    plan = world.employer.plan(0)
    with pytest.raises(EvaluationError, match="另一批次"):
        panels.post_examiner(
            by=world.employer.one, plan=plan.pk, assessor=same, is_chief=False, at=at(ON)
        )
    later = world.employer.plan(
        0, from_on=UNTIL + timedelta(days=1), until_on=UNTIL + timedelta(days=1)
    )
    panels.post_examiner(
        by=world.employer.one, plan=later.pk, assessor=same, is_chief=True, at=at(ON)
    )
    with pytest.raises(EvaluationError, match="另一批次"):
        planning.amend_plan(
            by=world.employer.one,
            plan=later.pk,
            site=world.employer.site,
            drafted=planning.Drafted("改期", "电工", 4, UNTIL, UNTIL),
            at=at(ON),
        )


def test_an_examiner_must_be_able_and_keep_away_from_relations(world: World) -> None:
    social = world.social
    plan = social.plan()
    low = make_assessor(social.organisation, 7, "low", highest=5)
    own = make_assessor(social.organisation, 8, person(1).number)
    related = make_assessor(social.organisation, 9, "related")
    panels.recuse(
        by=social.one,
        plan=plan,
        assessor=related,
        document="resident",
        number=person(2).number,
        reason="亲属",
        at=at(ON),
    )
    for assessor, said in (
        (low, "资格"),
        (own, "本人参加"),
        (related, "回避"),
        (world.employer.assessors[0], "不是本机构"),
        (social.assessors[0], "已派到本批次"),
    ):
        with pytest.raises(EvaluationError, match=said):
            panels.post_examiner(
                by=social.one, plan=plan.pk, assessor=assessor, is_chief=False, at=at(ON)
            )


def test_a_reported_plan_keeps_its_panel(world: World) -> None:
    social = world.social
    plan = social.reported()
    chief, other, _ = plan.posts.order_by("-is_chief", "pk")
    for post in (chief, other):
        with pytest.raises(EvaluationError, match="先派人"):
            panels.remove_examiner(by=social.one, post=post, at=at(ON))
    panels.post_examiner(
        by=social.one, plan=plan.pk, assessor=social.assessors[3], is_chief=True, at=at(ON)
    )
    chief.refresh_from_db()
    assert not chief.is_chief
    panels.remove_examiner(by=social.one, post=chief, at=at(ON))
    panels.name_chief(by=social.one, post=other, at=at(ON))
    assert [one.is_chief for one in plan.posts.order_by("pk")] == [True, False, False]
    with pytest.raises(EvaluationError, match="不在本批次"):
        panels.name_chief(by=social.one, post=chief, at=at(ON))


def test_three_batches_running_warn_of_rotation(world: World) -> None:
    other = world.social
    for number in range(3):
        day = FROM - timedelta(days=number + 1)
        plan = other.plan(1, from_on=day, until_on=day)
        Plan.objects.filter(pk=plan.pk).update(reported_on=date(2020, 9, 1))
    last = other.plan(1)
    assert panels.is_to_rotate(other.assessors[0], last)
    assert not panels.is_to_rotate(other.assessors[3], last)
