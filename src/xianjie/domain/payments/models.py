"""Payments, refunds and the moves of money between accounts. Amounts are whole fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Payment(models.Model):
    """A fee that was paid for one subject, once."""

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    amount_fen = models.PositiveBigIntegerField()
    paid_at = models.DateTimeField()
    account = models.CharField(max_length=200)  # sealed: where a refund goes
    area = models.CharField(max_length=6)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="paid_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.amount_fen}"


class Refund(models.Model):
    """The whole of a payment is owed back; a payment is owed back once."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="refund")
    amount_fen = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"refund of {self.payment}"


class Batch(models.Model):
    """Refunds sent to the bank together: made by one, approved by another, settled by its file."""

    area = models.CharField(max_length=6)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("made_by")),
                name="batch_approved_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(approved_at=None) & Q(approved_by=""))
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="batch_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(approved_at__isnull=False),
                name="batch_settled_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Line(models.Model):
    """A refund in a batch. It is in one batch at a time, and once it is paid in no other."""

    class Result(models.TextChoices):
        WAITING = "waiting"
        PAID = "paid"
        FAILED = "failed"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    account = models.CharField(max_length=200)  # sealed, as it was sent
    result = models.CharField(max_length=8, choices=Result, default=Result.WAITING)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["refund"], condition=~Q(result="failed"), name="refund_in_one_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund} in {self.batch}"


class Move(models.Model):
    """Money from one account to another, for one payment; never changed or removed."""

    class Account(models.TextChoices):
        PAYER = "payer"  # outside
        KEPT = "kept"
        TRANSIT = "transit"
        REFUNDED = "refunded"  # outside again

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="moves")
    source = models.CharField(max_length=8, choices=Account)
    target = models.CharField(max_length=8, choices=Account)
    amount_fen = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="moves")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="move_goes_elsewhere"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(source="payer"), name="move_in_once"
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(target="refunded"), name="move_out_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment}: {self.source} → {self.target} {self.amount_fen}"
