"""A plan held while something is done to it, and what the table of rights must know of it."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Plan
from xianjie.text import Text


def locked(plan: int) -> Plan:
    """The plan, held until the transaction ends; raises `EvaluationError` if there is none.

    Read again once it is held: what PostgreSQL joins to a row that it waited for is as it was
    before the wait, so a report that was just accepted would still look open.
    """
    if not list(Plan.objects.select_for_update().filter(pk=plan).values_list("pk")):
        raise EvaluationError(Text(f"没有评价计划 {plan}", f"there is no plan {plan}"))
    return Plan.objects.select_related("organisation__body", "site", "filing", "report").get(
        pk=plan
    )


def target_of(plan: Plan) -> Target:
    """What the table must know of it."""
    return Target(area=plan.area, body=plan.organisation_id)
