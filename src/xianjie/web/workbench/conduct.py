"""The day of the exam, made for a phone: who came, what happened, what supervisors found."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.conduct import (
    Attendance,
    Findings,
    admit,
    report_incident,
    require_day,
    take_attendance,
    write_report,
)
from xianjie.domain.sittings.models import Incident
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, choice_field, closed_by, fill_in, text_field
from xianjie.web.workbench.sitting import FINDINGS, INCIDENTS, TITLE

_ON_A_PAGE = 60


class AttendanceForm(forms.Form):
    """The holder of one ticket, or the marks of the places of a page (``place-PK``)."""

    code = forms.CharField(required=False, max_length=80)


@guarded("attendance.take", of=subjects.exam)
def attendance(visit: Visit, exam: Exam) -> HttpResponse:
    """Scan or type a ticket to admit its holder; or mark the places of a page."""
    request = visit.request
    here = reverse("work:exam-attendance", args=[exam.pk])
    if request.method == "POST":
        lang = lang_of(request)
        form = AttendanceForm(request.POST)
        code = form.cleaned_data["code"] if form.is_valid() else ""
        try:
            done = _admitted(visit, exam, code) if code else _marked(visit, exam)
        except XianjieError as error:
            messages.error(request, error.message.in_(lang))
        else:
            messages.success(request, done.in_(lang))
        return HttpResponseRedirect(f"{here}?{request.GET.urlencode()}")
    places = exam.places.select_related("registration__candidate", "room").order_by("ticket")
    room = request.GET.get("room", "")
    if room.isdigit():
        places = places.filter(room=int(room[:18]))
    marks = list(places.values_list("attendance", flat=True))
    title = Text("登记到考", "Take attendance")
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "section": "work",
        "part": "exams",
        "title": title,
        "exam": exam,
        "error": closed_by(lambda: require_day(exam, today_of(request))),
        "page": Paginator(places, _ON_A_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "rooms": exam.site.rooms.filter(places__exam=exam).distinct().order_by("name"),
        "room": room,
        "counts": [marks.count("present"), marks.count("absent"), marks.count("")],
        "trail": [*trail(exam), (title, "")],
    }
    return render(request, "work/attendance.html", context)


def _admitted(visit: Visit, exam: Exam, code: str) -> Text:
    on, at = today_of(visit.request), moment_of(visit.request)
    place = admit(by=visit.actor, exam=exam, code=code, on=on, at=at)
    name = place.registration.candidate.name
    where = f"{place.room.name} {place.number}"
    return Text(f"{name} 到考：{where}", f"{name} is present: {where}")


def _marked(visit: Visit, exam: Exam) -> Text:
    known = {one.value for one in Attendance}
    marks = {
        int(name[6:]): Attendance(value)
        for name, value in visit.request.POST.items()
        if name.startswith("place-") and name[6:24].isdigit() and value in known
    }
    on, at = today_of(visit.request), moment_of(visit.request)
    changed = take_attendance(by=visit.actor, exam=exam, marks=marks, on=on, at=at)
    return Text(f"已登记，改动 {changed} 人", f"recorded; {changed} changed")


class IncidentForm(forms.Form):
    kind = choice_field(
        "种类",
        "Kind",
        lambda: [(kind.value, words.in_(active())) for kind, words in INCIDENTS.items()],
    )
    ticket = text_field(
        "准考证号",
        "Ticket",
        required=False,
        most=80,
        hint=both("涉及某一考生的填；违纪必填", "if it is about one candidate; a breach always is"),
    )
    words = forms.CharField(
        label=both("经过和处理", "What happened and what was done"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


@guarded("incident.report", of=subjects.exam)
def incident(visit: Visit, exam: Exam) -> HttpResponse:
    """Enter what happened; it is not changed afterwards."""

    def act(form: IncidentForm) -> str:
        given = form.cleaned_data
        report_incident(
            by=visit.actor,
            exam=exam,
            kind=Incident.Kind(given["kind"]),
            words=given["words"],
            ticket=given["ticket"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:exam-sitting", args=[exam.pk])

    return fill_in(
        visit,
        IncidentForm,
        act,
        title=Text("登记异常情况", "Report an incident"),
        lede=Text("登记后不能更改；有补充的再登记一条。", "It stays as entered; add another."),
        done=Text("已登记", "entered"),
        button=Text("登记", "Enter it"),
        trail=[*trail(exam), (TITLE, reverse("work:exam-sitting", args=[exam.pk]))],
        part="exams",
        check=lambda: require_day(exam, today_of(visit.request)),
    )


def _yes_no(name: str) -> forms.TypedChoiceField:
    """A point that is chosen, and given by nothing."""
    return forms.TypedChoiceField(
        label=both(FINDINGS[name].zh, FINDINGS[name].en.capitalize()),
        choices=lambda: [("yes", str(both("是", "yes"))), ("no", str(both("否", "no")))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class ReportForm(forms.Form):
    """Named as the findings of the domain are."""

    rooms_fit = _yes_no("rooms_fit")
    identities_checked = _yes_no("identities_checked")
    papers_sealed = _yes_no("papers_sealed")
    examiners_present = _yes_no("examiners_present")
    rules_kept = _yes_no("rules_kept")
    words = forms.CharField(
        label=both("说明", "Remarks"),
        required=False,
        max_length=2_000,
        help_text=both("有“否”的必须写明", "needed where there is a no"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 5}),
    )


@guarded("report.write", of=subjects.exam)
def report(visit: Visit, exam: Exam) -> HttpResponse:
    """A supervisor's report, once."""

    def act(form: ReportForm) -> str:
        write_report(
            by=visit.actor,
            exam=exam,
            findings=Findings(**form.cleaned_data),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:exam-sitting", args=[exam.pk])

    return fill_in(
        visit,
        ReportForm,
        act,
        title=Text("督导报告", "Supervisor's report"),
        lede=Text("提交一次，不能更改。", "It is sent once and stays as it is."),
        done=Text("已提交", "sent"),
        button=Text("提交", "Send"),
        trail=[*trail(exam), (TITLE, reverse("work:exam-sitting", args=[exam.pk]))],
        part="exams",
        check=lambda: require_day(exam, today_of(visit.request)),
    )
