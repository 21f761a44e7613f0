"""Messages to people with their deliveries; guidance notices to institutions with their readings.

A message is kept as a template, its version and its values, so that it can be read in either
language for ever; values hold no personal data. Addresses are sealed, as they are with candidates.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xianjie.domain.accounts.models import Body, User


class Message(models.Model):
    """One thing told to one person."""

    recipient_kind = models.CharField(max_length=16)  # candidate or user
    recipient_id = models.BigIntegerField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="messages")
    about_kind = models.CharField(max_length=32)  # what the same news was told of to all: an exam
    about_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=32)  # the recipient's own part in it: a registration
    subject_id = models.BigIntegerField()
    template = models.CharField(max_length=32)
    version = models.CharField(max_length=16)
    values = models.JSONField()
    lang = models.CharField(max_length=2)
    once_on = models.DateField(null=True)  # the day, of a message that is told once a day at most
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    area = models.CharField(max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["recipient_kind", "recipient_id"]),
            models.Index(fields=["subject_kind", "subject_id"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "subject_kind", "subject_id", "once_on"],
                condition=Q(once_on__isnull=False),
                name="message_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient_kind} {self.recipient_id}"


class Delivery(models.Model):
    """A message on one way to its recipient, with what proves how it ended."""

    class Channel(models.TextChoices):
        PORTAL = "portal"
        MAIL = "mail"
        SMS = "sms"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        READ = "read"

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=500, blank=True)  # sealed; none for the portal
    state = models.CharField(max_length=8, choices=State)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # when it is tried next; null: never again
    claim = models.CharField(max_length=32, blank=True)  # of who is sending it now
    at = models.DateTimeField()  # of its state
    proof = models.CharField(max_length=300, blank=True)  # the server's reply, or the file's name

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="delivery_due"),
            models.Index(fields=["claim"], condition=~Q(claim=""), name="delivery_claimed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivered_once_a_way"),
            models.CheckConstraint(
                condition=Q(state="failed")
                | Q(state="waiting", due_at__isnull=False)
                | Q(state__in=("sent", "read"), due_at=None),
                name="delivery_due_until_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "failed")) | ~Q(proof=""),
                name="delivery_ends_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} by {self.channel}: {self.state}"


class Notice(models.Model):
    """A guidance notice to the appraisal institutions of an area (252/2.1.1.4); never changed."""

    title_zh = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200)
    text_zh = models.TextField()
    text_en = models.TextField()
    basis = models.CharField(max_length=200)
    area = models.CharField(max_length=6)
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title_zh


class Reading(models.Model):
    """An institution that a notice is addressed to, and who there has read it when."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="readings")
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the notice as it was read

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "body"], name="notice_to_a_body_once"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by="", digest="")
                | (Q(read_at__isnull=False) & ~Q(read_by="") & ~Q(digest="")),
                name="reading_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} by {self.body}"
