"""What waits for this person, oldest first, with the working day by which it should be done.

The spans are this office's own standard, not the notices'; the days that the law sets are on the
page of deadlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import CHINA, add_working_days, end_of
from xianjie.domain.accounts.acting import Actor, has_verb, visible
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Effect, Role
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import ChoiceRound, Exam, Registration
from xianjie.domain.certificates.applying import DECISION_DAYS, REVIEW_DAYS
from xianjie.domain.certificates.models import Appeal, Application, Proposal
from xianjie.domain.certificates.models import Batch as IssueBatch
from xianjie.domain.filings.acting import actor_of
from xianjie.domain.messages.models import Reading
from xianjie.domain.payments.models import Batch, Refund
from xianjie.domain.programmes.coverage import covered, in_training, risk_from
from xianjie.domain.programmes.reasons import State as LearnerState
from xianjie.domain.rulings.later import law_on
from xianjie.domain.sittings.models import Review
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench.alerts import waiting as alerts
from xianjie.web.workbench.evaluations import waiting as evaluations
from xianjie.web.workbench.filings import tasks as filing_tasks
from xianjie.web.workbench.refunds import free as free_refunds
from xianjie.web.workbench.supervision import tasks as supervision

TITLE = Text("待办", "To do")
_SPANS = {
    "accept": 5,
    "batch": 5,
    "approve": 2,
    "settle": 5,
    "lock": 1,
    "hold": 1,
    "move": 3,
    "read": 3,
    "enter": 5,
    "results": 2,
    "review": 5,
    "issue": 2,
    "change": 3,
    "answer": 5,
    "review proof": REVIEW_DAYS,
    "decide proof": DECISION_DAYS,
    "alert": 10,
}
_MANY = 5  # tasks of one kind, beyond which they are folded


@dataclass(frozen=True)
class Task:
    """Something to do: how many, since when, until which day, where."""

    words: Text
    count: int
    since: date
    due: date | None
    address: str
    clauses: tuple[str, ...] = ()
    by_months: bool = False  # the day is counted in months and may be none that is worked


@dataclass(frozen=True)
class Waiting:
    """A line of the inbox: one task, or many of one kind that would else hide the others."""

    kind: Text
    tasks: tuple[tuple[Task, bool], ...]  # each with whether it is late

    @property
    def is_folded(self) -> bool:
        return len(self.tasks) > 1

    @property
    def late(self) -> int:
        return sum(late for _, late in self.tasks)


def home(request: HttpRequest) -> HttpResponse:
    """To the page of the person's own kind."""
    if not isinstance(request.user, User):
        return HttpResponseRedirect(reverse("account_login"))
    roles = {one.role for one in actor_of(request.user, today_of(request)).capacities}
    return HttpResponseRedirect(reverse("work:inbox" if roles - {Role.CANDIDATE} else "me:home"))


@guarded("task.read", methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    on = today_of(visit.request)
    tasks = sorted(tasks_of(visit.actor, on), key=lambda one: (one.due or date.max, one.since))
    context = {
        "section": "work",
        "part": "inbox",
        "title": TITLE,
        "lines": _folded(tasks, on),
        "capacities": [(one.role.label, one.area) for one in visit.actor.capacities],
        "trail": [(Text("工作台", "Workbench"), "")],
    }
    return render(visit.request, "work/inbox.html", context)


def _folded(tasks: Sequence[Task], on: date) -> list[Waiting]:
    """Lines in the order of the tasks; where many are of one kind, all in the line of the first."""
    alike: dict[Text, list[tuple[Task, bool]]] = {}
    for one in tasks:
        alike.setdefault(_kind(one), []).append((one, bool(one.due and one.due < on)))
    lines = []
    for one in tasks:
        kind = _kind(one)
        if len(alike.get(kind, ())) > _MANY:
            lines.append(Waiting(kind, tuple(alike.pop(kind))))
        elif kind in alike:
            lines.append(Waiting(kind, ((one, bool(one.due and one.due < on)),)))
    return lines


def _kind(task: Task) -> Text:
    """What is to be done, without to what: the words before the colon."""
    return Text(task.words.zh.partition("：")[0], task.words.en.partition(":")[0])


def tasks_of(actor: Actor, on: date) -> Iterator[Task]:
    """All that waits for the person that day."""
    for verb, make in _MAKERS:
        if has_verb(actor, verb) is Effect.ALLOW:
            yield from make(actor, on)
    for verb, find in (*evaluations.MAKERS, *supervision.MAKERS):
        if has_verb(actor, verb) is Effect.ALLOW:
            for one in find(actor, on):
                yield Task(one.words, 1, one.since, one.due, one.address, one.clauses)


def _to_accept(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "registration.accept", area="area", body="offer__exam__institution")
    found = Registration.objects.filter(reach, accepted_at=None)
    since = found.aggregate(since=Min("registered_on"))["since"]
    if since:
        address = f"{reverse('work:registrations')}?state=registered"
        yield _task(
            "accept", Text("报名待受理", "registrations to accept"), found.count(), since, address
        )


def _to_lock(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "exam.publish", area="exam__area", body="exam__institution")
    for one in ChoiceRound.objects.filter(reach, locked_at=None, closes_on__lte=on).select_related(
        "exam"
    ):
        yield _task(
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


def _to_hold(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "exam.hold", area="area", body="institution")
    waiting = Q(published_at__isnull=False, held_at=None, cancelled_at=None, held_on__lte=on)
    suspensions = facts.in_force(on)
    for exam in Exam.objects.filter(reach, waiting).order_by("held_on"):
        if any(facts.reaches(one, exam) for one in suspensions):
            words = Text(f"暂停中，须改期：{exam.title}", f"suspended, move it: {exam.title}")
            address = reverse("work:exam-move", args=[exam.pk])
            yield _task("move", words, 1, exam.held_on, address, ("252/2.1.1.4",))
        else:
            words = Text(
                f"考试日已到，登记举行：{exam.title}", f"its day has come, record it: {exam.title}"
            )
            yield _task("hold", words, 1, exam.held_on, reverse("work:exam-hold", args=[exam.pk]))


def _to_batch(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.batch", area="payment__area")
    found = Refund.objects.filter(reach).filter(free_refunds())
    since = found.aggregate(since=Min("asked_at"))["since"]
    if since:
        yield _task(
            "batch",
            Text("应退费用待编批次", "refunds owed, to be put into a batch"),
            found.count(),
            since.astimezone(CHINA).date(),
            reverse("work:batch-new"),
            ("252/2.1.2",),
        )


def _to_approve(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.approve", area="area")
    found = Batch.objects.filter(reach, approved_at=None).exclude(made_by=actor.username)
    for one in found.order_by("made_at"):
        yield _task(
            "approve",
            Text(f"批次 {one.pk} 待审批", f"batch {one.pk} to approve"),
            one.lines.count(),
            one.made_at.astimezone(CHINA).date(),
            reverse("work:batch", args=[one.pk]),
        )


def _to_settle(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.settle", area="area")
    for one in Batch.objects.filter(reach, approved_at__isnull=False, settled_at=None):
        assert one.approved_at  # noqa: S101 - asked for above
        yield _task(
            "settle",
            Text(f"批次 {one.pk} 待回盘", f"batch {one.pk} waits for the bank's results"),
            one.lines.count(),
            one.approved_at.astimezone(CHINA).date(),
            reverse("work:batch", args=[one.pk]),
        )


def _to_read(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "guidance.confirm", area="body__area", body="body")
    for one in Reading.objects.filter(reach, read_at=None).select_related("notice"):
        yield _task(
            "read",
            Text(
                f"指导通知待阅知：{one.notice.title_zh}",
                f"a guidance notice to read: {one.notice.title_en}",
            ),
            1,
            one.notice.issued_at.astimezone(CHINA).date(),
            reverse("work:reading", args=[one.pk]),
            ("252/2.1.1.4",),
        )


def _to_enter(actor: Actor, on: date) -> Iterator[Task]:
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
            yield _task("enter", words, exam.open, exam.held_on, address)
        elif not exam.open and may_publish:
            words = Text(f"成绩待公布：{exam.title}", f"results to publish: {exam.title}")
            yield _task("results", words, exam.came, exam.held_on, address)


def _to_review(actor: Actor, on: date) -> Iterator[Task]:
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
        yield _task("review", words, 1, since, reverse("work:review", args=[one.pk]))


def _to_issue(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "certificate.approve", area="area", body="body")
    waiting = IssueBatch.objects.filter(
        reach, approved_at=None, returned_at=None, submitted_at__lt=end_of(on)
    )
    for one in waiting.exclude(submitted_by=actor.username).order_by("submitted_at"):
        words = Text(f"核发待审批：{one.title}", f"certificates to approve: {one.title}")
        since = one.submitted_at.astimezone(CHINA).date()
        address = reverse("work:issue-batch", args=[one.pk])
        yield _task("issue", words, one.lines.filter(refused=False).count(), since, address)


def _to_decide(actor: Actor, on: date) -> Iterator[Task]:
    """Changes of certificates that somebody else proposed."""
    del on
    reach = visible(actor, "certificate.decide", area="certificate__area", body="certificate__body")
    for one in (
        Proposal.objects.filter(reach, decided_at=None)
        .exclude(proposed_by=actor.username)
        .select_related("certificate")
    ):
        number = one.certificate.number
        words = Text(f"证书变更待决定：{number}", f"a change to decide: {number}")
        since = one.proposed_at.astimezone(CHINA).date()
        yield _task("change", words, 1, since, reverse("work:proposal-decide", args=[one.pk]))


def _to_answer(actor: Actor, on: date) -> Iterator[Task]:
    """Objections of holders, for who had no part in the change."""
    del on
    reach = visible(
        actor,
        "certificate.decide",
        area="change__certificate__area",
        body="change__certificate__body",
    )
    found = Appeal.objects.filter(reach, answered_at=None).select_related("change__certificate")
    me = actor.username
    for one in found.exclude(change__proposed_by=me).exclude(change__made_by=me).order_by("pk"):
        number = one.change.certificate.number
        words = Text(f"持证人异议待答复：{number}", f"an objection to answer: {number}")
        since = one.asked_at.astimezone(CHINA).date()
        yield _task("answer", words, 1, since, reverse("work:appeal-answer", args=[one.pk]))


def _to_go_on(actor: Actor, on: date) -> Iterator[Task]:
    """Batches whose issuing was cut off."""
    del on
    reach = visible(actor, "certificate.approve", area="area", body="body")
    for one in IssueBatch.objects.filter(reach, approved_at__isnull=False, finished_at=None):
        assert one.approved_at  # noqa: S101 - asked for above
        words = Text(f"核发没有做完：{one.title}", f"issuing is not finished: {one.title}")
        left = one.lines.filter(certificate=None, refused=False).count()
        since = one.approved_at.astimezone(CHINA).date()
        yield _task("issue", words, left, since, reverse("work:issue-batch", args=[one.pk]))


def _to_prove(actor: Actor, on: date) -> Iterator[Task]:
    """Applications whose documents are all there, each due by its own clock."""
    del on
    for verb, done in (("proof.review", True), ("proof.approve", False)):
        reach = visible(actor, verb, area="area", body="authority")
        found = Application.objects.filter(
            reach, complete_on__isnull=False, decided_on=None, reviewed_on__isnull=done
        ).exclude(requested_by=actor.username, reviewed_on=None)
        for one in found.exclude(reviewed_by=actor.username).order_by("complete_on"):
            words = (
                Text(f"补证申请待审核：{one.pk}", f"an application to review: {one.pk}")
                if done
                else Text(f"补证申请待审批：{one.pk}", f"an application to decide: {one.pk}")
            )
            since = (one.complete_on if done else one.reviewed_on) or one.requested_on
            span = "review proof" if done else "decide proof"
            address = reverse("work:application", args=[one.pk])
            yield _task(span, words, 1, since, address, ("252/2.3",))


def _of_filings(
    find: Callable[[Actor, date], Iterator[filing_tasks.Waiting]],
) -> Callable[[Actor, date], Iterator[Task]]:
    """Those of filings have a clock of their own; what has none is done within a change's span."""

    def make(actor: Actor, on: date) -> Iterator[Task]:
        for one in find(actor, on):
            task = _task("change", one.words, 1, one.since, one.address, filing_tasks.GROUND)
            yield replace(task, due=one.due or task.due)

    return make


def _to_cover(actor: Actor, on: date) -> Iterator[Task]:
    """Learners at risk, due when the first of them graduates."""
    reach = visible(
        actor,
        "programme.keep",
        area="cohort__programme__area",
        body="cohort__programme__sponsor",
    )
    near = in_training(on).filter(reach, cohort__graduates_on__gte=on).order_by("pk")
    at_risk = [
        one.learner.cohort.graduates_on
        for one in covered(near, law=law_on(on), on=on)
        if one.state is LearnerState.AT_RISK
    ]
    if at_risk:
        words = Text("学员取证有风险", "learners at risk of no certificate")
        first = min(at_risk)
        address = reverse("work:learners")
        yield Task(words, len(at_risk), risk_from(first, on), first, address, ("252/2.2",), True)


def _of_alerts(
    find: Callable[[Actor, date], alerts.Alerts | None],
) -> Callable[[Actor, date], Iterator[Task]]:
    """Those of alerts come as one, with how many they are."""

    def make(actor: Actor, on: date) -> Iterator[Task]:
        if found := find(actor, on):
            yield _task(
                "alert", found.words, found.count, found.since, found.address, alerts.GROUND
            )

    return make


_MAKERS: tuple[tuple[str, Callable[[Actor, date], Iterator[Task]]], ...] = (
    ("registration.accept", _to_accept),
    ("exam.publish", _to_lock),
    ("exam.hold", _to_hold),
    ("refund.batch", _to_batch),
    ("refund.approve", _to_approve),
    ("refund.settle", _to_settle),
    ("guidance.confirm", _to_read),
    ("result.settle", _to_enter),
    ("review.answer", _to_review),
    ("certificate.approve", _to_issue),
    ("certificate.approve", _to_go_on),
    ("certificate.decide", _to_decide),
    ("certificate.decide", _to_answer),
    ("proof.read", _to_prove),
    ("filing.apply", _of_filings(filing_tasks.for_the_organisation)),
    ("filing.review", _of_filings(filing_tasks.to_review)),
    ("filing.decide", _of_filings(filing_tasks.to_decide)),
    ("measure.decide", _of_filings(filing_tasks.measures_to_decide)),
    ("programme.keep", _to_cover),
    ("alert.explain", _of_alerts(alerts.to_explain)),
    ("alert.dismiss", _of_alerts(alerts.to_judge)),
)


def _task(  # noqa: PLR0917 - the columns of a table
    span: str, words: Text, count: int, since: date, address: str, clauses: tuple[str, ...] = ()
) -> Task:
    try:
        due: date | None = add_working_days(since, _SPANS[span])
    except XianjieError:
        due = None  # a year of which the holidays are not known
    return Task(words, count, since, due, address, clauses)
