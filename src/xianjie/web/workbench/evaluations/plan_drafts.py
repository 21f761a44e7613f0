"""A plan of evaluation while it is a draft: written down, written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.evaluations import planning
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.states import require_step
from xianjie.domain.filings.models import Organisation, Site
from xianjie.domain.filings.standing import scopes_on, stretch_on
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, level_choices, trail
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field


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
