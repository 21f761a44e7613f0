"""Exams: the list, and an exam's own page with what may be done to it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import effect, visible
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import Choice, Exam
from xianjie.domain.appraisals.states import ExamState, RegistrationState, exam_state
from xianjie.domain.rulings.later import law_on
from xianjie.domain.rulings.models import Ruling
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, exam_kind, yuan

TITLE = Text("考试", "Exams")
_OPEN = Q(published_at__isnull=False, held_at=None, cancelled_at=None)
_STATES = {
    ExamState.DRAFT: Q(published_at=None, cancelled_at=None),
    ExamState.PUBLISHED: _OPEN,
    ExamState.HELD: Q(held_at__isnull=False),
    ExamState.CANCELLED: Q(cancelled_at__isnull=False),
}


def trail(exam: Exam | None = None) -> list[tuple[Text, str]]:
    found = [(Text("工作台", "Workbench"), reverse("work:inbox")), (TITLE, reverse("work:exams"))]
    if exam:
        found.append((Text(exam.title, exam.title), reverse("work:exam", args=[exam.pk])))
    return found


def _registered(one: Exam) -> int:
    return one.registered  # type: ignore[attr-defined,no-any-return]  # counted by the listing


@guarded("exam.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Exams within the person's reach."""
    reach = visible(visit.actor, "exam.read", area="area", body="institution")
    actions = []
    if may(visit.actor, "exam.draft"):
        actions.append((Text("起草一场考试", "Draft an exam"), reverse("work:exam-new")))
    listing = Listing(
        title=TITLE,
        section="exams",
        trail=trail()[:1],
        rows=lambda: (
            Exam.objects.filter(reach)
            .select_related("institution__body")
            .annotate(registered=Count("offers__registrations"))
        ),
        columns=[
            Column(
                Text("考试", "Exam"),
                lambda one: one.title,
                "title",
                lambda one: reverse("work:exam", args=[one.pk]),
            ),
            Column(
                Text("机构", "Institution"),
                lambda one: one.institution.body.name,
                "institution__body__name",
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("考试日", "Day"), lambda one: one.held_on, "held_on"),
            Column(Text("报名", "Registered"), _registered, "registered", numeric=True),
            Column(Text("状态", "State"), lambda one: exam_state(one).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(state.value, state.label) for state in ExamState],
                lambda chosen: _STATES[ExamState(chosen)],
            ),
            Filter(
                "kind",
                Text("种类", "Kind"),
                [(kind.value, exam_kind(kind.value)) for kind in Exam.Kind],
                lambda chosen: Q(kind=chosen),
            ),
        ],
        search=lambda words: Q(title__contains=words) | Q(institution__body__name__contains=words),
        search_hint=Text("考试或机构名称", "name of the exam or the institution"),
        order="held_on",
        actions=actions,
    )
    return show(visit.request, listing)


@guarded("exam.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, exam: Exam) -> HttpResponse:
    """An exam: its facts, what the law says of it, what may be done now, its history."""
    on = today_of(visit.request)
    rules = law_on(on)
    suspensions = [one for one in facts.in_force(on) if facts.reaches(one, exam)]
    offers = list(exam.offers.annotate(registered=Count("registrations")).order_by("pk"))
    answers = [
        (
            offer,
            rules.decision("exam-permission").decide(
                facts.of_permission(exam, offer.occupation, is_suspended=bool(suspensions))
            ),
            rules.decision("exam-schedule").decide(
                facts.of_schedule(exam, offer.occupation, exam.held_on)
            ),
        )
        for offer in offers
    ]
    round_ = getattr(exam, "round", None)
    context = {
        "section": "work",
        "part": "exams",
        "exam": exam,
        "state": exam_state(exam),
        "kind": exam_kind(exam.kind),
        "area": area_name(exam.area),
        "suspensions": suspensions,
        "offers": [
            {
                "offer": offer,
                "registered": offer.registered,
                "fee": yuan(offer.fee_fen),
                "permission": permission,
                "permission_words": rules.decision("exam-permission")
                .outcomes[permission.outcome or ""]
                .label
                if permission.outcome
                else Text("未定", "open"),
                "schedule": schedule,
                "schedule_words": rules.decision("exam-schedule")
                .outcomes[schedule.outcome or ""]
                .label
                if schedule.outcome
                else Text("未定", "open"),
            }
            for offer, permission, schedule in answers
        ],
        "round": round_,
        "last_day": round_.closes_on - timedelta(days=1) if round_ else None,
        "chosen": _chosen(exam),
        "sees_messages": effect(visit.actor, "message.read", subjects.target_of(exam)) is not None,
        "sees_results": effect(visit.actor, "result.read", subjects.target_of(exam)) is not None,
        "deadlines": _deadlines(exam),
        "actions": _actions(visit, exam),
        "rulings": Ruling.objects.filter(subject_kind="exam", subject_id=exam.pk).order_by("-pk")[
            :20
        ],
        "steps": timeline.of(exam, round_, *suspensions),
        "trail": [*trail(), (Text(exam.title, exam.title), "")],
    }
    return render(visit.request, "work/exam.html", context)


def _actions(visit: Visit, exam: Exam) -> list[tuple[Text, str]]:
    """What this person may do to it now."""
    state = exam_state(exam)
    round_ = getattr(exam, "round", None)
    possible: list[tuple[str, bool, Text, str]] = [
        ("exam.publish", state is ExamState.DRAFT, Text("公布", "Publish"), "work:exam-publish"),
        (
            "registration.import",
            state is ExamState.PUBLISHED,
            Text("导入报名", "Import registrations"),
            "work:exam-import",
        ),
        (
            "exam.move",
            state in {ExamState.DRAFT, ExamState.PUBLISHED},
            Text("改期", "Move"),
            "work:exam-move",
        ),
        (
            "exam.publish",
            state is ExamState.PUBLISHED and round_ is None,
            Text("公布选择期", "Announce the choice"),
            "work:exam-round",
        ),
        (
            "message.remind",
            round_ is not None and round_.locked_at is None,
            Text("催告未答复者", "Remind the silent"),
            "work:exam-remind",
        ),
        (
            "exam.publish",
            round_ is not None and round_.locked_at is None,
            Text("锁定选择", "Lock the choice"),
            "work:exam-lock",
        ),
        (
            "exam.publish",
            state is ExamState.PUBLISHED and exam.taken_over,
            Text("取消并退费", "Cancel and refund"),
            "work:exam-cancel",
        ),
        (
            "exam.hold",
            state is ExamState.PUBLISHED,
            Text("登记举行", "Record that it was held"),
            "work:exam-hold",
        ),
    ]
    target = subjects.target_of(exam)
    return [
        (words, reverse(name, args=[exam.pk]))
        for verb, fits, words, name in possible
        if fits and may(visit.actor, verb, target)
    ]


def _chosen(exam: Exam) -> list[tuple[Text, int]]:
    found = dict(
        Choice.objects.filter(registration__offer__exam=exam)
        .values_list("option")
        .annotate(count=Count("pk"))
    )
    accepted = exam.offers.filter(registrations__accepted_at__isnull=False).aggregate(
        count=Count("registrations")
    )["count"]
    silent = accepted - sum(found.values())
    return [
        (RegistrationState.CONTINUING.label, found.get("continue", 0)),
        (RegistrationState.REFUNDING.label, found.get("refund", 0)),
        (Text("未答复", "silent"), silent),
    ]


def _deadlines(exam: Exam) -> list[tuple[Text, date, tuple[str, ...]]]:
    """The days by which things must be done, shown as they are: a suspension moves none."""
    end = "appraisal_end_on"
    if exam.kind != Exam.Kind.ROUTINE:
        resit = exam.sitting == Exam.Sitting.RESIT
        end = "unified_resit_end_on" if resit else "unified_first_end_on"
    found = (law().parameters[name] for name in (end, "issuance_end_on"))
    return [(one.label, one.day, one.clauses) for one in found]
