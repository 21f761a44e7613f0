"""What bodies are told: of new alerts; of a case what is asked, found, ordered, checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import TABLE
from xianjie.domain.messages.services import Told, people_of, recipient_of, tell
from xianjie.domain.messages.templates import Value
from xianjie.domain.supervision.models import Alert, AlertStep, Case, Run

_ROLES = sorted({grant.role for grant in TABLE if grant.verb == "case.answer"})


def tell_body(  # noqa: PLR0917 - the columns of a message
    by: Actor, case: Case, template: str, values: Mapping[str, Value], on: date, at: datetime
) -> int:
    """A message of a case to everybody who acts for the body that day."""
    return tell_of(by, case, case.body, template, {"case": case.title, **values}, on, at)


def tell_of(  # noqa: PLR0917 - the columns of a message
    by: Actor,
    about: models.Model,
    body: Body,
    template: str,
    values: Mapping[str, Value],
    on: date,
    at: datetime,
) -> int:
    """A message about a thing to everybody who acts for a body that day."""
    return tell(
        by=by.username,
        template=template,
        about=about,
        messages=[
            Told(to, about, values, body.area, body.pk) for to in people_of(body, _ROLES, on)
        ],
        at=at,
    )


def tell_of_moves(run: Run, reopened: Collection[int], *, by: str) -> int:
    """To whoever handled an alert that the run opened again, or ended: how many, of which body.

    Who handled it took a step on it, or looks into the open case that it is in.
    """
    said = Exists(AlertStep.objects.filter(alert=OuterRef("pk")))
    handled = Q(said) | Q(case__isnull=False, case__closed_on=None)
    moved = Alert.objects.filter(handled, Q(pk__in=reopened) | Q(ended_run=run))
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for alert in moved.select_related("case__assignee").prefetch_related("steps"):
        for name in _handlers(alert):
            counts[name, alert.body_id]["ended" if alert.ended_run_id else "reopened"] += 1
    names = {name for name, _ in counts}
    users = {one.username: one for one in User.objects.filter(username__in=names, is_active=True)}
    bodies = Body.objects.in_bulk({body for _, body in counts})
    return tell(
        by=by,
        template="alerts_moved",
        about=run,
        messages=[
            Told(
                recipient_of(users[name]),
                run,
                {
                    "body": bodies[body].name,
                    "reopened": count["reopened"],
                    "ended": count["ended"],
                },
                bodies[body].area,
            )
            for (name, body), count in sorted(counts.items())
            if name in users
        ],
        at=run.at,
    )


def _handlers(alert: Alert) -> set[str]:
    found = {one.by for one in alert.steps.all()}
    case = alert.case
    if case and case.closed_on is None:
        found.add(case.assignee.username if case.assignee else case.opened_by)
    return found


def tell_of_alerts(run: Run, *, by: str) -> int:
    """How many alerts are new, to everybody who acts for a body at which the run found some."""
    new = Alert.objects.filter(first_run=run).values("body").annotate(count=Count("pk")).order_by()
    counts = {row["body"]: row["count"] for row in new}
    bodies = Body.objects.in_bulk(counts)
    return tell(
        by=by,
        template="alerts_found",
        about=run,
        messages=[
            Told(to, run, {"count": counts[body.pk]}, body.area, body.pk)
            for body in bodies.values()
            for to in people_of(body, _ROLES, run.on)
        ],
        at=run.at,
    )
