"""A holder's path: what they hold, what it is today, what comes next and from whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.programmes.paths import path_of
from xianjie.instruments.linkage import linkage
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.own.certificates import TITLE as CERTIFICATES
from xianjie.web.portal.linkage.views import MATCHES

TITLE = Text("我的技能路径", "My path")


@guarded("certificate.own", methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    """The live certificates under the account's document and name, each with the next step."""
    candidate = Candidate.objects.filter(user=visit.actor.user).first()
    held = path_of(candidate, today_of(visit.request)) if candidate else []
    context = {
        "section": "me",
        "title": TITLE,
        "held": [(one, MATCHES[one.listed.dadian_match] if one.listed else None) for one in held],
        "linkage": linkage(),
        "trail": [(CERTIFICATES, reverse("me:certificates")), (TITLE, "")],
    }
    return render(visit.request, "me/path.html", context)
