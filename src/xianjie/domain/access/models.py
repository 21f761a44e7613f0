"""Tokens by which programs act for a person, and what was answered to each keyed request."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import User


class ApiToken(models.Model):
    """A program's key to an account: only its hash is kept; revoked, never deleted."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a random token
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(revoked_at=None),
                name="token_name_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.name}"


class Intent(models.Model):
    """A request that its sender named by a key, with its answer: repeated, it has no effect again.

    Written in the transaction of its effect, so that neither is there without the other.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="intents")
    key = models.CharField(max_length=80)
    route = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # keyed hash of the body, which may hold a number
    status = models.PositiveSmallIntegerField()
    response = models.TextField()  # sealed, since it may hold personal data
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "created_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="intent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.route} {self.key}"
