"""A candidate's registrations: the rule, the deadline, what happens if silent, two buttons.

Then a receipt, and the refund followed to payout.
"""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.clock import CHINA
from xianjie.documents.slips import slip_document
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Candidate, Choice, Offer, Registration
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import choices, registrations
from xianjie.domain.appraisals.services.accounts import give_account
from xianjie.domain.appraisals.states import RegistrationState, state_of
from xianjie.domain.payments.models import Line, Payment
from xianjie.domain.rulings.later import law_on
from xianjie.domain.sittings import reviews
from xianjie.domain.sittings.models import Place
from xianjie.domain.sittings.publishing import published
from xianjie.errors import XianjieError
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.own.messages import unread
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.names import area_name, number_end, yuan
from xianjie.web.workbench.seating import ticket_of

TITLE = Text("我的报名", "My registrations")
_OPTIONS = {
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
        "default": _OPTIONS[Choice.Option(round_.default)] if round_ else None,
        "choice": choice,
        "chosen": _OPTIONS[Choice.Option(choice.option)] if choice else None,
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
        words = _OPTIONS[option]
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
    words = _OPTIONS[Choice.Option(choice.option)].in_(lang)
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


@guarded("registration.make", methods=("GET", "HEAD"))
def offers(visit: Visit) -> HttpResponse:
    """Exams that one can still register for."""
    on = today_of(visit.request)
    words = visit.request.GET.get("q", "").strip()[:40].replace("\0", "")
    found = (
        Offer.objects.filter(
            exam__published_at__isnull=False,
            exam__held_at=None,
            exam__cancelled_at=None,
            exam__held_on__gt=on,
        )
        .select_related("exam__institution__body", "exam__site")
        .annotate(taken=Count("registrations"))
        .filter(taken__lt=F("seats"))
        .order_by("exam__held_on", "pk")
    )
    if words:
        found = found.filter(
            Q(occupation__contains=words) | Q(exam__institution__body__name__contains=words)
        )
    title = Text("可报的考试", "Exams to register for")
    context = {
        "section": "me",
        "title": title,
        "searched": words,
        "count": found.count(),
        "offers": [(one, yuan(one.fee_fen), area_name(one.exam.area)) for one in found[:100]],
        "trail": [(TITLE, reverse("me:home")), (title, "")],
    }
    return render(visit.request, "me/offers.html", context)


class RegisterForm(forms.Form):
    """Who registers; the exit notice is acknowledged (252/2.1.2)."""

    document = choice_field(
        "证件种类",
        "Identity document",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("证件号码", "Its number", most=30)
    phone = text_field("手机号码", "Mobile number", most=20, required=False)
    acknowledged = forms.BooleanField(
        label=both("我已阅读并知晓上面的退出告知", "I have read the exit notice above"),
        error_messages={
            "required": both(
                "须确认已阅读退出告知，才能报名（252号 二(一)2）",
                "acknowledge the exit notice to register (252/2.1.2)",
            )
        },
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("number"):
            try:
                found = identity(DocumentKind(str(given["document"])), str(given["number"]))
            except IdentityError as error:
                self.add_error("number", error.in_(active()))
            else:
                given["number"] = found.number
        return given


def offer_to_all(pk: int) -> tuple[Offer, Target] | None:
    """An offer that anyone may register for; the candidate's own account is the owner."""
    found = (
        Offer.objects.select_related("exam__institution__body", "exam__site")
        .filter(pk=pk, exam__published_at__isnull=False)
        .first()
    )
    return (found, Target(area=found.exam.area)) if found else None


@guarded("offer.register", of=offer_to_all)
def register(visit: Visit, offer: Offer) -> HttpResponse:
    """Register oneself for an offer, having read the exit notice."""
    user = User.objects.get(pk=visit.actor.user)
    known = Candidate.objects.filter(user=user).first()

    def act(form: RegisterForm) -> str:
        given = form.cleaned_data
        person = registrations.Person(
            user.name, given["document"], given["number"], given["phone"], user.email
        )
        candidate = registrations.own_candidate(user, person)
        made = registrations.register(
            by=visit.actor,
            offer=offer.pk,
            candidate=candidate,
            notice_version=NOTICE.version,
            law=law_on(today_of(visit.request)),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("me:registration", args=[made.pk])

    title = Text("报名", "Register")
    return fill_in(
        visit,
        RegisterForm,
        act,
        title=title,
        done=Text(
            "已报名，待机构受理并缴费", "registered; the institution accepts it with the fee"
        ),
        button=Text("报名", "Register"),
        trail=[(TITLE, reverse("me:home")), (Text("可报的考试", "Exams"), reverse("me:offers"))],
        template="me/register.html",
        extra={
            "offer": offer,
            "fee": yuan(offer.fee_fen),
            "area": area_name(offer.exam.area),
            "notice": NOTICE,
            "known": number_end(known) if known else "",
        },
    )
