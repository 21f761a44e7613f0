"""The steps of a plan of evaluation that take no more than a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import noticing, planning, reporting
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.states import PLAN_STEPS, allows, require_step
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, trail
from xianjie.web.workbench.forms import EmptyForm, fill_in, text_field


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
