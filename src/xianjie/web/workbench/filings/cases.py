"""Cases that complaints opened: a list, the complaint, its answer."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.supervision import complaining
from xianjie.domain.supervision.models import Case
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.forms import both, fill_in
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name

TITLE = Text("投诉案件", "Complaints")
_PART = "cases"
_OPEN = {"open": Q(closed_on=None), "answered": Q(closed_on__isnull=False)}


def _trail(case: Case | None = None) -> list[tuple[Text, str]]:
    found = [(Text("工作台", "Workbench"), reverse("work:inbox")), (TITLE, reverse("work:cases"))]
    if case:
        found.append((Text(case.title, case.title), reverse("work:case", args=[case.pk])))
    return found


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Cases within reach that were opened by today, the newest first."""
    reach = visible(visit.actor, "supervision.read", area="area")
    on = today_of(visit.request)
    listing = Listing(
        title=TITLE,
        section=_PART,
        trail=_trail()[:1],
        rows=lambda: Case.objects.filter(reach, opened_on__lte=on).select_related("body"),
        columns=[
            Column(
                Text("案件", "Case"),
                lambda one: one.title,
                "pk",
                lambda one: reverse("work:case", args=[one.pk]),
            ),
            Column(Text("机构", "Body"), lambda one: one.body.name, "body__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("收到", "Received"), lambda one: one.opened_on, "opened_on"),
            Column(Text("状态", "State"), lambda one: complaining.state_of(one).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(one.value, one.label) for one in complaining.CaseState],
                lambda chosen: _OPEN[chosen],
            )
        ],
        search=lambda words: Q(body__name__contains=words) | Q(title__contains=words.upper()),
        search_hint=Text("机构名称或编号", "body or number"),
        order="-opened_on",
    )
    return show(visit.request, listing)


@guarded("supervision.read", of=subjects.case, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, case: Case) -> HttpResponse:
    """A case; words and contact of who complains are for who answers alone."""
    complaint = getattr(case, "complaint", None)
    can_answer = may(visit.actor, "supervision.answer", complaining.target_of(case))
    context = {
        "section": "work",
        "part": _PART,
        "title": Text(case.title, case.title),
        "case": case,
        "state": complaining.state_of(case).label,
        "area": area_name(case.area),
        "complaint": complaint,
        "words": unseal(complaint.words) if complaint and not visit.covered else "",
        "contact": unseal(complaint.contact) if complaint and not visit.covered else "",
        "answers": can_answer and case.closed_on is None,
        "steps": timeline.of(case),
        "trail": [*_trail(), (Text(case.title, case.title), "")],
    }
    return render(visit.request, "work/filings/case.html", context)


class AnswerForm(forms.Form):
    findings = forms.CharField(
        label=both("核查情况（内部）", "What was found (not published)"),
        max_length=complaining.MOST_ANSWER,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    words = forms.CharField(
        label=both("答复（投诉人凭编号和查询码可见）", "Answer, seen by who complained"),
        max_length=complaining.MOST_ANSWER,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


@guarded("supervision.answer", of=subjects.case)
def answer(visit: Visit, case: Case) -> HttpResponse:
    """Say what was found and what is answered; the case is closed with it."""

    def act(form: AnswerForm) -> str:
        complaining.answer(
            by=visit.actor,
            case=case.pk,
            words=form.cleaned_data["words"],
            findings=form.cleaned_data["findings"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:case", args=[case.pk])

    return fill_in(
        visit,
        AnswerForm,
        act,
        title=Text("答复并办结", "Answer and close"),
        done=Text("已答复", "answered"),
        button=Text("答复", "Answer"),
        trail=_trail(case),
        part=_PART,
    )
