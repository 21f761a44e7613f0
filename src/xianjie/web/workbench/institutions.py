"""Institutions: what they have, what they do from when on, who succeeds whom."""

from __future__ import annotations

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.organisations.models import Duty, Institution
from xianjie.domain.organisations.services import duty_on, succeed, turn
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Listing, show
from xianjie.web.workbench.names import area_name

_DUTIES = {
    Duty.Kind.APPRAISAL: Text("技能鉴定", "appraisal"),
    Duty.Kind.SUPERVISION: Text("质量督导", "quality supervision"),
    Duty.Kind.SERVICE: Text("公共服务", "public service"),
}


def _trail() -> list[tuple[Text, str]]:
    return [(Text("工作台", "Workbench"), reverse("work:inbox"))]


@guarded("institution.read", covered=True, methods=("GET", "HEAD"))
def institutions(visit: Visit) -> HttpResponse:
    reach = visible(visit.actor, "institution.read", area="body__area", body="pk")
    listing = Listing(
        title=Text("机构", "Institutions"),
        section="institutions",
        trail=_trail(),
        rows=lambda: (
            Institution.objects.filter(reach)
            .select_related("body", "centre")
            .annotate(count=Count("exams"))
        ),
        columns=[
            Column(
                Text("编号", "Number"),
                lambda one: one.number,
                "number",
                lambda one: reverse("work:institution", args=[one.pk]),
            ),
            Column(Text("名称", "Name"), lambda one: one.body.name, "body__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.body.area), "body__area"),
            Column(Text("考试", "Exams"), lambda one: one.count, "count", numeric=True),  # type: ignore[attr-defined]
        ],
        search=lambda words: Q(body__name__contains=words) | Q(number__contains=words),
        order="number",
    )
    return show(visit.request, listing)


@guarded("institution.read", of=subjects.institution, covered=True, methods=("GET", "HEAD"))
def institution(visit: Visit, institution: Institution) -> HttpResponse:
    body = institution.body
    title = Text(body.name, body.name)
    on = today_of(visit.request)
    target = Target(area=body.area, body=institution.pk)
    actions = [
        (words, reverse(address, args=[institution.pk]))
        for verb, words, address in (
            ("room.keep", Text("登记考场", "Add a room"), "work:room-new"),
            ("examiner.keep", Text("列入考评员库", "Enter an examiner"), "work:examiner-new"),
            ("institution.turn", Text("转变职能", "Turn to another duty"), "work:institution-turn"),
            (
                "institution.succeed",
                Text("登记承接", "Enter a successor"),
                "work:institution-succeed",
            ),
        )
        if may(visit.actor, verb, target)
    ]
    context = {
        "section": "work",
        "part": "institutions",
        "title": title,
        "institution": institution,
        "actions": actions,
        "duty": _DUTIES[duty_on(institution, on)],
        "steps": timeline.of(institution, body),
        "area": area_name(body.area),
        "sites": institution.sites.order_by("name").prefetch_related("rooms"),
        "succession": getattr(body, "succession", None),
        "inheritances": body.inheritances.select_related("predecessor"),
        "exams": institution.exams.order_by("-held_on")[:50],
        "trail": [
            *_trail(),
            (Text("机构", "Institutions"), reverse("work:institutions")),
            (title, ""),
        ],
    }
    return render(visit.request, "work/institution.html", context)


class TurnForm(forms.Form):
    kind = choice_field(
        "转为", "To", lambda: [(kind.value, words.in_(active())) for kind, words in _DUTIES.items()]
    )
    on = day_field("自哪天起", "From")
    basis = text_field("依据", "Basis")


@guarded("institution.turn", of=subjects.institution)
def turn_to(visit: Visit, institution: Institution) -> HttpResponse:
    """Another duty from a day on (252/5)."""

    def act(form: TurnForm) -> str:
        given = form.cleaned_data
        turn(
            by=visit.actor,
            institution=institution,
            kind=Duty.Kind(given["kind"]),
            on=given["on"],
            basis=given["basis"],
            at=moment_of(visit.request),
        )
        return reverse("work:institution", args=[institution.pk])

    return fill_in(
        visit,
        TurnForm,
        act,
        title=Text("转变职能", "Turn to another duty"),
        lede=Text(
            "自那天起，该机构不再能起草鉴定考试；此前的考试不受影响（252号 五）。",
            "From that day on the institution drafts no exam; those before stay (252/5).",
        ),
        done=Text("已登记", "entered"),
        button=Text("登记", "Enter"),
        trail=_trail_of(institution),
        part="institutions",
    )


class SuccessionForm(forms.Form):
    successor = forms.CharField(
        label=both("承接单位", "Successor"),
        max_length=100,
        help_text=both("单位全称", "its whole name"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    on = day_field("自哪天起", "From")
    basis = text_field("依据", "Basis")

    def clean_successor(self) -> Body:
        found = Body.objects.filter(name=self.cleaned_data["successor"], closed_on=None).first()
        if found is None:
            raise forms.ValidationError(
                both("没有这个单位；请填全称", "there is no such body; give its whole name")
            )
        return found


@guarded("institution.succeed", of=subjects.institution)
def succeeded(visit: Visit, institution: Institution) -> HttpResponse:
    """Who answers from a day on for what the institution owed (252/5)."""

    def act(form: SuccessionForm) -> str:
        given = form.cleaned_data
        succeed(
            by=visit.actor,
            predecessor=institution.body,
            successor=given["successor"],
            on=given["on"],
            basis=given["basis"],
            at=moment_of(visit.request),
        )
        return reverse("work:institution", args=[institution.pk])

    return fill_in(
        visit,
        SuccessionForm,
        act,
        title=Text("登记承接", "Enter a successor"),
        done=Text("已登记", "entered"),
        button=Text("登记", "Enter"),
        trail=_trail_of(institution),
        part="institutions",
    )


def _trail_of(institution: Institution) -> list[tuple[Text, str]]:
    name = institution.body.name
    return [
        *_trail(),
        (Text("机构", "Institutions"), reverse("work:institutions")),
        (Text(name, name), reverse("work:institution", args=[institution.pk])),
    ]
