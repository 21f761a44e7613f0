"""Statistics of the passage as open data: no personal data, small numbers covered."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import KnownNear
from xianjie.clock import today
from xianjie.domain.programmes.passage import By, lines, passage

router = Router(tags=["statistics"])


class Cell(BaseModel):
    """``count`` is null where it is covered."""

    by: By
    name: str = Field(description="月份、地市代码的前四位或职业。Month, prefecture or occupation.")
    scheme: str
    count: int | None


class Evaluations(BaseModel):
    plans: int
    people: int


class Learners(BaseModel):
    """As counted on a day; ``by_state`` sums to ``total`` where nothing is covered."""

    on: date
    total: int
    by_state: dict[str, int | None]


class StatisticsShown(BaseModel):
    """Certificates issued from ``from_on`` to ``until``, the last month that was over on ``on``.

    Numbers from 1 to below ``least`` are covered, and those that would give them away.
    """

    on: date
    from_on: date
    until: date
    least: int
    totals: dict[str, int | None]
    share_of_level_certification: float | None
    evaluations: Evaluations
    learners: Learners | None
    cells: list[Cell]


class StatisticsQuery(Speaking):
    on: KnownNear | None = Field(
        None, description="以哪天为准，缺省为今天。The day asked about; today if left out."
    )


@router.get(
    "/statistics",
    response=StatisticsShown,
    summary="统计 Statistics",
    description=both(
        "证书按种类、月份、地市和职业；评价计划；学生与学徒的取证覆盖。",
        "Certificates by kind, month, prefecture and occupation; evaluations planned; coverage of "
        "students and apprentices.",
    ),
)
def show_statistics(request: HttpRequest, query: Query[StatisticsQuery]) -> dict[str, Any]:
    found = passage(query.on or today())
    counted = found.coverage
    return {
        "on": found.on,
        "from_on": found.from_on,
        "until": found.until,
        "least": found.least,
        "totals": found.totals,
        "share_of_level_certification": found.share,
        "evaluations": {"plans": found.planned.plans, "people": found.planned.people},
        "learners": counted
        and {
            "on": counted.on,
            "total": counted.total,
            "by_state": {state.value: count for state, count in found.states.items()},
        },
        "cells": [
            {"by": by, "name": name, "scheme": scheme, "count": count}
            for by, name, scheme, count in lines(found)
        ],
    }
