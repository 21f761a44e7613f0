"""The books: what is kept, in transit and refunded, and whether every payment adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q, Sum

from xianjie.domain.payments.models import Line, Move, Payment
from xianjie.text import Text

_AT_ONCE = 5_000
_ALLOWED = {
    (Move.Account.PAYER, Move.Account.KEPT),
    (Move.Account.KEPT, Move.Account.TRANSIT),
    (Move.Account.TRANSIT, Move.Account.KEPT),
    (Move.Account.TRANSIT, Move.Account.REFUNDED),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """In fen: paid = kept + transit + refunded."""

    paid: int
    kept: int
    transit: int
    refunded: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A payment that does not add up, and why."""

    payment: int
    words: Text


def balance(reach: Q | None = None) -> Balance:
    """Of all payments, or of those that ``reach`` keeps, from the moves alone."""
    payments = Payment.objects.filter(reach or Q())
    moves = Move.objects.filter(payment__in=payments) if reach else Move.objects.all()
    totals: Counter[str] = Counter()
    for source, target, amount in moves.values_list("source", "target").annotate(
        total=Sum("amount_fen")
    ):
        totals[source] -= amount
        totals[target] += amount
    paid = payments.aggregate(total=Sum("amount_fen"))["total"] or 0
    return Balance(paid, totals["kept"], totals["transit"], totals["refunded"])


def faults() -> Iterator[Fault]:
    """Payments that do not add up, in order."""
    lines = Prefetch("refund__lines", Line.objects.select_related("batch"))
    payments = Payment.objects.select_related("refund").prefetch_related("moves", lines)
    for payment in payments.order_by("pk").iterator(_AT_ONCE):
        words = _fault(payment)
        if words:
            yield Fault(payment.pk, words)


def _fault(payment: Payment) -> Text | None:
    moves = list(payment.moves.all())
    held: Counter[str] = Counter()
    for move in moves:
        if (move.source, move.target) not in _ALLOWED:
            return _said("有不应有的划转", "has a move that cannot be")
        if move.amount_fen != payment.amount_fen:
            return _said("划转金额与缴费金额不符", "has a move of another amount")
        held[move.source] -= move.amount_fen
        held[move.target] += move.amount_fen
    if held["payer"] != -payment.amount_fen:
        return _said("没有入账", "was never entered")
    if min(held["kept"], held["transit"], held["refunded"]) < 0:
        return _said("有账户为负", "leaves an account below zero")
    return _refund_fault(payment, held)


def _refund_fault(payment: Payment, held: Counter[str]) -> Text | None:
    refund = getattr(payment, "refund", None)
    if refund is None:
        moved = held["transit"] or held["refunded"]
        return _said("没有退费而有划出", "was moved without a refund") if moved else None
    if refund.amount_fen != payment.amount_fen:
        return _said("退费金额与缴费金额不符", "is refunded by another amount")
    results = Counter(line.result for line in refund.lines.all() if line.batch.approved_at)
    expected = {
        "transit": payment.amount_fen * results[Line.Result.WAITING],
        "refunded": payment.amount_fen * results[Line.Result.PAID],
    }
    if any(held[account] != amount for account, amount in expected.items()):
        return _said("账户与批次结果不符", "does not agree with the results of its batches")
    return None


def _said(zh: str, en: str) -> Text:
    return Text(zh, en)
