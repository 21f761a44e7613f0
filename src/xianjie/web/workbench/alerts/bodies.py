"""A body as its supervisor sees it: its alerts, its issuing by day, its pass rates."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, has_verb
from xianjie.domain.accounts.models import Body
from xianjie.domain.supervision import figures
from xianjie.domain.supervision.alerts import alerts_on, state_of, still_open
from xianjie.domain.supervision.figures import Examined
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.language import lang_of
from xianjie.web.workbench.alerts import subjects
from xianjie.web.workbench.alerts.asking import asked
from xianjie.web.workbench.alerts.charts import issuing
from xianjie.web.workbench.alerts.showing import PART, address_of, sentence_of, trail_of_board
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.names import area_name, level_name

_SHOWN = 20  # alerts on the page; the list has all


@guarded("supervision.read", of=subjects.supervised_body, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, body: Body) -> HttpResponse:
    """What is known of a body that a supervisor would ask about."""
    question = asked(visit, body.pk)
    on = question.wanted.on
    found = alerts_on(on).filter(still_open(on), body=body).order_by("-score", "pk")
    name = Text(body.name, body.name)
    context = {
        "section": "work",
        "part": PART,
        "title": name,
        "body": body,
        "area": area_name(body.area),
        "filing": _filing(visit, body),
        "question": question,
        "on": on,
        "alerts": [(one, sentence_of(one), state_of(one, on).label) for one in found[:_SHOWN]],
        "opens_case": may(visit.actor, "case.open", Target(area=body.area)),
        "count": found.count(),
        "all_alerts": address_of("work:alerts", body=body.pk),
        "issuing": issuing(question, lang_of(visit.request)),
        "examined": [
            (one, level_name(one.level), round(100 * one.passed / one.candidates))
            for one in sorted(figures.examined(question.wanted), key=_most)
        ],
        "trail": [*trail_of_board(), (name, "")],
    }
    return render(visit.request, "work/alerts/body.html", context)


def _most(one: Examined) -> tuple[int, str, int]:
    return -one.candidates, one.occupation, one.level


def _filing(visit: Visit, body: Body) -> str:
    """The page of its filing, where it has one."""
    filed = hasattr(body, "filing_organisation") and has_verb(visit.actor, "filing.read")
    return reverse("work:filing", args=[body.pk]) if filed else ""
