"""What is done to an exam: published, moved, held, called off; when its candidates choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services import choices, exams
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import EmptyForm, day_field, fill_in, text_field


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
