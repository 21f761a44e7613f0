"""What an appraisal institution has: sites with seats, its duty, its successor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User


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


class Blacklisting(models.Model):
    """A body, or a person as an examiner, kept out from one day to before another.

    Proposed by one, decided by another. A person is one with an account, or known by the hash of
    the document's number alone; that of a body is published with its grounds.
    """

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="blacklistings")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="blacklistings")
    document = models.CharField(max_length=16, blank=True)
    number_hash = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=100)  # covered, of a person
    area = models.CharField(max_length=6)
    grounds = models.CharField(max_length=500)
    basis = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()  # the first day on which it no longer holds
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True)  # of a refusal
    ended_on = models.DateField(null=True)  # the first day, where an objection was upheld

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "number_hash"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, user=None, number_hash="")
                | Q(body=None, user__isnull=False, number_hash="")
                | Q(body=None, user=None) & ~Q(number_hash=""),
                name="blacklisting_of_one",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="blacklisting_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="blacklisting_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, granted=None, decided_by="")
                | Q(decided_at__isnull=False, granted__isnull=False) & ~Q(decided_by=""),
                name="blacklisting_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_on} to {self.until_on}"
