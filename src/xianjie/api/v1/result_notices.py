"""Results shown to the public (公示): which batches, until when. Names are on the page alone."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from xianjie import clock
from xianjie.api.v1.describing import both
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.domain.evaluations.selecting import notices_on

router = Router(tags=["evaluations"])


class ResultNoticeShown(BaseModel):
    id: int
    organisation: str
    number: str
    title: str
    occupation: str
    level: int
    area: str
    evaluated_from: date
    evaluated_until: date
    from_on: date
    until_on: date
    passed: int


@router.get(
    "/result-notices",
    response=Page[ResultNoticeShown],
    summary="评价结果公示 Results shown to the public",
    description=both(
        "今天正在公示的批次和合格人数；遮盖了姓名的名单和异议在网页上。",
        "The batches on show today and how many passed; the list, with names covered, and "
        "objections are on the page.",
    ),
)
def list_result_notices(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    passed = Count("plan__participants", filter=Q(plan__participants__passed=True))
    return page(notices_on(clock.today()).annotate(passed=passed), query, _shown)


def _shown(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a notice with its count
    plan = one.plan
    return {
        "id": one.pk,
        "organisation": plan.filing.name if plan.filing else plan.organisation.body.name,
        "number": plan.organisation.number,
        **{name: getattr(plan, name) for name in ("title", "occupation", "level", "area")},
        "evaluated_from": plan.from_on,
        "evaluated_until": plan.until_on,
        "from_on": one.from_on,
        "until_on": one.until_on,
        "passed": one.passed,
    }
