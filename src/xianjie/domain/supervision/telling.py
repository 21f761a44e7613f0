"""What bodies are told: of new alerts; of a case what is asked, found, ordered, checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Q, QuerySet

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.accounts.roles import TABLE
from xianjie.domain.kinds import kind_of
from xianjie.domain.messages.services import Recipient, Told, people_of, tell
from xianjie.domain.messages.templates import Value
from xianjie.domain.supervision.models import Alert, Case, Run

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


def tell_of_alerts(run: Run, *, by: str) -> int:
    """How many alerts are new, to everybody who acts for a body at which the run found some."""
    new = Alert.objects.filter(first_run=run).values("body").annotate(count=Count("pk")).order_by()
    counts = {row["body"]: row["count"] for row in new}
    return tell(
        by=by,
        template="alerts_found",
        about=run,
        messages=[
            Told(
                Recipient(kind_of(one.user), one.user_id, one.user_id, one.user.email),
                run,
                {"count": counts[body.pk]},
                body.area,
                body.pk,
            )
            for one in _staff(run.on).filter(body__in=counts)
            if (body := one.body) is not None
        ],
        at=run.at,
    )


def _staff(on: date) -> QuerySet[Membership]:
    """Who acts that day for bodies that answer to supervision."""
    return (
        Membership.objects.filter(
            Q(to_on=None) | Q(to_on__gt=on),
            role__in=_ROLES,
            from_on__lte=on,
            user__is_active=True,
        )
        .select_related("user", "body")
        .order_by("pk")
    )
