"""Random inspections as they are published: the lists, the seed, what was found; the blacklist.

Bodies are named; inspectors are a code, and people's names are nowhere.
"""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.domain.certificates.logging import entry_at
from xianjie.domain.organisations import blacklist
from xianjie.domain.supervision import selecting
from xianjie.domain.supervision.drawing import lists_of
from xianjie.domain.supervision.inspecting import Answer
from xianjie.domain.supervision.models import Draw
from xianjie.instruments.inspection import checklist
from xianjie.text import Text
from xianjie.web.days import known_day, today_of
from xianjie.web.portal.register.words import trail
from xianjie.web.workbench.names import area_name

TITLE = Text("双随机抽查", "Random inspections")
BLACKLIST = Text("失信名单", "Blacklist")
_MOST = 200


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The newest draws, announced or drawn."""
    on = today_of(request)
    draws = Draw.objects.filter(announced_on__lte=on).order_by("-pk")[:_MOST]
    context = {
        "section": "register",
        "title": TITLE,
        "draws": [(selecting.draw_as_of(one, on), area_name(one.area)) for one in draws],
        "trail": trail((TITLE, "")),
    }
    return render(request, "portal/register/inspections.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A draw as of today: what it is made of, who came out, what was found."""
    on = today_of(request)
    draw = _found(request, pk)
    title = Text(draw.title, draw.title)
    inspected = draw.inspections.select_related("body__filing_organisation").prefetch_related(
        "items"
    )
    context = {
        "section": "register",
        "title": title,
        "draw": draw,
        "area": area_name(draw.area),
        "lists": lists_of(draw.lists),
        "rows": [
            (
                selecting.inspection_as_of(one, on),
                Counter(each.answer for each in one.items.all())[Answer.NOT_IN_ORDER],
                [
                    checklist().items[each.item].words
                    for each in one.items.all()
                    if each.answer == Answer.NOT_IN_ORDER and each.item in checklist().items
                ],
            )
            for one in inspected.order_by("place")
        ],
        "trail": trail((TITLE, "../"), (title, "")),
    }
    return render(request, "portal/register/inspection.html", context)


@require_safe
def lists(request: HttpRequest, pk: int) -> JsonResponse:
    """The lists as a program draws again from, with the seed and its place in the log."""
    draw = _found(request, pk)
    entry = entry_at(draw.log_index)
    told = {
        **lists_of(draw.lists).as_json(),
        "digest": draw.digest,
        "log_index": draw.log_index,
        "log_salt": entry.salt if entry else None,
        "log_size": draw.log_size,
        "seed": draw.seed or None,
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def blacklisted(request: HttpRequest) -> HttpResponse:
    """Bodies on the blacklist on a day, with the grounds."""
    on, wrong_day = known_day(request)
    context = {
        "section": "register",
        "title": BLACKLIST,
        "on": on,
        "wrong_day": wrong_day,
        "entries": [(one, area_name(one.area)) for one in blacklist.published(on)],
        "trail": trail((BLACKLIST, "")),
    }
    return render(request, "portal/register/blacklist.html", context)


def _found(request: HttpRequest, pk: int) -> Draw:
    found = Draw.objects.filter(pk=pk, announced_on__lte=today_of(request)).first()
    if found is None:
        raise Http404
    return selecting.draw_as_of(found, today_of(request))
