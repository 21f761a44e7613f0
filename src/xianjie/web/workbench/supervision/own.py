"""A body's own page of the cases that it was told of: what it is asked, and its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.supervision import appealing, asking, rectifying, selecting
from xianjie.domain.supervision.locking import own_target_of
from xianjie.domain.supervision.models import Case, CaseFile, CaseStep
from xianjie.domain.supervision.stages import (
    Course,
    Kind,
    appeal_until,
    clock_of,
    course_of,
    stage_of,
    with_steps,
)
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench.alerts.showing import sentence_of
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.supervision import subjects
from xianjie.web.workbench.supervision.cases import TURNS, file_of
from xianjie.web.workbench.supervision.stepping import now, take
from xianjie.web.workbench.supervision.words import (
    OWN,
    OWN_PART,
    STEPS,
    FilesField,
    goes_on,
    own_trail,
    shown,
    title_of,
    words_field,
)


@guarded("case.answer", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Cases of the person's bodies of which these were told."""
    reach = visible(visit.actor, "case.answer", area="area", body="body")
    on = today_of(visit.request)
    listing = Listing(
        title=OWN,
        section=OWN_PART,
        trail=own_trail()[:1],
        rows=lambda: with_steps(
            Case.objects.filter(
                reach, selecting.of_which_the_body_was_told(on), opened_on__lte=on
            ).select_related("body")
        ),
        columns=[
            Column(
                Text("事项", "Matter"),
                title_of,
                "pk",
                lambda one: reverse("work:own-case", args=[one.pk]),
            ),
            Column(Text("单位", "Body"), lambda one: one.body.name, "body__name"),
            Column(Text("状态", "State"), lambda one: stage_of(one, on).label),
            Column(Text("应由谁办", "Whose turn"), lambda one: TURNS[clock_of(one, on).turn]),
            Column(Text("期限", "Due"), lambda one: clock_of(one, on).due),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [("open", Text("未办结", "open"))],
                lambda _: ~selecting.is_closed(on),
            )
        ],
        order="-opened_on",
    )
    return show(visit.request, listing)


@guarded("case.answer", of=subjects.own_case, methods=("GET", "HEAD"))
def page(visit: Visit, case: Case) -> HttpResponse:
    """What the body was told by today, what it said, and what it may do now."""
    on = today_of(visit.request)
    course = course_of(case, on)
    clock = course.clock
    told = selecting.shown_to_the_body(course)
    if not told:
        raise Http404
    context = {
        "section": "work",
        "part": OWN_PART,
        "title": title_of(case),
        "case": case,
        "state": course.stage.label,
        "turn": TURNS[clock.turn],
        "clock": clock,
        "is_late": bool(clock.due and clock.due < on),
        "closing": course.closing,
        "goes_on": goes_on(course),
        "alerts": [(one, sentence_of(one)) for one in course.alerts],
        "course": [shown(course, one) for one in told],
        "objectable": _objectable(visit, course),
        "actions": list(_actions(visit, course)),
        "trail": [*own_trail(), (title_of(case), "")],
    }
    return render(visit.request, "work/supervision/own_case.html", context)


def _actions(visit: Visit, course: Course) -> Iterator[tuple[Text, str]]:
    case = course.case
    may_answer = may(visit.actor, "case.answer", own_target_of(case))
    if not may_answer or course.closing or goes_on(course):
        return
    if course.question and not course.is_found:
        yield Text("说明情况", "Answer"), reverse("work:own-case-answer", args=[case.pk])
    order = course.order
    replies = (Kind.REPORTED, Kind.CHECKED)
    if order and not any(course.answer(order, one) for one in replies):
        yield (
            Text("报告整改情况", "Report what was put right"),
            reverse("work:own-case-report", args=[case.pk]),
        )


def _objectable(visit: Visit, course: Course) -> list[tuple[CaseStep, Text, date]]:
    """Steps to which the body may still object, each with the last day."""
    may_object = may(visit.actor, "case.appeal", own_target_of(course.case))
    if not may_object or course.appeal or goes_on(course):
        return []
    on = today_of(visit.request)
    return [
        (one, STEPS[Kind(one.kind)], until)
        for one in course.steps
        if (until := appeal_until(one, on))
        and on <= until
        and not course.answer(one, Kind.APPEALED)
    ]


@guarded("case.answer", of=subjects.own_case_file, methods=("GET", "HEAD"))
def file(visit: Visit, kept: CaseFile) -> HttpResponse:
    """A file of a step that the body sees."""
    del visit
    return file_of(kept)


class ReplyForm(forms.Form):
    words = words_field("情况", "What you say")
    papers = FilesField()


def _reply(
    visit: Visit, case: Case, verb: Callable[..., object], title: Text, lede: Text | None
) -> HttpResponse:
    """A form with words and files, which the verb takes."""

    def step(form: ReplyForm) -> None:
        given = form.cleaned_data
        verb(case=case.pk, words=given["words"], files=given["papers"], **now(visit))

    return take(
        visit,
        case,
        ReplyForm,
        step,
        title=title,
        lede=lede,
        done=Text("已提交", "handed in"),
        button=Text("提交", "Hand in"),
        own=True,
    )


def _until(asked: CaseStep | None, zh: str, en: str) -> Text | None:
    """What the body is asked or ordered, and until when."""
    if asked is None:
        return None
    return Text(
        f"{zh}：{asked.words} 期限：{asked.due_on}（含当日）。",
        f"{en}: {asked.words} By {asked.due_on}, that day included.",
    )


@guarded("case.answer", of=subjects.own_case)
def answer(visit: Visit, case: Case) -> HttpResponse:
    """Answer what was asked."""
    lede = _until(course_of(case).question, "问题", "You are asked")
    return _reply(visit, case, asking.answer, Text("说明情况", "Answer"), lede)


@guarded("case.answer", of=subjects.own_case)
def report(visit: Visit, case: Case) -> HttpResponse:
    """Report what was put right."""
    lede = _until(course_of(case).order, "整改要求", "To put right")
    title = Text("报告整改情况", "Report what was put right")
    return _reply(visit, case, rectifying.report, title, lede)


class AppealForm(forms.Form):
    words = words_field("异议和理由", "What you object to, and why")


@guarded("case.appeal", of=subjects.own_case_step)
def appeal(visit: Visit, against: CaseStep) -> HttpResponse:
    """Object to a finding, an order or a sanction."""
    until = appeal_until(against)
    if until is None:
        raise Http404
    case = against.case
    told = shown(course_of(case), against)

    def step(form: AppealForm) -> None:
        appealing.appeal(
            against=against.pk,
            words=form.cleaned_data["words"],
            **now(visit),
        )

    return take(
        visit,
        case,
        AppealForm,
        step,
        title=Text("提出异议", "Object"),
        lede=Text(
            f"对“{told.words.zh}：{against.words}”的异议，由另一人答复；{until}前（含当日）可以提出，"
            "每一步一次。依法申请行政复议、提起行政诉讼的权利不受影响。",
            f"An objection to “{told.words.en}: {against.words}” is answered by another person. "
            f"It can be made by {until}, once to each step; administrative review and suit stay "
            "open to you as the law provides.",
        ),
        done=Text("已提交", "handed in"),
        button=Text("提出", "Object"),
        own=True,
    )
