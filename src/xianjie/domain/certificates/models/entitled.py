"""The numbers of certificates: the codes of bodies, the serials given under them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body


class Scheme(models.TextChoices):
    QUALIFICATION = "qualification", "职业资格证书"
    LEVEL = "level", "职业技能等级证书"


class IssuingCode(models.Model):
    """Positions 3 to 10 of qualification certificates' numbers, as the department assigned them.

    Those of skill-level certificates begin with the number of the filed organisation.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="issuing_codes")
    code = models.CharField(max_length=8)
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the first day on which it is used no more

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="issuing_code_is_one_body_s"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="issuing_code_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.code


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
