"""Plans of evaluation: listed, looked at, checked."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.preflight import Evidence, Stage
from xianjie.domain.evaluations.selecting import plans_on
from xianjie.domain.evaluations.states import PlanState, in_state, state_of
from xianjie.identifiers.levels import Level
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, TITLE, level_name, shown, trail
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, person_name


@guarded("plan.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """The plans within the person's reach, as of the day."""
    on = today_of(visit.request)
    reach = visible(visit.actor, "plan.read", area="area", body="organisation")
    listing = Listing(
        title=TITLE,
        section=PART,
        trail=trail()[:1],
        rows=lambda: plans_on(on).filter(reach).annotate(people=Count("participants")),
        columns=[
            Column(
                Text("批次", "Batch"),
                lambda one: one.title,
                "title",
                lambda one: reverse("work:plan", args=[one.pk]),
            ),
            Column(Text("评价计划编号", "Number of the plan"), lambda one: f"{one.pk}", "pk"),
            Column(
                Text("机构", "Organisation"),
                lambda one: one.filing.name if one.filing else one.organisation.body.name,
            ),
            Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Level"), lambda one: level_name(one.level), "level"),
            Column(Text("开始", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("人数", "People"), lambda one: one.people, "people", numeric=True),  # type: ignore[attr-defined]
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("状态", "State"), lambda one: state_of(one, on).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(state.value, state.label) for state in PlanState],
                lambda chosen: in_state(PlanState(chosen), on),
            ),
            Filter(
                "level",
                Text("等级", "Level"),
                [(str(one.value), one.printed) for one in sorted(Level, reverse=True)],
                lambda chosen: Q(level=chosen),
            ),
        ],
        search=lambda words: (
            Q(title__contains=words)
            | Q(occupation=words)
            | Q(organisation__body__name__contains=words)
            | Q(organisation__number=words)
        ),
        search_hint=Text("批次、职业或机构", "batch, occupation or organisation"),
        order="-from_on",
        actions=[(Text("起草计划", "Draft a plan"), reverse("work:plan-new"))]
        if may(visit.actor, "plan.draft")
        else [],
    )
    return show(visit.request, listing)


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, plan: Plan) -> HttpResponse:
    """What the plan says, how far it is, what happened."""
    return shown(
        visit,
        plan,
        "plan",
        people=plan.participants.count(),
        examiners=plan.posts.count(),
        area=area_name(plan.area),
        steps=timeline.of(plan),
    )


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def checks(visit: Visit, plan: Plan) -> HttpResponse:
    """The same checks that the bureau sees: before it is reported, and before issuing."""
    on = today_of(visit.request)
    stages = [Stage.REPORTING] if plan.held_on is None else [Stage.ISSUING, Stage.REPORTING]
    names = {
        one.pk: person_name(one.name, covered=visit.covered) for one in plan.participants.all()
    }
    return shown(
        visit,
        plan,
        "plan-preflight",
        version=preflight.VERSION,
        stages=[
            (
                _STAGES[stage],
                [
                    (
                        check,
                        [practice().quantities[one] for one in check.quantities],
                        [
                            (found, [_piece(one, names) for one in found.evidence])
                            for found in findings
                        ],
                    )
                    for check, findings in preflight.run(plan, stage, on, holds=held_among).results
                ],
            )
            for stage in stages
        ],
    )


_STAGES = {
    Stage.REPORTING: Text("报告计划前", "before the plan is reported"),
    Stage.ISSUING: Text("发证前", "before certificates are asked for"),
}


def _piece(one: Evidence, names: dict[int, str]) -> Text:
    """A piece of evidence with the name of whom it is about."""
    if one.participant is None:
        return one.words
    name = names.get(one.participant, "--")
    return Text(f"{name}：{one.words.zh}", f"{name}: {one.words.en}")
