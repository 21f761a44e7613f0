"""What waits for this person, oldest first, with the working day by which it should be done.

The spans are this office's own standard (`waiting.task`), not the notices'; the days that the law
sets are on the page of deadlines.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings.acting import actor_of
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench.waiting.folding import folded
from xianjie.web.workbench.waiting.table import tasks_of

TITLE = Text("待办", "To do")


def home(request: HttpRequest) -> HttpResponse:
    """To the page of the person's own kind."""
    if not isinstance(request.user, User):
        return HttpResponseRedirect(reverse("account_login"))
    roles = {one.role for one in actor_of(request.user, today_of(request)).capacities}
    return HttpResponseRedirect(reverse("work:inbox" if roles - {Role.CANDIDATE} else "me:home"))


@guarded("task.read", methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    on = today_of(visit.request)
    tasks = sorted(tasks_of(visit.actor, on), key=lambda one: (one.due or date.max, one.since))
    context = {
        "section": "work",
        "part": "inbox",
        "title": TITLE,
        "lines": folded(tasks, on),
        "capacities": [(one.role.label, one.area) for one in visit.actor.capacities],
        "trail": [(Text("工作台", "Workbench"), "")],
    }
    return render(visit.request, "work/inbox.html", context)
