"""Who examines and supervises; where candidates sit; what happened; what they achieved.

A result is entered twice, settled where the two differ, and published as one sealed text.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.organisations.models import Institution, Site


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


class Relation(models.Model):
    """A person at whose exams the examiner does not examine; found by the document alone."""

    examiner = models.ForeignKey(Examiner, models.PROTECT, related_name="relations")
    document = models.CharField(max_length=16)
    number_hash = models.CharField(max_length=64)  # as a candidate's is
    reason = models.CharField(max_length=200)
    declared_by = models.CharField(max_length=64)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["examiner", "document", "number_hash"], name="relation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"relation {self.pk} of {self.examiner}"


class Room(models.Model):
    """A room of a site, with so many seats."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_unique"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where and when a candidate sits, by which ticket, and whether they came."""

    class Attendance(models.TextChoices):
        PRESENT = "present", "到考"
        ABSENT = "absent", "缺考"

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="places")
    registration = models.OneToOneField(Registration, models.PROTECT, related_name="place")
    room = models.ForeignKey(Room, models.PROTECT, related_name="places")
    starts_at = models.TimeField()  # of the exam's day, in China
    number = models.PositiveSmallIntegerField()
    ticket = models.CharField(max_length=20, unique=True)
    attendance = models.CharField(max_length=8, choices=Attendance, blank=True)
    marked_by = models.CharField(max_length=64, blank=True)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exam", "starts_at", "room", "number"], name="place_taken_once"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="places_count_from_1"),
            models.CheckConstraint(
                condition=Q(attendance="", marked_at=None)
                | (Q(attendance__in=("present", "absent")) & Q(marked_at__isnull=False)),
                name="attendance_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket


class Incident(models.Model):
    """Something that happened at an exam, to one candidate or to all."""

    class Kind(models.TextChoices):
        BREACH = "breach", "违纪"
        ILLNESS = "illness", "突发疾病"
        EQUIPMENT = "equipment", "设备故障"
        PAPERS = "papers", "试卷问题"
        OTHER = "other", "其他"

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="incidents")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="incidents")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=500)
    reported_by = models.CharField(max_length=64)
    reported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.exam}"


class Report(models.Model):
    """What a supervisor found at an exam, written once."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="reports")
    rooms_fit = models.BooleanField()
    identities_checked = models.BooleanField()
    papers_sealed = models.BooleanField()
    examiners_present = models.BooleanField()
    rules_kept = models.BooleanField()
    words = models.TextField(max_length=2000, blank=True)
    written_by = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "written_by"], name="report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.written_by} of {self.exam}"


def _points(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__range": (0, 100)})


class Scores(models.Model):
    """The points of each part; null for a part that is not examined; none where it is void."""

    theory = models.PositiveSmallIntegerField(null=True)
    practical = models.PositiveSmallIntegerField(null=True)
    panel = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True


class Entry(Scores):
    """A result as one of two people entered it, neither of whom sees the other's."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="entries")
    hand = models.PositiveSmallIntegerField()  # 1 or 2
    void = models.BooleanField(default=False)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "hand"], name="entered_twice"),
            models.UniqueConstraint(
                fields=["registration", "entered_by"], name="entered_by_two_people"
            ),
            models.CheckConstraint(condition=Q(hand__in=(1, 2)), name="entry_has_two_hands"),
            models.CheckConstraint(
                condition=_points("theory") & _points("practical") & _points("panel"),
                name="entry_points_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.hand} of {self.registration}"


class Result(Scores):
    """What a candidate achieved, once two entries agree or a third person has settled it."""

    class Standing(models.TextChoices):
        SCORED = "scored", "有成绩"
        ABSENT = "absent", "缺考"
        VOID = "void", "违纪无效"

    class How(models.TextChoices):
        AGREED = "agreed", "两次录入一致"
        SETTLED = "settled", "第三人裁定"
        ATTENDANCE = "attendance", "缺考登记"
        REVIEWED = "reviewed", "复核更正"

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="result")
    standing = models.CharField(max_length=8, choices=Standing)
    how = models.CharField(max_length=12, choices=How)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_points("theory") & _points("practical") & _points("panel"),
                name="result_points_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(standing="scored") | Q(theory=None, practical=None, panel=None),
                name="points_only_where_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"result of {self.registration}"


class Publication(models.Model):
    """The results of an exam as they were published: one text, its digest in the audit log."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField()  # from 1; a later one replaces those before
    content = models.TextField()  # canonical JSON, without a name
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "version"], name="published_once_a_version"),
            models.CheckConstraint(condition=Q(version__gt=0), name="versions_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"results of {self.exam}, version {self.version}"


class Review(models.Model):
    """A candidate asked to have a published result looked at again, and what came of it."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="review")
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    corrected = models.BooleanField(null=True)  # null: not answered yet
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, corrected=None, answer="")
                | (Q(answered_at__isnull=False, corrected__isnull=False) & ~Q(answer="")),
                name="answer_has_words_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.registration}"
