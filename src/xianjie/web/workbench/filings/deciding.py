"""What the bureau does with an application: asks once, reviews, and another decides."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.filings import completeness, deciding
from xianjie.domain.filings.models import Application
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import trail_of
from xianjie.web.workbench.forms import both, fill_in, text_field
from xianjie.web.workbench.proofs import VerdictForm

_PART = "filing-applications"


class AskForm(forms.Form):
    besides = forms.CharField(
        label=both("另有不合格的（一行一项）", "Not good enough besides (a line each)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


@guarded("filing.review", of=subjects.filing_application)
def ask(visit: Visit, application: Application) -> HttpResponse:
    """Everything that is missing, told once: what the system finds is told along."""
    on = today_of(visit.request)
    lacking = completeness.lacking(application, on)

    def act(form: AskForm) -> str:
        deciding.ask_for(
            by=visit.actor,
            application=application.pk,
            besides=form.cleaned_data["besides"].splitlines(),
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    found = Text(
        f"系统查到的缺项会一并告知：{'；'.join(one.words.zh for one in lacking) or '没有'}。"
        "只能告知一次，请写全。",
        f"What is lacking is told along: {'; '.join(one.words.en for one in lacking) or 'nothing'}"
        ". It is asked for once, so name all of it.",
    )
    return fill_in(
        visit,
        AskForm,
        act,
        title=Text("一次告知补正", "Ask for what is missing"),
        lede=found,
        done=Text("已告知", "told"),
        button=Text("告知", "Tell"),
        trail=trail_of(application),
        part=_PART,
    )


@guarded("filing.review", of=subjects.filing_application)
def review(visit: Visit, application: Application) -> HttpResponse:
    """The reviewer's proposal."""

    def act(form: VerdictForm) -> str:
        deciding.review(
            by=visit.actor,
            application=application.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        VerdictForm,
        act,
        title=Text("审核", "Review"),
        done=Text("已审核，待另一人决定", "reviewed; another person decides"),
        button=Text("提交审核意见", "Send the review"),
        trail=trail_of(application),
        part=_PART,
    )


class DecisionForm(VerdictForm):
    basis = text_field(
        "备案文号",
        "Document of the filing",
        required=False,
        hint=both("予以备案的必填", "a grant must give one"),
    )


@guarded("filing.decide", of=subjects.filing_application)
def decide(visit: Visit, application: Application) -> HttpResponse:
    """The decision, by another person; a grant files the organisation."""

    def act(form: DecisionForm) -> str:
        given = form.cleaned_data
        deciding.decide(
            by=visit.actor,
            application=application.pk,
            grant=given["verdict"] == "grant",
            words=given["words"],
            basis=given["basis"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        DecisionForm,
        act,
        title=Text("决定", "Decide"),
        lede=_proposed(application),
        done=Text("已决定", "decided"),
        button=Text("决定", "Decide"),
        trail=trail_of(application),
        part=_PART,
    )


def _proposed(application: Application) -> Text:
    if application.reviewed_on is None:
        return Text("还没有审核，不能决定。", "It is not reviewed yet, so nothing is to decide.")
    return Text(
        f"{application.reviewed_by} 的审核意见："
        f"{'予以备案' if application.grant else '不予备案'}。{application.review_words}",
        f"{application.reviewed_by} proposes to {'grant' if application.grant else 'refuse'} it. "
        f"{application.review_words}",
    )
