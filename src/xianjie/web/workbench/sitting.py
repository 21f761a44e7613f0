"""Who examines and supervises at an exam; what an examiner or a supervisor has before them."""

from __future__ import annotations

import secrets

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import effect
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.conduct import is_drawn
from xianjie.domain.sittings.models import Assignment, Draw, Examiner, Incident
from xianjie.domain.sittings.rotation import rotation_on
from xianjie.domain.sittings.services import (
    assign_examiner,
    draw_supervisors,
    obstacles,
    require_ahead,
    supervisors_for,
)
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, choice_field, fill_in

TITLE = Text("考务", "Conduct of the exam")
FINDINGS = {
    "rooms_fit": Text("考场和设备符合要求", "rooms and equipment fit"),
    "identities_checked": Text("核对了考生证件", "identities were checked"),
    "papers_sealed": Text("试卷密封完好，当场启封", "papers were sealed, and opened there"),
    "examiners_present": Text("派定的考评员到场", "the examiners assigned were there"),
    "rules_kept": Text("考场纪律良好", "the rules were kept"),
}
INCIDENTS = {
    Incident.Kind.BREACH: Text("违纪", "breach of the rules"),
    Incident.Kind.ILLNESS: Text("突发疾病", "illness"),
    Incident.Kind.EQUIPMENT: Text("设备故障", "equipment"),
    Incident.Kind.PAPERS: Text("试卷问题", "papers"),
    Incident.Kind.OTHER: Text("其他", "other"),
}
_MOST_DRAWN = 20


@guarded("exam.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, exam: Exam) -> HttpResponse:
    """The examiners assigned and the supervisors drawn, with the seed to draw again by."""
    draw = Draw.objects.filter(exam=exam).first()
    names = (
        dict(User.objects.filter(username__in=draw.drawn).values_list("username", "name"))
        if draw
        else {}
    )
    target = subjects.target_of(exam)
    context = {
        "section": "work",
        "part": "exams",
        "title": TITLE,
        "exam": exam,
        "assignments": exam.assignments.select_related("examiner__user", "examiner__home__body"),
        "draw": draw,
        "drawn": [names[one] for one in draw.drawn] if draw else [],
        "rotation": rotation_on(exam.held_on),
        "actions": _actions(visit, exam, draw),
        "incidents": [
            (INCIDENTS[Incident.Kind(one.kind)], one)
            for one in exam.incidents.select_related("place").order_by("reported_at")
        ],
        "reports": [
            (one, [(words, getattr(one, name)) for name, words in FINDINGS.items()])
            for one in exam.reports.order_by("written_at")
        ],
        "sees_seats": effect(visit.actor, "registration.read", target) is not None,
        "sees_results": effect(visit.actor, "result.read", target) is not None,
        "trail": [*trail(exam), (TITLE, "")],
    }
    return render(visit.request, "work/sitting.html", context)


def _actions(visit: Visit, exam: Exam, draw: Draw | None) -> list[tuple[Text, str]]:
    target = subjects.target_of(exam)
    drawn = is_drawn(visit.actor, exam)
    own = any(one.body == exam.institution_id for one in visit.actor.capacities)
    possible = [
        ("examiner.assign", True, Text("派考评员", "Assign an examiner"), "work:exam-assign"),
        (
            "supervisor.draw",
            draw is None,
            Text("抽取督导员", "Draw supervisors"),
            "work:exam-draw",
        ),
        (
            "attendance.take",
            exam.places.exists(),
            Text("登记到考", "Take attendance"),
            "work:exam-attendance",
        ),
        (
            "incident.report",
            drawn or own,
            Text("登记异常情况", "Report an incident"),
            "work:exam-incident",
        ),
        ("report.write", drawn, Text("写督导报告", "Write the report"), "work:exam-report"),
    ]
    return [
        (words, reverse(address, args=[exam.pk]))
        for verb, is_time, words, address in possible
        if is_time and may(visit.actor, verb, target)
    ]


class AssignForm(forms.Form):
    examiner = choice_field("考评员", "Examiner", list)


@guarded("examiner.assign", of=subjects.exam)
def assign(visit: Visit, exam: Exam) -> HttpResponse:
    """Choose among the pool; who cannot examine here is listed with why."""
    pool = [
        (one, obstacles(one, exam))
        for one in Examiner.objects.select_related("user").order_by("card")
        if not exam.assignments.filter(examiner=one).exists()
    ]

    def form(*data: object) -> AssignForm:
        made = AssignForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["examiner"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.user.name} ({one.card})") for one, found in pool if not found
        ]
        return made

    def act(form: AssignForm) -> str:
        examiner = Examiner.objects.select_related("user", "home__body").get(
            pk=form.cleaned_data["examiner"]
        )
        assign_examiner(by=visit.actor, exam=exam, examiner=examiner, at=moment_of(visit.request))
        return reverse("work:exam-sitting", args=[exam.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("派考评员", "Assign an examiner"),
        done=Text("已派", "assigned"),
        button=Text("派", "Assign"),
        trail=[*trail(exam), (TITLE, reverse("work:exam-sitting", args=[exam.pk]))],
        part="exams",
        template="work/assign.html",
        check=lambda: require_ahead(exam),
        extra={"unable": [(one, found) for one, found in pool if found]},
    )


class DrawForm(forms.Form):
    count = forms.IntegerField(
        label=both("抽几人", "How many"),
        min_value=1,
        max_value=_MOST_DRAWN,
        initial=2,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


@guarded("supervisor.draw", of=subjects.exam)
def draw(visit: Visit, exam: Exam) -> HttpResponse:
    """Draw supervisors, once, by a seed made at that moment."""
    on = today_of(visit.request)

    def act(form: DrawForm) -> str:
        draw_supervisors(
            by=visit.actor,
            exam=exam,
            count=form.cleaned_data["count"],
            seed=secrets.token_hex(16),
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:exam-sitting", args=[exam.pk])

    pool = len(supervisors_for(exam, on))
    return fill_in(
        visit,
        DrawForm,
        act,
        title=Text("抽取督导员", "Draw supervisors"),
        lede=Text(
            f"本辖区可抽的督导员 {pool} 人，不含该机构的人。只抽一次；"
            "名单和种子都记下，谁都能重算。",
            f"{pool} supervisors are in the pool, none of the institution's own. It is done once; "
            "the pool and the seed are kept, and anybody can draw again by them.",
        ),
        done=Text("已抽取", "drawn"),
        button=Text("抽取", "Draw"),
        trail=[*trail(exam), (TITLE, reverse("work:exam-sitting", args=[exam.pk]))],
        part="exams",
        check=lambda: require_ahead(exam),
    )


@guarded("duty.read", methods=("GET", "HEAD"))
def mine(visit: Visit) -> HttpResponse:
    """Where the person examines or supervises, what comes next first."""
    on = today_of(visit.request)
    examines = Assignment.objects.filter(examiner__user=visit.actor.user)
    drawn = [
        one for one in Draw.objects.select_related("exam") if visit.actor.username in one.drawn
    ]
    found = [
        *((one.exam, Text("考评", "examine")) for one in examines.select_related("exam__site")),
        *((one.exam, Text("督导", "supervise")) for one in drawn),
    ]
    found.sort(key=lambda one: (one[0].held_on < on, one[0].held_on, one[0].pk))
    title = Text("我的考务", "My exams")
    context = {
        "section": "work",
        "part": "duties",
        "title": title,
        "duties": [(exam, words.in_(active()), exam.held_on < on) for exam, words in found],
        "trail": [(Text("工作台", "Workbench"), reverse("work:inbox")), (title, "")],
    }
    return render(visit.request, "work/duties.html", context)
