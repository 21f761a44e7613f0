"""Batches of certificates to issue: seen, and submitted by one for another to approve."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment, Named
from xianjie.api.v1.records.given import AreaCode, Given, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.batch_files import scheme_of
from xianjie.domain.certificates.models import Batch, Scheme
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["issuing"])

MOST_ROWS = 2_000
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


class IssueBatchFilters(Paged):
    state: IssueState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


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


ISSUE_STEPS = Steps(ISSUE_BATCHES, IssueBatchShown, lambda _, batch: _batch(batch))


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
    issuing_body = body_of(visit, body.body)
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
        return ISSUE_STEPS.again(visit, made.pk)

    return once(request, key, act, IssueBatchShown, 201)


def body_of(visit: Visit, pk: int) -> Body:
    """A body for which the person issues; raises `Problem` where it is none."""
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
