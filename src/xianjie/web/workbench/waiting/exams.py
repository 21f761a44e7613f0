"""Registrations, choices, exams and results that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, has_verb, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import ChoiceRound, Exam, Registration
from xianjie.domain.sittings.models import Review
from xianjie.text import Text
from xianjie.web.workbench.waiting.task import Task, task_of


def to_accept(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "registration.accept", area="area", body="offer__exam__institution")
    found = Registration.objects.filter(reach, accepted_at=None)
    since = found.aggregate(since=Min("registered_on"))["since"]
    if since:
        address = f"{reverse('work:registrations')}?state=registered"
        yield task_of(
            "accept", Text("报名待受理", "registrations to accept"), found.count(), since, address
        )


def to_lock(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "exam.publish", area="exam__area", body="exam__institution")
    for one in ChoiceRound.objects.filter(reach, locked_at=None, closes_on__lte=on).select_related(
        "exam"
    ):
        yield task_of(
            "lock",
            Text(
                f"选择期已过，待锁定：{one.exam.title}",
                f"the choice is over, lock it: {one.exam.title}",
            ),
            1,
            one.closes_on,
            reverse("work:exam-lock", args=[one.exam_id]),
            ("252/2.1.2",),
        )


def to_hold(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "exam.hold", area="area", body="institution")
    waiting = Q(published_at__isnull=False, held_at=None, cancelled_at=None, held_on__lte=on)
    suspensions = facts.in_force(on)
    for exam in Exam.objects.filter(reach, waiting).order_by("held_on"):
        if any(facts.reaches(one, exam) for one in suspensions):
            words = Text(f"暂停中，须改期：{exam.title}", f"suspended, move it: {exam.title}")
            address = reverse("work:exam-move", args=[exam.pk])
            yield task_of("move", words, 1, exam.held_on, address, ("252/2.1.1.4",))
        else:
            words = Text(
                f"考试日已到，登记举行：{exam.title}", f"its day has come, record it: {exam.title}"
            )
            yield task_of("hold", words, 1, exam.held_on, reverse("work:exam-hold", args=[exam.pk]))


def to_enter(actor: Actor, on: date) -> Iterator[Task]:
    """Exams that were held with people present and whose results are not published."""
    del on
    reach = visible(actor, "result.settle", area="area", body="institution")
    waiting = Exam.objects.filter(reach, held_at__isnull=False, publications=None)
    present = Q(places__attendance="present")
    counted = waiting.annotate(
        open=Count("places", filter=present & Q(places__registration__result=None)),
        came=Count("places", filter=present),
    ).filter(came__gt=0)
    may_publish = has_verb(actor, "result.publish") is Effect.ALLOW
    for exam in counted.order_by("held_on"):
        address = reverse("work:exam-results", args=[exam.pk])
        if exam.open and not may_publish:
            words = Text(f"成绩待录入：{exam.title}", f"results to enter: {exam.title}")
            yield task_of("enter", words, exam.open, exam.held_on, address)
        elif not exam.open and may_publish:
            words = Text(f"成绩待公布：{exam.title}", f"results to publish: {exam.title}")
            yield task_of("results", words, exam.came, exam.held_on, address)


def to_review(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(
        actor,
        "review.answer",
        area="registration__area",
        body="registration__offer__exam__institution",
    )
    for one in Review.objects.filter(reach, answered_at=None).select_related("registration__place"):
        ticket = one.registration.place.ticket
        words = Text(f"成绩复核待答复：{ticket}", f"a review to answer: {ticket}")
        since = one.asked_at.astimezone(CHINA).date()
        yield task_of("review", words, 1, since, reverse("work:review", args=[one.pk]))
