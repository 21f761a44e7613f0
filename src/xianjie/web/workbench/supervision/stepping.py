"""A form for one verb of a case: who takes the step, when, and back to the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.supervision.models import Case
from xianjie.domain.supervision.stages import require_step
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.forms import fill_in
from xianjie.web.workbench.supervision.words import OWN_PART, PART, own_trail, trail

F = TypeVar("F", bound=forms.Form)


# The pages whose step a state of the case may not allow, by the verb of the table of stages.
_STEPS = {
    "case-assign": "assign",
    "case-note": "note",
    "case-ask": "ask",
    "case-find": "find",
    "case-order": "order",
    "case-recheck": "recheck",
    "case-settle": "settle",
    "case-close": "close",
    "case-measure": "sanction",
    "case-revoke": "sanction",
    "case-blacklist": "sanction",
    "own-case-answer": "answer",
    "own-case-report": "report",
}


def now(visit: Visit) -> dict[str, Any]:
    """What every verb is told of a visit: by whom, on which day, at which moment."""
    return {
        "by": visit.actor,
        "on": today_of(visit.request),
        "at": moment_of(visit.request),
    }


def take(
    visit: Visit,
    case: Case,
    form_class: Callable[..., F],
    step: Callable[[F], object],
    *,
    title: Text,
    done: Text,
    button: Text,
    lede: Text | None = None,
    own: bool = False,
) -> HttpResponse:
    """Show the form, or take the step and go back to the case; ``own``: on the body's pages."""

    def act(form: F) -> str:
        step(form)
        return reverse("work:own-case" if own else "work:case", args=[case.pk])

    return fill_in(
        visit,
        form_class,
        act,
        title=title,
        lede=lede,
        done=done,
        button=button,
        trail=own_trail(case) if own else trail(case),
        part=OWN_PART if own else PART,
        check=lambda: _check(visit, case),
    )


def _check(visit: Visit, case: Case) -> None:
    """Raises `SupervisionError` where the case's state does not allow the page's step."""
    page = visit.request.resolver_match
    step = _STEPS.get(page.url_name or "") if page else None
    if step:
        require_step(case, step)
