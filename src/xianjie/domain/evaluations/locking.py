"""A plan held while something is done to it, and what the table of rights must know of it."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.locking import held
from xianjie.text import Text


def locked(plan: int) -> Plan:
    """The plan, held until the transaction ends; raises `EvaluationError` if there is none."""
    rows = Plan.objects.select_related("organisation__body", "site", "filing", "report")
    found = held(rows, plan)
    if found is None:
        raise EvaluationError(Text(f"没有评价计划 {plan}", f"there is no plan {plan}"))
    return found


def target_of(plan: Plan) -> Target:
    """What the table must know of it."""
    return Target(area=plan.area, body=plan.organisation_id)
