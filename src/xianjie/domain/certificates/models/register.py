"""Certificates of both schemes as they were issued, and what happened to them since.

A row of the register never changes and is never deleted: what changes its standing is a `Change`
of its own. Identity numbers are sealed, with a keyed hash to find by.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models.entitled import Scheme


class Import(models.Model):
    """A file of old certificates on its way into the register; resumed by its digest."""

    digest = models.CharField(max_length=64)  # SHA-256 of the file
    filename = models.CharField(max_length=200)
    mapping = models.JSONField()  # column of the file by field
    area = models.CharField(max_length=6)
    started_by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    rows_done = models.PositiveIntegerField(default=0)  # of the file, right or wrong
    entered = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # in the register already, the same
    wrong = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "area"], name="file_imported_once"),
        ]

    def __str__(self) -> str:
        return self.filename


class Certificate(models.Model):
    """A certificate as it was issued, or as an old register has it."""

    scheme = models.CharField(max_length=16, choices=Scheme)
    number = models.CharField(max_length=22, unique=True)
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    occupation = models.CharField(max_length=60)
    direction = models.CharField(max_length=60, blank=True)  # shown as -- where there is none
    level = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    issuer = models.CharField(max_length=100)  # its name that day, as the certificate bears it
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="certificates")
    area = models.CharField(max_length=6)
    theory = models.CharField(max_length=10, blank=True)  # old registers have words, too
    practical = models.CharField(max_length=10, blank=True)
    overall = models.CharField(max_length=10, blank=True)
    education = models.CharField(max_length=20, blank=True)
    institution = models.CharField(max_length=100, blank=True)  # that examined
    print_serial = models.CharField(max_length=30, blank=True)
    photo = models.CharField(max_length=64, blank=True)  # SHA-256 of the photograph that it bears
    exam_facts = models.JSONField(default=dict)  # of its exam, as the law asks; left out: unknown
    imported = models.ForeignKey(Import, models.PROTECT, null=True, related_name="certificates")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["document", "number_hash"]),
            models.Index(fields=["area", "issued_on"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="certificate_level_1_5"),
        ]

    def __str__(self) -> str:
        return self.number


class Credential(models.Model):
    """The signed form of a certificate; another is made where a key or the record is corrected."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="credentials")
    version = models.PositiveSmallIntegerField(default=1)
    content = models.TextField()  # JSON with its proofs
    code = models.BinaryField(default=bytes)  # the same for a QR code; empty: made before codes
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate", "version"], name="credential_versions"),
        ]

    def __str__(self) -> str:
        return f"credential of {self.certificate}"


class StatusEntry(models.Model):
    """The place of a certificate in the status lists: given once, never to another."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, primary_key=True, related_name="status"
    )
    index = models.PositiveBigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.index}"


class Change(models.Model):
    """What changed the standing of a certificate: a record with its reason, never a deletion."""

    class Kind(models.TextChoices):
        REVOKED = "revoked", "撤销"
        SUSPENDED = "suspended", "暂停"
        LIFTED = "lifted", "恢复"
        CORRECTED = "corrected", "更正"
        SUPERSEDED = "superseded", "换发"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=200)
    corrections = models.JSONField(default=dict)  # the field and what it is from now on
    on = models.DateField()
    proposed_by = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(kind="revoked"), name="revoked_once"
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("made_by")), name="change_maker_is_not_checker"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.kind}"


class Proposal(models.Model):
    """A change that one person proposes and another decides; granted, it makes a `Change`."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=12, choices=Change.Kind)
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=200)
    corrections = models.JSONField(default=dict)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)  # of a refusal
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(decided_at=None),
                name="one_open_proposal_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="proposal_maker_is_not_checker",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk} for {self.certificate}"


class Appeal(models.Model):
    """The holder's objection to a change, and the answer by another than who decided it."""

    change = models.OneToOneField(Change, models.PROTECT, related_name="appeal")
    words = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    upheld = models.BooleanField(null=True)  # whether the objection was right
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, upheld=None, answer="")
                | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="appeal_answer_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal against {self.change}"


class Share(models.Model):
    """A code by which the holder lets others see a certificate, until a day; kept as a hash."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="shares")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    until_on = models.DateField()  # the last day on which it opens
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"share {self.pk} of {self.certificate}"
