"""What a supervisor does in a case, a form for each verb."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.supervision import (
    appealing,
    asking,
    closing,
    finding,
    opening,
    rectifying,
)
from xianjie.domain.supervision.finding import Finding
from xianjie.domain.supervision.models import Alert, Case
from xianjie.domain.supervision.stages import course_of
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.alerts.showing import sentence_of
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.supervision import subjects
from xianjie.web.workbench.supervision.stepping import now, take
from xianjie.web.workbench.supervision.words import (
    PART,
    FilesField,
    days_field,
    no_names,
    title_of,
    trail,
    words_field,
)

_MOST_ALERTS = 50


def _address(case: Case) -> str:
    return reverse("work:case", args=[case.pk])


@guarded("case.open")
def new(visit: Visit) -> HttpResponse:
    """Open a case of the alerts that the address names: ``?alert=1&alert=2``."""
    named = [one for one in visit.request.GET.getlist("alert") if one.isascii() and one.isdigit()]
    reach = visible(visit.actor, "case.open", area="area")
    alerts = list(
        Alert.objects.filter(reach, pk__in=[int(one[:18]) for one in named[:_MOST_ALERTS]])
        .select_related("body")
        .order_by("-score", "pk")
    )
    if not alerts:
        raise Http404
    body = alerts[0].body.name

    class OpenForm(forms.Form):
        title = text_field(
            "案由",
            "What it is about",
            most=100,
            hint=both("机构可以看到，如：超出备案范围颁发证书", "the body sees this"),
        )

    def act(form: OpenForm) -> str:
        made = opening.open_case(
            by=visit.actor,
            alerts=[one.pk for one in alerts],
            title=form.cleaned_data["title"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return _address(made)

    return fill_in(
        visit,
        OpenForm,
        act,
        title=Text("立案", "Open a case"),
        lede=Text(
            f"{body}：{len(alerts)} 条预警。立案后核查、认定、处理，每一步留有记录。",
            f"{body}: {len(alerts)} alerts. What is done in the case is kept step by step.",
        ),
        done=Text("已立案", "opened"),
        button=Text("立案", "Open it"),
        trail=trail(),
        part=PART,
        template="work/supervision/open.html",
        extra={"alerts": [(one, sentence_of(one)) for one in alerts]},
    )


@guarded("case.assign", of=subjects.case)
def assign(visit: Visit, case: Case) -> HttpResponse:
    """Give it to a supervisor of the area who has no part in the body."""
    people = opening.candidates(case, today_of(visit.request))

    class AssignForm(forms.Form):
        to = choice_field(
            "交给",
            "Give it to",
            lambda: [(str(one.pk), f"{one.name}（{one.username}）") for one in people],
        )

    def step(form: AssignForm) -> None:
        opening.assign(
            case=case.pk,
            to=int(form.cleaned_data["to"]),
            **now(visit),
        )

    return take(
        visit,
        case,
        AssignForm,
        step,
        title=Text("交办", "Give to somebody"),
        lede=Text(
            "承办的督导员可以要求机构说明、补充证据、认定和复查；整改、处理和办结由主管部门作出。",
            "The supervisor asks, adds evidence, finds and checks; orders, sanctions and the close "
            "are the authority's.",
        ),
        done=Text("已交办", "given"),
        button=Text("交办", "Give it"),
    )


class EvidenceForm(forms.Form):
    words = words_field("说明", "What it is")
    papers = FilesField()


@guarded("case.find", of=subjects.case)
def note(visit: Visit, case: Case) -> HttpResponse:
    """Evidence, which the body does not see."""

    def step(form: EvidenceForm) -> None:
        asking.add_evidence(
            case=case.pk,
            words=form.cleaned_data["words"],
            files=form.cleaned_data["papers"],
            **now(visit),
        )

    return take(
        visit,
        case,
        EvidenceForm,
        step,
        title=Text("补充证据", "Add evidence"),
        lede=Text("机构看不到。", "The body does not see it."),
        done=Text("已记入", "added"),
        button=Text("记入", "Add"),
    )


def _with_deadline(label: Text, quantity: str, on: date) -> tuple[type[forms.Form], int]:
    """A form of words that the body sees and a deadline, and what that usually is."""
    usual = practice().number(quantity, on)

    class DeadlineForm(forms.Form):
        words = words_field(label.zh, label.en, hint=no_names())
        days = days_field(usual)

    return DeadlineForm, usual


@guarded("case.ask", of=subjects.case)
def ask(visit: Visit, case: Case) -> HttpResponse:
    """Ask the body, with a deadline in working days."""
    label = Text("问题", "What the body is asked")
    form_class, usual = _with_deadline(label, "case_answer_days", today_of(visit.request))

    def step(form: forms.Form) -> None:
        asking.ask(case=case.pk, **form.cleaned_data, **now(visit))

    return take(
        visit,
        case,
        form_class,
        step,
        title=Text("要求机构说明", "Ask the body"),
        lede=Text(
            f"机构收到消息，在期限内说明并附材料；一般 {usual} 个工作日。逾期不说明的，可以认定。",
            f"The body is told, and answers with files by the deadline, {usual} working days as a "
            "rule. If it is silent, find without it.",
        ),
        done=Text("已告知机构", "the body is told"),
        button=Text("告知机构", "Tell the body"),
    )


def _verdict(zh: str, en: str, yes: Text, no: Text) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=both(zh, en),
        choices=lambda: [("yes", yes.in_(active())), ("no", no.in_(active()))],
        widget=forms.RadioSelect,
    )


def _confirmed(zh: str, en: str) -> forms.ChoiceField:
    return _verdict(zh, en, Text("属实", "confirmed"), Text("不属实", "not confirmed"))


@guarded("case.find", of=subjects.case)
def find(visit: Visit, case: Case) -> HttpResponse:
    """Find on each alert, or on the matter as a whole where there is none."""
    alerts: list[Alert | None] = list(course_of(case).alerts) or [None]
    fields: dict[str, forms.Field] = {}
    for place, one in enumerate(alerts):
        matter = Text(one.sentence_zh, one.sentence_en) if one else title_of(case)
        fields[f"verdict{place}"] = _confirmed(matter.zh, matter.en)
        fields[f"words{place}"] = words_field("理由", "Why", hint=no_names())
    form_class = type("FindForm", (forms.Form,), fields)

    def step(form: forms.Form) -> None:
        finding.find(
            case=case.pk,
            findings=[
                Finding(
                    one.pk if one else None,
                    form.cleaned_data[f"verdict{place}"] == "yes",
                    form.cleaned_data[f"words{place}"],
                )
                for place, one in enumerate(alerts)
            ],
            **now(visit),
        )

    return take(
        visit,
        case,
        form_class,
        step,
        title=Text("认定", "Find"),
        lede=Text(
            "逐项认定并写明理由；机构收到认定，可以在期限内提出异议，由另一人答复。",
            "Find on each and say why; the body is told and may object within its term, and "
            "another person answers.",
        ),
        done=Text("已认定", "found"),
        button=Text("认定", "Find"),
    )


@guarded("case.order", of=subjects.case)
def order(visit: Visit, case: Case) -> HttpResponse:
    """Order what was confirmed to be put right by a deadline."""
    label = Text("整改要求", "What is to be put right")
    form_class, _ = _with_deadline(label, "case_rectification_days", today_of(visit.request))

    def step(form: forms.Form) -> None:
        rectifying.order(case=case.pk, **form.cleaned_data, **now(visit))

    return take(
        visit,
        case,
        form_class,
        step,
        title=Text("责令整改", "Order to put it right"),
        done=Text("已责令整改", "ordered"),
        button=Text("责令整改", "Order it"),
    )


class RecheckForm(forms.Form):
    verdict = _verdict("复查结果", "Result", Text("通过", "passed"), Text("不通过", "not passed"))
    words = words_field("复查情况", "What was seen", hint=no_names())


@guarded("case.recheck", of=subjects.case)
def recheck(visit: Visit, case: Case) -> HttpResponse:
    """Check what was put right."""

    def step(form: RecheckForm) -> None:
        rectifying.recheck(
            case=case.pk,
            passed=form.cleaned_data["verdict"] == "yes",
            words=form.cleaned_data["words"],
            **now(visit),
        )

    return take(
        visit,
        case,
        RecheckForm,
        step,
        title=Text("复查", "Check again"),
        done=Text("已复查", "checked"),
        button=Text("提交复查结果", "Hand in the result"),
    )


class SettleForm(forms.Form):
    verdict = _verdict(
        "异议是否成立",
        "The objection is",
        Text("成立，撤回原认定或处理", "right: what it is about is set aside"),
        Text("不成立，维持", "not right: it stands"),
    )
    words = words_field("理由", "Why", hint=no_names())


@guarded("case.settle", of=subjects.case)
def settle(visit: Visit, case: Case) -> HttpResponse:
    """Answer the body's objection; never who made what it is about."""
    appeal = course_of(case).appeal

    def step(form: SettleForm) -> None:
        appealing.settle(
            case=case.pk,
            upheld=form.cleaned_data["verdict"] == "yes",
            words=form.cleaned_data["words"],
            **now(visit),
        )

    return take(
        visit,
        case,
        SettleForm,
        step,
        title=Text("答复异议", "Answer the objection"),
        lede=Text(f"机构的异议：{appeal.words}", f"The body objects: {appeal.words}")
        if appeal
        else None,
        done=Text("已答复", "answered"),
        button=Text("答复", "Answer"),
    )


@guarded("case.close", of=subjects.case)
def close(visit: Visit, case: Case) -> HttpResponse:
    """Close it with what it came to, and answer who complained."""

    class CloseForm(forms.Form):
        findings = words_field("办结情况（机构可见）", "What it came to, seen by the body")

    class CloseComplaintForm(CloseForm):
        answer = words_field("答复（投诉人凭编号和查询码可见）", "Answer, seen by who complained")

    def step(form: CloseForm) -> None:
        closing.close(
            case=case.pk,
            findings=form.cleaned_data["findings"],
            answer=form.cleaned_data.get("answer", ""),
            **now(visit),
        )

    return take(
        visit,
        case,
        CloseComplaintForm if hasattr(case, "complaint") else CloseForm,
        step,
        title=Text("办结", "Close"),
        done=Text("已办结", "closed"),
        button=Text("办结", "Close it"),
    )
