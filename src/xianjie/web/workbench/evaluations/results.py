"""Results of a plan: seen, entered a page at a time on a phone, or by file."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.results import Given, WrongResults, enter_results, parts_of
from xianjie.domain.evaluations.scoresheets import sheet, upload
from xianjie.domain.evaluations.selecting import people_on, places_of, upheld_by
from xianjie.domain.evaluations.states import require_step
from xianjie.domain.points import MOST, Part
from xianjie.errors import XianjieError
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.people import OF_PLAN
from xianjie.web.workbench.evaluations.showing import PART, shown, trail
from xianjie.web.workbench.forms import both, closed_by
from xianjie.web.workbench.names import person_name
from xianjie.web.workbench.uploads import Upload, Work

_ON_A_PAGE = 30
VERDICTS = {
    None: Text("未录", "none yet"),
    True: Text("合格", "passed"),
    False: Text("不合格", "failed"),
}
ABSENT = Text("缺考", "absent")
_UPHELD = Text("合格而异议成立，不发证", "passed, but an objection was right: no certificate")


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, plan: Plan) -> HttpResponse:
    """Everybody's points as far as they are entered, and how many passed."""
    on = today_of(visit.request)
    people = people_on(plan, on)
    failed = [one for one in people if one.passed is False and not one.is_absent]
    counts = [
        (Text("参加", "on the list"), len(people)),
        (Text("合格", "passed"), sum(one.passed is True for one in people)),
        (Text("不合格", "failed"), len(failed)),
        (ABSENT, sum(one.is_absent for one in people)),
        (Text("未录", "none yet"), sum(one.passed is None for one in people)),
    ]
    parts, upheld = parts_of(plan), upheld_by(plan, on)
    barred = sum(bool(one.passed and upheld & {None, one.pk}) for one in people)
    if barred:
        counts.insert(2, (_UPHELD, barred))
    return shown(
        visit,
        plan,
        "plan-results",
        counts=counts,
        people=[
            (
                place,
                person_name(one.name, covered=visit.covered),
                [getattr(one, part.value) for part in parts],
                ABSENT if one.is_absent else VERDICTS[one.passed],
                bool(one.passed and upheld & {None, one.pk}),
            )
            for place, one in enumerate(people, start=1)
        ],
    )


def _points(part: Part) -> forms.IntegerField:
    return forms.IntegerField(
        label=both(part.label.zh, part.label.en.capitalize()),
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )


class PointsForm(forms.Form):
    """The points of one person; which parts there are depends on the plan."""

    theory, practical, panel = map(_points, Part)
    absent = forms.BooleanField(required=False, label=both("缺考", "Absent"))

    def given(self, row: int, participant: int) -> Given:
        """What was typed, once it is valid."""
        found = self.cleaned_data
        points = {part.value: found.get(part.value) for part in Part}
        return Given(row, participant, **points, absent=found["absent"])


@guarded("evaluation.enter", of=subjects.plan)
def enter(visit: Visit, plan: Plan) -> HttpResponse:
    """The people of the plan, a page at a time, with what was entered before."""
    request = visit.request
    people = Paginator(plan.participants.order_by("pk"), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    error = closed = closed_by(lambda: require_step(plan, "result"))
    wrong: Mapping[int, str] = {}
    if request.method == "POST":
        made = {one: PointsForm(request.POST, prefix=str(one.pk)) for one in people}
        filled = {one: form for one, form in made.items() if _is_filled(form)}
        wrong = {one.pk: _faults(form) for one, form in filled.items() if not form.is_valid()}
        if not wrong:
            given = [form.given(one.pk, one.pk) for one, form in filled.items()]
            try:
                changed = enter_results(
                    by=visit.actor, plan=plan.pk, given=given, at=moment_of(request)
                )
            except WrongResults as refused:
                wrong = _by_person(refused, lang_of(request))
            except XianjieError as refused:
                error = refused
            else:
                words = Text(f"已录入或更改 {changed} 人", f"{changed} entered or changed")
                messages.success(request, words.in_(lang_of(request)))
                return HttpResponseRedirect(_after(plan, people.number, people.has_next()))
    else:
        made = {one: PointsForm(prefix=str(one.pk), initial=_initial(one)) for one in people}
    parts, places = parts_of(plan), places_of(plan)
    title = Text("录入结果", "Enter results")
    context = {
        "section": "work",
        "part": PART,
        "title": title,
        "plan": plan,
        "page": people,
        "query": "",
        "rows": [
            (
                one,
                places[one.pk],
                person_name(one.name, covered=visit.covered),
                [form[part.value] for part in parts],
                form["absent"],
                wrong.get(one.pk, ""),
            )
            for one, form in made.items()
        ],
        "error": error,
        "closed": closed is not None,
        "trail": [*trail(plan), (title, "")],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "work/evaluations/enter.html", context, status=status)


def _after(plan: Plan, number: int, has_next: bool) -> str:
    """On to the next page of people, from the last to all results."""
    if has_next:
        return f"{reverse('work:plan-enter', args=[plan.pk])}?page={number + 1}"
    return reverse("work:plan-results", args=[plan.pk])


def _is_filled(form: PointsForm) -> bool:
    """Whether anything was given: what is left blank is not entered."""
    names = [form.add_prefix(name) for name in form.fields]
    return any(str(form.data.get(name, "")).strip() for name in names)


def _faults(form: PointsForm) -> str:
    return " ".join(str(words) for found in form.errors.values() for words in found)


def _by_person(refused: WrongResults, lang: Lang) -> dict[int, str]:
    """What is wrong beside each person, for whom their key is the row."""
    found: dict[int, str] = {}
    for one in refused.wrong:
        said = one.words.in_(lang)
        found[one.row] = f"{found[one.row]} {said}" if one.row in found else said
    return found


def _initial(one: Participant) -> dict[str, object]:
    return {part.value: getattr(one, part.value) for part in Part} | {"absent": one.is_absent}


def _prepare(visit: Visit, plan: Plan, content: bytes, name: str, mode: Mode) -> Work:
    at, lang = moment_of(visit.request), lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        del report  # two thousand rows at most
        return upload(
            by=visit.actor, plan=plan, content=content, filename=name, mode=mode, at=at, lang=lang
        )

    return work


SCORES = Upload(
    "plan-scores",
    "evaluation.enter",
    Text("用表格录入结果", "Enter results by file"),
    Text(
        "下载的表里有序号和姓名；各部分填 0 至 100，不考的留空，缺考的填“是”。",
        "The sheet has numbers and names; give 0 to 100 for each part, blank where it is not "
        "examined, yes for who was absent.",
    ),
    lambda visit, plan: sheet(by=visit.actor, plan=plan, lang=lang_of(visit.request)),
    _prepare,
    OF_PLAN,
    check=lambda plan: require_step(plan, "result"),
)
