"""Notices, objections and reports: who may do what when, and the clocks of each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluations.made import UNTIL, World, at
from xianjie.calendar import is_working_day, working_days_between
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.evaluations import noticing, reporting
from xianjie.domain.evaluations.clocks import (
    clock_of,
    correction_due,
    days_late,
    is_in_time,
    last_reporting_day,
    notice_until,
)
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Objection, Plan, PublicNotice
from xianjie.domain.evaluations.results import Given, enter_results
from xianjie.domain.evaluations.selecting import issuable, notices_on
from xianjie.domain.evaluations.states import PlanState, state_of

OVER = date(2020, 10, 13)  # the notice of 27 September lasts over the holidays to 10 October
DAYS = st.dates(date(2020, 1, 10), date(2026, 10, 1))


def _again(plan: Plan) -> Plan:
    return Plan.objects.select_related("organisation").get(pk=plan.pk)


def test_nothing_is_shown_before_everybody_has_a_result(world: World) -> None:
    plan = world.social.held(2)
    with pytest.raises(EvaluationError, match="2 人没有结果"):
        noticing.post_notice(by=world.social.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))
    world.social.enter(plan, (80, 80), None)
    made = noticing.post_notice(by=world.social.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))
    assert made.until_on == date(2020, 9, 30) + timedelta(
        days=9
    )  # five working days, one of them 9
    assert [one.pk for one in notices_on(UNTIL)] == [made.pk]
    assert not notices_on(made.until_on + timedelta(days=1))
    assert not notices_on(UNTIL - timedelta(days=1))


def test_the_results_are_accepted_by_another_once_the_notice_is_over(world: World) -> None:
    plan = world.social.handed_in((80, 80), (50, 80), None)
    with pytest.raises(EvaluationError, match="期满后再审核"):
        reporting.accept(by=world.bureau.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))
    assert not issuable(plan, OVER)
    for by in (world.social.two, world.elsewhere.one):
        with pytest.raises(Denied):
            reporting.accept(by=by, plan=plan.pk, on=OVER, at=at(OVER))
    world.accept(plan, OVER)
    assert state_of(_again(plan)) is PlanState.ACCEPTED
    [only] = issuable(plan, OVER)
    assert only.name == "评价1"
    assert not issuable(plan, OVER - timedelta(days=1))


def test_an_objection_stops_acceptance_until_it_is_answered(world: World) -> None:
    plan = world.social.handed_in((80, 80), (90, 80))
    notice = plan.notices.get()
    told = {"notice": notice, "contact": "某人 10000000000", "on": UNTIL, "at": at(UNTIL)}
    for place, words, said in ((3, "x", "第 3 号"), (1, " ", "写明异议"), (1, "x" * 501, "500")):
        with pytest.raises(EvaluationError, match=said):
            noticing.object_to(place=place, words=words, **told)  # type: ignore[arg-type]
    made, code = noticing.object_to(place=2, words="没有参加评价", **told)  # type: ignore[arg-type]
    assert "没有参加" not in made.words
    assert noticing.words_of(made) == ("没有参加评价", "某人 10000000000")
    assert code not in made.code_hash
    assert noticing.asked_after(made.number, code, UNTIL) == made
    assert noticing.asked_after(made.number, code, UNTIL - timedelta(days=1)) is None
    assert noticing.asked_after("", code, UNTIL) is None
    with pytest.raises(EvaluationError, match="1 件异议"):
        reporting.accept(by=world.bureau.one, plan=plan.pk, on=OVER, at=at(OVER))
    answer = {"objection": made.pk, "on": OVER, "at": at(OVER)}
    with pytest.raises(Denied):
        noticing.answer_objection(by=world.bureau.one, words="x", upheld=False, **answer)  # type: ignore[arg-type]
    noticing.answer_objection(by=world.social.two, words="属实", upheld=True, **answer)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert noticing.is_answered(made, OVER)
    assert not noticing.is_answered(made, OVER - timedelta(days=1))
    with pytest.raises(EvaluationError, match="已答复"):
        noticing.answer_objection(by=world.social.two, words="x", upheld=False, **answer)  # type: ignore[arg-type]
    world.accept(plan, OVER)
    assert [one.name for one in issuable(plan, OVER)] == ["评价1"]
    Objection.objects.update(participant=None)  # about all of them
    assert not issuable(plan, OVER)


def test_after_the_notice_nobody_objects(world: World) -> None:
    plan = world.social.shown((80, 80))
    notice = plan.notices.get()
    for day in (UNTIL - timedelta(days=1), notice.until_on + timedelta(days=1)):
        with pytest.raises(EvaluationError, match="不在公示期"):
            noticing.object_to(notice=notice, place=1, words="x", contact="", on=day, at=at(day))


def test_what_was_put_right_is_shown_anew_before_it_is_reported_again(world: World) -> None:
    plan = world.social.handed_in((80, 80), (50, 80))
    back, again = date(2020, 9, 29), date(2020, 9, 30)
    with pytest.raises(EvaluationError, match="理由"):
        reporting.send_back(by=world.bureau.one, plan=plan.pk, words="", on=back, at=at(back))
    reporting.send_back(
        by=world.bureau.one, plan=plan.pk, words="2号成绩有误", on=back, at=at(back)
    )
    assert state_of(_again(plan)) is PlanState.RETURNED
    assert state_of(_again(plan), back - timedelta(days=1)) is PlanState.HANDED_IN
    assert clock_of(_again(plan)).correction_due == date(2020, 10, 13)
    second = plan.participants.order_by("pk")[1]
    enter_results(
        by=world.social.one, plan=plan.pk, given=[Given(1, second.pk, 65, 80)], at=at(back)
    )
    with pytest.raises(EvaluationError, match="重新公示"):
        reporting.hand_in_again(
            by=world.social.one, plan=plan.pk, words="已改", on=again, at=at(again)
        )
    noticing.post_notice(by=world.social.one, plan=plan.pk, on=again, at=at(again))
    for day in (again, again + timedelta(days=1)):
        with pytest.raises(EvaluationError, match="没有更改结果"):
            noticing.post_notice(by=world.social.one, plan=plan.pk, on=day, at=at(day))
    enter_results(
        by=world.social.one,
        plan=plan.pk,
        given=[Given(1, second.pk, 66, 80)],
        at=at(again) + timedelta(hours=1),
    )
    with pytest.raises(EvaluationError, match="今天已经公示过"):
        noticing.post_notice(by=world.social.one, plan=plan.pk, on=again, at=at(again))
    again += timedelta(days=1)
    noticing.post_notice(by=world.social.one, plan=plan.pk, on=again, at=at(again))
    reporting.hand_in_again(by=world.social.one, plan=plan.pk, words="已改", on=again, at=at(again))
    plan = _again(plan)
    assert state_of(plan) is PlanState.HANDED_IN
    assert PublicNotice.objects.count() == 3
    until = plan.notices.order_by("-pk")[0].until_on
    assert clock_of(plan).review_due == date(2020, 10, 21) > until  # five working days after it
    world.accept(plan, until + timedelta(days=1))
    assert issuable(plan, until + timedelta(days=1)).count() == 2


def test_late_is_told_by_the_kind_of_the_organisation(world: World) -> None:
    social = world.social.shown((80, 80))
    assert clock_of(social).results_due == date(2020, 10, 10)  # five working days
    assert days_late(social, date(2020, 10, 10)) == 0
    assert days_late(social, date(2020, 10, 13)) == 2
    employer = world.employer.plan(0)
    assert clock_of(employer).results_due == date(2020, 10, 16)  # ten
    reporting.hand_in(
        by=world.social.one, plan=social.pk, on=date(2020, 10, 12), at=at(date(2020, 10, 12))
    )
    assert days_late(_again(social), date(2021, 1, 1)) == 1


@given(DAYS)
def test_the_last_reporting_day_is_the_last_one_in_time(from_on: date) -> None:
    last = last_reporting_day(from_on)
    assert last is not None
    assert last < from_on
    assert is_in_time(last, from_on)
    assert not is_in_time(last + timedelta(days=1), from_on)


@given(DAYS)
def test_a_notice_lasts_five_working_days(from_on: date) -> None:
    until = notice_until(from_on)
    assert is_working_day(until)
    assert working_days_between(from_on, until + timedelta(days=1)) == 5


@pytest.mark.django_db
def test_a_year_without_holidays_has_no_clock() -> None:
    from xianjie.domain.evaluations.models import Correction  # noqa: PLC0415

    assert last_reporting_day(date(2031, 1, 1)) is None
    assert is_in_time(date(2031, 1, 1), date(2031, 2, 1)) is None
    assert correction_due(Correction(returned_on=date(2031, 1, 1))) is None
