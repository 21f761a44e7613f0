"""What the body of a case is told: what it is asked, what was found, ordered, checked, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.accounts.roles import TABLE
from xianjie.domain.kinds import kind_of
from xianjie.domain.messages.services import Recipient, Told, tell
from xianjie.domain.messages.templates import Value
from xianjie.domain.supervision.models import Case

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
    staff = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gt=on),
        body=body,
        role__in=_ROLES,
        from_on__lte=on,
        user__is_active=True,
    ).select_related("user")
    people = {one.user_id: one.user for one in staff.order_by("pk")}
    return tell(
        by=by.username,
        template=template,
        about=about,
        messages=[
            Told(
                Recipient(kind_of(one), one.pk, one.pk, one.email),
                about,
                values,
                body.area,
                body.pk,
            )
            for one in people.values()
        ],
        at=at,
    )
