"""Addresses that want to be told, their secrets, what happened, and what became of telling it.

An occurrence has no personal data: a number, a kind, a day, places in the log and the register.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role


class Kind(models.TextChoices):
    """What can happen to a certificate; a ping happens to none."""

    ISSUED = "issued", "核发"
    PROOF = "proof", "出具书面证明"
    REVOKED = "revoked", "撤销"
    SUSPENDED = "suspended", "暂停"
    LIFTED = "lifted", "恢复"
    CORRECTED = "corrected", "更正"
    SUPERSEDED = "superseded", "换发"
    PING = "ping", "测试"


class Endpoint(models.Model):
    """Where a body's program listens; it is told of what its role reaches. Ended, never deleted."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="endpoints")
    role = models.CharField(max_length=16, choices=[(role.value, role.label.zh) for role in Role])
    address = models.CharField(max_length=500)
    kinds = models.JSONField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "address"],
                condition=Q(ended_at=None),
                name="endpoint_once_a_body",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="endpoint_end_has_person",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Secret(models.Model):
    """What signs for an endpoint, sealed; the one before goes on beside it until a moment."""

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="secrets")
    sealed = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(until_at=None), name="one_secret_without_end"
            ),
        ]

    def __str__(self) -> str:
        return f"secret {self.pk} of {self.endpoint}"


class Occurrence(models.Model):
    """What happened, once however many are told; its key is the receiver's ``webhook-id``."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=22, blank=True)  # of the certificate
    proof = models.CharField(max_length=24, blank=True)  # its number, where one was given
    certificate = models.BigIntegerField(null=True)  # which app has it is above this one
    day = models.DateField()
    log_index = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="ping", certificate=None, log_index=None)
                | (~Q(kind="ping") & Q(certificate__isnull=False, log_index__isnull=False)),
                name="occurrence_is_of_a_certificate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Dispatch(models.Model):
    """An occurrence on its way to an endpoint, and how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", "等候"
        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "未送达，将重试"
        DEAD = "dead", "未送达，不再重试"

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="dispatches")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="dispatches")
    state = models.CharField(max_length=10, choices=State)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # when it is tried next; null: never again
    claim = models.CharField(max_length=32, blank=True)  # of who is sending it now
    at = models.DateTimeField()  # of its state
    outcome = models.CharField(max_length=300, blank=True)  # the status, or why there was none

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="dispatch_due"),
            models.Index(fields=["claim"], condition=~Q(claim=""), name="dispatch_claimed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occurrence", "endpoint"], name="dispatched_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "failed"), due_at__isnull=False)
                | Q(state__in=("delivered", "dead"), due_at=None),
                name="dispatch_due_until_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence} to {self.endpoint}"
