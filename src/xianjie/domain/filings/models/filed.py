"""Filings with their terms and scopes, the measures that cut into them, new names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.filings.models.applying import Application, Sought
from xianjie.domain.filings.models.organisations import Organisation, Site


class Filing(models.Model):
    """An organisation is filed for a term (80/5): first and last day, as filings say it.

    Terms of one organisation do not overlap; the service that makes them holds the organisation.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="filings")
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, related_name="filing"
    )
    kind = models.CharField(max_length=24, choices=Organisation.Kind)
    name = models.CharField(max_length=100)  # as filed, which certificates bear
    from_on = models.DateField()
    until_on = models.DateField()
    basis = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "from_on"], name="filed_term_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="filed_term_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}"


class Scope(models.Model):
    """An occupation that a filing covers at a site, from its lowest to its highest level.

    From a day within the term on: added occupations begin later and do not extend it.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="scopes")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="scopes")
    site = models.ForeignKey(Site, models.PROTECT, related_name="scopes")
    occupation = models.CharField(max_length=60)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=16, choices=Sought.Standard)
    standard_name = models.CharField(max_length=100)
    from_on = models.DateField()
    entered_at = models.DateTimeField(null=True)  # null: with its filing

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["filing", "site", "occupation", "lowest", "highest", "from_on"],
                name="filed_scope_once",
            ),
            models.CheckConstraint(
                condition=Q(lowest__range=(1, 5)) & Q(highest__range=(1, F("lowest"))),
                name="filed_scope_levels_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.lowest} to {self.highest}"


class Measure(models.Model):
    """What cuts into a filing: proposed by one, decided by another, with its grounds.

    ``occupation`` is blank where it is of the whole organisation. A removal may bar new filings
    until a day.
    """

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", "暂停"
        LIFTED = "lifted", "恢复"
        REMOVED = "removed", "移出"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12, choices=Kind)
    occupation = models.CharField(max_length=60, blank=True)
    grounds = models.CharField(max_length=500)  # published
    basis = models.CharField(max_length=200)
    from_on = models.DateField()
    barred_until = models.DateField(null=True)  # the last day without a new filing
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True)  # of a refusal

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(decided_at=None),
                name="one_open_measure_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="measure_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=Q(barred_until=None) | Q(kind="removed", occupation=""),
                name="only_removal_bars",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, granted=None)
                | Q(decided_at__isnull=False, granted__isnull=False),
                name="measure_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation} from {self.from_on}"


class Renaming(models.Model):
    """From a day on the organisation bears another name; what was filed under the old one stays."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="renamings")
    name = models.CharField(max_length=100)
    from_on = models.DateField()
    basis = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "from_on"], name="organisation_renamed_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_on}"


class NumberSerial(models.Model):
    """The last serial of organisations given in a class and province, locked for the next."""

    letter = models.CharField(max_length=1)
    province = models.CharField(max_length=2)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "province"], name="filing_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}{self.province} {self.last}"
