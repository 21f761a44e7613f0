"""Taking a fee and giving it back: each verb one transaction, its event inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.dispatch import Signal

from xianjie.domain.accounts.acting import Actor, Target, require, require_other, visible
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.kinds import kind_of
from xianjie.domain.payments.models import Batch, Line, Move, Payment, Refund
from xianjie.errors import XianjieError
from xianjie.text import Text

Account = Move.Account
# Sent in the transaction of a settlement, with its lines: whose money it is, others know.
settled = Signal()


class PaymentError(XianjieError):
    """A payment or refund that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the bank says of one refund: paid, or why not."""

    line: int
    paid: bool
    reason: str = ""


def take_payment(
    *, by: Actor, subject: models.Model, amount_fen: int, account: str, area: str, at: datetime
) -> Payment:
    """Enter a fee that was paid; raises `PaymentError` if it was entered before."""
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                subject_kind=kind_of(subject),
                subject_id=subject.pk,
                amount_fen=amount_fen,
                paid_at=at,
                account=account,
                area=area,
            )
            Move.objects.create(
                payment=payment,
                source=Account.PAYER,
                target=Account.KEPT,
                amount_fen=amount_fen,
                at=at,
            )
            record(
                by=by.username,
                at=at,
                action="payment.taken",
                subject=payment,
                area=area,
                data={"amount_fen": amount_fen},
            )
    except IntegrityError as error:
        raise PaymentError(Text("这笔费用已经缴过", "this fee has been paid already")) from error
    return payment


def owe_back(*, by: str, payment: Payment, ground: Iterable[str], at: datetime) -> Refund:
    """The whole payment is owed back, once; in the caller's transaction."""
    refund, new = Refund.objects.get_or_create(
        payment=payment,
        defaults={
            "amount_fen": payment.amount_fen,
            "asked_at": at,
            "asked_by": by,
            "ground": " ".join(ground),
        },
    )
    if new:
        record(
            by=by,
            at=at,
            action="refund.owed",
            subject=refund,
            area=payment.area,
            ground=ground,
            data={"amount_fen": payment.amount_fen},
        )
    return refund


def change_account(*, by: Actor, refund: int, account: str, at: datetime) -> Refund:
    """Another account, entered by finance; raises `Denied`, `PaymentError`."""
    with transaction.atomic():
        found = Refund.objects.select_related("payment").filter(pk=refund).first()
        if found is None:
            raise PaymentError(Text("没有这笔退费", "there is no such refund"))
        require(by, "refund.account", Target(area=found.payment.area))
        return replace_account(by=by.username, refund=refund, account=account, at=at)


def replace_account(*, by: str, refund: int, account: str, at: datetime) -> Refund:
    """Another account for a refund that is in no batch; in the caller's transaction.

    The caller has asked whether this person may.
    """
    found = Refund.objects.select_for_update().get(pk=refund)
    payment = found.payment
    if not account.strip():
        raise PaymentError(Text("请填写账号", "give the account"))
    if found.lines.exclude(result=Line.Result.FAILED).exists():
        raise PaymentError(
            Text(
                "这笔退费已在批次中或已到账，不能换账号",
                "the refund is in a batch or paid already; its account stays",
            )
        )
    payment.account = seal(account.strip())
    payment.save(update_fields=["account"])
    record(by=by, at=at, action="refund.account", subject=found, area=payment.area)
    return found


def make_batch(*, by: Actor, area: str, refunds: Collection[int], at: datetime) -> Batch:
    """Gather refunds that are in no other batch; raises `Denied`, `PaymentError`."""
    require(by, "refund.batch", Target(area=area))
    try:
        with transaction.atomic():
            found = list(
                Refund.objects.select_related("payment")
                .filter(visible(by, "refund.batch", area="payment__area"), pk__in=refunds)
                .order_by("pk")
            )
            if not found or len(found) != len(set(refunds)):
                raise PaymentError(
                    Text(
                        "有的退费不存在，或不在本辖区", "a refund is not there, or not in this area"
                    )
                )
            batch = Batch.objects.create(area=area, made_at=at, made_by=by.username)
            Line.objects.bulk_create(
                Line(batch=batch, refund=one, account=one.payment.account) for one in found
            )
            record(
                by=by.username,
                at=at,
                action="batch.made",
                subject=batch,
                area=area,
                data={"refunds": [one.pk for one in found]},
            )
    except IntegrityError as error:
        raise PaymentError(
            Text(
                "有的退费已在别的批次中；请刷新后重选",
                "a refund is in another batch already; reload and choose again",
            )
        ) from error
    return batch


def approve_batch(*, by: Actor, batch: int, at: datetime) -> Batch:
    """Another person approves; the money leaves. Raises `Denied`, `PaymentError`."""
    with transaction.atomic():
        found = _locked(batch)
        require(by, "refund.approve", Target(area=found.area))
        require_other(by, found.made_by)
        if found.approved_at:
            raise PaymentError(Text("这一批已经审批过", "this batch has been approved already"))
        found.approved_at, found.approved_by = at, by.username
        found.save(update_fields=["approved_at", "approved_by"])
        lines = list(found.lines.select_related("refund"))
        _move(lines, Account.KEPT, Account.TRANSIT, at)
        record(by=by.username, at=at, action="batch.approved", subject=found, area=found.area)
    return found


def require_may_send(*, by: Actor, batch: Batch) -> None:
    """Whether the file for the bank may be had; raises `Denied`, `PaymentError`."""
    require(by, "refund.settle", Target(area=batch.area))
    if batch.approved_at is None:
        raise PaymentError(Text("这一批尚未审批", "this batch is not approved yet"))


def settle_batch(*, by: Actor, batch: int, results: Mapping[int, Result], at: datetime) -> Batch:
    """Take in what the bank says of every line; raises `Denied`, `PaymentError`.

    A refund that failed can be gathered again, with another account.
    """
    with transaction.atomic():
        found = _locked(batch)
        require(by, "refund.settle", Target(area=found.area))
        if found.settled_at or not found.approved_at:
            raise PaymentError(
                Text("这一批尚未审批，或已经回盘", "this batch is not approved, or settled already")
            )
        lines = list(found.lines.select_related("refund__payment"))
        if {line.pk for line in lines} != set(results):
            raise PaymentError(
                Text(
                    "回盘文件与批次的明细不一致；一行不多、一行不少才能入账",
                    "the bank's file does not have exactly the lines of the batch",
                )
            )
        for line in lines:
            told = results[line.pk]
            line.result = Line.Result.PAID if told.paid else Line.Result.FAILED
            line.reason = told.reason
        Line.objects.bulk_update(lines, ["result", "reason"])
        paid = [line for line in lines if line.result == Line.Result.PAID]
        failed = [line for line in lines if line.result == Line.Result.FAILED]
        _move(paid, Account.TRANSIT, Account.REFUNDED, at)
        _move(failed, Account.TRANSIT, Account.KEPT, at)
        found.settled_at = at
        found.save(update_fields=["settled_at"])
        record(
            by=by.username,
            at=at,
            action="batch.settled",
            subject=found,
            area=found.area,
            data={"paid": len(paid), "failed": len(failed)},
        )
        record_many(
            event_of(
                by=by.username,
                at=at,
                action=f"refund.{line.result}",
                subject=line.refund,
                area=found.area,
                data={"amount_fen": line.refund.amount_fen, "reason": line.reason},
            )
            for line in lines
        )
        settled.send(Batch, lines=lines, by=by.username, at=at)
    return found


def _locked(batch: int) -> Batch:
    found = Batch.objects.select_for_update().filter(pk=batch).first()
    if found is None:
        raise PaymentError(Text("没有这一批", "there is no such batch"))
    return found


def _move(lines: Iterable[Line], source: Account, target: Account, at: datetime) -> None:
    Move.objects.bulk_create(
        Move(
            payment_id=line.refund.payment_id,
            source=source,
            target=target,
            amount_fen=line.refund.amount_fen,
            at=at,
            line=line,
        )
        for line in lines
    )
