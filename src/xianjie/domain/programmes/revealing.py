"""Identity numbers shown to the sponsor that entered them, so that others can be handed a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.events import record
from xianjie.domain.programmes.coverage import covered, in_training
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Cohort
from xianjie.domain.programmes.reasons import State
from xianjie.domain.programmes.services import target_of
from xianjie.law import Law
from xianjie.text import Text


def to_register(
    *, by: Actor, cohort: Cohort, law: Law, on: date, at: datetime
) -> list[Mapping[str, object]]:
    """Those of a class who are at risk, as rows of the template for registrations.

    Whether the exit notice was shown and from which account the fee was paid is for whoever
    registers them to fill in. Raises `Denied`, and `ProgrammeError` where nobody is at risk.
    """
    require(by, "programme.reveal", target_of(cohort.programme))
    learners = in_training(on).filter(cohort=cohort).order_by("pk")
    at_risk = [one for one in covered(learners, law=law, on=on) if one.state is State.AT_RISK]
    if not at_risk:
        raise ProgrammeError(Text("这个班级没有有风险的学员", "nobody of this class is at risk"))
    with transaction.atomic():
        record(
            by=by.username,
            at=at,
            action="cohort.revealed",
            subject=cohort,
            area=cohort.programme.area,
            data={"lines": len(at_risk)},
        )
    return [
        {
            "name": one.learner.name,
            "document": one.learner.document,
            "number": unseal(one.learner.number_sealed),
            "occupation": cohort.programme.occupation,
            "level": str(cohort.programme.level),
            "registered_on": on,
        }
        for one in at_risk
    ]
