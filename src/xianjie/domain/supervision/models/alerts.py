"""What runs of the indicators found, and what was said of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Batch
from xianjie.domain.supervision.models.cases import Case


class Run(models.Model):
    """One look at the register: as of which day, with which indicators and tables.

    A re-proof looks at certificates one by one, with no tables: ``looked_at`` says how many, and
    ``found`` how many of them no longer follow from what they rest on.
    """

    class Kind(models.TextChoices):
        INDICATORS = "indicators", "查指标"
        REPROOF = "reproof", "重证证书"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INDICATORS)
    on = models.DateField()
    since = models.DateField(null=True)  # findings of this day or later; null: of all days
    at = models.DateTimeField()
    version = models.CharField(max_length=64)  # digest of the indicators and their thresholds
    tables = models.CharField(max_length=64, blank=True)  # digest of those that were looked at
    looked_at = models.IntegerField(null=True)  # certificates that a re-proof derived again
    found = models.IntegerField()
    opened = models.IntegerField()  # alerts that no run before had found
    ended = models.IntegerField()  # alerts that this run no longer found

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="indicators", looked_at=None) & ~Q(tables="")
                | Q(kind="reproof", looked_at__gte=F("found"), tables="", since=None),
                name="run_is_of_tables_or_a_reproof",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.on}"


class Alert(models.Model):
    """A finding of an indicator at a subject; found again it is the same alert, brought up to date.

    Its state is derived: ended, in a case, dismissed by its last step, or waiting.
    """

    key = models.CharField(max_length=32, unique=True)
    indicator = models.CharField(max_length=64)
    body = models.ForeignKey(Body, models.PROTECT, related_name="alerts")
    area = models.CharField(max_length=6)
    subject = models.CharField(max_length=200)
    day = models.DateField()  # of its newest row
    score = models.FloatField()  # 0 to 100
    sentence_zh = models.CharField(max_length=1000)
    sentence_en = models.CharField(max_length=1000)
    rows = models.IntegerField()
    evidence = models.JSONField()  # the newest rows, by column
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="first_found")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="last_found")
    ended_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="ended_alerts")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="alerts")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "-score"], name="alert_by_area"),
            models.Index(fields=["body", "-score"], name="alert_by_body"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="alert_score_in_range"
            ),
            models.CheckConstraint(
                condition=Q(rows__gte=1) & ~Q(evidence=[]), name="alert_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(ended_run=None) | Q(ended_run__gt=F("last_run")),
                name="alert_ended_by_a_later_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.subject}"


class Foreseen(models.Model):
    """What a statistic warned of before certificates were asked for, and the body's reason for it.

    Its ``key`` is that of the alert which the warning becomes once they are issued. Never changed.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="foreseen")
    body = models.ForeignKey(Body, models.PROTECT, related_name="foreseen")
    key = models.CharField(max_length=32)
    indicator = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    score = models.FloatField()  # 0 to 100
    sentence_zh = models.CharField(max_length=1000)
    sentence_en = models.CharField(max_length=1000)
    version = models.CharField(max_length=64)  # of the indicators
    words = models.CharField(max_length=1000)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key"], name="foreseen_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "key"], name="foreseen_once_a_batch"),
            models.CheckConstraint(condition=~Q(words=""), name="foreseen_with_its_reason"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="foreseen_score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.subject} before {self.batch}"


class AlertStep(models.Model):
    """What the body or the supervisor said of an alert; never changed, never taken back."""

    BY_RUN = "run"  # the actor of what a run does

    class Kind(models.TextChoices):
        EXPLAINED = "explained"  # by the body: why it is in order
        CORRECTED = "corrected"  # by the body: what it put right
        DISMISSED = "dismissed"  # by the supervisor: nothing in it, and why
        REOPENED = "reopened"  # by a run that found more, or by the supervisor

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.CharField(max_length=1000)
    rows = models.IntegerField()  # how many the alert had then
    score = models.FloatField()  # of the alert then, 0 to 100
    foreseen = models.OneToOneField(  # said with the request, before there was the alert
        Foreseen, models.PROTECT, null=True, related_name="step"
    )
    by = models.CharField(max_length=64)  # a username, or "run"
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(foreseen=None) | Q(kind="explained"),
                name="what_was_foreseen_explains",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.alert}"
