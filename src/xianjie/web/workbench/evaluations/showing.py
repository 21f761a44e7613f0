"""What the pages of a plan share: its frame with the tabs, names, levels, what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.evaluations.clocks import clock_of, days_late
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.results import parts_of
from xianjie.domain.evaluations.states import PLAN_STEPS, allows, state_of
from xianjie.identifiers.levels import Level
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import today_of
from xianjie.web.language import active
from xianjie.web.workbench.allowed import may

TITLE = Text("评价计划", "Plans of evaluation")
PART = "plans"
_TABS = (
    ("plan", Text("概要", "Overview")),
    ("plan-people", Text("参加人员", "Participants")),
    ("plan-panel", Text("考评组", "Panel")),
    ("plan-results", Text("结果", "Results")),
    ("plan-preflight", Text("预检", "Pre-flight")),
    ("plan-report", Text("公示与报告", "Notice and report")),
)
# A step of the table, its words on a button, and the page on which it is taken.
_ACTIONS = (
    ("enter", Text("登记参加人员", "Enter a participant"), "participant-new"),
    ("enter", Text("用表格登记", "Enter by file"), "plan-import"),
    ("post", Text("派考评员", "Post an examiner"), "post-new"),
    ("amend", Text("修改计划", "Amend"), "plan-amend"),
    ("report", Text("报告计划", "Report the plan"), "plan-reporting"),
    ("hold", Text("登记举行", "Record as held"), "plan-hold"),
    ("result", Text("录入结果", "Enter results"), "plan-enter"),
    ("result", Text("用表格录入", "Enter results by file"), "plan-scores"),
    ("show", Text("公示结果", "Show the results"), "plan-show"),
    ("show again", Text("再次公示", "Show them again"), "plan-show"),
    ("hand in", Text("报告结果", "Report the results"), "plan-hand-in"),
    ("correct", Text("更正后再报", "Hand in again"), "plan-correct"),
    ("accept", Text("审核通过", "Accept"), "plan-accept"),
    ("send back", Text("退回更正", "Send back"), "plan-return"),
    ("cancel", Text("取消计划", "Cancel"), "plan-cancel"),
)


def trail(plan: Plan | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:plans")),
    ]
    if plan:
        found.append((Text(plan.title, plan.title), reverse("work:plan", args=[plan.pk])))
    return found


def actions(visit: Visit, plan: Plan) -> list[tuple[Text, str]]:
    """What the person may do with the plan now, each by the table of states and that of rights."""
    target = target_of(plan)
    found = [
        (step, words, reverse(f"work:{page}", args=[plan.pk]))
        for step, words, page in _ACTIONS
        if allows(plan, step) and may(visit.actor, PLAN_STEPS[step].verb, target)
    ]
    # The first is what to do next: a draft is reported once it has people and examiners.
    if plan.participants.exists() and plan.posts.exists():
        found.sort(key=lambda one: one[0] != "report")
    return [(words, address) for _, words, address in found]


def framed(visit: Visit, plan: Plan, tab: str, **told: object) -> Mapping[str, object]:
    """What every page of a plan shows: its head, its tabs, its state as of the day, its clock."""
    on = today_of(visit.request)
    require_there(plan, on)
    words = next(words for name, words in _TABS if name == tab)
    here = [] if tab == "plan" else [(words, "")]
    return {
        "section": "work",
        "part": PART,
        "title": Text(plan.title, plan.title),
        "plan": plan,
        "state": state_of(plan, on),
        "is_past": state_of(plan, on) is not state_of(plan),
        "level": level_name(plan.level),
        "examined": parts_of(plan),
        "clock": clock_of(plan),
        "late": days_late(plan, on) if plan.held_on else 0,
        "on": on,
        "tabs": [(name, label, reverse(f"work:{name}", args=[plan.pk])) for name, label in _TABS],
        "tab": tab,
        "actions": actions(visit, plan),
        "covered": visit.covered,
        "trail": [*trail(plan), *here],
        **told,
    }


def shown(visit: Visit, plan: Plan, tab: str, **told: object) -> HttpResponse:
    """A tab of the plan's page, from the template of its name."""
    name = tab.removeprefix("plan-")
    return render(
        visit.request, f"work/evaluations/{name}.html", dict(framed(visit, plan, tab, **told))
    )


def require_there(plan: Plan, on: date) -> None:
    """On a day before it was written down the plan is not there."""
    if plan.drafted_at >= end_of(on):
        raise Http404


def level_name(level: int) -> Text:
    """As certificates print it: 四级/中级工."""
    return Level(level).printed


def level_choices() -> list[tuple[str, str]]:
    """All levels, the lowest first, for a form."""
    return [(str(one.value), one.printed.in_(active())) for one in sorted(Level, reverse=True)]
