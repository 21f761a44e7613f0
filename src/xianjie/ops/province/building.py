"""Building the province, step by step, by the services that real records are made by."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Choice, Exam, Registration
from xianjie.domain.payments.models import Refund
from xianjie.instruments import law as law_in_force
from xianjie.law import Law
from xianjie.ops.demo import DAY
from xianjie.ops.province import certificates as register
from xianjie.ops.province import (
    choosing,
    evaluations,
    exams,
    filings,
    holding,
    irregular,
    level_certificates,
    programmes,
    supervised_lives,
)
from xianjie.ops.province.accounts import acting, new_body
from xianjie.ops.province.bodies import Central, make_bodies
from xianjie.ops.province.made_up import moment

_SEED = 20200915


@dataclass(frozen=True)
class Made:
    """How much there is of each."""

    bodies: int
    exams: int
    registrations: int
    choices: int
    refunds: int


def build(home: Path) -> Made:
    """Make the province if there is none; takes some tens of seconds."""
    if not Body.objects.exists():
        old_register = home / "demo" / "old-register.csv"
        register.write_old_register(old_register)
        with transaction.atomic():
            _make(law_in_force(), old_register)
    return Made(
        Body.objects.count(),
        Exam.objects.count(),
        Registration.objects.count(),
        Choice.objects.count(),
        Refund.objects.count(),
    )


def _make(law: Law, old_register: Path) -> None:
    """Everything in the order of its making, on which the numbers of the rows hang."""
    chance = random.Random(_SEED)  # noqa: S311 - the same province every time
    bodies = make_bodies()
    made = exams.Announcing(chance, bodies, law).make()
    exams.suspend(bodies)
    exams.cancel(bodies, made, law)
    choosing.open_rounds(chance, bodies, made, law)
    choosing.pay_back(bodies)
    holding.Holding(chance, bodies, law).make(made)
    holding.assign(bodies, made)
    holding.own_two()
    filings.make(account=acting, body=new_body, bureaus=bodies.bureaus, on=DAY)
    staff = _evaluating()
    evaluations.build(staff, DAY)
    _certificates(bodies.central, staff, law, old_register)
    programmes.make(account=acting, body=new_body, law=law, on=DAY)


def _evaluating() -> evaluations.Staff:
    """Who evaluates around the day: the organisation's two, its bureau, the enterprise."""
    names = ("evaluation", "evaluation-b", "bureau-01", "enterprise")
    return evaluations.Staff(*(actor_of(User.objects.get(username=name), DAY) for name in names))


def _certificates(central: Central, staff: evaluations.Staff, law: Law, old_register: Path) -> None:
    """The register: old certificates, issued ones, a batch to approve, an application.

    In the order of their days, which is that of the log: before the demonstration's, on it,
    after it.
    """
    register.import_old_register(central.one, old_register, moment(DAY))
    due = level_certificates.due(DAY)
    supervised_lives.report()
    drawn_on = supervised_lives.ANNOUNCED_ON
    level_certificates.issue_all([one for one in due if one.on < drawn_on], law)
    held = irregular.hold(account=acting, body=new_body, law=law, on=DAY)
    supervised_lives.before_the_day(account=acting)
    level_certificates.issue_all([one for one in due if drawn_on <= one.on < DAY], law)
    held.issue(DAY)
    register.enter_code(central.centre)
    register.issue_qualifications(
        central.one, central.two, central.centre, law=law, on=DAY, at=moment(DAY, 2)
    )
    register.own_old_certificate(
        User.objects.get(pk=acting("holder", Role.CANDIDATE, None, "李旧证").user)
    )
    register.apply_for_another(central.one, law=law, on=DAY, at=moment(DAY, 3))
    body = Body.objects.get(memberships__user__username="evaluation")
    register.issue_levels(staff.one, staff.two, body, law=law, on=DAY, at=moment(DAY, 4))
    level_certificates.issue_all([one for one in due if one.on > DAY], law)
