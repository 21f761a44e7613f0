"""Races about evaluations: one examiner, one person, one plan, each wanted by several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from django.db.models import F

from tests.evaluations.made import (
    DRAFTED,
    ON,
    UNTIL,
    Filed,
    at,
    make_assessor,
    make_filed,
    make_world,
    person,
)
from xianjie.domain.audit.models import Event
from xianjie.domain.evaluations import noticing, planning, reporting
from xianjie.domain.evaluations.models import Plan, PublicNotice, Report
from xianjie.domain.evaluations.planning import Drafted

AtOnce = Callable[[Sequence[Callable[[], object]]], None]
Told = dict[str, int]
_MANY = 6
_LATER = date(2020, 10, 13)


def same_examiner(at_once: AtOnce) -> Told:
    """Six organisations report plans of the same days at once, each with the same chief."""
    made = []
    for number in range(_MANY):
        filed = _filed(number)
        chief = make_assessor(filed.organisation, 1, "one and the same")
        filed.assessors = [chief, *filed.assessors]
        made.append((filed, filed.plan(0).pk))
        filed.join(Plan.objects.get(pk=made[-1][1]), [person(number + 1)])
    return _reported_at_once(at_once, made)


def same_participant(at_once: AtOnce) -> Told:
    """Six organisations report plans of the same days at once, each with the same person."""
    made = []
    for number in range(_MANY):
        filed = _filed(number)
        made.append((filed, filed.plan(1).pk))
    return _reported_at_once(at_once, made)


def _reported_at_once(at_once: AtOnce, made: Sequence[tuple[Filed, int]]) -> Told:
    def report(filed: Filed, plan: int) -> None:
        planning.report_plan(by=filed.one, plan=plan, on=ON, at=at(ON))

    at_once([partial(report, filed, plan) for filed, plan in made])
    reported = Plan.objects.exclude(reported_on=None).count()
    return {
        "duplicates": reported - 1,
        "kept": reported,
        "events": Event.objects.filter(action="plan.reported").count(),
    }


def amend_or_report(at_once: AtOnce) -> Told:
    """Six drafts, each reported by four while four amend it to days that are too soon."""
    filed = make_world().social
    soon = ON + timedelta(days=1)
    plans = []
    for number in range(_MANY):
        day = DRAFTED.from_on + timedelta(days=number)
        plan = filed.plan(0, from_on=day, until_on=day)
        filed.join(plan, [person(number + 1)])
        plans.append(plan.pk)

    def report(plan: int) -> None:
        planning.report_plan(by=filed.one, plan=plan, on=ON, at=at(ON))

    def amend(plan: int) -> None:
        drafted = Drafted("提前", "电工", 4, soon, soon)
        planning.amend_plan(by=filed.two, plan=plan, site=filed.site, drafted=drafted, at=at(ON))

    for one in plans:
        at_once([partial(report, one), partial(amend, one)] * 4)
    reported = Plan.objects.exclude(reported_on=None)
    return {
        "duplicates": reported.filter(from_on=soon).count(),
        "kept": reported.exclude(from_on=soon).count()
        + Plan.objects.filter(reported_on=None, from_on=soon).count(),
        "events": Event.objects.filter(action="plan.reported").count()
        + Plan.objects.filter(reported_on=None).count(),
    }


def accept_or_return(at_once: AtOnce) -> Told:
    """Six reports, each accepted by four of the bureau while four send it back."""
    world = make_world()
    plans = []
    for number in range(_MANY):
        day = DRAFTED.from_on + timedelta(days=number - 1)
        plan = world.social.plan(0, from_on=day, until_on=day, on=date(2020, 9, 1))
        world.social.join(plan, [person(number + 1)])
        Plan.objects.filter(pk=plan.pk).update(
            reported_on=date(2020, 9, 2), held_on=F("until_on"), reported_by="x", held_by="x"
        )
        world.social.enter(plan, (80, 80))
        noticing.post_notice(by=world.social.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))
        reporting.hand_in(by=world.social.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))
        plans.append(plan.pk)
    told = {"on": _LATER, "at": at(_LATER)}

    def accept(plan: int) -> None:
        reporting.accept(by=world.bureau.one, plan=plan, **told)  # type: ignore[arg-type]

    def send_back(plan: int) -> None:
        reporting.send_back(by=world.bureau.two, plan=plan, words="x", **told)  # type: ignore[arg-type]

    for one in plans:
        at_once([partial(accept, one), partial(send_back, one)] * 4)
    ends = [(one.accepted_on is not None, one.corrections.count()) for one in Report.objects.all()]
    return {
        "duplicates": sum(accepted and count > 0 for accepted, count in ends)
        + sum(max(count - 1, 0) for _, count in ends),
        "kept": sum((accepted, count) in {(True, 0), (False, 1)} for accepted, count in ends),
        "events": Event.objects.filter(action__in=["report.accepted", "report.returned"]).count(),
    }


def double_notice(at_once: AtOnce) -> Told:
    """One plan's results are put on show by eight at once."""
    filed = make_world().social
    plan = filed.resulted((80, 80))

    def show() -> None:
        noticing.post_notice(by=filed.one, plan=plan.pk, on=UNTIL, at=at(UNTIL))

    at_once([show] * 8)
    return {
        "duplicates": PublicNotice.objects.count() - 1,
        "kept": PublicNotice.objects.count(),
        "events": Event.objects.filter(action="plan.shown").count(),
    }


def _filed(number: int) -> Filed:
    return make_filed("social_organisation", f"某中心{number}", f"S0000440001{number:02}")
