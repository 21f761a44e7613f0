"""Programmes, their groups and people; what covers each is derived, never stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.rulings.models import Ruling


class Programme(models.Model):
    """A training plan of a school or an enterprise that leads to a certificate (252/2.2)."""

    class Kind(models.TextChoices):
        DUAL = "dual_certificate", "双证书培养"
        APPRENTICE = "apprentice", "企业新型学徒"

    class Level(models.IntegerChoices):
        ELEMENTARY = 5, "五级/初级工"
        INTERMEDIATE = 4, "四级/中级工"
        ADVANCED = 3, "三级/高级工"
        TECHNICIAN = 2, "二级/技师"
        SENIOR = 1, "一级/高级技师"

    kind = models.CharField(max_length=20, choices=Kind)
    sponsor = models.ForeignKey(Body, models.PROTECT, related_name="programmes")
    trainer = models.ForeignKey(  # the cooperating training body of an enterprise's apprentices
        Body, models.PROTECT, null=True, related_name="trained_programmes"
    )
    area = models.CharField(max_length=6)  # the sponsor's
    title = models.CharField(max_length=100)
    occupation = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=Level)
    is_aligned = models.BooleanField()  # enrolled on a plan aligned with the qualification
    from_on = models.DateField()
    until_on = models.DateField()  # the last day: of an apprenticeship 1 to 2 years, 3 at most
    agreement = models.CharField(max_length=100, blank=True)  # its number, of apprentices
    subsidy = models.JSONField(default=dict)  # facts as given: standard, amount, instalments
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "title"], name="programme_title_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="programme_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="programme_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(kind="apprentice") | Q(trainer=None),
                name="only_apprentices_have_a_trainer",
            ),
            models.CheckConstraint(
                condition=Q(kind="dual_certificate") | ~Q(agreement=""),
                name="apprentices_have_an_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Cohort(models.Model):
    """A class of a school, or an intake of apprentices, with the day on which it finishes."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=60)
    graduates_on = models.DateField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.name}"


class Learner(models.Model):
    """A student or an apprentice; found by a keyed hash of the document."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="learners")
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    left_on = models.DateField(null=True)  # the first day on which no longer in training
    left_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "number_hash"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "document", "number_hash"], name="learner_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, left_reason="")
                | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="who_left_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"learner {self.pk} of {self.cohort}"


class EarlyWarning(models.Model):
    """The sponsor was told that a learner is at risk: once at each stage before graduation.

    ``ruling`` is what the law said of the learner's route when it was told.
    """

    class Stage(models.TextChoices):
        EARLY = "early", "首次预警"
        REMINDER = "reminder", "再次预警"
        LAST = "last", "最后预警"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="warnings")
    stage = models.CharField(max_length=8, choices=Stage)
    reason = models.CharField(max_length=20)  # of the coverage, by its name
    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="warnings")
    told_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "stage"], name="warned_once_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} warning of {self.learner}"


class DailyCount(models.Model):
    """How many learners were in a state on a day, by prefecture: kept once, for open statistics."""

    on = models.DateField()
    area = models.CharField(max_length=6)  # the prefecture
    kind = models.CharField(max_length=20, choices=Programme.Kind)
    state = models.CharField(max_length=32)
    learners = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["on", "area", "kind", "state"], name="counted_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learners} {self.state} in {self.area} on {self.on}"
