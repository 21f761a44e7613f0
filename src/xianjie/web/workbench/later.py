"""Later notices: the days that the law leaves to them, where each stands, setting one.

What a day would move is shown before it is set.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services.exams import misplaced
from xianjie.domain.rulings.later import (
    LaterNoticeError,
    law_on,
    open_days,
    set_day,
    with_day,
)
from xianjie.domain.rulings.models import LaterNotice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.names import area_name

TITLE = Text("另文通知", "Later notices")


def _trail() -> list[tuple[Text, str]]:
    return [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (Text("已作决定", "Decisions"), reverse("work:rulings")),
    ]


@guarded("ruling.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Every day left open: where it stands, by which notice, and the exams that it leaves out."""
    on = today_of(visit.request)
    rules = law_on(on)
    by_term: dict[str, list[LaterNotice]] = {}
    for one in LaterNotice.objects.filter(jurisdiction=rules.id).order_by("issued_on", "pk"):
        by_term.setdefault(one.term, []).append(one)
    context = {
        "section": "work",
        "part": "rulings",
        "title": TITLE,
        "terms": [
            (term, day, by_term.get(name, [])) for name, (term, day) in open_days(rules).items()
        ],
        "misplaced": _Moved.of(misplaced(rules)),
        "may_set": may(visit.actor, "notice.set"),
        "trail": [*_trail(), (TITLE, "")],
    }
    return render(visit.request, "work/later.html", context)


@dataclass(frozen=True)
class _Moved:
    """Exams whose planned day does not fit, and how many of them each prefecture has."""

    exams: list[Exam]
    areas: list[tuple[Text, int]]

    @classmethod
    def of(cls, exams: list[Exam]) -> _Moved:
        counted = Counter(f"{one.area[:4]}00" for one in exams)
        return cls(exams, [(area_name(area), n) for area, n in sorted(counted.items())])


class DayForm(forms.Form):
    term = choice_field("定哪个日期", "Which day", list)
    day = day_field("定为", "Set to")
    document = text_field("通知文号或标题", "Number or title of the notice", most=100)
    issued_on = day_field("通知印发日", "Day on which it was issued")


@guarded("notice.set")
def new(visit: Visit) -> HttpResponse:
    """Set an open day; a look at the effect comes first where it is asked for."""
    on = today_of(visit.request)
    rules = law_on(on)

    def form(*data: object) -> DayForm:
        made = DayForm(*data) if data else DayForm(initial=visit.request.GET.dict())  # type: ignore[arg-type] # as Django gives it
        made.fields["term"].choices = [  # type: ignore[attr-defined]
            (name, f"{term.label.in_(active())} ({day})")
            for name, (term, day) in open_days(rules).items()
        ]
        return made

    def act(form: DayForm) -> str:
        given = form.cleaned_data
        set_day(
            by=visit.actor,
            term=given["term"],
            day=given["day"],
            document=given["document"],
            issued_on=given["issued_on"],
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:later")

    return fill_in(
        visit,
        form,
        act,
        title=Text("录入另文通知", "Enter a later notice"),
        lede=Text(
            "自印发之日起，规则按这个日期回答；此前的决定不变，需改期的考试列出，不自动改期。",
            "From the day of its issue the rules answer by this day. What was decided stays; exams "
            "that have to be moved are listed, none is moved by itself.",
        ),
        done=Text("已录入", "entered"),
        button=Text("定下", "Set it"),
        trail=[*_trail(), (TITLE, reverse("work:later"))],
        part="rulings",
        template="work/later_new.html",
        extra=_preview(visit, on),
    )


def _preview(visit: Visit, on: date) -> dict[str, object]:
    """What the day asked about would leave out that fits now."""
    term, typed = visit.request.GET.get("term", ""), visit.request.GET.get("day", "")
    if not (term and typed):
        return {}
    rules = law_on(on)
    try:
        changed = with_day(rules, term, date.fromisoformat(typed))
    except LaterNoticeError as error:
        return {"cannot": error.message}
    except ValueError:
        words = Text("不是日期；请写成 2020-10-17 这样", "this is no day; write it as 2020-10-17")
        return {"cannot": words}
    now = {one.pk for one in misplaced(rules)}
    return {"effect": _Moved.of([one for one in misplaced(changed) if one.pk not in now])}
