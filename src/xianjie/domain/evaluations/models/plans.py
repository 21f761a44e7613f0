"""Plans of evaluation: what is to be examined, where, when, by whom, and who comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.evaluations.models.entrusting import Entrustment
from xianjie.domain.filings.models import Assessor, Filing, Organisation, Site


class Plan(models.Model):
    """A batch of one occupation and level, reported before it is held; its state is derived."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="plans")
    site = models.ForeignKey(Site, models.PROTECT, related_name="plans")
    area = models.CharField(max_length=6)  # the site's
    title = models.CharField(max_length=100)
    occupation = models.CharField(max_length=60)
    direction = models.CharField(max_length=60, blank=True)
    level = models.PositiveSmallIntegerField()
    has_theory = models.BooleanField(default=True)
    has_practice = models.BooleanField(default=True)
    has_review = models.BooleanField(default=False)  # 综合评审
    from_on = models.DateField()  # the first and the last day on which it is held
    until_on = models.DateField()
    drafted_by = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    reported_by = models.CharField(max_length=64, blank=True)
    reported_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "from_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="plan_level_1_to_5"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="plan_ends_later"),
            models.CheckConstraint(
                condition=Q(has_theory=True) | Q(has_practice=True) | Q(has_review=True),
                name="plan_examines_something",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(reported_on__lte=F("from_on")),
                name="plan_reported_before_it_is_held",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """An examiner at a plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="posts")
    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="posts")
    is_chief = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "assessor"], name="posted_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(is_chief=True), name="one_chief_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} at {self.plan}"


class Participant(models.Model):
    """A person at a plan: by which condition of the level, whose, and what was achieved."""

    class Basis(models.TextChoices):
        OWN = "own", "本单位职工或学生"
        ENTRUSTED = "entrusted", "受委托"
        PUBLIC = "public", "社会人员"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="participants")
    name = models.CharField(max_length=64)
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.CharField(max_length=300)
    basis = models.CharField(max_length=10, choices=Basis)
    entrustment = models.ForeignKey(
        Entrustment, models.PROTECT, null=True, related_name="participants"
    )
    condition = models.CharField(max_length=40)  # by its name in the practice of the jurisdiction
    condition_facts = models.JSONField(default=dict)  # years, certificate held, school
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    is_absent = models.BooleanField(default=False)
    theory = models.PositiveSmallIntegerField(null=True)
    practical = models.PositiveSmallIntegerField(null=True)
    panel = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)  # null: no result yet
    result_by = models.CharField(max_length=64, blank=True)
    result_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "number_hash"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "document", "number_hash"], name="participates_once"
            ),
            models.CheckConstraint(
                condition=Q(basis="entrusted", entrustment__isnull=False)
                | (~Q(basis="entrusted") & Q(entrustment=None)),
                name="entrusted_by_an_entrustment",
            ),
            models.CheckConstraint(
                condition=Q(passed=None, result_at=None)
                | Q(passed__isnull=False, result_at__isnull=False),
                name="evaluation_result_has_its_time",
            ),
            models.CheckConstraint(
                condition=(Q(theory=None) | Q(theory__range=(0, 100)))
                & (Q(practical=None) | Q(practical__range=(0, 100)))
                & (Q(panel=None) | Q(panel__range=(0, 100))),
                name="evaluation_points_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"participant {self.pk} of {self.plan}"


class PublicNotice(models.Model):
    """The results shown to the public (公示) for some days, before they are reported."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="notice")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    posted_by = models.CharField(max_length=64)
    posted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="notice_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"notice of {self.plan}"


class Objection(models.Model):
    """Somebody objects to a result that is shown, and the answer."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="objections"
    )
    words = models.CharField(max_length=500)
    contact = models.CharField(max_length=300, blank=True)  # sealed
    made_on = models.DateField()
    answer = models.CharField(max_length=500, blank=True)
    upheld = models.BooleanField(null=True)  # whether the objection was right: no certificate then
    answered_by = models.CharField(max_length=64, blank=True)
    answered_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Report(models.Model):
    """Results reported to the bureau, accepted or sent back for correction, each with its clock."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="report")
    reported_on = models.DateField()
    reported_by = models.CharField(max_length=64)
    returned_on = models.DateField(null=True)
    returned_by = models.CharField(max_length=64, blank=True)
    return_words = models.CharField(max_length=500, blank=True)
    corrected_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_by="") | ~Q(accepted_by=F("reported_by")),
                name="report_maker_is_not_checker",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.plan}"
