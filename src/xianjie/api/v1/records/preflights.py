"""The pre-flight of a plan of evaluation, as of today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Words
from xianjie.api.v1.records.given import Number
from xianjie.api.v1.records.plans import PLANS
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.preflight import Stage, Weight

router = Router(tags=["evaluations"])


class PreflightEvidence(BaseModel):
    participant: int | None
    words: Words


class PreflightFinding(BaseModel):
    weight: Weight
    words: Words
    evidence: list[PreflightEvidence]


class PreflightCheck(BaseModel):
    name: str
    title: Words
    clauses: list[str]
    quantities: list[str]
    findings: list[PreflightFinding]


class PreflightShown(BaseModel):
    """The same checks, in the same version, for the organisation and the bureau."""

    version: str
    stage: Stage
    on: date
    passes: bool
    checks: list[PreflightCheck]


class PreflightAsked(Speaking):
    stage: Stage = Stage.REPORTING


@router.get(
    "/plans/{int:pk}/preflight",
    response=PreflightShown,
    auth=may("plan.read"),
    summary="预检 Pre-flight",
    description=both(
        "机构和主管部门看到的是同一组检查、同一个版本。",
        "The organisation and the bureau see the same checks, in the same version.",
    ),
)
def show_preflight(
    request: HttpRequest, pk: Number, query: Query[PreflightAsked]
) -> dict[str, Any]:
    visit = visit_of(request)
    flight = preflight.run(PLANS.find(visit, pk), query.stage, visit.on, holds=held_among)
    return {
        "version": flight.version,
        "stage": flight.stage,
        "on": flight.on,
        "passes": not flight.blocks,
        "checks": [
            {
                "name": check.name,
                "title": words(check.title),
                "clauses": list(check.clauses),
                "quantities": list(check.quantities),
                "findings": [
                    {
                        "weight": one.weight,
                        "words": words(one.words),
                        "evidence": [
                            {"participant": each.participant, "words": words(each.words)}
                            for each in one.evidence
                        ],
                    }
                    for one in findings
                ],
            }
            for check, findings in flight.results
        ],
    }
