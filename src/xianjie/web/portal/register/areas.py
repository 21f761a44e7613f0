"""How many organisations each prefecture has in force on a day, with bars drawn here."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.selecting import registered
from xianjie.domain.filings.states import Standing
from xianjie.identifiers.areas import prefectures
from xianjie.text import Text
from xianjie.web.days import known_day
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.portal.register.words import trail
from xianjie.web.workbench.filings.words import KINDS


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A table of the 21 prefectures by kind, each leading to its organisations."""
    on, wrong_day = known_day(request)
    lang = lang_of(request)
    counted: Counter[tuple[str, str]] = Counter()
    for area, kind in registered(on, standing=Standing.IN_FORCE).values_list("body__area", "kind"):
        counted[f"{area[:4]}00", kind] += 1
    bars = [
        Bar(
            one.name.in_(lang),
            tuple((kind.value, counted[one.code, kind.value]) for kind in Organisation.Kind),
        )
        for one in prefectures()
    ]
    words = Text("按地区", "By area")
    context = {
        "section": "register",
        "title": words,
        "on": on,
        "wrong_day": wrong_day,
        "rows": [
            (one, bar, drawing, [(KINDS[Organisation.Kind(kind)], n) for kind, n in bar.parts])
            for one, (bar, drawing) in zip(prefectures(), drawn(bars), strict=True)
        ],
        "kinds": [(kind.value, KINDS[kind]) for kind in Organisation.Kind],
        "whole": sum(counted.values()),
        "trail": trail((words, "")),
    }
    return render(request, "portal/register/areas.html", context)
