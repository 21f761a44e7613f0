"""What becomes of a batch: approved or sent back by another, issued in bounded steps."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Line, Number
from xianjie.api.v1.records.issue_lines import LINES, LineState
from xianjie.api.v1.records.issuing import ISSUE_BATCHES, ISSUE_STEPS, IssueBatchShown
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import require
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.issuing import AT_ONCE, issue
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.rulings.later import law_on

router = Router(tags=["issuing"])

_STEPS = 5
ISSUED_AT_ONCE = _STEPS * AT_ONCE


class SendBack(Given):
    reason: Line


class Went(BaseModel):
    """So many issued and refused in all; ask again, with a new key, until it is ``finished``."""

    batch: int
    issued: int
    refused: int
    left: int
    finished: bool


@router.post(
    "/issue-batches/{int:pk}/approve",
    response=IssueBatchShown,
    auth=may("certificate.approve"),
    summary="审批 Approve",
    description=both(
        "提交人不能审批；证书日期为今天。之后用 `issue` 核发。",
        "Not by who submitted it; certificates bear today's day. Then `issue` it.",
    ),
)
def approve_issue_batch(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return submitting.approve(by=visit.actor, batch=pk, on=visit.on, at=visit.at)

    return ISSUE_STEPS.take(request, key, pk, "certificate.approve", act)


@router.post(
    "/issue-batches/{int:pk}/return",
    response=IssueBatchShown,
    auth=may("certificate.approve"),
    summary="退回 Send back",
    description=both("其中各行可以再提交。", "Its lines may be submitted again."),
)
def return_issue_batch(
    request: HttpRequest, pk: Number, body: SendBack, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return submitting.send_back(by=visit.actor, batch=pk, reason=body.reason, at=visit.at)

    return ISSUE_STEPS.take(request, key, pk, "certificate.approve", act)


@router.post(
    "/issue-batches/{int:pk}/issue",
    response=Went,
    auth=may("certificate.approve"),
    summary="核发，分步 Issue, step by step",
    description=both(
        f"每次至多核发 {ISSUED_AT_ONCE:,} 张；以新的键重复请求，到 `finished` 为 true 为止。"
        "中断不丢不重。",
        f"At most {ISSUED_AT_ONCE:,} a request; ask again, with a new key, until it is `finished`. "
        "Cut off, nothing is lost or doubled.",
    ),
)
def issue_batch(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit = visit_of(request)
    batch = ISSUE_BATCHES.find(visit, pk, "certificate.approve")
    require(visit.actor, "certificate.approve", ISSUE_BATCHES.target(batch))

    def act() -> object:
        done = issue(batch=pk, law=law_on(visit.on), issuer=issuer(), at=visit.at, steps=_STEPS)
        batch.refresh_from_db()
        return {
            "batch": pk,
            "issued": done.issued,
            "refused": done.refused,
            "left": batch.lines.filter(LINES[LineState.WAITING]).count(),
            "finished": batch.finished_at is not None,
        }

    return once(request, key, act, Went)
