"""Refunds and their batches: owed, gathered, approved by another, sent to the bank, settled."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.given import AreaCode, Given, KnownArea, Line, Number, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.payments import bankfiles, ledger, services
from xianjie.domain.payments.models import Batch, Payment, Refund
from xianjie.domain.payments.models import Line as BatchLine
from xianjie.domain.payments.states import (
    BATCHES,
    REFUNDS,
    BatchState,
    RefundState,
    batch_state,
    refund_state,
    with_last_line,
)
from xianjie.text import Text

router = Router(tags=["refunds"])

MOST_REFUNDS = 2_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

REFUND_KIND = Kind(
    "refund.read",
    lambda: with_last_line(Refund.objects.select_related("payment")),
    lambda one: Target(area=one.payment.area),
    area="payment__area",
)
BATCH_KIND = Kind(
    "refund.read",
    lambda: Batch.objects.annotate(
        count=Count("lines"), total_fen=Sum("lines__refund__amount_fen", default=0)
    ),
    lambda one: Target(area=one.area),
    area="area",
)
_PAYMENTS = Kind(
    "refund.read",
    Payment.objects.all,
    lambda one: Target(area=one.area),
    area="area",
)


class RefundShown(BaseModel):
    """``reason`` is the bank's, of the last line that failed. Accounts are in the bank's file."""

    id: int
    state: RefundState
    registration: int
    area: str
    amount_fen: int
    ground: list[str] = Field(description="条款")
    asked_at: Moment
    reason: str


class BatchShown(BaseModel):
    id: int
    state: BatchState
    area: str
    count: int
    total_fen: int
    made_by: str
    made_at: Moment
    approved_by: str
    approved_at: Moment | None
    settled_at: Moment | None


class LineShown(BaseModel):
    id: int
    refund: int
    amount_fen: int
    result: BatchLine.Result
    reason: str


class BatchWhole(BatchShown):
    lines: list[LineShown]


class Books(BaseModel):
    """In fen: paid = kept + transit + refunded."""

    paid: int
    kept: int
    transit: int
    refunded: int


class RefundFilters(Paged):
    state: RefundState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    batch: Number | None = Field(None, description="批次编号")


class BatchFilters(Paged):
    state: BatchState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class Gather(Given):
    area: KnownArea
    refunds: list[Number] = Field(min_length=1, max_length=MOST_REFUNDS)


class ResultGiven(Given):
    line: Number
    result: Literal["paid", "failed"]
    reason: Line | Literal[""] = Field("", description="失败须写原因。A failure needs its reason.")


class Results(Given):
    results: list[ResultGiven] = Field(min_length=1, max_length=MOST_REFUNDS)


class AccountGiven(Given):
    account: Word


class FileForm(Speaking):
    form: Literal["csv", "xlsx"] = Field("csv", description="文件种类")


def _refund(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a refund with its annotations
    return {
        "id": one.pk,
        "state": refund_state(one.last_result, one.last_approved_at),
        "registration": one.payment.subject_id,
        "area": one.payment.area,
        "amount_fen": one.amount_fen,
        "ground": one.ground.split(),
        "asked_at": one.asked_at,
        "reason": one.last_reason or "",
    }


def _batch(one: Batch) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in BatchShown.model_fields if name != "state"}
    return {**plain, "state": batch_state(one)}


_REFUND_STEPS = Steps(REFUND_KIND, RefundShown, lambda _, one: _refund(one))
_BATCH_STEPS = Steps(BATCH_KIND, BatchShown, lambda _, one: _batch(one))


@router.get(
    "/refunds",
    response=Page[RefundShown],
    auth=may("refund.read"),
    summary="退费 Refunds",
)
def list_refunds(request: HttpRequest, query: Query[RefundFilters]) -> dict[str, Any]:
    rows = REFUND_KIND.visible(visit_of(request)).filter(REFUND_KIND.within(query.area))
    if query.state:
        rows = rows.filter(REFUNDS[query.state])
    if query.batch:
        rows = rows.filter(lines__batch=query.batch)
    return page(rows, query, _refund)


@router.get(
    "/refunds/{int:pk}",
    response=RefundShown,
    auth=may("refund.read"),
    summary="一笔退费 One refund",
)
def show_refund(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _refund(REFUND_KIND.find(visit_of(request), pk))


@router.post(
    "/refunds/{int:pk}/account",
    response=RefundShown,
    auth=may("refund.account"),
    summary="更换退费账号 Another account",
    description=both("银行退回后才能换。", "For a refund that the bank returned."),
)
def change_account(
    request: HttpRequest, pk: Number, body: AccountGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.change_account(by=visit.actor, refund=pk, account=body.account, at=visit.at)

    return _REFUND_STEPS.take(request, key, pk, "refund.account", act)


@router.get(
    "/batches",
    response=Page[BatchShown],
    auth=may("refund.read"),
    summary="退费批次 Batches of refunds",
)
def list_batches(request: HttpRequest, query: Query[BatchFilters]) -> dict[str, Any]:
    rows = BATCH_KIND.visible(visit_of(request)).filter(BATCH_KIND.within(query.area))
    if query.state:
        rows = rows.filter(BATCHES[query.state])
    return page(rows, query, _batch)


@router.get(
    "/batches/{int:pk}",
    response=BatchWhole,
    auth=may("refund.read"),
    summary="一个批次 One batch",
)
def show_batch(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    batch = BATCH_KIND.find(visit_of(request), pk)
    lines = batch.lines.select_related("refund").order_by("pk")
    return {
        **_batch(batch),
        "lines": [
            {
                "id": one.pk,
                "refund": one.refund_id,
                "amount_fen": one.refund.amount_fen,
                "result": one.result,
                "reason": one.reason,
            }
            for one in lines
        ],
    }


@router.post(
    "/batches",
    response={201: BatchShown},
    auth=may("refund.batch"),
    summary="编一个批次 Make a batch",
    description=both(
        f"至多 {MOST_REFUNDS:,} 笔应退而未编批次的；由另一人审批。",
        f"At most {MOST_REFUNDS:,} refunds that are in no batch; another person approves it.",
    ),
)
def make_batch(
    request: HttpRequest, body: Gather, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)

    def act() -> object:
        made = services.make_batch(
            by=visit.actor, area=body.area, refunds=body.refunds, at=visit.at
        )
        return _BATCH_STEPS.again(visit, made.pk)

    return once(request, key, act, BatchShown, 201)


@router.post(
    "/batches/{int:pk}/approve",
    response=BatchShown,
    auth=may("refund.approve"),
    summary="审批 Approve",
    description=both("编制人不能审批。", "Who made it cannot approve it."),
)
def approve_batch(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.approve_batch(by=visit.actor, batch=pk, at=visit.at)

    return _BATCH_STEPS.take(request, key, pk, "refund.approve", act)


@router.get(
    "/batches/{int:pk}/bank-file",
    auth=may("refund.settle"),
    summary="给银行的文件 The file for the bank",
    description=both(
        "审批之后才有；账号只在这里。", "Once it is approved; accounts are here alone."
    ),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in ("text/csv", _XLSX)
                }
            }
        }
    },
)
def show_bank_file(request: HttpRequest, pk: Number, query: Query[FileForm]) -> HttpResponse:
    visit = visit_of(request)
    batch = BATCH_KIND.find(visit, pk)
    services.require_may_send(by=visit.actor, batch=batch)
    lines = bankfiles.sent(batch)
    csv = query.form == "csv"
    return HttpResponse(
        bankfiles.as_csv(lines) if csv else bankfiles.as_xlsx(lines),
        content_type="text/csv; charset=utf-8" if csv else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="refunds-{batch.pk}.{query.form}"'},
    )


@router.post(
    "/batches/{int:pk}/results",
    response=BatchShown,
    auth=may("refund.settle"),
    summary="回盘 The bank's results",
    description=both(
        "须恰为批次的全部明细，一行不多、一行不少。",
        "Exactly the lines of the batch, each once.",
    ),
)
def settle_batch(
    request: HttpRequest, pk: Number, body: Results, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return services.settle_batch(by=visit.actor, batch=pk, results=_results(body), at=visit.at)

    return _BATCH_STEPS.take(request, key, pk, "refund.settle", act)


def _results(body: Results) -> dict[int, services.Result]:
    """By line; raises `Problem` where one is told twice, or failed without a reason."""
    found: dict[int, services.Result] = {}
    for number, one in enumerate(body.results):
        if one.line in found:
            raise wrong(f"results.{number}.line", Text("重复", "is there twice"))
        if one.result == "failed" and not one.reason:
            raise wrong(
                f"results.{number}.reason", Text("失败须写原因", "a failure needs its reason")
            )
        found[one.line] = services.Result(one.line, one.result == "paid", one.reason)
    return found


@router.get(
    "/books",
    response=Books,
    auth=may("refund.read"),
    summary="账目 The books",
    description=both("你能看的缴费之和。", "The sums of the payments within your reach."),
)
def show_books(request: HttpRequest, query: Query[Speaking]) -> dict[str, int]:
    return asdict(ledger.balance(_PAYMENTS.reach(visit_of(request), _PAYMENTS.verb)))
