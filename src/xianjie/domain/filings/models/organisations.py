"""Organisations that file, and what they bring: sites, staff, examiners, kept as periods.

A row is never changed into another: what ends has its day, what begins is a row of its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body


class Organisation(models.Model):
    """A body that certifies skill levels or asks to; one to one with its body."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", "用人单位"
        SOCIAL = "social_organisation", "社会培训评价组织"
        SCHOOL = "technical_school", "技工院校"

    body = models.OneToOneField(
        Body, models.PROTECT, primary_key=True, related_name="filing_organisation"
    )
    kind = models.CharField(max_length=24, choices=Kind)
    credit_code = models.CharField(max_length=18, unique=True)  # 统一社会信用代码, checked
    # Positions 1 to 13 of its certificates' numbers, assigned once with its first filing.
    number = models.CharField(max_length=13, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="organisation_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '--'} {self.body}"


class Site(models.Model):
    """A place of evaluation, owned, or leased for a year or more."""

    class Tenure(models.TextChoices):
        OWNED = "owned", "自有"
        LEASED = "leased", "租赁"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    area = models.CharField(max_length=6)
    seats = models.PositiveIntegerField()
    tenure = models.CharField(max_length=6, choices=Tenure)
    leased_from = models.DateField(null=True)
    leased_until = models.DateField(null=True)  # the last day

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="filed_site_name"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="filed_site_has_seats"),
            models.CheckConstraint(
                condition=Q(tenure="owned", leased_from=None, leased_until=None)
                | Q(tenure="leased", leased_until__gt=F("leased_from")),
                name="leased_sites_have_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """A person in a role that a filing needs, from when to when."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", "评价负责人"
        AFFAIRS = "affairs", "考务管理"
        QUALITY = "quality", "质量督导"
        RECORDS = "records", "档案管理"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=12, choices=Role)
    name = models.CharField(max_length=64)
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # the first day on which no longer

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "role", "name", "from_on"], name="staff_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="staff_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Assessor(models.Model):
    """An examiner (考评员) of a filed organisation, by card; the person found by a keyed hash.

    The same person may examine for several organisations, each with a row of its own.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assessors")
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    card = models.CharField(max_length=30)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "number_hash"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "card"], name="assessor_card_once"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="assessor_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.name}"


class Competence(models.Model):
    """An occupation that an assessor examines, up to a level (5 to 1)."""

    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="competences")
    occupation = models.CharField(max_length=60)
    highest = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessor", "occupation"], name="assesses_once"),
            models.CheckConstraint(
                condition=Q(highest__range=(1, 5)), name="assesses_levels_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.occupation} {self.highest}"
