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
from xianjie.domain.programmes.reasons import Reason
from xianjie.domain.programmes.services import target_of
from xianjie.law import Law
from xianjie.text import Text


def to_register(
    *, by: Actor, cohort: Cohort, law: Law, on: date, at: datetime
) -> list[Mapping[str, object]]:
    """Those of a class who have an exam to register for, as rows of its template.

    Whether the exit notice was shown and from which account the fee was paid is for whoever
    registers them to fill in. Raises `Denied`, and `ProgrammeError` where there is nobody.
    """
    require(by, "programme.reveal", target_of(cohort.programme))
    learners = in_training(on).filter(cohort=cohort).order_by("pk")
    wanted = [
        one.learner for one in covered(learners, law=law, on=on) if one.reason is Reason.REGISTER
    ]
    if not wanted:
        raise ProgrammeError(
            Text(
                "这个班级没有可以报名而未报名的学员",
                "nobody of this class has an exam to register for and is not registered",
            )
        )
    with transaction.atomic():
        record(
            by=by.username,
            at=at,
            action="cohort.revealed",
            subject=cohort,
            area=cohort.programme.area,
            data={"lines": len(wanted)},
        )
    return [
        {
            "name": one.name,
            "document": one.document,
            "number": unseal(one.number_sealed),
            "occupation": cohort.programme.occupation,
            "level": str(cohort.programme.level),
            "registered_on": on,
        }
        for one in wanted
    ]
