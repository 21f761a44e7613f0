"""Certificates of both schemes, how they came about, what happened to them since.

A row of the register never changes and is never deleted: what changes its standing is a `Change`
of its own. Identity numbers are sealed, with a keyed hash to find by.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.appraisals.models import Registration
from xianjie.domain.rulings.models import Ruling


class Scheme(models.TextChoices):
    QUALIFICATION = "qualification", "职业资格证书"
    LEVEL = "level", "职业技能等级证书"


class IssuingCode(models.Model):
    """The positions of a number that tell the body, as its department assigned them.

    Eight digits (3 to 10) of a qualification certificate's; a letter and twelve digits (1 to 13) of
    a skill-level certificate's.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="issuing_codes")
    scheme = models.CharField(max_length=16, choices=Scheme)
    code = models.CharField(max_length=13)
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the first day on which it is used no more

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="issuing_code_is_one_body_s"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="issuing_code_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Filing(models.Model):
    """An organisation is filed to certify skill levels, for a term (80/5)."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", "用人单位"
        SOCIAL = "social_organisation", "社会培训评价组织"
        SCHOOL = "technical_school", "技工院校"

    body = models.ForeignKey(Body, models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=24, choices=Kind)
    name = models.CharField(max_length=100)  # as filed, which certificates bear
    from_on = models.DateField()
    until_on = models.DateField()  # the last day, as filings say it
    basis = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "from_on"], name="filed_once_a_day"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="filing_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}"


class FiledScope(models.Model):
    """An occupation that a filing covers, from its lowest to its highest level (5 to 1)."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="scope")
    occupation = models.CharField(max_length=40)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "occupation"], name="in_scope_once"),
            models.CheckConstraint(
                condition=Q(lowest__range=(1, 5)) & Q(highest__range=(1, F("lowest"))),
                name="scope_levels_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.lowest} to {self.highest}"


class Serial(models.Model):
    """The last serial given under a code: locked while the next is taken, so none is skipped.

    Of qualification certificates one for each year and level; of skill-level certificates one for
    all, year and level 0.
    """

    code = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "year", "level"], name="serial_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year} {self.level}: {self.last}"


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


class Batch(models.Model):
    """Certificates asked for by one person and approved by another: the intent, kept first."""

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


class Evidence(models.Model):
    """What a filed organisation says of one evaluation: the result that a certificate rests on."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    occupation = models.CharField(max_length=40)
    direction = models.CharField(max_length=60, blank=True)
    level = models.PositiveSmallIntegerField()
    evaluated_on = models.DateField()
    theory = models.PositiveSmallIntegerField(null=True)
    practical = models.PositiveSmallIntegerField(null=True)
    panel = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField()
    is_own = models.BooleanField()  # its employee or student
    entrusted = models.BooleanField()  # by the employer, school or training body of the candidate

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "document", "number_hash", "occupation", "level", "evaluated_on"],
                name="evaluated_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Line(models.Model):
    """One certificate of a batch: what it rests on, what the law said, what became of it.

    A result leads to one line that is not refused, ever, and a line to one certificate.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="issue_lines"
    )
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="issue_lines")
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
                condition=Q(registration=None, evidence__isnull=False)
                | Q(registration__isnull=False, evidence=None),
                name="line_rests_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(refused=False, dropped=False),
                name="result_leads_to_one_certificate",
            ),
            models.UniqueConstraint(
                fields=["evidence"],
                condition=Q(refused=False, dropped=False),
                name="evidence_leads_to_one_certificate",
            ),
            models.CheckConstraint(
                condition=Q(certificate=None) | Q(refused=False, dropped=False),
                name="no_certificate_where_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of {self.batch}"


class Credential(models.Model):
    """The signed form of a certificate; another is made where a key or the record is corrected."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="credentials")
    version = models.PositiveSmallIntegerField(default=1)
    content = models.TextField()  # JSON with its proofs
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


class LogEntry(models.Model):
    """An entry of the transparency log, in order; the record is opened by its salt."""

    index = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    day = models.DateField()  # claimed: that of the certificate or the change
    salt = models.CharField(max_length=64)
    leaf = models.TextField()  # the entry as the log has it
    staged_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"
