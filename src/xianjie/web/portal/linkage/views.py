"""Linkage (252/3): levels, the eight steps, and what each occupation is called now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import CodeMatch
from xianjie.instruments.linkage import linkage
from xianjie.text import Text

TITLE = Text("对应关系", "Linkage")
MATCHES = {
    CodeMatch.EXACT: Text("名称相同", "the same name"),
    CodeMatch.INFERRED: Text("推定", "inferred"),
    CodeMatch.NONE: Text("没有对应", "none"),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All of it; the occupations that hold the words, where some are given."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    chosen = request.GET.get("match", "")
    found = catalogue.load().search(words) if words else catalogue.load().occupations
    context = {
        "section": "linkage",
        "linkage": linkage(),
        "words": words,
        "chosen": chosen,
        "matches": MATCHES.items(),
        "occupations": [
            (one, MATCHES[one.dadian_match])
            for one in found
            if chosen in {"", one.dadian_match.value}
        ],
        "trail": [(TITLE, "")],
    }
    return render(request, "portal/linkage/linkage.html", context)
