"""Applications to be filed, to add occupations, to renew: what is sought and what comes with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.filings.models.organisations import Organisation, Site


class Application(models.Model):
    """What an organisation asks for and the way it goes; its state is derived.

    Drafted, handed in, asked once for what is missing, reviewed by one, decided by another.
    """

    KIND: ClassVar = "filing_application"  # certificates have applications, too

    class Kind(models.TextChoices):
        NEW = "new", "首次备案"
        SCOPE = "scope", "增加职业（等级）"
        RENEWAL = "renewal", "延续备案"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    kind = models.CharField(max_length=8, choices=Kind)
    area = models.CharField(max_length=6)
    drafted_by = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    handed_in_on = models.DateField(null=True)
    handed_in_by = models.CharField(max_length=64, blank=True)
    asked_on = models.DateField(null=True)  # for everything that is missing, once
    asked_by = models.CharField(max_length=64, blank=True)
    missing = models.JSONField(default=list)  # as it was told: words in both languages
    corrected_on = models.DateField(null=True)  # handed in again, the once that it may be
    batches = models.PositiveIntegerField(null=True)  # held within the term, of a renewal
    complete_on = models.DateField(null=True)  # from then the days of the review count
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.CharField(max_length=64, blank=True)
    grant = models.BooleanField(null=True)  # what the reviewer proposes
    review_words = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    granted = models.BooleanField(null=True)
    decision_words = models.CharField(max_length=500, blank=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(decided_on=None, withdrawn_on=None),
                name="one_open_filing_application",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("reviewed_by")),
                name="filing_reviewer_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(reviewed_on__isnull=False, granted__isnull=False),
                name="filing_decided_after_review",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(withdrawn_on=None),
                name="filing_not_decided_and_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(corrected_on=None) | Q(asked_on__isnull=False),
                name="filing_corrected_when_asked",
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(complete_on__isnull=False),
                name="filing_granted_when_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} application {self.pk} of {self.organisation}"


class Sought(models.Model):
    """An occupation at a site, from its lowest to its highest level, by which standard."""

    class Standard(models.TextChoices):
        NATIONAL = "national", "国家职业技能标准"
        SPECIFICATION = "specification", "行业企业评价规范"

    application = models.ForeignKey(Application, models.PROTECT, related_name="sought")
    site = models.ForeignKey(Site, models.PROTECT, related_name="sought")
    occupation = models.CharField(max_length=60)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=16, choices=Standard)
    standard_name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "site", "occupation"], name="sought_once"
            ),
            models.CheckConstraint(
                condition=Q(lowest__range=(1, 5)) & Q(highest__range=(1, F("lowest"))),
                name="sought_levels_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.lowest} to {self.highest}"


class Document(models.Model):
    """A document that came with an application, sealed: a lease, a specification, a statute."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of what was handed in
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "kind", "digest"], name="filing_document_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application}"
