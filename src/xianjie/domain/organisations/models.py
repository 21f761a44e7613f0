"""What an appraisal institution has: sites with seats, its duty, its successor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body


class Institution(models.Model):
    """An appraisal institution, one to one with its body."""

    body = models.OneToOneField(Body, models.PROTECT, primary_key=True, related_name="institution")
    number = models.CharField(max_length=13, unique=True)
    centre = models.ForeignKey(Body, models.PROTECT, related_name="institutions")

    def __str__(self) -> str:
        return f"{self.number} {self.body}"


class Site(models.Model):
    """A place where exams are held, with so many seats."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=6)
    seats = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "name"], name="site_name_unique"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="site_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """From a day on, what a body owed is owed by another (252/5): a chain, without forks."""

    predecessor = models.OneToOneField(Body, models.PROTECT, related_name="succession")
    successor = models.ForeignKey(Body, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_is_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Duty(models.Model):
    """What an institution does from a day on (252/5); before the first one it appraises."""

    class Kind(models.TextChoices):
        APPRAISAL = "appraisal", "技能鉴定"
        SUPERVISION = "supervision", "质量督导"
        SERVICE = "service", "公共服务"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "from_on"], name="duty_begins_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.kind} from {self.from_on}"
