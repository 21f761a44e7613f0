"""Entrustments (252/2.2): a filed organisation certifies for a sponsor that is not filed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.filings.models import Organisation


class Entrustment(models.Model):
    """An agreement as signed: parties, occupation, levels, first and last day, the file's digest.

    Entered by the sponsor and confirmed by the organisation; it counts from its confirmation on.
    """

    sponsor = models.ForeignKey(Body, models.PROTECT, related_name="entrustments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="entrustments")
    area = models.CharField(max_length=6)  # the sponsor's
    occupation = models.CharField(max_length=60)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    filename = models.CharField(max_length=200)
    content = models.BinaryField()  # the signed agreement, sealed
    digest = models.CharField(max_length=64)  # SHA-256 of what was handed in
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, blank=True)
    confirmed_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # the first day on which it counts no more
    words = models.CharField(max_length=500, blank=True)  # why declined or ended

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lowest__range=(1, 5)) & Q(highest__range=(1, F("lowest"))),
                name="entrusted_levels_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="entrustment_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | Q(declined_on=None),
                name="entrustment_not_confirmed_and_declined",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("made_by")),
                name="entrustment_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(sponsor=F("organisation")), name="nobody_entrusts_themselves"
            ),
            models.UniqueConstraint(
                fields=["sponsor", "organisation", "digest"], name="agreement_entered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor} entrusts {self.organisation}"
