"""The notice of a plan's results, what the public objected, the report and its corrections."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.models import Batch, Certificate
from xianjie.domain.evaluations import noticing
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Objection, Plan
from xianjie.domain.evaluations.selecting import issuable
from xianjie.domain.rulings.later import law_on
from xianjie.domain.supervision import foreseeing
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.alerts import flights
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, shown, trail
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.names import person_name

SUBMIT = Text("提交核发", "Ask for the certificates")
_MOST_TITLE = 100
_SHOWN = 50  # certificates on the page; all are in the batches


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, plan: Plan) -> HttpResponse:
    """When the results were shown and reported, what came of it, for how many one may issue."""
    on = today_of(visit.request)
    may_answer = may(visit.actor, "evaluation.answer", target_of(plan))
    report = getattr(plan, "report", None)
    if report is not None and report.reported_on > on:
        report = None
    objections = Objection.objects.filter(notice__plan=plan, made_on__lte=on)
    may_issue = may(visit.actor, "certificate.submit", target_of(plan))
    unasked = submitting.unasked(plan, on) if may_issue else 0
    certificates = _certificates(plan, on)
    return shown(
        visit,
        plan,
        "plan-report",
        notices=sorted(
            (one for one in plan.notices.all() if one.from_on <= on),
            key=lambda one: one.from_on,
            reverse=True,
        ),
        report=report,
        corrections=report.corrections.order_by("pk") if report else [],
        objections=[
            (
                one,
                person_name(one.participant.name, covered=visit.covered) if one.participant else "",
                noticing.words_of(one)[0] if may_answer else "",
                reverse("work:objection", args=[one.pk])
                if may_answer and one.answered_on is None
                else "",
            )
            for one in objections.select_related("participant").order_by("pk")
        ],
        issuable=issuable(plan, on).count(),
        unasked=unasked,
        submit=reverse("work:plan-submit", args=[plan.pk]) if unasked else "",
        batches=_batches(plan, on) if may_issue else [],
        issued=[
            (one, may(visit.actor, "certificate.read", Target(area=one.area, body=one.body_id)))
            for one in certificates[:_SHOWN]
        ],
        issued_in_all=certificates.count(),
    )


def _batches(plan: Plan, on: date) -> list[Batch]:
    """Those in which certificates were asked for by a day."""
    found = Batch.objects.filter(lines__participant__plan=plan, submitted_at__lt=end_of(on))
    return list(found.distinct().order_by("pk"))


def _certificates(plan: Plan, on: date) -> QuerySet[Certificate]:
    found = Certificate.objects.filter(issue_line__participant__plan=plan, issued_on__lte=on)
    return found.order_by("number")


@guarded("certificate.submit", of=subjects.plan)
def submit(visit: Visit, plan: Plan) -> HttpResponse:
    """Ask for the certificates of all who may have one and were not asked for yet."""
    on = today_of(visit.request)
    flight = flights.of_plan(visit, plan)

    def act(form: forms.Form) -> str:
        made = foreseeing.ask_for_plan(
            by=visit.actor,
            plan=plan,
            title=f"{plan.title}核发"[:_MOST_TITLE],
            flight=flight.flight,
            reasons=flights.reasons_in(form, flight),
            law=law_on(on),
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:issue-batch", args=[made.pk])

    count = submitting.unasked(plan, on)
    return fill_in(
        visit,
        flights.reasons_form(flight),
        act,
        title=SUBMIT,
        lede=Text(
            f"为合格而尚未提交的 {count} 人申请证书，逐人问规则，待另一人审批。",
            f"Certificates for the {count} people who passed and were not submitted yet. The law "
            "is asked of each, and another person approves.",
        ),
        done=Text("已提交，待另一人审批", "submitted; another person approves it"),
        button=SUBMIT,
        trail=trail(plan),
        part=PART,
        template=flights.TEMPLATE,
        extra={"shown": flight, "asks_reasons": True, "checks": plan.pk},
    )


class AnswerForm(forms.Form):
    upheld = choice_field(
        "异议是否成立",
        "Was it right",
        lambda: [
            ("no", str(both("不成立", "it was not"))),
            (
                "yes",
                str(both("成立，所涉的人不发证", "it was: no certificate for those")),
            ),
        ],
    )
    words = text_field("答复", "Answer", most=500)


@guarded("evaluation.answer", of=subjects.objection)
def objection(visit: Visit, found: Objection) -> HttpResponse:
    """Read an objection and answer it, once."""

    def act(form: AnswerForm) -> str:
        given = form.cleaned_data
        noticing.answer_objection(
            by=visit.actor,
            objection=found.pk,
            words=given["words"],
            upheld=given["upheld"] == "yes",
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:plan-report", args=[found.notice.plan_id])

    words, contact = noticing.words_of(found)
    return fill_in(
        visit,
        AnswerForm,
        act,
        title=Text("答复异议", "Answer an objection"),
        done=Text("已答复", "answered"),
        button=Text("答复", "Answer"),
        trail=trail(found.notice.plan),
        part=PART,
        template="work/evaluations/objection.html",
        extra={
            "objection": found,
            "words": words,
            "contact": contact,
            "about": found.participant.name if found.participant else "",
        },
    )
