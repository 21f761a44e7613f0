"""Applications for a replacement or a written proof, and the proofs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.certificates.models.register import Certificate
from xianjie.domain.rulings.models import Ruling


class Application(models.Model):
    """What a holder asks for, what the law answers, and the way it goes (252/2.3).

    ``outcome`` is the law's: ``replace`` or ``written_proof``.
    """

    class Reason(models.TextChoices):
        LOST = "lost", "遗失"
        WRONG = "wrong_information", "信息有误"
        DAMAGED = "damaged", "损坏"
        OVERSEAS = "overseas_employment", "出国（境）就业"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="applications")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="applications")
    authority = models.ForeignKey(Body, models.PROTECT, related_name="applications")
    area = models.CharField(max_length=6)
    reason = models.CharField(max_length=20, choices=Reason)
    outcome = models.CharField(max_length=20)
    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="applications")
    paper = models.JSONField(default=dict)  # what the paper says otherwise than the register
    contact = models.CharField(max_length=300)  # sealed: where to send it, a telephone
    requested_on = models.DateField()
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    asked_on = models.DateField(null=True)  # for everything that is missing, once
    asked_by = models.CharField(max_length=64, blank=True)
    missing = models.JSONField(default=list)
    complete_on = models.DateField(null=True)  # from then the days of the review count
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.CharField(max_length=64, blank=True)
    grant = models.BooleanField(null=True)  # what the reviewer proposes
    review_words = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    granted = models.BooleanField(null=True)
    decision_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(decided_on=None),
                name="one_open_application_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("reviewed_by")),
                name="application_reviewer_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(reviewed_on__isnull=False, granted__isnull=False),
                name="decided_after_review",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk} for {self.certificate}"


class Attachment(models.Model):
    """A document that came with an application, sealed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=20)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "kind", "digest"], name="attached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application}"


class Proof(models.Model):
    """A written proof: what the record says, under a number of its own, signed (252/2.3)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="proof")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="proofs")
    number = models.CharField(max_length=24, unique=True)
    authority_name = models.CharField(max_length=100)  # that day
    statement = models.JSONField()  # every field that it bears, in both languages
    content = models.TextField()  # the signed credential
    code = models.BinaryField(default=bytes)  # the same for a QR code; empty: made before codes
    issued_on = models.DateField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
