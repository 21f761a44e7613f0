"""What state a refund or a batch is in: derived from its lines and days, here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db.models import OuterRef, Q, QuerySet, Subquery

from xianjie.domain.payments.models import Batch, Line, Refund


class RefundState(StrEnum):
    """In the order in which a refund goes through them; a failed one can be gathered again."""

    OWED = "owed"
    TO_APPROVE = "to_approve"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"


class BatchState(StrEnum):
    MADE = "made"
    APPROVED = "approved"
    SETTLED = "settled"


_WAITS = Q(last_result=Line.Result.WAITING)
REFUNDS = {
    RefundState.OWED: Q(last_result=None),
    RefundState.TO_APPROVE: _WAITS & Q(last_approved_at=None),
    RefundState.IN_TRANSIT: _WAITS & Q(last_approved_at__isnull=False),
    RefundState.PAID: Q(last_result=Line.Result.PAID),
    RefundState.FAILED: Q(last_result=Line.Result.FAILED),
}
BATCHES = {
    BatchState.MADE: Q(approved_at=None),
    BatchState.APPROVED: Q(approved_at__isnull=False, settled_at=None),
    BatchState.SETTLED: Q(settled_at__isnull=False),
}


def with_last_line(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Refunds with what became of their last line, by which `REFUNDS` and the state go."""
    last = Line.objects.filter(refund=OuterRef("pk")).order_by("-pk")
    return refunds.annotate(
        last_result=Subquery(last.values("result")[:1]),
        last_approved_at=Subquery(last.values("batch__approved_at")[:1]),
        last_reason=Subquery(last.values("reason")[:1]),
    )


def refund_state(last_result: str | None, last_approved_at: datetime | None) -> RefundState:
    match last_result:
        case None:
            return RefundState.OWED
        case Line.Result.WAITING:
            return RefundState.IN_TRANSIT if last_approved_at else RefundState.TO_APPROVE
        case Line.Result.PAID:
            return RefundState.PAID
        case _:
            return RefundState.FAILED


def batch_state(batch: Batch) -> BatchState:
    if batch.settled_at:
        return BatchState.SETTLED
    return BatchState.APPROVED if batch.approved_at else BatchState.MADE
