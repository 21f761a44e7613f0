"""Registrations: the list, one's own page, accepting it, recording a choice for someone."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.appraisals.models import Choice, Registration
from xianjie.domain.appraisals.services import choices, registrations
from xianjie.domain.appraisals.services.revealing import reveal
from xianjie.domain.appraisals.states import RegistrationState, state_of
from xianjie.domain.payments.models import Payment
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, number_end, person_name, yuan

TITLE = Text("报名", "Registrations")
_OPEN_ROUND = Q(offer__exam__round__isnull=False, offer__exam__round__locked_at=None)
_STATES = {
    RegistrationState.REGISTERED: Q(accepted_at=None),
    RegistrationState.UNDECIDED: Q(accepted_at__isnull=False, choice=None) & _OPEN_ROUND,
    RegistrationState.DECIDED: Q(choice__isnull=False, choice__locked_at=None) & _OPEN_ROUND,
    RegistrationState.CONTINUING: Q(choice__locked_at__isnull=False, withdrawn_at=None),
    RegistrationState.REFUNDING: Q(withdrawn_at__isnull=False),
}


def trail() -> list[tuple[Text, str]]:
    return [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:registrations")),
    ]


@guarded("registration.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Registrations within the person's reach; of one exam with ``?exam=``."""
    reach = visible(
        visit.actor,
        "registration.read",
        area="area",
        body="offer__exam__institution",
        owner="candidate__user",
    )
    exam = visit.request.GET.get("exam", "")
    if exam.isdigit():
        reach &= Q(offer__exam=int(exam[:18]))
    listing = Listing(
        title=TITLE,
        section="registrations",
        trail=trail()[:1],
        rows=lambda: Registration.objects.filter(reach).select_related(
            "offer__exam__institution__body", "offer__exam__round", "candidate", "choice"
        ),
        columns=[
            Column(
                Text("编号", "Number"),
                lambda one: str(one.pk),
                "pk",
                lambda one: reverse("work:registration", args=[one.pk]),
            ),
            Column(
                Text("姓名", "Name"),
                lambda one: person_name(one.candidate.name, covered=visit.covered),
            ),
            Column(
                Text("职业", "Occupation"), lambda one: one.offer.occupation, "offer__occupation"
            ),
            Column(Text("考试", "Exam"), lambda one: one.offer.exam.title, "offer__exam__title"),
            Column(Text("报名日", "Registered on"), lambda one: one.registered_on, "registered_on"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("状态", "State"), lambda one: state_of(one).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(state.value, state.label) for state in _STATES],
                lambda chosen: _STATES[RegistrationState(chosen)],
            )
        ],
        search=_search,
        search_hint=Text("姓名、职业、考试或证件号码", "name, occupation, exam or identity number"),
        order="-pk",
    )
    return show(visit.request, listing)


def _search(words: str) -> Q:
    """Names and titles by any part; identity numbers, being sealed, only whole."""
    hashes = [keyed_hash(f"{kind}:{words.upper()}") for kind in DocumentKind]
    return (
        Q(candidate__name__contains=words)
        | Q(offer__occupation__contains=words)
        | Q(offer__exam__title__contains=words)
        | Q(candidate__number_hash__in=hashes)
    )


@guarded("registration.read", of=subjects.registration, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, registration: Registration) -> HttpResponse:
    """A registration: the person, what the law offers, the choice, the money, its history."""
    on = today_of(visit.request)
    answer = choices.option_of(registration, law_on(on), on)
    decision = law().decision("candidate-option")
    payment = Payment.objects.filter(
        subject_kind="registration", subject_id=registration.pk
    ).first()
    refund = getattr(payment, "refund", None)
    choice = getattr(registration, "choice", None)
    found = subjects.registration(registration.pk)
    target = found[1] if found else None
    actions = []
    if registration.accepted_at is None and may(visit.actor, "registration.accept", target):
        actions.append(
            (Text("受理", "Accept"), reverse("work:registration-accept", args=[registration.pk]))
        )
    if may(visit.actor, "choice.record_for", target):
        actions.append(
            (
                Text("代为登记选择", "Record a choice for them"),
                reverse("work:registration-choice", args=[registration.pk]),
            )
        )
    if may(visit.actor, "registration.reveal", target):
        actions.append(
            (
                Text("查看证件号码", "Reveal the identity number"),
                reverse("work:registration-reveal", args=[registration.pk]),
            )
        )
    title = Text(f"报名 {registration.pk}", f"Registration {registration.pk}")
    context = {
        "section": "work",
        "part": "registrations",
        "title": title,
        "registration": registration,
        "state": state_of(registration),
        "name": person_name(registration.candidate.name, covered=visit.covered),
        "number": number_end(registration.candidate),
        "area": area_name(registration.area),
        "answer": answer,
        "answer_words": decision.outcomes[answer.outcome].label if answer.outcome else None,
        "choice": choice,
        "fee": yuan(registration.offer.fee_fen),
        "payment": payment,
        "refund": refund,
        "lines": list(refund.lines.select_related("batch").order_by("pk")) if refund else [],
        "actions": actions,
        "steps": timeline.of(registration, choice, payment, refund),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/registration.html", context)


class AcceptForm(forms.Form):
    account = text_field(
        "退费账号",
        "Account for a refund",
        most=40,
        hint=both("缴费所用的银行账号", "the bank account from which the fee was paid"),
    )


@guarded("registration.accept", of=subjects.registration)
def accept(visit: Visit, registration: Registration) -> HttpResponse:
    """Accept it, the fee having been paid."""

    def act(form: AcceptForm) -> str:
        registrations.accept(
            by=visit.actor,
            registration=registration.pk,
            account=form.cleaned_data["account"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:registration", args=[registration.pk])

    fee = yuan(registration.offer.fee_fen)
    return fill_in(
        visit,
        AcceptForm,
        act,
        title=Text("受理报名", "Accept the registration"),
        lede=Text(f"登记已缴费 {fee} 元。", f"The fee of {fee} yuan was paid."),
        done=Text("已受理", "accepted"),
        button=Text("受理", "Accept"),
        trail=trail(),
        part="registrations",
    )


class ChoiceForm(forms.Form):
    option = choice_field(
        "选择",
        "Choice",
        lambda: [
            (Choice.Option.CONTINUE.value, str(both("继续参加", "go on"))),
            (Choice.Option.REFUND.value, str(both("退费", "be refunded"))),
        ],
    )
    on_behalf = text_field(
        "凭据",
        "Evidence",
        hint=both("如来电记录编号、书面申请编号", "such as the number of a call or letter"),
    )


@guarded("choice.record_for", of=subjects.registration)
def record_choice(visit: Visit, registration: Registration) -> HttpResponse:
    """Record what the candidate chose, with the evidence."""

    def act(form: ChoiceForm) -> str:
        choices.choose(
            by=visit.actor,
            registration=registration.pk,
            option=Choice.Option(form.cleaned_data["option"]),
            law=law_on(today_of(visit.request)),
            on=today_of(visit.request),
            at=moment_of(visit.request),
            on_behalf=form.cleaned_data["on_behalf"],
        )
        return reverse("work:registration", args=[registration.pk])

    return fill_in(
        visit,
        ChoiceForm,
        act,
        title=Text("代为登记选择", "Record a choice for them"),
        done=Text("已登记", "recorded"),
        button=Text("登记", "Record"),
        trail=trail(),
        part="registrations",
    )


class RevealForm(forms.Form):
    reason = text_field(
        "原因", "Reason", hint=both("会记入审计日志", "it is kept in the audit log")
    )


@guarded("registration.reveal", of=subjects.registration)
def revealed(visit: Visit, registration: Registration) -> HttpResponse:
    """The identity number, for a reason that is logged; shown once, on no other page."""
    shown: dict[str, object] = {}

    def act(form: RevealForm) -> str:
        shown["number"] = reveal(
            by=visit.actor,
            registration=registration.pk,
            reason=form.cleaned_data["reason"],
            at=moment_of(visit.request),
        )
        return ""

    title = Text("查看证件号码", "Reveal the identity number")
    response = fill_in(
        visit,
        RevealForm,
        act,
        title=title,
        done=Text("已记入审计日志", "kept in the audit log"),
        button=Text("查看", "Reveal"),
        trail=trail(),
        part="registrations",
    )
    if "number" not in shown:
        return response
    context = {
        "section": "work",
        "part": "registrations",
        "title": title,
        "registration": registration,
        "kind": DocumentKind(registration.candidate.document).label,
        "trail": [*trail(), (title, "")],
        **shown,
    }
    return render(visit.request, "work/revealed.html", context)
