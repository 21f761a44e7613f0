"""The page of what-if: a form, and below it what the change would do to the file that was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from xianjie.law import CompiledDecision
from xianjie.populations.apart import Asked, NotAnswered, Told, decisions, impact_apart
from xianjie.populations.sample import made_up_csv
from xianjie.text import Text
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import chosen_law, decision_of, jurisdiction_of
from xianjie.web.portal.jurisdictions import others, query
from xianjie.web.portal.whatif.asking import (
    ENDINGS,
    MOST_BYTES,
    MOST_ROWS,
    Asking,
    asking_of,
    is_too_large,
    kept_for_now,
    too_large,
)
from xianjie.web.portal.whatif.showing import shown_of

_DEFAULT = "certificate-issuance"
_SAMPLE_ROWS = 500
_WAIT = 20  # seconds for the one before to be done
_working = BoundedSemaphore(1)  # each takes a core and some memory
_waiting = BoundedSemaphore(3)  # and threads that wait answer nobody else
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@csrf_exempt  # here, since the middleware reads the form before the view; protected below
@require_http_methods(["GET", "HEAD", "POST"])
def impact_page(request: HttpRequest) -> HttpResponse:
    if is_too_large(request):  # asked first: to check the form's token, all of it is read
        return _unread(request)
    return _read(request)


@csrf_protect
@csrf_exempt  # protected for the token in the page, exempt because its own is in what is not read
def _unread(request: HttpRequest) -> HttpResponse:
    asked = _nothing_asked(request)
    asked.errors["file"] = too_large()
    return _page(request, asked, status=413)


@csrf_protect
def _read(request: HttpRequest) -> HttpResponse:
    asked = _nothing_asked(request)
    if request.method != "POST":
        return _page(request, asked)
    asked = asking_of(request, asked.law, asked.decision)
    if asked.errors or asked.upload is None:
        return _page(request, asked, status=400)
    with _turn(asked) as is_ours:
        if not is_ours:
            return _page(request, asked, status=503)
        try:
            with kept_for_now(asked.upload) as path:
                return _answer(request, asked, path)
        except NotAnswered as error:
            asked.errors["by" if error.field == "by" else "file"] = error.message
            return _page(request, asked, status=400)


@require_safe
def sample(request: HttpRequest, decision: str) -> HttpResponse:
    """Made-up cases with every fact as a column, for a first try and as a template."""
    rules = chosen_law(jurisdiction_of(request))
    text = made_up_csv(decision_of(decision, rules), _SAMPLE_ROWS)
    headers = {"Content-Disposition": f'attachment; filename="{decision}-sample.csv"'}
    return HttpResponse(
        text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers
    )


@contextmanager
def _turn(asked: Asking) -> Iterator[bool]:
    """One after the other; whether it has come to this one, else it is said so on the form."""
    with ExitStack() as held:
        for semaphore, seconds in ((_waiting, 0), (_working, _WAIT)):
            if not semaphore.acquire(timeout=seconds):
                asked.errors["file"] = Text(
                    "正在为别人计算，请过一分钟再试",
                    "another file is being answered; try in a minute",
                )
                yield False
                return
            held.callback(semaphore.release)
        yield True


def _nothing_asked(request: HttpRequest) -> Asking:
    rules = chosen_law(jurisdiction_of(request))
    return Asking(rules, decision_of(request.GET.get("decision") or _DEFAULT, rules))


def _answer(request: HttpRequest, asking: Asking, path: Path) -> HttpResponse:
    lang = lang_of(request)
    workbook = path.with_name("impact.xlsx")
    asked = Asked(
        path=str(path),
        decision=asking.decision.name,
        jurisdiction=asking.law.id,
        most_rows=MOST_ROWS,
        against=asking.against or None,
        readings=asking.turned,
        dates=asking.moved,
        by=asking.by or None,
        workbook=str(workbook) if asking.form == "xlsx" else None,
        lang=lang,
    )
    before, after = decisions(asked)
    told = impact_apart(asked)
    if asking.form == "xlsx":
        return _file(workbook.read_bytes(), _XLSX, f"{asking.decision.name}-impact.xlsx")
    if asking.form == "json":
        text = json.dumps(told.json[lang], ensure_ascii=False, indent=1)
        return _file(text.encode(), "application/json", f"{asking.decision.name}-impact.json")
    return _page(request, asking, told, (before, after))


def _page(
    request: HttpRequest,
    asking: Asking,
    told: Told | None = None,
    sides: tuple[CompiledDecision, CompiledDecision] | None = None,
    status: int = 200,
) -> HttpResponse:
    rules = asking.law
    context = {
        "section": "law",
        "law": rules,
        "query": query(rules),
        "decision": asking.decision,
        "decisions": rules.decisions.values(),
        "readings": rules.readings.values(),
        "parameters": sorted(rules.parameters.values(), key=lambda one: one.day),
        "others": [other for other, _ in others(rules) if asking.decision.name in other.decisions],
        "asking": asking,
        "endings": ENDINGS,
        "most_megabytes": MOST_BYTES >> 20,
        "most_rows": MOST_ROWS,
        "found": shown_of(told, *sides, lang_of(request)) if told and sides else None,
        "trail": [
            (Text("条款与规则", "The law"), reverse("portal:law") + query(rules)),
            (Text("改动的影响", "Effect of a change"), ""),
        ],
    }
    response = render(request, "portal/whatif/impact.html", context, status=status)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"  # people's own data
    return response


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
