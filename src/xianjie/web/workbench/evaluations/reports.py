"""The notice of a plan's results, what the public objected, the report and its corrections."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.evaluations import noticing
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Objection, Plan
from xianjie.domain.evaluations.selecting import issuable
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, shown, trail
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.names import person_name


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, plan: Plan) -> HttpResponse:
    """When the results were shown and reported, what came of it, for how many one may issue."""
    on = today_of(visit.request)
    may_answer = may(visit.actor, "evaluation.answer", target_of(plan))
    report = getattr(plan, "report", None)
    if report is not None and report.reported_on > on:
        report = None
    objections = Objection.objects.filter(notice__plan=plan, made_on__lte=on)
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
