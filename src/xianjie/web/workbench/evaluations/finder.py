"""Whom one could entrust nearby."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from xianjie.domain.evaluations.finding import find_organisations
from xianjie.identifiers.areas import prefectures
from xianjie.instruments import catalogue
from xianjie.instruments.practice import practice
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.language import active
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations.entrustments import FINDER_TITLE, PART, trail
from xianjie.web.workbench.evaluations.showing import level_choices
from xianjie.web.workbench.forms import both, choice_field, occupation_field
from xianjie.web.workbench.names import area_name


class FinderForm(forms.Form):
    occupation = occupation_field()
    level = choice_field("等级", "Level", level_choices)
    area = forms.ChoiceField(
        label=both("地区", "Area"),
        choices=lambda: [(one.code, one.name.in_(active())) for one in prefectures()],
        widget=forms.Select(attrs={"class": "input"}),
    )


@guarded("entrustment.find", methods=("GET", "HEAD"))
def finder(visit: Visit) -> HttpResponse:
    """Filed organisations that cover an occupation and level today, the nearest first."""
    on = today_of(visit.request)
    asked = visit.request.GET.copy()
    county = asked.get("area", "")
    if county:  # a county is offered as its prefecture, but looked for as it is
        asked["area"] = f"{county[:4]}00"
    form = FinderForm(asked) if "occupation" in asked else FinderForm()
    found, doubt = [], None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        doubt = catalogue.load().doubt(given["occupation"])
        level = int(given["level"])
        found = find_organisations(
            area=county,
            occupation=given["occupation"],
            lowest=level,
            highest=level,
            on=on,
            without=next((one.body for one in visit.actor.capacities if one.body), None),
        )
    context = {
        "section": "work",
        "part": PART,
        "title": FINDER_TITLE,
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "doubt": doubt,
        "found": [(one, area_name(one.site.area)) for one in found[:100]],
        "days": practice().number("finder_load_days", on),
        "may_make": may(visit.actor, "entrustment.make"),
        "trail": [*trail(), (FINDER_TITLE, "")],
    }
    return render(visit.request, "work/evaluations/finder.html", context)
