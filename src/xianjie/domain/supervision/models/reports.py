"""Reports of a quarter as they were issued: their figures for good, with the digest in the log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class QuarterlyReport(models.Model):
    """What supervision came to in a quarter, as of a day; a later day is a report of its own."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    content = models.TextField()  # JSON, as it is published
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    log_index = models.PositiveBigIntegerField(null=True)
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "quarter", "as_of"], name="one_report_of_a_quarter_and_day"
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarter_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter} as of {self.as_of}"
