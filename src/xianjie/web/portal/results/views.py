"""Who passed, with names covered, for as long as the notice lasts; anybody may object."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from xianjie.domain.evaluations.models import Objection, PublicNotice
from xianjie.domain.evaluations.noticing import (
    MOST_ASKED,
    MOST_CONTACT,
    MOST_SENT,
    MOST_WORDS,
    NO_SUCH,
    asked_after,
    is_answered,
    object_to,
    require_sound,
    shown_to_the_public,
)
from xianjie.domain.evaluations.selecting import notices_on
from xianjie.domain.receipts import Receipt
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.web.days import moment_of, today_of
from xianjie.web.portal import receipts
from xianjie.web.portal.verify.limits import is_over
from xianjie.web.workbench.evaluations.showing import level_name
from xianjie.web.workbench.forms import both, text_field
from xianjie.web.workbench.names import area_name, person_name

TITLE = Text("评价结果公示", "Results shown to the public")
_ON_A_PAGE = 50
_OVER = Text(
    "这个网络地址一小时内已查询多次，请稍后再来",
    "this address has asked many times within the hour; come back later",
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What is on show today, the newest first."""
    words = request.GET.get("q", "").strip().replace("\0", "")[:100]
    found = notices_on(today_of(request)).order_by("-from_on", "-pk")
    if words:
        found = found.filter(
            Q(plan__occupation__contains=words)
            | Q(plan__title__contains=words)
            | Q(plan__organisation__body__name__contains=words)
        )
    shown = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "results",
        "title": TITLE,
        "searched": words,
        "query": urlencode({"q": words}) if words else "",
        "page": shown,
        "notices": [(one, level_name(one.plan.level), area_name(one.plan.area)) for one in shown],
        "trail": [(TITLE, "")],
    }
    return render(request, "portal/results/notices.html", context)


class ObjectionForm(forms.Form):
    """``place`` is a number of the list; none is about all of it."""

    place = forms.IntegerField(
        label=both("针对名单中的第几号", "Number on the list"),
        required=False,
        min_value=1,
        help_text=both("留空是针对整个批次", "blank: about the whole batch"),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    words = forms.CharField(
        label=both("异议", "Objection"),
        max_length=MOST_WORDS,
        help_text=both("请写明事实，不超过 500 字", "the facts, in 500 letters at most"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 5}),
    )
    contact = text_field(
        "联系方式",
        "How to reach you",
        most=MOST_CONTACT,
        required=False,
        hint=both("只有评价机构看得到", "seen by the organisation alone"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with names covered; the form while the notice lasts, then what became of it."""
    on = today_of(request)
    notice = get_object_or_404(
        PublicNotice.objects.select_related("plan__organisation__body", "plan__filing"), pk=pk
    )
    if notice.from_on > on:
        raise Http404
    is_open = notices_on(on).filter(pk=pk).exists()
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    error: XianjieError | None = None
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = {"notice": notice, **form.cleaned_data, "on": on}
            try:
                require_sound(**told)
                if is_over(request, "objection", MOST_SENT):  # what is not taken does not count
                    return _too_many(request, notice)
                made, code = object_to(**told, at=moment_of(request))
            except XianjieError as refused:
                error = refused
            else:
                return receipts.lead_to(Receipt(made.number, code), receipts.Of.OBJECTION)
    plan = notice.plan
    newer = PublicNotice.objects.filter(plan=plan, from_on__gt=notice.from_on, from_on__lte=on)
    objections = Objection.objects.filter(notice=notice, made_on__lte=on)
    context = {
        "section": "results",
        "title": Text(plan.title, plan.title),
        "notice": notice,
        "plan": plan,
        "level": level_name(plan.level),
        "area": area_name(plan.area),
        "is_open": is_open,
        "newer": newer.order_by("-from_on").first(),
        # Over, the names are gone from here: a notice is not a register.
        "people": [
            (place, person_name(one.name, covered=True))
            for place, one in enumerate(shown_to_the_public(notice), start=1)
        ]
        if is_open
        else [],
        "objections": objections.count(),
        "answered": objections.filter(answered_on__lte=on).count(),
        "upheld": objections.filter(upheld=True, answered_on__lte=on).count(),
        "form": form,
        "error": error,
        "trail": [(TITLE, reverse("portal:result-notices")), (Text(plan.title, plan.title), "")],
    }
    response = render(request, "portal/results/notice.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def ask_after(request: HttpRequest) -> HttpResponse:
    """What became of an objection, for who has its number and code; neither is in the address."""
    title, on = Text("查询异议", "Ask after an objection"), today_of(request)
    context: dict[str, object] = {
        "section": "results",
        "title": title,
        "trail": [(TITLE, reverse("portal:result-notices")), (title, "")],
    }
    status = 200
    if request.method == "POST":
        number, code = (_given(request, name) for name in ("number", "code"))
        context["number"] = number
        if is_over(request, "objection-asked", MOST_ASKED):
            context["error"], status = _OVER, 429
        elif found := asked_after(number, code, on):
            plan = found.notice.plan
            context |= {
                "objection": found,
                "plan": plan,
                "organisation": plan.filing.name if plan.filing else plan.organisation.body.name,
                "is_answered": is_answered(found, on),
            }
        else:
            context["error"], status = NO_SUCH, 404
    response = render(request, "portal/results/objections.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:40]


def _too_many(request: HttpRequest, notice: PublicNotice) -> HttpResponse:
    context = {
        "section": "results",
        "title": TITLE,
        "over": MOST_SENT,
        "trail": [
            (TITLE, reverse("portal:result-notices")),
            (Text(notice.plan.title, notice.plan.title), ""),
        ],
    }
    return render(request, "portal/results/over.html", context, status=429)
