"""Examiners with what they may examine, their conflicts and assignments; draws of supervisors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.organisations.models import Institution


class Examiner(models.Model):
    """A person in the pool, by the card that says so, while it is valid."""

    user = models.OneToOneField(User, models.PROTECT, related_name="examiner")
    home = models.ForeignKey(Institution, models.PROTECT, related_name="examiners")
    card = models.CharField(max_length=30, unique=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # the first day on which it is no longer valid

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="card_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.user.name}"


class Competence(models.Model):
    """An occupation that an examiner may examine, up to a level (5 初级 … 1 高级技师)."""

    examiner = models.ForeignKey(Examiner, models.PROTECT, related_name="competences")
    occupation = models.CharField(max_length=40)
    highest = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["examiner", "occupation"], name="competent_once"),
            models.CheckConstraint(condition=Q(highest__range=(1, 5)), name="highest_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.examiner}: {self.occupation} {self.highest}"


class Conflict(models.Model):
    """A body at whose exams the examiner does not examine, and why; withdrawn by nobody."""

    examiner = models.ForeignKey(Examiner, models.PROTECT, related_name="conflicts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=200)
    declared_by = models.CharField(max_length=64)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["examiner", "body"], name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.examiner} and {self.body}"


class Assignment(models.Model):
    """An examiner at an exam."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="assignments")
    examiner = models.ForeignKey(Examiner, models.PROTECT, related_name="assignments")
    assigned_by = models.CharField(max_length=64)
    assigned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "examiner"], name="assigned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.examiner} at {self.exam}"


class Draw(models.Model):
    """Supervisors drawn for an exam, once: who was in the pool, the seed, who came out."""

    exam = models.OneToOneField(Exam, models.PROTECT, related_name="draw")
    pool = models.JSONField()  # usernames, in order
    seed = models.CharField(max_length=64)
    drawn = models.JSONField()  # usernames, in the order in which they came out
    drawn_by = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draw for {self.exam}"
