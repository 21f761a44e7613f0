"""Cases against a body: opened by a complaint, looked into, closed with what was found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xianjie.domain.accounts.models import Body


class Case(models.Model):
    """A matter that a supervisor looks into; its state is derived from its steps."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="cases")
    area = models.CharField(max_length=6)
    title = models.CharField(max_length=100)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=64)  # a username, or "public"
    assigned_to = models.CharField(max_length=64, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    findings = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(findings=""), name="closed_with_findings"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} of {self.body}"


class Complaint(models.Model):
    """What somebody complains of, sealed, with a number and a code to ask after it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="complaint")
    number = models.CharField(max_length=20, unique=True)
    code_hash = models.CharField(max_length=64)
    words = models.TextField()  # sealed
    contact = models.CharField(max_length=500, blank=True)  # sealed; blank: without a name
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)  # what the complainant is told
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.number
