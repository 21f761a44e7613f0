"""Where a body's programs are told what happens to certificates, and what arrived there."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.webhooks import services
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Kind
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.forms import both, choice_field, fill_in
from xianjie.web.workbench.listing import Column, Listing, show

TITLE = Text("推送", "Webhooks")
KINDS = {
    Kind.ISSUED: Text("核发", "issued"),
    Kind.PROOF: Text("出具书面证明", "written proof"),
    Kind.REVOKED: Text("撤销", "revoked"),
    Kind.SUSPENDED: Text("暂停使用", "suspended"),
    Kind.LIFTED: Text("恢复使用", "suspension lifted"),
    Kind.CORRECTED: Text("更正", "corrected"),
    Kind.SUPERSEDED: Text("换发", "exchanged"),
    Kind.PING: Text("试发", "ping"),
}
STATES = {
    Dispatch.State.WAITING: Text("等候发送", "waiting"),
    Dispatch.State.DELIVERED: Text("已送达", "delivered"),
    Dispatch.State.FAILED: Text("未送达，将重试", "failed, to be tried again"),
    Dispatch.State.DEAD: Text("未送达，不再重试", "given up"),
}
_SHOWN = 100


def trail(endpoint: Endpoint | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:webhooks")),
    ]
    if endpoint:
        name = Text(f"地址 {endpoint.pk}", f"Endpoint {endpoint.pk}")
        found.append((name, reverse("work:webhook", args=[endpoint.pk])))
    return found


def _named(kinds: list[str]) -> Text:
    told = [words for kind, words in KINDS.items() if kind in kinds]
    return Text("、".join(one.zh for one in told), ", ".join(one.en for one in told))


@guarded("webhook.keep", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """The endpoints of the person's bodies."""
    reach = visible(visit.actor, "webhook.keep", area="body__area", body="body")
    listing = Listing(
        title=TITLE,
        section="webhooks",
        trail=trail()[:1],
        lede=Text(
            "证书有变动时，系统把编号、事项和日期发到登记的地址，不含姓名和证件号码；每条都签名，"
            "收不到的重试。",
            "When something happens to a certificate, its number, what happened and the day are "
            "sent to the addresses registered here, without names or identity numbers: signed, "
            "and tried again where they do not arrive.",
        ),
        rows=lambda: Endpoint.objects.filter(reach).select_related("body"),
        columns=[
            Column(
                Text("地址", "Address"),
                lambda one: one.address,
                "address",
                lambda one: reverse("work:webhook", args=[one.pk]),
            ),
            Column(Text("单位", "Body"), lambda one: one.body.name),
            Column(Text("登记", "Registered by"), lambda one: one.made_by, "made_at"),
            Column(Text("状态", "State"), lambda one: ENDED if one.ended_at else IN_USE),
        ],
        order="-made_at",
        actions=[(Text("登记地址", "Register an address"), reverse("work:webhook-new"))],
    )
    return show(visit.request, listing)


IN_USE = Text("使用中", "in use")
ENDED = Text("已停用", "ended")


class EndpointForm(forms.Form):
    body = choice_field("单位", "Body", list)
    address = forms.URLField(
        label=both("地址", "Address"),
        max_length=500,
        assume_scheme="https",
        help_text=both(
            "https 开头；内部网络的地址不发送",
            "beginning with https; nothing is sent to an inner network",
        ),
        widget=forms.URLInput(attrs={"class": "input", "placeholder": "https://hr.example/hook"}),
        error_messages={
            "invalid": both(
                "不是网址；请写成 https://主机/路径 这样",
                "this is no address; write it as https://host/path",
            )
        },
    )
    kinds = forms.MultipleChoiceField(
        label=both("哪些事项", "What to be told of"),
        choices=lambda: [(one, KINDS[Kind(one)].in_(active())) for one in services.KINDS],
        initial=list(services.KINDS),
        widget=forms.CheckboxSelectMultiple,
    )


@guarded("webhook.keep")
def new(visit: Visit) -> HttpResponse:
    """Register an address; its secret is shown on the next page, this once."""
    reach = visible(visit.actor, "webhook.keep", area="area", body="pk")
    bodies = {str(one.pk): one for one in Body.objects.filter(reach).order_by("name")}

    def form(*data: object) -> EndpointForm:
        made = EndpointForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["body"].choices = [(pk, one.name) for pk, one in bodies.items()]  # type: ignore[attr-defined]
        return made

    def act(form: EndpointForm) -> str:
        given = form.cleaned_data
        made, secret = services.register(
            by=visit.actor,
            body=bodies[given["body"]],
            address=given["address"],
            kinds=given["kinds"],
            loopback=settings.LOOPBACK_ONLY,
            at=moment_of(visit.request),
        )
        _tell(visit, secret)
        return reverse("work:webhook", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记地址", "Register an address"),
        done=Text("已登记；可以试发一条", "registered; you may send a ping"),
        button=Text("登记", "Register"),
        trail=trail(),
        part="webhooks",
    )


@guarded("webhook.keep", of=subjects.endpoint, methods=("GET", "HEAD"))
def page(visit: Visit, endpoint: Endpoint) -> HttpResponse:
    """An endpoint with what was sent there and how it ended."""
    title = Text(f"地址 {endpoint.pk}", f"Endpoint {endpoint.pk}")
    sent = endpoint.dispatches.select_related("occurrence").order_by("-pk")
    context = {
        "section": "work",
        "part": "webhooks",
        "title": title,
        "endpoint": endpoint,
        "role": Role(endpoint.role).label,
        "kinds": _named(endpoint.kinds),
        "state": ENDED if endpoint.ended_at else IN_USE,
        "dispatches": [
            (one, KINDS[Kind(one.occurrence.kind)], STATES[Dispatch.State(one.state)])
            for one in sent[:_SHOWN]
        ],
        "count": sent.count(),
        "steps": timeline.of(endpoint),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/endpoint.html", context)


@guarded("webhook.keep", of=subjects.endpoint)
def rotate(visit: Visit, endpoint: Endpoint) -> HttpResponse:
    """Another secret; the one before signs beside it for a day."""

    def act(_: forms.Form) -> str:
        secret = services.rotate(by=visit.actor, endpoint=endpoint.pk, at=moment_of(visit.request))
        _tell(visit, secret)
        return reverse("work:webhook", args=[endpoint.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("更换密钥", "Another secret"),
        lede=Text(
            "新密钥立即启用；24 小时内新旧两个同时签名，请在此期间换好接收程序。",
            "It signs at once. For 24 hours both sign: change your program within them.",
        ),
        done=Text("已更换", "changed"),
        button=Text("更换", "Change it"),
        trail=trail(endpoint),
        part="webhooks",
    )


@guarded("webhook.keep", of=subjects.endpoint)
def end(visit: Visit, endpoint: Endpoint) -> HttpResponse:
    """Send nothing there any more."""

    def act(_: forms.Form) -> str:
        services.end(by=visit.actor, endpoint=endpoint.pk, at=moment_of(visit.request))
        return reverse("work:webhook", args=[endpoint.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("停用地址", "End the endpoint"),
        lede=Text(
            "不再发送，等候中的也不发；记录保留。",
            "Nothing is sent there any more, nor what still waits; the record stays.",
        ),
        done=Text("已停用", "ended"),
        button=Text("停用", "End it"),
        trail=trail(endpoint),
        part="webhooks",
    )


@guarded("webhook.keep", of=subjects.endpoint, methods=("POST",))
def ping(visit: Visit, endpoint: Endpoint) -> HttpResponse:
    """Try it."""
    services.ping(
        by=visit.actor,
        endpoint=endpoint.pk,
        on=today_of(visit.request),
        at=moment_of(visit.request),
    )
    _say(visit, Text("已排队，约二十秒内发出；刷新看结果", "queued; sent within some 20 seconds"))
    return HttpResponseRedirect(reverse("work:webhook", args=[endpoint.pk]))


@guarded("webhook.keep", of=subjects.dispatch, methods=("POST",))
def resend(visit: Visit, dispatch: Dispatch) -> HttpResponse:
    """Send it again, under the same id."""
    services.resend(by=visit.actor, dispatch=dispatch.pk, at=moment_of(visit.request))
    _say(visit, Text("已排队重发", "queued to be sent again"))
    return HttpResponseRedirect(reverse("work:webhook", args=[dispatch.endpoint_id]))


def _tell(visit: Visit, secret: str) -> None:
    """The secret, which no page can show again."""
    words = Text(
        f"密钥 {secret}，只显示这一次，请存到接收程序里",
        f"the secret {secret}, shown this once: put it into the program that receives",
    )
    messages.info(visit.request, words.in_(lang_of(visit.request)))


def _say(visit: Visit, words: Text) -> None:
    messages.success(visit.request, words.in_(lang_of(visit.request)))
