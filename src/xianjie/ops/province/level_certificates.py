"""Skill-level certificates of six years, each batch issued by the services on a day of its own.

In the order of those days, so that the log has them as a register that lived through them would.
Asked for are the larger batches; of the others nobody asked yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from xianjie.calendar import add_working_days
from xianjie.domain.accounts.acting import Actor, Capacity
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.evaluations.clocks import newest_notice
from xianjie.domain.evaluations.models import Plan
from xianjie.law import Law
from xianjie.ops.province.evaluations.history import NOW
from xianjie.ops.province.evaluations.people import moment, staff_of

_LEAST = 22  # who passed in a batch that is asked for
_ROLES = {
    Body.Kind.EVALUATION: Role.EVALUATION,
    Body.Kind.INSTITUTION: Role.EVALUATION,
    Body.Kind.SCHOOL: Role.SCHOOL,
    Body.Kind.ENTERPRISE: Role.ENTERPRISE,
}


@dataclass(frozen=True)
class Due:
    """A plan whose certificates are issued on a day."""

    plan: Plan
    on: date


def due(on: date) -> list[Due]:
    """What is issued, in order; nothing that on that day, the demonstration's, is half done."""
    passed = Count("participants", filter=Q(participants__passed=True))
    plans = (
        Plan.objects.filter(report__accepted_on__isnull=False, cancelled_on=None)
        .filter(organisation__body__kind__in=_ROLES)
        .annotate(passed=passed)
        .filter(passed__gte=_LEAST)
        .select_related("organisation__body", "site", "filing", "report")
        .prefetch_related("notices")
    )
    found = [Due(one, _issue_day(one)) for one in plans]
    whole = [one for one in found if one.on <= NOW and not _is_half_done(one, on)]
    return sorted(whole, key=lambda one: (one.on, one.plan.pk))


def issue_all(wanted: Iterable[Due], law: Law) -> None:
    """Asked for by one, approved by another, issued."""
    for one in wanted:
        _issue(one, law)


def _issue_day(plan: Plan) -> date:
    notice = newest_notice(plan)
    assert notice  # noqa: S101 - nothing is accepted that was not shown
    since = max(_accepted_on(plan), notice.until_on)
    return add_working_days(since, 1 + plan.pk % 4)


def _accepted_on(plan: Plan) -> date:
    accepted: date | None = plan.report.accepted_on
    assert accepted  # noqa: S101 - only such plans are looked at
    return accepted


def _is_half_done(one: Due, on: date) -> bool:
    """Accepted by the day and issued after it: it is left for whoever walks through that day."""
    return _accepted_on(one.plan) <= on < one.on


def _issue(one: Due, law: Law) -> None:
    plan, at = one.plan, moment(one.on, 2)
    maker, checker = _staff(plan, "甲"), _staff(plan, "乙")
    batch = submitting.submit_plan(
        by=maker, plan=plan, title=f"{plan.title}核发", law=law, on=one.on, at=at
    )
    later = at + timedelta(hours=3)
    submitting.approve(by=checker, batch=batch.pk, on=one.on, at=later)
    issue(batch=batch.pk, law=law, issuer=issuer(), at=later)


def _staff(plan: Plan, which: str) -> Actor:
    """Somebody of the organisation; most of them have no account in the demonstration."""
    body = plan.organisation.body
    held = Capacity(_ROLES[Body.Kind(body.kind)], body.pk, body.area)
    return Actor(0, f"{staff_of(plan.organisation)}-{which}", (held,))
