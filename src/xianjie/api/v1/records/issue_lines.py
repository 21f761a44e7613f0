"""The lines of a batch: what the law said of each, and its certificate."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.records.given import Number
from xianjie.api.v1.records.issuing import ISSUE_BATCHES
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.domain.certificates.models import Line as BatchLine

router = Router(tags=["issuing"])


class LineState(StrEnum):
    WAITING = "waiting"
    REFUSED = "refused"
    DROPPED = "dropped"
    ISSUED = "issued"


LINES = {
    LineState.WAITING: Q(refused=False, dropped=False, certificate=None),
    LineState.REFUSED: Q(refused=True),
    LineState.DROPPED: Q(refused=False, dropped=True),
    LineState.ISSUED: Q(certificate__isnull=False),
}


class IssueLineShown(BaseModel):
    """``outcome`` and ``clauses`` are the law's; ``reason`` where no law was asked."""

    id: int
    state: LineState
    registration: int | None
    participant: int | None
    name: str
    occupation: str
    level: int
    outcome: str | None
    clauses: list[str]
    reason: str
    ruling: int | None
    certificate: int | None
    number: str | None


class LineFilters(Paged):
    state: LineState | None = Field(None, description="状态")


def _line_state(line: BatchLine) -> LineState:
    if line.refused:
        return LineState.REFUSED
    if line.dropped:
        return LineState.DROPPED
    return LineState.ISSUED if line.certificate_id else LineState.WAITING


def _line(line: BatchLine) -> dict[str, Any]:
    ruling = line.ruling
    return {
        "id": line.pk,
        "state": _line_state(line),
        "registration": line.registration_id,
        "participant": line.participant_id,
        "name": line.name,
        "occupation": line.occupation,
        "level": line.level,
        "outcome": ruling.outcome if ruling else None,
        "clauses": list(ruling.clauses) if ruling else [],
        "reason": line.reason,
        "ruling": line.ruling_id,
        "certificate": line.certificate_id,
        "number": line.certificate.number if line.certificate else None,
    }


@router.get(
    "/issue-batches/{int:pk}/lines",
    response=Page[IssueLineShown],
    auth=may("certificate.submit"),
    summary="批次的逐行情况 Its lines",
    description=both(
        "不予核发的写明结论和条款。", "What is refused has the law's outcome and its clauses."
    ),
)
def list_issue_lines(request: HttpRequest, pk: Number, query: Query[LineFilters]) -> dict[str, Any]:
    batch = ISSUE_BATCHES.find(visit_of(request), pk)
    rows = batch.lines.select_related(
        "registration__candidate",
        "registration__offer",
        "participant__plan",
        "ruling",
        "certificate",
    )
    if query.state:
        rows = rows.filter(LINES[query.state])
    return page(rows, query, _line)
