"""Drafting an exam at one of one's sites."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services import exams
from xianjie.domain.organisations.models import Site
from xianjie.instruments import catalogue
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.names import exam_kind, level_name


class DraftForm(forms.Form):
    """A new exam with one offer; more can be added before it is published."""

    site = choice_field("考点", "Site", list)
    title = text_field("名称", "Title", most=100)
    kind = choice_field(
        "种类",
        "Kind",
        lambda: [(one.value, exam_kind(one.value).in_(active())) for one in Exam.Kind],
    )
    route = choice_field(
        "途径",
        "Route",
        lambda: [
            ("scheduled", str(both("鉴定考试", "appraisal exam"))),
            ("competition", str(both("竞赛", "competition"))),
        ],
    )
    in_plan = forms.BooleanField(
        required=False, label=both("竞赛已列入当年计划", "The competition is in this year's plan")
    )
    announced_on = day_field(
        "公告日",
        "Announced on",
        required=False,
        hint=both(
            "此前已公告的填公告日；留空则以公布之日为准",
            "if it was announced before; else it is the day on which it is published",
        ),
    )
    basis = text_field("公告依据", "Basis of the announcement")
    held_on = day_field("考试日", "Day of the exam")
    issue_on = day_field(
        "计划发证日",
        "Planned day of issuing",
        required=False,
        hint=both("公布时核对核发期限", "checked against the law's window when it is published"),
    )
    occupation = text_field("职业（工种）", "Occupation", most=40)
    level = choice_field(
        "等级",
        "Level",
        lambda: [(str(level), level_name(level).in_(active())) for level in (5, 4, 3, 2, 1)],
    )
    fee = forms.DecimalField(
        label=both("费用（元）", "Fee (yuan)"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input", "step": "0.01"}),
    )
    seats = forms.IntegerField(
        label=both("座位数", "Seats"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def clean_occupation(self) -> str:
        """The name as the catalogue has it."""
        return catalogue.load().find(self.cleaned_data["occupation"]).occupation


@guarded("exam.draft")
def new(visit: Visit) -> HttpResponse:
    """Draft an exam at one of the person's sites."""
    reach = visible(visit.actor, "exam.draft", area="area", body="institution")
    sites = {str(one.pk): one for one in Site.objects.filter(reach).select_related("institution")}

    def form(*data: object) -> DraftForm:
        made = DraftForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["site"].choices = [(pk, one.name) for pk, one in sites.items()]  # type: ignore[attr-defined]
        return made

    def act(form: DraftForm) -> str:
        given = form.cleaned_data
        offer = exams.Offered(
            given["occupation"], int(given["level"]), int(given["fee"] * 100), given["seats"]
        )
        exam = exams.draft_exam(
            by=visit.actor,
            site=sites[given["site"]],
            title=given["title"],
            kind=Exam.Kind(given["kind"]),
            held_on=given["held_on"],
            basis=given["basis"],
            offers=[offer],
            route=Exam.Route(given["route"]),
            in_plan=given["in_plan"],
            announced_on=given["announced_on"],
            issue_on=given["issue_on"],
            at=moment_of(visit.request),
        )
        return reverse("work:exam", args=[exam.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("起草一场考试", "Draft an exam"),
        done=Text("已起草，尚未公布", "drafted; it is not public yet"),
        button=Text("保存草稿", "Save the draft"),
        trail=trail(),
        part="exams",
    )
