"""Random inspections: who could be drawn, what drew them, what was found on the spot."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.supervision.models.cases import Case


class Draw(models.Model):
    """A draw of bodies and inspectors: its lists are in the public log before anything is drawn.

    The seed is the root of the first head that the log signs over its entry, so that nobody
    chooses it and everybody can draw again.
    """

    KIND = "inspection_draw"

    area = models.CharField(max_length=6)
    title = models.CharField(max_length=100)
    lists = models.JSONField()  # as `xianjie.domain.supervision.drawing.Lists` tells them
    people = models.JSONField()  # an inspector's number, by the code on the lists
    digest = models.CharField(max_length=64)  # of the lists, as the log commits to it
    until_on = models.DateField()  # the last day to inspect
    announced_on = models.DateField()
    announced_by = models.CharField(max_length=64)
    announced_at = models.DateTimeField()
    log_index = models.PositiveBigIntegerField(null=True)  # of its entry
    log_size = models.PositiveBigIntegerField(null=True)  # of the head whose root is the seed
    seed = models.CharField(max_length=64, blank=True)
    drawn_by = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(seed="", drawn_at=None, log_size=None)
                | ~Q(seed="")
                & Q(drawn_at__isnull=False, log_size__isnull=False, log_index__isnull=False)
                & Q(log_size__gt=F("log_index")),
                name="drawn_by_a_later_head",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Inspection(models.Model):
    """A body that was drawn, with its inspectors; handed in once, by one of them."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="inspections")
    body = models.ForeignKey(Body, models.PROTECT, related_name="inspections")
    area = models.CharField(max_length=6)
    place = models.PositiveSmallIntegerField()  # in which it came out
    inspectors = models.ManyToManyField(User, related_name="inspections")
    checklist = models.CharField(max_length=20)  # its version
    words = models.CharField(max_length=2000, blank=True)
    handed_in_on = models.DateField(null=True)
    handed_in_by = models.CharField(max_length=64, blank=True)
    handed_in_at = models.DateTimeField(null=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="inspection")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "body"], name="inspected_once_a_draw"),
            models.UniqueConstraint(fields=["draw", "place"], name="inspection_place_once"),
            models.CheckConstraint(
                condition=Q(handed_in_on=None, handed_in_by="", handed_in_at=None, case=None)
                | Q(handed_in_on__isnull=False, handed_in_at__isnull=False) & ~Q(handed_in_by=""),
                name="inspection_handed_in_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw}: {self.body}"


class InspectionItem(models.Model):
    """An item of the checklist as found; changed until the inspection is handed in."""

    class Answer(models.TextChoices):
        IN_ORDER = "in_order"
        NOT_IN_ORDER = "not_in_order"
        NOT_APPLICABLE = "not_applicable"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=16, choices=Answer)
    words = models.CharField(max_length=500, blank=True)
    photo = models.BinaryField(null=True)  # sealed
    digest = models.CharField(max_length=64, blank=True)  # of the photograph

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "item"], name="inspected_item_once"),
            models.CheckConstraint(
                condition=~Q(answer="not_in_order") | ~Q(words=""),
                name="what_is_not_in_order_is_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.inspection}"
