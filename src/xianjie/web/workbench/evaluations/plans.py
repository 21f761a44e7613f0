"""Plans: listed, written, looked at, and the steps that take no more than a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import noticing, planning, preflight, reporting
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.preflight import Evidence, Stage
from xianjie.domain.evaluations.selecting import plans_on
from xianjie.domain.evaluations.states import (
    PLAN_STEPS,
    PlanState,
    allows,
    in_state,
    require_step,
    state_of,
)
from xianjie.domain.filings.models import Organisation, Site
from xianjie.domain.filings.standing import scopes_on, stretch_on
from xianjie.identifiers.levels import Level
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import (
    PART,
    TITLE,
    level_choices,
    level_name,
    shown,
    trail,
)
from xianjie.web.workbench.exams import EmptyForm
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
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


def _flag(zh: str, en: str) -> forms.BooleanField:
    return forms.BooleanField(required=False, label=both(zh, en))


class PlanForm(forms.Form):
    site = choice_field("场地", "Site", list)
    title = text_field("批次名称", "Title", most=100)
    occupation = text_field("职业（工种）", "Occupation", most=60)
    direction = text_field("职业方向", "Direction", most=60, required=False)
    level = choice_field("等级", "Level", level_choices)
    from_on = day_field("第一天", "First day")
    until_on = day_field("最后一天", "Last day")
    has_theory = _flag("理论知识考试", "Theory")
    has_practice = _flag("操作技能考核", "Practical skill")
    has_review = _flag("综合评审", "Comprehensive review")

    def drafted(self) -> Drafted:
        """What was filled in, once it is valid."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "site"}
        return Drafted(**{**given, "level": int(given["level"])})


def _form_with(
    sites: dict[str, Site], initial: dict[str, Any], on: date
) -> Callable[..., PlanForm]:
    filed = _filed(sites.values(), on)

    def make(*data: object) -> PlanForm:
        made = PlanForm(*data, initial=initial)  # type: ignore[arg-type, misc] # as Django gives it
        made.fields["site"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.organisation.body.name} {one.name}{_standing(one, filed)}")
            for pk, one in sites.items()
        ]
        return made

    return make


def _filed(sites: Iterable[Site], on: date) -> set[int]:
    """The sites at which something is filed on a day."""
    found: set[int] = set()
    for organisation in {one.organisation_id: one.organisation for one in sites}.values():
        stretch = stretch_on(organisation, on)
        if stretch and stretch.holds(on):
            found.update(one.site_id for one in scopes_on(stretch.filing, on))
    return found


def _standing(site: Site, filed: set[int]) -> str:
    if site.pk in filed:
        return ""
    return Text("（今天没有备案职业）", " (nothing filed there today)").in_(active())


def _sites(organisations: Q) -> dict[str, Site]:
    found = Organisation.objects.filter(organisations)
    rows = Site.objects.filter(organisation__in=found).select_related("organisation__body")
    return {str(one.pk): one for one in rows.order_by("organisation", "pk")}


@guarded("plan.draft")
def new(visit: Visit) -> HttpResponse:
    """Write a plan down; people and examiners come after."""
    sites = _sites(visible(visit.actor, "plan.draft", area="body__area", body="pk"))

    def act(form: PlanForm) -> str:
        site = sites[form.cleaned_data["site"]]
        made = planning.draft_plan(
            by=visit.actor,
            organisation=site.organisation,
            site=site,
            drafted=form.drafted(),
            at=moment_of(visit.request),
        )
        return reverse("work:plan", args=[made.pk])

    return fill_in(
        visit,
        _form_with(sites, {"has_theory": True, "has_practice": True}, today_of(visit.request)),
        act,
        title=Text("起草计划", "Draft a plan"),
        lede=_lead(),
        check=lambda: _require_site(sites),
        done=Text("已起草，请登记参加人员和考评员", "drafted; enter participants and examiners"),
        button=Text("保存", "Save"),
        trail=trail(),
        part=PART,
    )


def _require_site(sites: dict[str, Site]) -> None:
    if not sites:
        raise EvaluationError(
            Text(
                "还没有场地；请先在“备案”登记本单位和场地，再申请备案",
                "there is no site yet: under “Filings” enter your body and its sites, and apply",
            )
        )


def _lead() -> Text:
    """That a plan is reported before, by the practice in force."""
    lead = practice().quantities["plan_lead_days"].values[-1]
    return Text(
        f"一个批次是一个职业、一个等级、一处场地；举行前 {lead.value} 个工作日报告。",
        f"A batch is one occupation, one level and one site; it is reported {lead.value} working "
        "days before it is held.",
    )


@guarded("plan.draft", of=subjects.plan)
def amend(visit: Visit, plan: Plan) -> HttpResponse:
    """Write a draft anew."""
    sites = _sites(Q(pk=plan.organisation_id))
    names = [name for name in PlanForm.base_fields if name != "site"]
    initial = {"site": str(plan.site_id), **{name: getattr(plan, name) for name in names}}

    def act(form: PlanForm) -> str:
        planning.amend_plan(
            by=visit.actor,
            plan=plan.pk,
            site=sites[form.cleaned_data["site"]],
            drafted=form.drafted(),
            at=moment_of(visit.request),
        )
        return reverse("work:plan", args=[plan.pk])

    return fill_in(
        visit,
        _form_with(sites, initial, today_of(visit.request)),
        act,
        title=Text("修改计划", "Amend the plan"),
        done=Text("已修改", "amended"),
        button=Text("保存", "Save"),
        trail=trail(plan),
        part=PART,
        check=lambda: require_step(plan, "amend"),
    )


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


class ReasonForm(forms.Form):
    words = text_field("理由", "Reason", most=200)


class AnswerForm(forms.Form):
    words = text_field("更正了什么", "What was put right", most=500)


Act = Callable[[Visit, Plan, Any], object]


def _step(  # noqa: PLR0917 - the columns of a table
    step: str, form_class: type[forms.Form], act: Act, title: Text, lede: Text, done: Text
) -> View:
    """A page that takes one step of the table with a plan and leads back to it."""

    @guarded(PLAN_STEPS[step].verb, of=subjects.plan)
    def view(visit: Visit, plan: Plan) -> HttpResponse:
        def do(form: forms.Form) -> str:
            act(visit, plan, form.cleaned_data)
            return reverse("work:plan", args=[plan.pk])

        return fill_in(
            visit,
            form_class,
            do,
            title=title,
            lede=lede,
            done=done,
            button=title,
            trail=trail(plan),
            part=PART,
            check=lambda: _require(plan, step),
        )

    return view


def _require(plan: Plan, step: str) -> None:
    """Results that were sent back are shown again on the page on which they are shown."""
    if not (step == "show" and allows(plan, "show again")):
        require_step(plan, step)


def _told(visit: Visit, plan: Plan) -> dict[str, Any]:
    return {
        "by": visit.actor,
        "plan": plan.pk,
        "on": today_of(visit.request),
        "at": moment_of(visit.request),
    }


report = _step(
    "report",
    EmptyForm,
    lambda visit, plan, _: planning.report_plan(**_told(visit, plan), holds=held_among),
    Text("报告计划", "Report the plan"),
    Text(
        "报告后参加人员和内容不能再改；有不能通过的检查项则不能报告。",
        "After this neither people nor contents can be changed; no check may stand in the way.",
    ),
    Text("已报告", "reported"),
)
cancel = _step(
    "cancel",
    ReasonForm,
    lambda visit, plan, given: planning.cancel_plan(**_told(visit, plan), reason=given["words"]),
    Text("取消计划", "Cancel the plan"),
    Text("取消后不能恢复。", "This cannot be undone."),
    Text("已取消", "cancelled"),
)
hold = _step(
    "hold",
    EmptyForm,
    lambda visit, plan, _: planning.hold_plan(**_told(visit, plan)),
    Text("登记举行", "Record as held"),
    Text("最后一天起登记，随后录入结果。", "From the last day on; results are entered after that."),
    Text("已登记，请录入结果", "recorded; enter the results"),
)
put_on_show = _step(
    "show",
    EmptyForm,
    lambda visit, plan, _: noticing.post_notice(**_told(visit, plan)),
    Text("公示结果", "Show the results"),
    Text(
        "从今天起在门户网站公示合格的人，姓名遮盖；期内任何人可以提出异议。",
        "From today on the portal shows who passed, with names covered; anybody may object.",
    ),
    Text("已公示", "on show"),
)
hand_in = _step(
    "hand in",
    EmptyForm,
    lambda visit, plan, _: reporting.hand_in(**_told(visit, plan)),
    Text("报告结果", "Report the results"),
    Text("报主管部门审核；迟报的照实记载。", "To the bureau; a late report is told as late."),
    Text("已报告，待审核", "reported; the bureau reviews it"),
)
correct = _step(
    "correct",
    AnswerForm,
    lambda visit, plan, given: reporting.hand_in_again(**_told(visit, plan), words=given["words"]),
    Text("更正后再报", "Hand in again"),
    Text("结果改过的，须先重新公示。", "Results that were changed are shown anew first."),
    Text("已再报", "handed in again"),
)
accept = _step(
    "accept",
    EmptyForm,
    lambda visit, plan, _: reporting.accept(**_told(visit, plan)),
    Text("审核通过", "Accept the results"),
    Text(
        "公示期满、异议都已答复才能通过；通过后机构可以申请发证。",
        "Once the notice is over and every objection answered; the organisation may then issue.",
    ),
    Text("已通过", "accepted"),
)
send_back = _step(
    "send back",
    ReasonForm,
    lambda visit, plan, given: reporting.send_back(**_told(visit, plan), words=given["words"]),
    Text("退回更正", "Send back"),
    Text("请写明要更正什么。", "Say what is to be put right."),
    Text("已退回", "sent back"),
)
