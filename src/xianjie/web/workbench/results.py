"""Results: entered twice, settled, published as one sealed text, and the list of who may resit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, effect
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.sittings.models import Entry, Place, Publication, Review
from xianjie.domain.sittings.parts import Part
from xianjie.domain.sittings.publishing import faults, is_due_again, publish
from xianjie.domain.sittings.resits import entitled, parts_at
from xianjie.domain.sittings.results import (
    Given,
    differences,
    enter,
    require_entering,
    require_open,
    settle,
    standing,
)
from xianjie.domain.sittings.scoresheets import sheet, upload
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import jobs, subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import EmptyForm, both, closed_by, fill_in, text_field
from xianjie.web.workbench.listing import Column, Listing, show
from xianjie.web.workbench.names import level_name, number_end, person_name
from xianjie.web.workbench.uploads import Upload, Work, attachment

TITLE = Text("成绩", "Results")
_ON_A_PAGE = 60
_MOST = 100


def results_trail(exam: Exam) -> list[tuple[Text, str]]:
    return [*trail(exam), (TITLE, reverse("work:exam-results", args=[exam.pk]))]


@guarded("result.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, exam: Exam) -> HttpResponse:
    """How far the results are, what is to be settled, what was published and whether it holds."""
    target = subjects.target_of(exam)
    publications = list(exam.publications.order_by("-version"))
    may_settle = may(visit.actor, "result.settle", target)
    context = {
        "section": "work",
        "part": "exams",
        "title": TITLE,
        "exam": exam,
        "counts": _counts(exam),
        "differences": differences(exam) if may_settle else [],
        "publications": publications,
        "faults": faults(exam),
        "reviews": Review.objects.filter(registration__offer__exam=exam).order_by("asked_at"),
        "may_answer": may(visit.actor, "review.answer", target),
        "actions": _actions(visit, exam, target, is_published=bool(publications)),
        "steps": timeline.of(*publications),
        "trail": [*trail(exam), (TITLE, "")],
    }
    return render(visit.request, "work/results.html", context)


def _counts(exam: Exam) -> list[tuple[Text, int]]:
    found = standing(exam)
    return [
        (Text("到考", "present"), found.present),
        (Text("缺考", "absent"), found.absent),
        (Text("未登记到考", "attendance not taken"), found.unmarked),
        (Text("已录一次", "entered once"), found.once),
        (Text("两次不一致", "entered twice, differing"), found.differing),
        (Text("已定", "settled"), found.settled),
    ]


def _actions(
    visit: Visit, exam: Exam, target: Target, *, is_published: bool
) -> list[tuple[Text, str]]:
    is_open = bool(exam.held_at) and not is_published
    possible = [
        ("result.enter", is_open, Text("录入成绩", "Enter results"), "work:exam-enter"),
        ("result.enter", is_open, Text("用表格录入", "Enter by file"), "work:exam-scores"),
        (
            "result.publish",
            is_open or (is_published and is_due_again(exam)),
            Text("公布成绩", "Publish the results"),
            "work:exam-results-publish",
        ),
        (
            "result.read",
            is_published and exam.first_id is None,
            Text("补考名单", "Who may resit"),
            "work:exam-resits",
        ),
    ]
    return [
        (words, reverse(address, args=[exam.pk]))
        for verb, is_time, words, address in possible
        if is_time
        and (
            effect(visit.actor, verb, target)
            if verb == "result.read"
            else may(visit.actor, verb, target)
        )
    ]


def _points(part: Part) -> forms.IntegerField:
    return forms.IntegerField(
        label=both(part.label.zh, part.label.en.capitalize()),
        required=False,
        min_value=0,
        max_value=_MOST,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class ScoresForm(forms.Form):
    """The points of one candidate; which parts there are depends on the level."""

    theory, practical, panel = map(_points, Part)
    void = forms.BooleanField(required=False, label=both("违纪，成绩无效", "Void for a breach"))

    def given(self, ticket: str) -> Given:
        """What was typed, once it is valid."""
        found = self.cleaned_data
        points = {part.value: found.get(part.value) for part in Part}
        return Given(0, ticket, **points, void=found["void"])


@guarded("result.enter", of=subjects.exam)
def enter_page(visit: Visit, exam: Exam) -> HttpResponse:
    """The candidates who came, a page at a time, with what this person entered before."""
    require_entering(visit.actor, exam)
    request = visit.request
    came = (
        exam.places.filter(attendance=Place.Attendance.PRESENT, registration__result=None)
        .select_related("registration__candidate", "registration__offer", "room")
        .order_by("ticket")
    )
    shown = Paginator(came, _ON_A_PAGE).get_page(request.GET.get("page"))
    parts = parts_at(exam)
    error = closed = closed_by(lambda: require_open(exam))
    wrong: Mapping[str, str] = {}
    if request.method == "POST":
        forms_ = {one: ScoresForm(request.POST, prefix=str(one.pk)) for one in shown}
        filled = {place: form for place, form in forms_.items() if form.has_changed()}
        wrong = {
            place.ticket: " ".join(str(words) for found in form.errors.values() for words in found)
            for place, form in filled.items()
            if not form.is_valid()
        }
        if not wrong:
            given = [form.given(place.ticket) for place, form in filled.items()]
            try:
                changed = enter(by=visit.actor, exam=exam, given=given, at=moment_of(request))
            except XianjieError as refused:
                error = refused
            else:
                _say_entered(visit, changed)
                here = reverse("work:exam-enter", args=[exam.pk])
                return HttpResponseRedirect(f"{here}?page={shown.number}")
    else:
        own = Entry.objects.filter(
            registration__place__in=list(shown), entered_by=visit.actor.username
        )
        before = {one.registration_id: one for one in own}
        forms_ = {
            one: ScoresForm(prefix=str(one.pk), initial=_initial(before.get(one.registration_id)))
            for one in shown
        }
    title = Text("录入成绩", "Enter results")
    context = {
        "section": "work",
        "part": "exams",
        "title": title,
        "exam": exam,
        "page": shown,
        "query": "",
        "rows": [
            (
                place,
                person_name(place.registration.candidate.name, covered=visit.covered),
                [form[part.value] for part in Part if part in parts[place.registration_id]],
                form["void"],
                wrong.get(place.ticket, ""),
            )
            for place, form in forms_.items()
        ],
        "error": error,
        "closed": closed is not None,
        "trail": [*results_trail(exam), (title, "")],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "work/enter.html", context, status=status)


def _initial(entry: Entry | None) -> dict[str, object] | None:
    if entry is None:
        return None
    points = {part.value: getattr(entry, part.value) for part in Part}
    return {**points, "void": entry.void}


def _say_entered(visit: Visit, changed: int) -> None:
    words = Text(f"已录入或更改 {changed} 人", f"{changed} entered or changed")
    messages.success(visit.request, words.in_(lang_of(visit.request)))


def _prepare(visit: Visit, exam: Exam, content: bytes, name: str, mode: Mode) -> Work:
    at, lang = moment_of(visit.request), lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        del report  # thousands of rows are read and written within a second
        return upload(
            by=visit.actor, exam=exam, content=content, filename=name, mode=mode, at=at, lang=lang
        )

    return work


SCORES = Upload(
    "exam-scores",
    "result.enter",
    Text("用表格录入成绩", "Enter results by file"),
    Text(
        "成绩由两人各自录入：下载的表里有到考者的准考证号，没有任何人录过的成绩。",
        "Two people enter the results, each for themselves: the sheet has the tickets of those "
        "who came, and nothing that anybody has entered.",
    ),
    lambda visit, exam: sheet(by=visit.actor, exam=exam, lang=lang_of(visit.request)),
    _prepare,
    check=require_open,
)


S = TypeVar("S", bound=ScoresForm)


class SettleForm(ScoresForm):
    reason = text_field("裁定的理由", "Reason")


@guarded("result.settle", of=subjects.place)
def settle_page(visit: Visit, place: Place) -> HttpResponse:
    """What holds where two entries differ, said by a third person."""
    exam = place.exam
    found = next((one for one in differences(exam) if one.place.pk == place.pk), None)
    if found is None:
        raise Http404

    parts = parts_at(exam)[place.registration_id]

    def act(form: SettleForm) -> str:
        given = form.given(place.ticket)
        reason = form.cleaned_data["reason"]
        settle(by=visit.actor, place=place, given=given, reason=reason, at=moment_of(visit.request))
        return reverse("work:exam-results", args=[exam.pk])

    return fill_in(
        visit,
        lambda *data: without_other_parts(SettleForm(*data), parts),
        act,
        title=Text(f"裁定 {place.ticket}", f"Settle {place.ticket}"),
        lede=Text(
            f"第一次录入：{_shown(found.first, 'zh')}。第二次录入：{_shown(found.second, 'zh')}。",
            f"Entered first: {_shown(found.first, 'en')}. Entered second: "
            f"{_shown(found.second, 'en')}.",
        ),
        done=Text("已裁定", "settled"),
        button=Text("裁定", "Settle"),
        trail=results_trail(exam),
        part="exams",
    )


def without_other_parts(form: S, parts: Collection[Part]) -> S:
    """The form without the points of parts that are not examined."""
    for part in set(Part) - set(parts):
        del form.fields[part.value]
    return form


def _shown(entry: Entry, lang: str) -> str:
    if entry.void:
        return "无效" if lang == "zh" else "void"
    told = [
        f"{part.label.zh if lang == 'zh' else part.label.en} {points}"
        for part in Part
        if (points := getattr(entry, part.value)) is not None
    ]
    return ("、" if lang == "zh" else ", ").join(told)


@guarded("result.publish", of=subjects.exam)
def publish_page(visit: Visit, exam: Exam) -> HttpResponse:
    """Publish all results as one sealed text; every candidate is told."""

    def act(_: EmptyForm) -> str:
        publish(by=visit.actor, exam=exam, at=moment_of(visit.request))
        return reverse("work:exam-results", args=[exam.pk])

    return fill_in(
        visit,
        EmptyForm,
        act,
        title=Text("公布成绩", "Publish the results"),
        lede=Text(
            "全场成绩一次公布，封成一份正文，摘要记入审计日志；公布后只能经复核更正并重新公布。",
            "All are published at once as one sealed text, whose digest is in the audit log; after "
            "that only a review corrects one, and it is published anew.",
        ),
        done=Text("已公布，考生已告知", "published; the candidates are told"),
        button=Text("公布", "Publish"),
        trail=results_trail(exam),
        part="exams",
    )


@guarded("result.read", of=subjects.publication, covered=True, methods=("GET", "HEAD"))
def sealed(visit: Visit, publication: Publication) -> HttpResponse:
    """The text as it was published: its SHA-256 is the digest."""
    del visit
    name = f"results-{publication.exam_id}-{publication.version}.json"
    return attachment(publication.content.encode(), "application/json", name)


@guarded("result.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def resits(visit: Visit, exam: Exam) -> HttpResponse:
    """Who failed the first sitting, and in which parts."""
    found = {one.registration.pk: one for one in entitled(exam)}
    listing = Listing(
        title=Text("补考名单", "Who may resit"),
        lede=Text(
            "以已公布的成绩为准；缺考的各部分都可补考，违纪无效的不能补考。",
            "By the results as published: the absent may resit every part, those whose result is "
            "void for a breach none.",
        ),
        section="resits",
        trail=results_trail(exam),
        rows=lambda: Registration.objects.filter(pk__in=found).select_related("candidate", "offer"),
        columns=[
            Column(Text("准考证号", "Ticket"), lambda one: found[one.pk].ticket, "place__ticket"),
            Column(
                Text("姓名", "Name"),
                lambda one: person_name(one.candidate.name, covered=visit.covered),
            ),
            Column(Text("证件", "Document"), lambda one: number_end(one.candidate)),
            Column(Text("职业", "Occupation"), lambda one: one.offer.occupation),
            Column(Text("等级", "Level"), lambda one: level_name(one.offer.level)),
            Column(
                Text("补考部分", "Parts"),
                lambda one: (", " if active() == "en" else "、").join(
                    part.label.in_(active()) for part in found[one.pk].parts
                ),
            ),
        ],
        order="place__ticket",
    )
    return show(visit.request, listing)
