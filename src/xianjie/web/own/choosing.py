"""The candidate's choice, to go on or be refunded, and its receipt."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xianjie.clock import CHINA
from xianjie.documents.slips import slip_document
from xianjie.domain.appraisals.models import Choice, Registration
from xianjie.domain.appraisals.services import choices
from xianjie.domain.rulings.later import law_on
from xianjie.errors import XianjieError
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.own.registrations import OPTIONS
from xianjie.web.workbench import subjects


class ChooseForm(forms.Form):
    option = forms.ChoiceField(choices=[(one.value, one.value) for one in Choice.Option])


@guarded("choice.make", of=subjects.registration, methods=("POST",))
def choose(visit: Visit, registration: Registration) -> HttpResponse:
    """Continue or refund; it can be changed until it is locked."""
    form = ChooseForm(visit.request.POST)
    here = reverse("me:registration", args=[registration.pk])
    lang = lang_of(visit.request)
    if not form.is_valid():
        messages.error(
            visit.request,
            Text("请选择继续或退费", "choose to go on or to be refunded").in_(lang),
        )
        return HttpResponseRedirect(here)
    option = Choice.Option(form.cleaned_data["option"])
    try:
        choices.choose(
            by=visit.actor,
            registration=registration.pk,
            option=option,
            law=law_on(today_of(visit.request)),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
    except XianjieError as error:
        messages.error(visit.request, error.message.in_(lang))
    else:
        words = OPTIONS[option]
        done = Text(
            f"已登记：{words.zh}。锁定之前可以改。",
            f"Recorded: to {words.en}. You may change it until it is locked.",
        )
        messages.success(visit.request, done.in_(lang))
    return HttpResponseRedirect(here)


@guarded("registration.read", of=subjects.registration, methods=("GET", "HEAD"))
def receipt(visit: Visit, registration: Registration) -> HttpResponse:
    """The choice on paper, with the clauses and the version of the rules."""
    choice = getattr(registration, "choice", None)
    if choice is None:
        return HttpResponseRedirect(reverse("me:registration", args=[registration.pk]))
    ruling = choice.ruling
    lang = lang_of(visit.request)
    exam = registration.offer.exam
    words = OPTIONS[Choice.Option(choice.option)].in_(lang)
    rows = [
        (Text("报名编号", "Registration"), str(registration.pk)),
        (Text("考生", "Candidate"), registration.candidate.name),
        (Text("考试", "Exam"), exam.title),
        (Text("职业", "Occupation"), registration.offer.occupation),
        (Text("选择", "Choice"), words),
        (Text("时间", "At"), f"{choice.chosen_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"),
        (
            Text("依据", "Clauses"),
            "、".join(law().clauses[one].citation.in_(lang) for one in ruling.clauses),
        ),
        (Text("规则版本", "Version of the rules"), ruling.rules_version),
    ]
    notes = [
        Text(
            "锁定之前可以更改；退费只退本次考试的费用。",
            "It may be changed until it is locked; a refund is of the fee of this exam only.",
        )
        if not choice.locked_at
        else Text("选择已锁定。", "The choice is locked.")
    ]
    content = slip_document(
        title=Text("选择回执", "Receipt of a choice"),
        rows=rows,
        notes=notes,
        foot=f"{ruling.decision} · {ruling.pk}",
        on=today_of(visit.request),
        lang=lang,
    )
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="choice-{registration.pk}.pdf"'},
    )
