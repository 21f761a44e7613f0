"""Reviews of results: those asked for, and the answer."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.clock import CHINA
from xianjie.domain.accounts.acting import visible
from xianjie.domain.sittings.models import Review
from xianjie.domain.sittings.publishing import published
from xianjie.domain.sittings.resits import parts_at
from xianjie.domain.sittings.reviews import answer
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.forms import both, fill_in
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.results import ScoresForm, results_trail, without_other_parts

TITLE = Text("成绩复核", "Reviews of results")
_STATES = {
    "waiting": (Text("待答复", "waiting"), Q(answered_at=None)),
    "upheld": (Text("维持", "upheld"), Q(corrected=False)),
    "corrected": (Text("更正", "corrected"), Q(corrected=True)),
}


def state_name(review: Review) -> Text:
    """How it stands, in words."""
    if review.corrected is None:
        return _STATES["waiting"][0]
    return _STATES["corrected" if review.corrected else "upheld"][0]


@guarded("review.answer", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those that the person may answer, the oldest first."""
    reach = visible(
        visit.actor,
        "review.answer",
        area="registration__area",
        body="registration__offer__exam__institution",
    )
    listing = Listing(
        title=TITLE,
        section="reviews",
        trail=[(Text("工作台", "Workbench"), reverse("work:inbox"))],
        rows=lambda: Review.objects.filter(reach).select_related(
            "registration__offer__exam", "registration__place"
        ),
        columns=[
            Column(
                Text("准考证号", "Ticket"),
                lambda one: one.registration.place.ticket,
                "registration__place__ticket",
                lambda one: reverse("work:review", args=[one.pk]),
            ),
            Column(Text("考试", "Exam"), lambda one: one.registration.offer.exam.title),
            Column(
                Text("申请时间", "Asked at"),
                lambda one: one.asked_at.astimezone(CHINA),
                "asked_at",
            ),
            Column(Text("理由", "Reason"), lambda one: one.reason),
            Column(Text("状态", "State"), state_name),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(name, words) for name, (words, _) in _STATES.items()],
                lambda chosen: _STATES[chosen][1],
            )
        ],
        order="asked_at",
    )
    return show(visit.request, listing)


class AnswerForm(ScoresForm):
    """Uphold, or correct with the points as they should be."""

    verdict = forms.ChoiceField(
        label=both("结论", "Verdict"),
        choices=lambda: [
            ("uphold", str(both("维持原成绩", "uphold the result"))),
            ("correct", str(both("更正为下列成绩", "correct it to the points below"))),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=both("答复", "Answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    field_order = ("verdict", "theory", "practical", "panel", "void", "words")


@guarded("review.answer", of=subjects.review)
def page(visit: Visit, review: Review) -> HttpResponse:
    """The result as published, why a review was asked for, and the answer."""
    registration = review.registration
    exam = registration.offer.exam
    found = published(registration)
    parts = parts_at(exam)[registration.pk]

    def act(form: AnswerForm) -> str:
        is_correction = form.cleaned_data["verdict"] == "correct"
        answer(
            by=visit.actor,
            review=review.pk,
            words=form.cleaned_data["words"],
            corrected=form.given(registration.place.ticket) if is_correction else None,
            at=moment_of(visit.request),
        )
        return reverse("work:exam-results", args=[exam.pk])

    return fill_in(
        visit,
        lambda *data: without_other_parts(AnswerForm(*data), parts),
        act,
        title=Text(f"复核 {registration.place.ticket}", f"Review of {registration.place.ticket}"),
        done=Text(
            "已答复；更正的须重新公布后生效", "answered; a correction holds once it is published"
        ),
        button=Text("答复", "Answer"),
        trail=results_trail(exam),
        part="reviews",
        template="work/review.html",
        extra={"review": review, "line": found[1] if found else None, "state": state_name(review)},
    )
