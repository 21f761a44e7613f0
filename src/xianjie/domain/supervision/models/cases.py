"""Cases against a body: opened by a complaint or a supervisor, looked into step by step, closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.certificates.models import Proposal
from xianjie.domain.filings.models import Measure
from xianjie.domain.organisations.models import Blacklisting


class Case(models.Model):
    """A matter that a supervisor looks into; how far it is is derived from its steps."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="cases")
    area = models.CharField(max_length=6)
    title = models.CharField(max_length=100)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=64)  # a username, or "public"
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="cases")
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


class CaseStep(models.Model):
    """What was done in a case; never changed, never taken back.

    ``of`` is the step that it answers: each is answered once in each way. ``holds`` is the verdict
    of a finding (confirmed), of a check (passed) and of an objection settled (upheld).
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned"
        ASKED = "asked"
        ANSWERED = "answered"  # by the body
        NOTED = "noted"  # evidence, for the supervisors alone
        FOUND = "found"
        ORDERED = "ordered"
        REPORTED = "reported"  # by the body
        CHECKED = "checked"
        PROPOSED = "proposed"  # a sanction, decided where it is kept
        APPEALED = "appealed"  # by the body
        SETTLED = "settled"
        CLOSED = "closed"

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=2000, blank=True)
    holds = models.BooleanField(null=True)
    due_on = models.DateField(null=True)  # the last day of what the body is asked or ordered
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    alert = models.ForeignKey(
        "supervision.Alert", models.PROTECT, null=True, related_name="findings"
    )
    measure = models.OneToOneField(Measure, models.PROTECT, null=True, related_name="case_step")
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, related_name="case_step")
    blacklisting = models.OneToOneField(
        Blacklisting, models.PROTECT, null=True, related_name="case_step"
    )
    on = models.DateField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "kind"], name="case_step_answered_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("found", "checked", "settled"), holds__isnull=False)
                | ~Q(kind__in=("found", "checked", "settled")) & Q(holds=None),
                name="case_step_with_its_verdict",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("asked", "ordered"), due_on__isnull=False)
                & Q(due_on__gte=F("on"))
                | ~Q(kind__in=("asked", "ordered")) & Q(due_on=None),
                name="case_step_with_its_deadline",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=("answered", "reported", "checked", "appealed", "settled"),
                    of__isnull=False,
                )
                | ~Q(kind__in=("answered", "reported", "checked", "appealed", "settled"))
                & Q(of=None),
                name="case_step_of_what_it_answers",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="proposed", measure__isnull=False, proposal=None, blacklisting=None
                )
                | Q(kind="proposed", measure=None, proposal__isnull=False, blacklisting=None)
                | Q(kind="proposed", measure=None, proposal=None, blacklisting__isnull=False)
                | ~Q(kind="proposed") & Q(measure=None, proposal=None, blacklisting=None),
                name="case_step_with_its_sanction",
            ),
            models.CheckConstraint(
                condition=Q(kind="found") | Q(alert=None), name="only_findings_are_of_an_alert"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case}"


class CaseFile(models.Model):
    """A file handed in with a step, sealed."""

    step = models.ForeignKey(CaseStep, models.PROTECT, related_name="files")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()  # sealed
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "digest"], name="case_file_once_a_step"),
        ]

    def __str__(self) -> str:
        return self.filename
