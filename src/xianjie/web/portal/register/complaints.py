"""Complaints of anybody: sent on an organisation's page, asked after by number and code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xianjie.domain.supervision import complaining
from xianjie.domain.supervision.complaining import MOST_CONTACT, MOST_WORDS
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.text import Text
from xianjie.web.days import moment_of, today_of
from xianjie.web.portal import receipts
from xianjie.web.portal.register.organisation import found
from xianjie.web.portal.register.words import trail
from xianjie.web.portal.verify.limits import forget_sent, is_over, is_sent_again

_MOST_SENT, _MOST_ASKED = 5, 30  # of one address in an hour
_SENT_AGAIN = Text(
    "同样的内容刚才已经提交，没有再受理一次；编号和查询码在回执页上",
    "the same was sent already and is not taken twice; its number and code are on the receipt",
)
_OVER = Text(
    "这个网络地址一小时内已提交多次，请稍后再来",
    "this address has sent too many within the hour; come back later",
)


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, number: str) -> HttpResponse:
    """The form; once it is sent, the way to its number and code."""
    organisation = found(number)
    name = organisation.body.name
    title = Text("投诉", "Complain")
    context: dict[str, object] = {
        "section": "register",
        "title": title,
        "organisation": organisation,
        "name": name,
        "most_words": MOST_WORDS,
        "most_contact": MOST_CONTACT,
        "trail": trail((Text(name, name), "../"), (title, "")),
    }
    status = 200
    if request.method == "POST":
        given = {one: _given(request, one) for one in ("words", "contact")}
        context["given"] = given
        try:
            complaining.require_sound(given["words"], given["contact"])
            if is_sent_again(request, "complaint", organisation.number, *given.values()):
                context |= {"error": _SENT_AGAIN, "is_taken": True}
                status = 409
            elif is_over(request, "complaint", _MOST_SENT):
                forget_sent(request, "complaint", organisation.number, *given.values())
                context["error"], status = _OVER, 429
            else:
                receipt = complaining.complain(
                    body=organisation.body,
                    words=given["words"],
                    contact=given["contact"],
                    on=today_of(request),
                    at=moment_of(request),
                )
                return receipts.lead_to(receipt, receipts.Of.COMPLAINT)
        except SupervisionError as refused:
            context["error"], status = refused.message, 400
    response = render(request, "portal/register/complain.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def ask_after(request: HttpRequest) -> HttpResponse:
    """How far a complaint is, for who has its number and its code; neither is in the address."""
    title = Text("查询投诉", "Ask after a complaint")
    context: dict[str, object] = {
        "section": "register",
        "title": title,
        "trail": trail((title, "")),
    }
    status = 200
    if request.method == "POST":
        context["number"] = _given(request, "number")
        if is_over(request, "complaint-asked", _MOST_ASKED):
            context["error"], status = _OVER, 429
        elif complaint := complaining.asked_after(
            _given(request, "number"), _given(request, "code")
        ):
            context["complaint"] = complaint
            on = today_of(request)
            context["state"] = complaining.state_of(complaint.case, on).label
            context["is_answered"] = complaining.is_answered(complaint, on)
        else:
            context["error"], status = (
                Text(
                    "没有这件投诉，或查询码不符；请核对编号和查询码",
                    "there is no such complaint, or the code is another's; look at both again",
                ),
                404,
            )
    response = render(request, "portal/register/complaints.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[: MOST_WORDS + 1]
