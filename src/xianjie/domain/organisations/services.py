"""Institutions turn to another duty, or hand on what they owe (252/5); history stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.events import record
from xianjie.domain.organisations.errors import OrganisationError
from xianjie.domain.organisations.models import Duty, Institution, Succession
from xianjie.text import Text

_GROUND = ("252/5",)


def duty_on(institution: Institution, on: date) -> Duty.Kind:
    """What the institution does that day; appraisal before anything else was set."""
    found = institution.duties.filter(from_on__lte=on).order_by("-from_on").first()
    return Duty.Kind(found.kind) if found else Duty.Kind.APPRAISAL


def turn(
    *, by: Actor, institution: Institution, kind: Duty.Kind, on: date, basis: str, at: datetime
) -> Duty:
    """From a day on the institution does something else; raises `Denied`, `OrganisationError`."""
    require(by, "institution.turn", Target(area=institution.body.area, body=institution.pk))
    before = duty_on(institution, on)
    if before is kind:
        label = kind.label
        raise OrganisationError(
            Text(
                f"该机构这天的职能已是{label}；请核对日期",
                f"the institution has that duty ({kind.value}) on the day already; look at the day",
            )
        )
    try:
        with transaction.atomic():
            made = Duty.objects.create(institution=institution, kind=kind, from_on=on, basis=basis)
            record(
                by=by.username,
                at=at,
                action="institution.turned",
                subject=institution,
                area=institution.body.area,
                ground=_GROUND,
                data={"from": before, "to": kind, "on": on, "basis": basis},
            )
    except IntegrityError as error:
        raise OrganisationError(
            Text(
                f"{on} 已登记过一次转变；请核对日期",
                f"a change is entered for {on} already; look at the day",
            )
        ) from error
    return made


def succeed(
    *, by: Actor, predecessor: Body, successor: Body, on: date, basis: str, at: datetime
) -> Succession:
    """What a body owes is owed by another from a day on; raises `Denied`, `OrganisationError`."""
    require(by, "institution.succeed", Target(area=predecessor.area, body=predecessor.pk))
    if predecessor.pk in {one.pk for one in chain(successor)}:
        raise OrganisationError(
            Text(
                f"{successor.name} 的职责已由 {predecessor.name} 承接，不能反过来；请另选承接单位",
                f"{predecessor.name} already succeeds {successor.name}, directly or in the end; "
                "choose another successor",
            )
        )
    try:
        with transaction.atomic():
            made = Succession.objects.create(
                predecessor=predecessor, successor=successor, on=on, basis=basis
            )
            record(
                by=by.username,
                at=at,
                action="institution.succeeded",
                subject=predecessor,
                area=predecessor.area,
                ground=_GROUND,
                data={"body": successor.name, "on": on, "basis": basis},
            )
    except IntegrityError as error:
        raise OrganisationError(
            Text(
                f"{predecessor.name} 已登记承接单位；一个单位只有一个承接单位",
                f"{predecessor.name} has a successor already; a body has one",
            )
        ) from error
    return made


def chain(body: Body) -> Iterator[Body]:
    """The body and whoever succeeds it, in order, whenever that is."""
    found: Body | None = body
    while found is not None:
        yield found
        later = Succession.objects.select_related("successor").filter(predecessor=found).first()
        found = later.successor if later else None


def successor_of(body: Body, on: date) -> Body:
    """Who answers for the body that day: itself, or the last of those that have succeeded it."""
    while (
        later := Succession.objects.select_related("successor")
        .filter(predecessor=body, on__lte=on)
        .first()
    ):
        body = later.successor
    return body
