"""Batches of certificates asked for: the intent, what it rests on, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.appraisals.models import Offer, Registration
from xianjie.domain.certificates.models.entitled import Scheme
from xianjie.domain.certificates.models.register import Certificate
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.rulings.models import Ruling


class Batch(models.Model):
    """Certificates asked for by one person and approved by another: the intent, kept first."""

    KIND = "issue_batch"  # refunds have batches, too
    scheme = models.CharField(max_length=16, choices=Scheme)
    body = models.ForeignKey(Body, models.PROTECT, related_name="issue_batches")
    area = models.CharField(max_length=6)
    title = models.CharField(max_length=100)
    submitted_by = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    issue_on = models.DateField(null=True)  # the day that the certificates bear
    returned_by = models.CharField(max_length=64, blank=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at=None) | (Q(issue_on__isnull=False) & ~Q(approved_by="")),
                name="approval_has_person_and_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("submitted_by")),
                name="issue_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(returned_at=None),
                name="batch_not_approved_and_returned",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(approved_at__isnull=False),
                name="only_approved_batches_finish",
            ),
        ]

    def __str__(self) -> str:
        return f"issue batch {self.pk}"


class Line(models.Model):
    """One certificate of a batch: what it rests on, what the law said, what became of it.

    A result leads to one line that is not refused, ever, and a line to one certificate.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="issue_lines"
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="issue_lines"
    )
    ruling = models.ForeignKey(Ruling, models.PROTECT, null=True, related_name="issue_lines")
    refused = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)  # where it is refused, beside the ruling
    dropped = models.BooleanField(default=False)  # with a batch that was returned
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, related_name="issue_line"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(registration=None, participant__isnull=False)
                | Q(registration__isnull=False, participant=None),
                name="line_rests_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(refused=False, dropped=False),
                name="result_leads_to_one_certificate",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(refused=False, dropped=False),
                name="participant_leads_to_one_certificate",
            ),
            models.CheckConstraint(
                condition=Q(certificate=None) | Q(refused=False, dropped=False),
                name="no_certificate_where_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of {self.batch}"

    @property
    def name(self) -> str:
        """Of the person whom it is for."""
        if self.registration:
            return self.registration.candidate.name
        assert self.participant  # noqa: S101 - by the constraint above
        return self.participant.name

    @property
    def occupation(self) -> str:
        return self._result.occupation

    @property
    def level(self) -> int:
        return self._result.level

    @property
    def _result(self) -> Offer | Plan:
        if self.registration:
            return self.registration.offer
        assert self.participant  # noqa: S101 - by the constraint above
        return self.participant.plan
