"""Early warnings: a school or an enterprise is told, months ahead, who is at risk.

Once for each learner and stage, whoever asks and however often; the law's answer at that moment is
kept with it. The message holds numbers alone: who they are is on the sponsor's own page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from xianjie.calendar import add_months
from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.bulk import insert
from xianjie.domain.messages.services import SENDER, Recipient, Told, tell
from xianjie.domain.messages.templates import Value
from xianjie.domain.programmes.coverage import DECISION, Covered, covered, in_training
from xianjie.domain.programmes.models import Cohort, EarlyWarning
from xianjie.domain.programmes.reasons import State
from xianjie.domain.rulings.asking import keep, ruled
from xianjie.instruments.practice import practice
from xianjie.law import Law

Stage = EarlyWarning.Stage
_MONTHS = {  # the nearest to graduation first
    Stage.LAST: "coverage_last_months",
    Stage.REMINDER: "coverage_reminder_months",
    Stage.EARLY: "coverage_warning_months",
}
_TEMPLATE = "cohort_at_risk"


@dataclass(frozen=True, slots=True)
class Warned:
    """How many learners were told of, in how many messages, and of how many nobody could be told.

    ``untold`` are of sponsors without an account: they are told of once there is one.
    """

    learners: int
    messages: int
    untold: int


def stage_on(graduates_on: date, on: date) -> EarlyWarning.Stage | None:
    """The stage that a day before graduation falls into; none before the first and after it."""
    if on > graduates_on:
        return None
    for stage, name in _MONTHS.items():
        if on >= add_months(graduates_on, -practice().number(name, on)):
            return stage
    return None


def warn(*, law: Law, on: date, at: datetime, by: str = SENDER) -> Warned:
    """Tell every sponsor of those at risk of whom it was not told at this stage yet."""
    told = messages = untold = 0
    for (cohort, stage), at_risk in _at_risk(law, on).items():
        staff = _staff(cohort, on)
        if not staff:
            untold += len(at_risk)
            continue
        with transaction.atomic():
            new = _not_told(cohort, stage, at_risk)
            if new:
                _keep(new, stage, law, on, at)
                messages += _tell(by, cohort, new, staff, at)
                told += len(new)
    return Warned(told, messages, untold)


def _at_risk(law: Law, on: date) -> Mapping[tuple[Cohort, EarlyWarning.Stage], list[Covered]]:
    """By class and stage, those at risk of whom the sponsor was not told."""
    # A few days more than the months are long, since months differ: `stage_on` has the last word.
    horizon = add_months(on, practice().number("coverage_warning_months", on)) + timedelta(days=3)
    near = in_training(on).filter(
        Q(left_on=None) | Q(left_on__gt=on),
        cohort__graduates_on__gte=on,
        cohort__graduates_on__lte=horizon,
    )
    warned = set(EarlyWarning.objects.filter(learner__in=near).values_list("learner", "stage"))
    found: dict[tuple[Cohort, EarlyWarning.Stage], list[Covered]] = defaultdict(list)
    for one in covered(near.order_by("cohort", "pk"), law=law, on=on):
        cohort = one.learner.cohort
        stage = stage_on(cohort.graduates_on, on)
        if one.state is State.AT_RISK and stage and (one.learner.pk, stage.value) not in warned:
            found[cohort, stage].append(one)
    return found


def _not_told(
    cohort: Cohort, stage: EarlyWarning.Stage, at_risk: Sequence[Covered]
) -> list[Covered]:
    """Asked again with the class held: somebody may have been warning at the same time."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    done = set(
        EarlyWarning.objects.filter(
            learner__in=[one.learner.pk for one in at_risk],
            stage=stage,
        ).values_list("learner", flat=True)
    )
    return [one for one in at_risk if one.learner.pk not in done]


def _keep(
    at_risk: Iterable[Covered], stage: EarlyWarning.Stage, law: Law, on: date, at: datetime
) -> None:
    """What is told of, with the ruling that it rests on."""
    pairs = [
        (
            one,
            ruled(law=law, decision=DECISION, facts=one.answer.values, subject=one.learner, at=at)[
                1
            ],
        )
        for one in at_risk
    ]
    keep(ruling for _, ruling in pairs)
    insert(
        [
            EarlyWarning(
                learner=one.learner,
                stage=stage,
                reason=one.reason.value,
                ruling=ruling,
                told_on=on,
                told_at=at,
            )
            for one, ruling in pairs
        ]
    )


def _tell(
    by: str, cohort: Cohort, at_risk: Sequence[Covered], staff: Iterable[User], at: datetime
) -> int:
    programme = cohort.programme
    values: Mapping[str, Value] = {
        "cohort": cohort.name,
        "programme": programme.title,
        "count": len(at_risk),
        "day": cohort.graduates_on,
    }
    return tell(
        by=by,
        template=_TEMPLATE,
        about=cohort,
        messages=(
            Told(
                Recipient("user", one.pk, one.pk, one.email),
                cohort,
                values,
                programme.area,
                programme.sponsor_id,
            )
            for one in staff
        ),
        at=at,
    )


def _staff(cohort: Cohort, on: date) -> list[User]:
    """Who acts for the sponsor that day."""
    roles: Mapping[str, Role] = {"school": Role.SCHOOL, "enterprise": Role.ENTERPRISE}
    sponsor = cohort.programme.sponsor
    found = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gt=on),
        body=sponsor,
        role=roles[sponsor.kind],
        from_on__lte=on,
        user__is_active=True,
    )
    return [one.user for one in found.select_related("user").order_by("pk")]
