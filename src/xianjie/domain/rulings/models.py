"""A stored decision, of any subject; kept as it was given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Ruling(models.Model):
    """What the law said of a subject when something was done: enough to ask again."""

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    decision = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=12)
    facts = models.JSONField()  # as `Fact.jsonable` writes them; a fact left out was unknown
    outcome = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null is open, not empty
    clauses = models.JSONField()
    rules_version = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["decision", "jurisdiction"]),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.outcome} of {self.subject_kind} {self.subject_id}"


class LaterNotice(models.Model):
    """A day that the law leaves open, set by a notice that came later; never changed or removed."""

    jurisdiction = models.CharField(max_length=12)
    term = models.CharField(max_length=40)
    day = models.DateField()
    document = models.CharField(max_length=100)  # its number or title
    issued_on = models.DateField()  # from then on it holds
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["jurisdiction", "term", "issued_on"], name="term_set_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.day} ({self.document})"
