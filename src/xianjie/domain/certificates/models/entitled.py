"""Who may issue: the codes of numbers, filings and what they cover, serials."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body


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
