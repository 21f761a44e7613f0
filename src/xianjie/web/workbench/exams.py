"""Exams: the list, an exam's own page, drafting, publishing, moving, holding, the choice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import effect, visible
from xianjie.domain.appraisals import facts
from xianjie.domain.appraisals.models import Choice, Exam
from xianjie.domain.appraisals.services import choices, exams
from xianjie.domain.appraisals.states import ExamState, RegistrationState, exam_state
from xianjie.domain.organisations.models import Site
from xianjie.domain.rulings.later import law_on
from xianjie.domain.rulings.models import Ruling
from xianjie.instruments import catalogue, law
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, level_name, yuan

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
                [(kind.value, _kind_name(kind.value)) for kind in Exam.Kind],
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
        "kind": _kind_name(exam.kind),
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


class DraftForm(forms.Form):
    """A new exam with one offer; more can be added before it is published."""

    site = choice_field("考点", "Site", list)
    title = text_field("名称", "Title", most=100)
    kind = choice_field(
        "种类", "Kind", lambda: [(one.value, str(both(*_pair(one.value)))) for one in Exam.Kind]
    )
    route = choice_field(
        "途径",
        "Route",
        lambda: [
            ("scheduled", str(both("鉴定考试", "appraisal exam"))),
            ("competition", str(both("竞赛", "competition"))),
        ],
    )
    in_plan = forms.BooleanField(
        required=False, label=both("竞赛已列入当年计划", "The competition is in this year's plan")
    )
    announced_on = day_field(
        "公告日",
        "Announced on",
        required=False,
        hint=both(
            "此前已公告的填公告日；留空则以公布之日为准",
            "if it was announced before; else it is the day on which it is published",
        ),
    )
    basis = text_field("公告依据", "Basis of the announcement")
    held_on = day_field("考试日", "Day of the exam")
    issue_on = day_field(
        "计划发证日",
        "Planned day of issuing",
        required=False,
        hint=both("公布时核对核发期限", "checked against the law's window when it is published"),
    )
    occupation = text_field("职业（工种）", "Occupation", most=40)
    level = choice_field(
        "等级",
        "Level",
        lambda: [(str(level), level_name(level).in_(active())) for level in (5, 4, 3, 2, 1)],
    )
    fee = forms.DecimalField(
        label=both("费用（元）", "Fee (yuan)"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input", "step": "0.01"}),
    )
    seats = forms.IntegerField(
        label=both("座位数", "Seats"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def clean_occupation(self) -> str:
        """The name as the catalogue has it."""
        return catalogue.load().find(self.cleaned_data["occupation"]).occupation


@guarded("exam.draft")
def new(visit: Visit) -> HttpResponse:
    """Draft an exam at one of the person's sites."""
    reach = visible(visit.actor, "exam.draft", area="area", body="institution")
    sites = {str(one.pk): one for one in Site.objects.filter(reach).select_related("institution")}

    def form(*data: object) -> DraftForm:
        made = DraftForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["site"].choices = [(pk, one.name) for pk, one in sites.items()]  # type: ignore[attr-defined]
        return made

    def act(form: DraftForm) -> str:
        given = form.cleaned_data
        offer = exams.Offered(
            given["occupation"], int(given["level"]), int(given["fee"] * 100), given["seats"]
        )
        exam = exams.draft_exam(
            by=visit.actor,
            site=sites[given["site"]],
            title=given["title"],
            kind=Exam.Kind(given["kind"]),
            held_on=given["held_on"],
            basis=given["basis"],
            offers=[offer],
            route=Exam.Route(given["route"]),
            in_plan=given["in_plan"],
            announced_on=given["announced_on"],
            issue_on=given["issue_on"],
            at=moment_of(visit.request),
        )
        return reverse("work:exam", args=[exam.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("起草一场考试", "Draft an exam"),
        done=Text("已起草，尚未公布", "drafted; it is not public yet"),
        button=Text("保存草稿", "Save the draft"),
        trail=trail(),
        part="exams",
    )


def _action(
    verb: str,
    form_class: type[forms.Form],
    act: Callable[[Visit, Exam, forms.Form], object],
    *,
    title: Text,
    done: Text,
    lede: Text | None = None,
) -> View:
    """A page with a form that does one thing to an exam and leads back to it."""

    @guarded(verb, of=subjects.exam)
    def view(visit: Visit, exam: Exam) -> HttpResponse:
        def do(form: forms.Form) -> str:
            act(visit, exam, form)
            return reverse("work:exam", args=[exam.pk])

        return fill_in(
            visit,
            form_class,
            do,
            title=title,
            done=done,
            button=title,
            trail=trail(exam),
            lede=lede,
            part="exams",
        )

    return view


class EmptyForm(forms.Form):
    """Nothing to fill in: the button is all."""


class MoveForm(forms.Form):
    held_on = day_field("改到哪天", "The new day")
    basis = text_field("依据", "Basis")


class RoundForm(forms.Form):
    opens_on = day_field("开始日", "First day")
    last_on = day_field("截止日（当日可选）", "Last day on which one can choose")


publish = _action(
    "exam.publish",
    EmptyForm,
    lambda visit, exam, _: exams.publish_exam(
        by=visit.actor,
        exam=exam.pk,
        law=law_on(today_of(visit.request)),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    ),
    title=Text("公布", "Publish"),
    done=Text("已公布", "published"),
    lede=Text(
        "公布前逐项问规则：可否组织、日期是否合规；规则说不，就不公布，并写明条款。",
        "The law is asked first whether it may be held and on that day; where it says no, nothing "
        "is published and the clauses are told.",
    ),
)
move = _action(
    "exam.move",
    MoveForm,
    lambda visit, exam, form: exams.move_exam(
        by=visit.actor,
        exam=exam.pk,
        held_on=form.cleaned_data["held_on"],
        basis=form.cleaned_data["basis"],
        law=law_on(today_of(visit.request)),
        at=moment_of(visit.request),
    ),
    title=Text("改期", "Move to another day"),
    done=Text("已改期", "moved"),
)
hold = _action(
    "exam.hold",
    EmptyForm,
    lambda visit, exam, _: exams.hold_exam(
        by=visit.actor,
        exam=exam.pk,
        law=law_on(today_of(visit.request)),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    ),
    title=Text("登记已于今日举行", "It was held today"),
    done=Text("已登记", "recorded"),
)
open_round = _action(
    "exam.publish",
    RoundForm,
    lambda visit, exam, form: choices.open_round(
        by=visit.actor,
        exam=exam.pk,
        opens_on=form.cleaned_data["opens_on"],
        closes_on=form.cleaned_data["last_on"] + timedelta(days=1),
        law=law_on(today_of(visit.request)),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    ),
    title=Text("公布选择期", "Announce the choice"),
    done=Text("已公布选择期", "the choice is announced"),
    lede=Text(
        "考生在此期间选择继续或退费。未答复的按解读 R8 的默认处理，默认随选择期一并公布。",
        "When candidates choose to go on or be refunded. What holds for the silent is reading R8, "
        "announced with it.",
    ),
)


class CancelForm(forms.Form):
    basis = text_field("依据", "Basis")


cancel = _action(
    "exam.publish",
    CancelForm,
    lambda visit, exam, form: choices.cancel_prohibited(
        by=visit.actor,
        exam=exam.pk,
        basis=form.cleaned_data["basis"],
        law=law_on(today_of(visit.request)),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    ),
    title=Text("取消并退费", "Cancel and refund"),
    done=Text("已取消，费用列为应退", "cancelled; the fees are owed back"),
    lede=Text(
        "规则不允许组织的考试：逐人问规则，都应退费才取消；有人另有出路，就不取消。",
        "For an exam that the law forbids: it is asked for every candidate, and called off if all "
        "that is left to each is the refund.",
    ),
)
lock_round = _action(
    "exam.publish",
    EmptyForm,
    lambda visit, exam, _: choices.lock_round(
        by=visit.actor,
        exam=exam.pk,
        law=law_on(today_of(visit.request)),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    ),
    title=Text("锁定选择", "Lock the choice"),
    done=Text("已锁定，退费已列为应退", "locked; the refunds are owed now"),
    lede=Text(
        "锁定后不能再改：未答复的按公布的默认处理，选退费的列为应退。",
        "It cannot be undone: the silent get the published default, refunds chosen are owed.",
    ),
)


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
    target = (subjects.exam(exam.pk) or (None, None))[1]
    return [
        (words, reverse(name, args=[exam.pk]))
        for verb, fits, words, name in possible
        if fits and target and may(visit.actor, verb, target)
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


def _pair(kind: str) -> tuple[str, str]:
    name = _kind_name(kind)
    return name.zh, name.en


def _kind_name(kind: str) -> Text:
    fact = law().decision("exam-schedule").fact("exam_kind")
    values: dict[str, Text] = dict(getattr(fact, "values", {}))
    return values.get(kind, Text(kind, kind))
