"""A candidate's registrations: the rule, the deadline, what happens if silent, the refund."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.models import Choice, Registration
from xianjie.domain.appraisals.services import choices
from xianjie.domain.appraisals.services.accounts import give_account
from xianjie.domain.appraisals.states import RegistrationState, state_of
from xianjie.domain.payments.models import Line, Payment
from xianjie.domain.rulings.later import law_on
from xianjie.domain.sittings import reviews
from xianjie.domain.sittings.models import Place
from xianjie.domain.sittings.publishing import published
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.own.messages import unread
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.forms import both, fill_in, text_field
from xianjie.web.workbench.names import area_name, yuan
from xianjie.web.workbench.seating import ticket_of

TITLE = Text("我的报名", "My registrations")
OPTIONS = {
    Choice.Option.CONTINUE: Text("继续参加", "go on"),
    Choice.Option.REFUND: Text("退费", "be refunded"),
}


@guarded("registration.make", methods=("GET", "HEAD"))
def home(visit: Visit) -> HttpResponse:
    """The candidate's registrations, those that wait for an answer first."""
    found = list(
        Registration.objects.filter(candidate__user=visit.actor.user)
        .select_related("offer__exam__round", "candidate", "choice")
        .order_by("-registered_on")
    )
    found.sort(key=lambda one: state_of(one) is not RegistrationState.UNDECIDED)
    context = {
        "section": "me",
        "title": TITLE,
        "unread": unread(visit.actor),
        "registrations": [(one, state_of(one)) for one in found],
        "trail": [(TITLE, "")],
    }
    return render(visit.request, "me/home.html", context)


@guarded("registration.read", of=subjects.registration, methods=("GET", "HEAD"))
def page(visit: Visit, registration: Registration) -> HttpResponse:
    """One registration, with all that the candidate may want to know of it."""
    on = today_of(visit.request)
    answer = choices.option_of(registration, law_on(on), on)
    decision = law().decision("candidate-option")
    exam = registration.offer.exam
    round_ = getattr(exam, "round", None)
    payment = _payment(registration)
    refund = getattr(payment, "refund", None)
    is_open = bool(round_ and not round_.locked_at and round_.opens_on <= on < round_.closes_on)
    lines = list(refund.lines.select_related("batch").order_by("pk")) if refund else []
    choice = getattr(registration, "choice", None)
    place = Place.objects.filter(registration=registration).select_related("room").first()
    title = Text(f"报名 {registration.pk}", f"Registration {registration.pk}")
    context = {
        "section": "me",
        "title": title,
        "registration": registration,
        "state": state_of(registration),
        "area": area_name(exam.area),
        "answer": answer,
        "answer_words": decision.outcomes[answer.outcome] if answer.outcome else None,
        "offered": answer.outcome == choices.OFFERED,
        "is_open": is_open,
        "round": round_,
        "last_day": round_.closes_on - timedelta(days=1) if round_ else None,
        "default": OPTIONS[Choice.Option(round_.default)] if round_ else None,
        "choice": choice,
        "chosen": OPTIONS[Choice.Option(choice.option)] if choice else None,
        "fee": yuan(registration.offer.fee_fen),
        "refund": refund,
        "refund_steps": _followed(lines) if refund else [],
        "place": place,
        "result": published(registration) if place else None,
        "review": getattr(registration, "review", None),
        "may_ask": _may_ask(registration, on),
        "asks_account": bool(lines) and lines[-1].result == Line.Result.FAILED,
        "steps": timeline.told_to(visit.actor.username, registration, choice, payment, refund),
        "trail": [(TITLE, reverse("me:home")), (title, "")],
    }
    return render(visit.request, "me/registration.html", context)


def _may_ask(registration: Registration, on: date) -> bool:
    """Whether a review of the result can be asked for that day."""
    if hasattr(registration, "review") or published(registration) is None:
        return False
    last = reviews.last_day(registration.offer.exam)
    return last is not None and on <= last


@guarded("registration.read", of=subjects.registration, methods=("GET", "HEAD"))
def ticket(visit: Visit, registration: Registration) -> HttpResponse:
    """The admission ticket as PDF."""
    place = (
        Place.objects.filter(registration=registration)
        .select_related(
            "room__site",
            "registration__candidate",
            "registration__offer",
            "exam__institution__body",
        )
        .first()
    )
    if place is None:
        raise Http404
    return ticket_of(visit.request, place)


class ReviewForm(forms.Form):
    reason = forms.CharField(
        label=both("理由", "Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


@guarded("review.ask", of=subjects.registration)
def review(visit: Visit, registration: Registration) -> HttpResponse:
    """Ask to have the result looked at again."""

    def act(form: ReviewForm) -> str:
        reviews.ask(
            by=visit.actor,
            registration=registration.pk,
            reason=form.cleaned_data["reason"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("me:registration", args=[registration.pk])

    last = reviews.last_day(registration.offer.exam)
    return fill_in(
        visit,
        ReviewForm,
        act,
        title=Text("申请成绩复核", "Ask for a review"),
        lede=Text(
            f"一项成绩可申请复核一次，截至 {last}（含当日）。由鉴定中心答复。",
            f"A result is reviewed once; ask until {last}, that day included. The centre answers.",
        )
        if last
        else None,
        done=Text("已申请", "asked for"),
        button=Text("申请", "Ask"),
        trail=[(TITLE, reverse("me:home"))],
    )


def _payment(registration: Registration) -> Payment | None:
    return Payment.objects.filter(subject_kind="registration", subject_id=registration.pk).first()


def _followed(lines: list[Line]) -> list[tuple[Text, object]]:
    """The way of a refund so far, each step with its day."""
    found: list[tuple[Text, object]] = []
    for line in lines:
        batch = line.batch
        found.append((Text("已编入退费批次", "put into a batch"), batch.made_at))
        if batch.approved_at:
            found.append((Text("已审批，送银行", "approved, sent to the bank"), batch.approved_at))
        if line.result == Line.Result.PAID:
            found.append((Text("已到账", "paid into your account"), batch.settled_at))
        elif line.result == Line.Result.FAILED:
            words = Text(f"银行退回：{line.reason}", f"returned by the bank: {line.reason}")
            found.append((words, batch.settled_at))
    return found


class AccountForm(forms.Form):
    account = text_field("新的银行账号", "Another bank account", most=40)


@guarded("registration.account", of=subjects.registration)
def account(visit: Visit, registration: Registration) -> HttpResponse:
    """Another account for a refund that the bank returned."""

    def act(form: AccountForm) -> str:
        give_account(
            by=visit.actor,
            registration=registration.pk,
            account=form.cleaned_data["account"],
            at=moment_of(visit.request),
        )
        return reverse("me:registration", args=[registration.pk])

    return fill_in(
        visit,
        AccountForm,
        act,
        title=Text("更换退费账号", "Another account for the refund"),
        done=Text("已更换，将再次退费", "changed; the refund is sent again"),
        button=Text("更换", "Change it"),
        trail=[(TITLE, reverse("me:home"))],
    )
