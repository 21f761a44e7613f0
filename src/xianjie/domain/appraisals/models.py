"""Exams, what they offer, who registered, what they chose; suspensions by area.

Facts are stored, each with its day; what state a thing is in is derived in `states`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import User
from xianjie.domain.organisations.models import Institution, Site
from xianjie.domain.rulings.models import Ruling


class Exam(models.Model):
    """An appraisal exam or a competition of one institution."""

    class Route(models.TextChoices):
        SCHEDULED = "scheduled", "鉴定考试"
        COMPETITION = "competition", "竞赛"

    class Kind(models.TextChoices):
        ROUTINE = "routine", "日常鉴定"
        TECHNICIAN = "unified_technician", "技师、高级技师统考"
        ASSOCIATE = "unified_associate_technician", "预备技师统考"
        HR_MANAGER = "unified_hr_manager", "企业人力资源管理师统考"
        CHILDCARE = "unified_childcare", "保育员统考"

    class Sitting(models.TextChoices):
        FIRST = "first", "正考"
        RESIT = "resit", "补考"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="exams")
    site = models.ForeignKey(Site, models.PROTECT, related_name="exams")
    title = models.CharField(max_length=100)
    area = models.CharField(max_length=6)
    route = models.CharField(max_length=12, choices=Route)
    kind = models.CharField(max_length=32, choices=Kind)
    sitting = models.CharField(max_length=8, choices=Sitting)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="resits")
    in_plan = models.BooleanField(default=False)  # of this year's competitions
    announced_on = models.DateField(null=True)  # null: there was no announcement
    basis = models.CharField(max_length=200)
    accepted_on = models.DateField(null=True)  # its first accepted registration
    held_on = models.DateField()  # as planned, until it was held
    issue_on = models.DateField(null=True)  # when its certificates are planned to be issued
    drafted_by = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    taken_over = models.BooleanField(default=False)  # public before it was entered here
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "held_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sitting="first", first=None) | Q(sitting="resit", first__isnull=False),
                name="resit_has_its_first_sitting",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(published_at__isnull=False),
                name="exam_held_after_publication",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(cancelled_at=None), name="exam_not_held_and_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """An occupation at a level in an exam, for a fee, with so many seats."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="offers")
    occupation = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()  # 5 初级 … 1 高级技师
    fee_fen = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "occupation", "level"], name="offered_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="offer_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(fee_fen__gt=0) & Q(seats__gt=0), name="offer_has_fee_and_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.level}"


class Suspension(models.Model):
    """Exams of an area stand still from a day on, until a day where one is set or it is lifted."""

    area = models.CharField(max_length=6)
    exam = models.ForeignKey(Exam, models.PROTECT, null=True, related_name="suspensions")
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # the first day on which exams go on again
    basis = models.CharField(max_length=200)
    ordered_by = models.CharField(max_length=64)
    ordered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lift_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="suspension_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | (Q(to_on__isnull=False) & ~Q(lift_basis="")),
                name="lift_has_day_and_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.from_on}"


class Candidate(models.Model):
    """A person who sits exams; identity and telephone sealed, with a keyed hash to find by."""

    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="candidate")
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)  # kind of identity document
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    phone_sealed = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number_hash"], name="candidate_once"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.pk}"


class Registration(models.Model):
    """A candidate registered for an offer. One seat is one person's, one person's offer is once."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="registrations")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="registrations")
    area = models.CharField(max_length=6)
    registered_on = models.DateField()
    seat = models.PositiveIntegerField()
    notice_version = models.CharField(max_length=16)  # of the exit notice that was shown
    notice_acknowledged_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)  # from then on the fee is owed back

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "candidate"], name="registered_once"),
            models.UniqueConstraint(fields=["offer", "seat"], name="seat_taken_once"),
            models.CheckConstraint(condition=Q(seat__gt=0), name="seats_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class ChoiceRound(models.Model):
    """When candidates of an exam choose, and what holds for who stays silent, told beforehand."""

    exam = models.OneToOneField(Exam, models.PROTECT, related_name="round")
    published_at = models.DateTimeField()
    opens_on = models.DateField()
    closes_on = models.DateField()  # the first day on which it is too late
    default = models.CharField(max_length=8)  # by reading R8
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(default__in=("continue", "refund")), name="round_default_is_an_option"
            ),
        ]

    def __str__(self) -> str:
        return f"round of {self.exam}"


class Choice(models.Model):
    """What a candidate chose, one for a registration; it may change until it is locked."""

    class Option(models.TextChoices):
        CONTINUE = "continue", "继续"
        REFUND = "refund", "退费"

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="choice")
    option = models.CharField(max_length=8, choices=Option)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=64)
    on_behalf = models.CharField(
        max_length=200, blank=True
    )  # the evidence, where staff recorded it
    by_default = models.BooleanField(default=False)
    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="choices")
    locked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.registration}: {self.option}"
