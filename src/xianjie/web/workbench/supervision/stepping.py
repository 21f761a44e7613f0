"""A form for one verb of a case: who takes the step, when, and back to the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.supervision.models import Case
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.forms import fill_in
from xianjie.web.workbench.supervision.words import OWN_PART, PART, own_trail, trail

F = TypeVar("F", bound=forms.Form)


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
    )
