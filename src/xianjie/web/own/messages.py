"""What a person was told: the list, unread first seen as such, and each message's own page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.messages import services, templates
from xianjie.domain.messages.models import Delivery, Message
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects
from xianjie.web.workbench.messages import CHANNELS, STATES

TITLE = Text("消息", "Messages")
_ON_A_PAGE = 30
# What a message is about: the page on which one can act on it, and the number it is told by.
_PAGES = {
    "registration": ("me:registration", "subject_id"),
    "certificate": ("me:certificate", "subject_id"),
    "change": ("me:certificate", "about_id"),
    "application": ("me:application", "subject_id"),
    "reading": ("work:reading", "subject_id"),
    "filing_application": ("work:filing-application", "subject_id"),
}


def mine(actor: Actor) -> QuerySet[Message]:
    """All told to this person: to the account, or to the candidate that it now belongs to."""
    candidates = Candidate.objects.filter(user=actor.user).values("pk")
    found = Q(user=actor.user) | Q(recipient_kind="candidate", recipient_id__in=candidates)
    return Message.objects.filter(found)


def unread(actor: Actor) -> int:
    return mine(actor).filter(~_opened()).count()


def _opened() -> Exists:
    return Exists(
        Delivery.objects.filter(
            message=OuterRef("pk"), channel=Delivery.Channel.PORTAL, state=Delivery.State.READ
        )
    )


@guarded("message.own", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """The newest first."""
    rows = mine(visit.actor).annotate(opened=_opened()).order_by("-created_at", "-pk")
    page = Paginator(rows, _ON_A_PAGE).get_page(visit.request.GET.get("page"))
    context = {
        "section": "me",
        "title": TITLE,
        "page": page,
        "query": "",
        "unread": unread(visit.actor),
        "told": [(one, _said(one)) for one in page],
        "trail": [(TITLE, "")],
    }
    return render(visit.request, "me/messages.html", context)


@guarded("message.own", of=subjects.message, methods=("GET", "HEAD"))
def page(visit: Visit, message: Message) -> HttpResponse:
    """One message; that it was opened is kept."""
    if visit.request.method == "GET":
        services.read(
            by=visit.actor,
            message=message.pk,
            owner=subjects.owner_of(message),
            at=moment_of(visit.request),
        )
    said = _said(message)
    title = Text(said.title, said.title)
    context = {
        "section": "me",
        "title": title,
        "told": message,
        "said": said,
        "address": _address(message),
        "deliveries": [
            (CHANNELS[one.channel], STATES[one.state], one.at)
            for one in message.deliveries.order_by("pk")
        ],
        "trail": [(TITLE, reverse("me:messages")), (title, "")],
    }
    return render(visit.request, "me/message.html", context)


def _said(message: Message) -> templates.Rendered:
    return templates.render(message.template, message.version, message.values, active())


def _address(message: Message) -> str:
    """The page on which one can act on it."""
    if message.subject_kind not in _PAGES:
        return ""
    page, number = _PAGES[message.subject_kind]
    return reverse(page, args=[getattr(message, number)])
