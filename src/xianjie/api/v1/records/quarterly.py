"""The report of a quarter on supervision, issued for all to read."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, wrong
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.supervision import issuing_reports
from xianjie.domain.supervision.quarters import quarter_named
from xianjie.text import Text

router = Router(tags=["supervision"])


class QuarterGiven(Given):
    quarter: Annotated[
        str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$"), Field(examples=["2020-Q3"])
    ]


class ReportIssued(BaseModel):
    """``address`` is the public page, ``digest`` the SHA-256 of its JSON, as in the log."""

    id: int
    quarter: str
    as_of: date
    digest: str
    log_index: int
    address: str


@router.post(
    "/supervision-reports",
    response={201: ReportIssued},
    auth=may("report.issue"),
    summary="印发季度通报 Issue the report of a quarter",
    description=both(
        "数据截至今天；印发后公开，不再改动，一季度一天一次。",
        "As of today; it is public and stays as it is, once a day for a quarter.",
    ),
)
def issue_report(
    request: HttpRequest, body: QuarterGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    quarter = quarter_named(body.quarter)
    if quarter.from_on > visit.on:
        raise wrong("quarter", Text("这一季度还没有开始", "the quarter has not begun"))

    def act() -> object:
        made = issuing_reports.issue(by=visit.actor, quarter=quarter, on=visit.on, at=visit.at)
        return {
            "id": made.pk,
            "quarter": quarter.name,
            "as_of": made.as_of,
            "digest": made.digest,
            "log_index": made.log_index,
            "address": reverse("portal:register-report", args=[made.pk]),
        }

    return once(request, key, act, ReportIssued, 201)
