"""What a programme says, written anew: a slip put right, an end put off."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.audit.events import record
from xianjie.domain.programmes.coverage import canonical, covered, in_training
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Programme
from xianjie.domain.programmes.reasons import State
from xianjie.domain.programmes.services import Plan, require_sound, target_of, title_taken
from xianjie.law import Law
from xianjie.text import Text

_AIM = ("occupation", "level", "is_aligned")  # what a learner's certificate is measured by
_CERTIFIED = {State.QUALIFICATION, State.LEVEL}


def amend_programme(
    *, by: Actor, programme: int, plan: Plan, law: Law, on: date, at: datetime
) -> Programme:
    """Write a programme anew; its kind and its sponsor stay.

    The aim changes only while no learner reached it. Raises `Denied`, `ProgrammeError`.
    """
    try:
        with transaction.atomic():
            found = Programme.objects.select_for_update(of=("self",)).get(pk=programme)
            require(by, "programme.keep", target_of(found))
            require_sound(found.sponsor, plan)
            told = _told(plan)
            was = {name: getattr(found, name) for name in told}
            if any(told[name] != was[name] for name in _AIM):
                _require_nobody_certified(found, law, on)
            _require_holds_its_classes(found, plan)
            for name, value in told.items():
                setattr(found, name, value)
            found.save(update_fields=list(told))
            record(
                by=by.username,
                at=at,
                action="programme.amended",
                subject=found,
                area=found.area,
                ground=("252/2.2",),
                data=_changed(was, told),
            )
    except IntegrityError as error:
        raise title_taken(plan) from error
    return found


def _told(plan: Plan) -> dict[str, Any]:
    """The programme's columns that can change."""
    return {
        "title": plan.title,
        "occupation": canonical(plan.occupation),
        "level": plan.level,
        "is_aligned": plan.is_aligned,
        "from_on": plan.from_on,
        "until_on": plan.until_on,
        "trainer": plan.trainer,
        "agreement": plan.agreement,
        "subsidy": asdict(plan.subsidy) if plan.subsidy else {},
    }


def _changed(was: dict[str, Any], told: dict[str, Any]) -> dict[str, object]:
    """What an event says: which columns changed, and the aim and the end as they are now."""
    changed = [name for name, value in told.items() if value != was[name]]
    return {
        "changed": changed,
        "occupation": told["occupation"],
        "level": told["level"],
        "until": told["until_on"],
        "was": {name: was[name] for name in (*_AIM, "from_on", "until_on") if name in changed},
    }


def _require_nobody_certified(programme: Programme, law: Law, on: date) -> None:
    learners = in_training(on).filter(cohort__programme=programme).order_by("cohort", "pk")
    count = sum(one.state in _CERTIFIED for one in covered(learners, law=law, on=on))
    if count:
        raise ProgrammeError(
            Text(
                f"已有 {count} 名学员取得这一职业等级的证书，不能再改职业、等级和是否对接；"
                "请另登记一个培养计划",
                f"{count} learners hold the certificate that it leads to: occupation, level and "
                "alignment stay; enter another programme",
            )
        )


def _require_holds_its_classes(programme: Programme, plan: Plan) -> None:
    outside = programme.cohorts.exclude(
        graduates_on__gt=plan.from_on, graduates_on__lte=plan.until_on
    ).order_by("pk")
    if one := outside.first():
        raise ProgrammeError(
            Text(
                f"“{one.name}”于 {one.graduates_on} 毕（结）业，不在起止日之内；"
                "请先更改它的毕（结）业日",
                f"{one.name!r} graduates on {one.graduates_on}, which is outside its term; move "
                "that graduation first",
            )
        )
