"""Plans of evaluation: what is to be examined, where, when, by whom, and who comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.evaluations.models.entrusting import Entrustment
from xianjie.domain.filings.models import Assessor, Filing, Organisation, Site


class Plan(models.Model):
    """A batch of one occupation and level, reported before it is held; its state is derived.

    ``filing`` is that under which it is planned; an organisation that was never filed has none,
    and can draft but not report.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="plans")
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
    preflight = models.CharField(max_length=16, blank=True)  # version of the checks it passed
    cancelled_on = models.DateField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    held_by = models.CharField(max_length=64, blank=True)
    held_on = models.DateField(null=True)  # the day on which it was recorded as held

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "from_on"]),
            models.Index(fields=["organisation", "from_on"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="plan_level_1_to_5"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="plan_ends_later"),
            models.CheckConstraint(
                condition=Q(has_theory=True) | Q(has_practice=True) | Q(has_review=True),
                name="plan_examines_something",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(reported_on__lt=F("from_on")),
                name="plan_reported_before_it_is_held",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(filing__isnull=False),
                name="only_the_filed_report_plans",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None)
                | Q(held_on__gte=F("until_on"), reported_on__isnull=False, cancelled_on=None),
                name="plan_held_after_its_days_and_report",
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


class Recusal(models.Model):
    """That an examiner does not examine a person (回避), who is kept by a keyed hash."""

    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="recusals")
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    declared_by = models.CharField(max_length=64)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessor", "document", "number_hash"], name="recused_once"
            ),
        ]

    def __str__(self) -> str:
        return f"recusal {self.pk}"


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
    condition = models.CharField(max_length=40)  # by its name in the jurisdiction's conditions
    condition_facts = models.JSONField(default=dict)  # as `xianjie.instruments.conditions.Claim`
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
                condition=Q(is_absent=False)
                | Q(passed=False, theory=None, practical=None, panel=None),
                name="the_absent_have_no_points",
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
    """Results shown to the public (公示) for some days.

    The newest of a plan stands: after a correction the results are shown anew.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="notices")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    posted_by = models.CharField(max_length=64)
    posted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="notice_ends_later"
            ),
            models.UniqueConstraint(fields=["plan", "from_on"], name="one_notice_a_day"),
        ]

    def __str__(self) -> str:
        return f"notice of {self.plan}"


class Objection(models.Model):
    """Somebody objects to a result that is shown, and the answer.

    One that was right bars the result it is about from a certificate; about none, all of them.
    """

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="objections"
    )
    number = models.CharField(max_length=20, blank=True)  # blank: made before there were numbers
    code_hash = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=3000)  # sealed
    contact = models.CharField(max_length=600, blank=True)  # sealed
    made_on = models.DateField()
    answer = models.CharField(max_length=500, blank=True)
    upheld = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_on=None, upheld=None)
                | (Q(answered_on__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="objection_answered_with_words",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="objection_numbers"
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Report(models.Model):
    """Results reported to the bureau; accepted by another than who reported them."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="report")
    reported_on = models.DateField()
    reported_by = models.CharField(max_length=64)
    preflight = models.CharField(max_length=16, blank=True)
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


class Correction(models.Model):
    """A report sent back with what is to be put right, and when it was handed in again."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="corrections")
    returned_on = models.DateField()
    returned_by = models.CharField(max_length=64)
    words = models.CharField(max_length=500)
    corrected_on = models.DateField(null=True)
    corrected_by = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=500, blank=True)  # what was put right

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(corrected_on=None),
                name="one_open_correction_a_report",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.report}"
