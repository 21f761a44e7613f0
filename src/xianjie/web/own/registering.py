"""Exams that one can register for, and registering oneself."""

from __future__ import annotations

from django import forms
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Candidate, Offer
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import registrations
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.own.registrations import TITLE
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.names import area_name, number_end, yuan


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
