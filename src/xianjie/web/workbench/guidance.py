"""Guidance notices: issuing one, who has read it; an institution reads and confirms."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.clock import CHINA
from xianjie.domain.accounts.acting import Actor, Target, has_verb, visible
from xianjie.domain.messages import guidance
from xianjie.domain.messages.models import Notice, Reading
from xianjie.errors import XianjieError
from xianjie.identifiers.areas import Area, area, prefectures
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name

TITLE = Text("指导通知", "Guidance notices")
_PROVINCE = "440000"
_STATES = {
    "unread": (Text("未阅知", "not read"), Q(read_at=None)),
    "read": (Text("已阅知", "read"), Q(read_at__isnull=False)),
}


def trail() -> list[tuple[Text, str]]:
    return [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:readings")),
    ]


def title_of(notice: Notice) -> Text:
    return Text(notice.title_zh, notice.title_en)


@guarded("guidance.read", methods=("GET", "HEAD"))
def readings(visit: Visit) -> HttpResponse:
    """Each notice for each institution within reach, and who there has read it when."""
    reach = visible(visit.actor, "guidance.read", area="body__area", body="body")
    actions = []
    if may(visit.actor, "guidance.issue"):
        actions.append((Text("发一份通知", "Issue a notice"), reverse("work:notice-new")))
    if has_verb(visit.actor, "guidance.follow"):
        actions.append((Text("按通知看", "By notice"), reverse("work:notices")))
    listing = Listing(
        title=TITLE,
        section="guidance",
        trail=trail()[:1],
        lede=Text(
            "疫情期间对鉴定机构的指导（252号 二(一)1(4)）。机构阅后确认，留存何人何时所阅何文。",
            "Guidance of institutions while the epidemic lasts (252/2.1.1.4). They confirm that "
            "they have read it; who, when and what text is kept.",
        ),
        rows=lambda: Reading.objects.filter(reach).select_related("notice", "body"),
        columns=[
            Column(
                Text("通知", "Notice"),
                lambda one: title_of(one.notice),
                "notice__title_zh",
                lambda one: reverse("work:reading", args=[one.pk]),
            ),
            Column(Text("机构", "Institution"), lambda one: one.body.name, "body__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.body.area), "body__area"),
            Column(
                Text("发出", "Issued"),
                lambda one: one.notice.issued_at.astimezone(CHINA),
                "notice__issued_at",
            ),
            Column(
                Text("阅知", "Read"),
                lambda one: one.read_at and one.read_at.astimezone(CHINA),
                "read_at",
            ),
            Column(Text("何人", "By"), lambda one: one.read_by, "read_by"),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(name, words) for name, (words, _) in _STATES.items()],
                lambda chosen: _STATES[chosen][1],
            )
        ],
        search=lambda words: Q(notice__title_zh__contains=words) | Q(body__name__contains=words),
        search_hint=Text("通知或机构名称", "notice or institution"),
        order="-notice__issued_at",
        actions=actions,
    )
    return show(visit.request, listing)


@guarded("guidance.follow", methods=("GET", "HEAD"))
def notices(visit: Visit) -> HttpResponse:
    """The notices of one's area, with how many institutions have read each."""
    reach = visible(visit.actor, "guidance.follow", area="area")
    listing = Listing(
        title=Text("指导通知：按通知", "Guidance by notice"),
        section="guidance",
        trail=trail(),
        rows=lambda: Notice.objects.filter(reach).annotate(
            addressed=Count("readings"),
            seen=Count("readings", filter=Q(readings__read_at__isnull=False)),
        ),
        columns=[
            Column(
                Text("通知", "Notice"),
                title_of,
                "title_zh",
                lambda one: reverse("work:notice", args=[one.pk]),
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(
                Text("发出", "Issued"), lambda one: one.issued_at.astimezone(CHINA), "issued_at"
            ),
            Column(
                Text("机构", "Institutions"),
                lambda one: one.addressed,  # type: ignore[attr-defined] # counted above
                "addressed",
                numeric=True,
            ),
            Column(Text("已阅知", "Read"), lambda one: one.seen, "seen", numeric=True),  # type: ignore[attr-defined]
        ],
        order="-issued_at",
    )
    return show(visit.request, listing)


class IssueForm(forms.Form):
    area = choice_field("地区", "Area", list)
    title_zh = text_field("标题（中文）", "Title in Chinese", most=100)
    text_zh = forms.CharField(
        label=both("正文（中文）", "Text in Chinese"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
    )
    title_en = text_field("标题（英文）", "Title in English", most=200)
    text_en = forms.CharField(
        label=both("正文（英文）", "Text in English"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
    )
    basis = text_field("依据", "Basis")


@guarded("guidance.issue")
def new(visit: Visit) -> HttpResponse:
    """Issue a notice to all institutions of an area that the person is over."""
    areas = _areas(visit.actor)

    def form(*data: object) -> IssueForm:
        made = IssueForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["area"].choices = [(one.code, one.name.in_(active())) for one in areas]  # type: ignore[attr-defined]
        return made

    def act(form: IssueForm) -> str:
        given = form.cleaned_data
        made = guidance.issue_notice(
            by=visit.actor,
            title=Text(given["title_zh"], given["title_en"]),
            text=Text(given["text_zh"], given["text_en"]),
            basis=given["basis"],
            area=given["area"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:notice", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("发一份指导通知", "Issue a guidance notice"),
        lede=Text(
            "发给该地区现有的全部鉴定机构；发出后不能更改。",
            "It goes to all appraisal institutions there now, and cannot be changed afterwards.",
        ),
        done=Text("已发出", "issued"),
        button=Text("发出", "Issue"),
        trail=trail(),
        part="guidance",
    )


@guarded("guidance.follow", of=subjects.notice, methods=("GET", "HEAD"))
def notice(visit: Visit, notice: Notice) -> HttpResponse:
    """A notice with the institutions that have read it, and those that have not."""
    found = list(notice.readings.select_related("body").order_by("read_at", "body__name"))
    context = {
        "section": "work",
        "part": "guidance",
        "title": title_of(notice),
        "notice": notice,
        "area": area_name(notice.area),
        "paragraphs": _paragraphs(notice),
        "digest": guidance.digest(notice),
        "unread": [one for one in found if one.read_at is None],
        "seen": [one for one in found if one.read_at is not None],
        "steps": timeline.of(notice),
        "trail": [
            *trail(),
            (Text("按通知", "By notice"), reverse("work:notices")),
            (title_of(notice), ""),
        ],
    }
    return render(visit.request, "work/notice.html", context)


@guarded("guidance.read", of=subjects.reading, methods=("GET", "HEAD"))
def reading(visit: Visit, reading: Reading) -> HttpResponse:
    """A notice as an institution reads it, with the button that confirms it."""
    notice = reading.notice
    target = Target(area=reading.body.area, body=reading.body_id)
    context = {
        "section": "work",
        "part": "guidance",
        "title": title_of(notice),
        "notice": notice,
        "reading": reading,
        "area": area_name(notice.area),
        "paragraphs": _paragraphs(notice),
        "may_confirm": not reading.read_at and may(visit.actor, "guidance.confirm", target),
        "steps": timeline.of(reading),
        "trail": [*trail(), (title_of(notice), "")],
    }
    return render(visit.request, "work/reading.html", context)


@guarded("guidance.confirm", of=subjects.reading, methods=("POST",))
def confirm(visit: Visit, reading: Reading) -> HttpResponse:
    lang = lang_of(visit.request)
    try:
        guidance.confirm_reading(by=visit.actor, reading=reading.pk, at=moment_of(visit.request))
    except XianjieError as error:
        messages.error(visit.request, error.message.in_(lang))
    else:
        done = Text("已确认阅知，并留存凭据", "confirmed; the proof is kept")
        messages.success(visit.request, done.in_(lang))
    return HttpResponseRedirect(reverse("work:reading", args=[reading.pk]))


def _paragraphs(notice: Notice) -> list[str]:
    text = Text(notice.text_zh, notice.text_en).in_(active())
    return [one for one in text.splitlines() if one.strip()]


def _areas(actor: Actor) -> list[Area]:
    known = [area(_PROVINCE), *prefectures()]
    return [one for one in known if may(actor, "guidance.issue", Target(area=one.code))]
