"""Issuing: batches asked for by one, approved by another, issued in bounded steps."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import content_of, digest_of
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.exams import Named
from xianjie.api.v1.records.given import (
    AreaCode,
    Given,
    Line,
    Number,
    Title,
    Word,
    wrong,
)
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.batch_files import Sent, scheme_of, submit_file
from xianjie.domain.certificates.issuing import AT_ONCE, issue
from xianjie.domain.certificates.models import Batch, Scheme
from xianjie.domain.certificates.models import Line as BatchLine
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["issuing"])

MOST_ROWS = 2_000
MOST_BYTES = 30 << 20
_STEPS = 5
ISSUED_AT_ONCE = _STEPS * AT_ONCE

ISSUE_BATCHES = Kind(
    "certificate.submit",
    lambda: Batch.objects.select_related("body").annotate(
        asked=Count("lines"),
        refused=Count("lines", filter=Q(lines__refused=True)),
        issued=Count("lines__certificate"),
    ),
    lambda one: Target(area=one.area, body=one.body_id),
    area="area",
    body="body",
    there=lambda on: Q(submitted_at__lt=end_of(on)),
)
_BODIES = Kind(
    "certificate.submit",
    Body.objects.all,
    lambda one: Target(area=one.area, body=one.pk),
    area="area",
    body="pk",
)


class IssueState(StrEnum):
    WAITING = "waiting"
    RETURNED = "returned"
    ISSUING = "issuing"
    FINISHED = "finished"


_STATES = {
    IssueState.WAITING: Q(approved_at=None, returned_at=None),
    IssueState.RETURNED: Q(returned_at__isnull=False),
    IssueState.ISSUING: Q(approved_at__isnull=False, finished_at=None),
    IssueState.FINISHED: Q(finished_at__isnull=False),
}


class LineState(StrEnum):
    WAITING = "waiting"
    REFUSED = "refused"
    DROPPED = "dropped"
    ISSUED = "issued"


_LINES = {
    LineState.WAITING: Q(refused=False, dropped=False, certificate=None),
    LineState.REFUSED: Q(refused=True),
    LineState.DROPPED: Q(refused=False, dropped=True),
    LineState.ISSUED: Q(certificate__isnull=False),
}


class IssueBatchShown(BaseModel):
    """``asked`` lines, of which so many the law refused and so many are issued."""

    id: int
    state: IssueState
    scheme: Scheme
    body: Named
    area: str
    title: str
    asked: int
    refused: int
    issued: int
    submitted_by: str
    submitted_at: Moment
    approved_by: str
    approved_at: Moment | None
    issue_on: date | None
    returned_by: str
    returned_at: Moment | None
    return_reason: str
    finished_at: Moment | None


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


class IssueBatchFilters(Paged):
    state: IssueState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class LineFilters(Paged):
    state: LineState | None = Field(None, description="状态")


class Submit(Given):
    """``tickets`` of an appraisal body; of a filed organisation a ``plan``, or ``participants``."""

    body: Number
    title: Title
    tickets: list[Word] = Field(default_factory=list, max_length=MOST_ROWS)
    plan: Number | None = Field(
        None,
        description=both(
            "评价计划：可核发而尚未提交的，全部提交。",
            "A plan of evaluation: all of it who may have a certificate and were not submitted.",
        ),
    )
    participants: list[Number] = Field(
        default_factory=list,
        max_length=MOST_ROWS,
        description=both("评价计划中的人员。", "People of plans of evaluation."),
    )


class SubmitFile(Given):
    body: Number
    title: Title


class SendBack(Given):
    reason: Line


class Went(BaseModel):
    """So many issued and refused in all; ask again, with a new key, until it is ``finished``."""

    batch: int
    issued: int
    refused: int
    left: int
    finished: bool


def _state(batch: Batch) -> IssueState:
    if batch.returned_at:
        return IssueState.RETURNED
    if batch.finished_at:
        return IssueState.FINISHED
    return IssueState.ISSUING if batch.approved_at else IssueState.WAITING


def _batch(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a batch with its counts
    left_out = {"state", "body"}
    plain = {
        name: getattr(one, name) for name in IssueBatchShown.model_fields if name not in left_out
    }
    return {**plain, "state": _state(one), "body": {"id": one.body_id, "name": one.body.name}}


def _batch_again(batch: Batch) -> dict[str, Any]:
    return _batch(ISSUE_BATCHES.rows().get(pk=batch.pk))


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
    "/issue-batches",
    response=Page[IssueBatchShown],
    auth=may("certificate.submit"),
    summary="核发批次 Batches to issue",
)
def list_issue_batches(request: HttpRequest, query: Query[IssueBatchFilters]) -> dict[str, Any]:
    rows = ISSUE_BATCHES.visible(visit_of(request)).filter(ISSUE_BATCHES.within(query.area))
    if query.state:
        rows = rows.filter(_STATES[query.state])
    return page(rows, query, _batch)


@router.get(
    "/issue-batches/{int:pk}",
    response=IssueBatchShown,
    auth=may("certificate.submit"),
    summary="一个核发批次 One batch",
)
def show_issue_batch(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _batch(ISSUE_BATCHES.find(visit_of(request), pk))


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
        rows = rows.filter(_LINES[query.state])
    return page(rows, query, _line)


@router.post(
    "/issue-batches",
    response={201: IssueBatchShown},
    auth=may("certificate.submit"),
    summary="提交一批 Submit a batch",
    description=both(
        f"至多 {MOST_ROWS:,} 行，更多的请传文件；提交时逐行问规则，另一人审批。",
        f"At most {MOST_ROWS:,} rows, more as a file. The law is asked of each; another person "
        "approves.",
    ),
)
def submit_batch(
    request: HttpRequest, body: Submit, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    issuing_body = _body(visit, body.body)
    is_level = scheme_of(issuing_body) is Scheme.LEVEL
    _require_one_kind(body, is_level=is_level)
    plan = _plan(issuing_body, body.plan) if body.plan else None

    def act() -> object:
        asked: dict[str, Any] = {
            "by": visit.actor,
            "title": body.title,
            "law": law_on(visit.on),
            "on": visit.on,
            "at": visit.at,
        }
        if plan:
            made = submitting.submit_plan(plan=plan, **asked)
        elif is_level:
            made = submitting.submit_participants(
                body=issuing_body, participants=body.participants, **asked
            )
        else:
            made = submitting.submit_results(body=issuing_body, tickets=body.tickets, **asked)
        return _batch_again(made)

    return once(request, key, act, IssueBatchShown, 201)


@router.post(
    "/issue-batches/file",
    response={201: IssueBatchShown},
    auth=may("certificate.submit"),
    summary="以文件提交一批 Submit a file",
    description=both(
        f"Excel 或 CSV，列与网页的模板相同，至多 {MOST_BYTES >> 20} MB；"
        "有误的行全部说明，一行也不提交。",
        f"Excel or CSV with the columns of the page's template, at most {MOST_BYTES >> 20} MB; "
        "where rows are wrong all are named and none is submitted.",
    ),
)
def submit_batch_file(
    request: HttpRequest,
    form: Form[SubmitFile],
    file: File[UploadedFile],
    key: Key,
    query: Query[Speaking],
) -> HttpResponse:
    visit = visit_of(request)
    issuing_body = _body(visit, form.body)
    content = content_of(file, MOST_BYTES)

    def act() -> object:
        made = submit_file(
            by=visit.actor,
            body=issuing_body,
            sent=Sent(content, file.name or ""),
            title=form.title,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return _batch_again(made)

    sent = of_form(form, digest_of(content))
    return once(request, key, act, IssueBatchShown, 201, content=sent)


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
    visit = visit_of(request)
    ISSUE_BATCHES.find(visit, pk, "certificate.approve")

    def act() -> object:
        return _batch_again(submitting.approve(by=visit.actor, batch=pk, on=visit.on, at=visit.at))

    return once(request, key, act, IssueBatchShown)


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
    visit = visit_of(request)
    ISSUE_BATCHES.find(visit, pk, "certificate.approve")

    def act() -> object:
        return _batch_again(
            submitting.send_back(by=visit.actor, batch=pk, reason=body.reason, at=visit.at)
        )

    return once(request, key, act, IssueBatchShown)


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
            "left": batch.lines.filter(_LINES[LineState.WAITING]).count(),
            "finished": batch.finished_at is not None,
        }

    return once(request, key, act, Went)


def _body(visit: Visit, pk: int) -> Body:
    found = _BODIES.visible(visit).filter(pk=pk).first()
    if found is None:
        raise wrong("body", Text("不是你所在的核发单位", "not a body for which you issue"))
    return found


def _require_one_kind(body: Submit, *, is_level: bool) -> None:
    """Raises what is wrong with results that the body does not issue for, or in two ways."""
    given = {name for name in ("tickets", "plan", "participants") if getattr(body, name)}
    if stray := given - ({"plan", "participants"} if is_level else {"tickets"}):
        raise wrong(
            min(stray),
            Text(
                "鉴定单位提交准考证号，评价机构提交评价计划或者其中的人员",
                "an appraisal body submits tickets, a filed organisation a plan or people of plans",
            ),
        )
    if len(given) > 1:
        raise wrong("plan", Text("评价计划和人员只给其一", "give a plan or people, not both"))


def _plan(body: Body, pk: int) -> Plan:
    found = Plan.objects.select_related("organisation__body").filter(organisation=body.pk, pk=pk)
    one = found.first()
    if one is None:
        raise wrong("plan", Text("不是本单位的评价计划", "not a plan of the body"))
    return one
