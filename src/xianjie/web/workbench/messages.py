"""What candidates were told, by exam: how many, how it was sent, what failed; reminding them."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services import choices
from xianjie.domain.messages import templates
from xianjie.domain.messages.models import Delivery, Message
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import fill_in
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name

TITLE = Text("消息", "Messages")
CHANNELS = {
    "portal": Text("站内", "portal"),
    "mail": Text("邮件", "mail"),
    "sms": Text("短信", "text message"),
}
STATES = {
    "waiting": Text("待发送", "waits"),
    "sent": Text("已送出", "sent"),
    "failed": Text("未送达", "failed"),
    "read": Text("已阅", "read"),
}


def trail(exam: Exam | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:messages")),
    ]
    if exam:
        address = reverse("work:exam-messages", args=[exam.pk])
        found.append((Text(exam.title, exam.title), address))
    return found


@guarded("message.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Published exams within reach, each with what was told of it and how that went."""
    reach = visible(visit.actor, "message.read", area="area", body="institution")
    counts = _counts(Exam.objects.filter(reach))
    listing = Listing(
        title=TITLE,
        section="messages",
        trail=trail()[:1],
        lede=Text(
            "每场考试告知了多少人次，经站内、邮件、短信送出多少，多少未送达，多少已阅。",
            "How often candidates of each exam were told something; how much of it was sent by "
            "portal, mail and text message, failed, was read.",
        ),
        rows=lambda: Exam.objects.filter(reach, published_at__isnull=False),
        columns=[
            Column(
                Text("考试", "Exam"),
                lambda one: one.title,
                "title",
                lambda one: reverse("work:exam-messages", args=[one.pk]),
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("考试日", "Day"), lambda one: one.held_on, "held_on"),
            *(
                Column(words, lambda one, name=name: counts[one.pk, name], numeric=True)  # type: ignore[misc] # the name of this column
                for name, words in (
                    ("told", Text("告知", "Told")),
                    ("waiting", Text("待发送", "Waiting")),
                    ("sent", Text("已送出", "Sent")),
                    ("failed", Text("未送达", "Failed")),
                    ("read", Text("已阅", "Read")),
                )
            ),
        ],
        filters=[
            Filter(
                "state",
                Text("有无", "With"),
                list(STATES.items()),
                lambda chosen: Q(pk__in=[exam for exam, state in counts if state == chosen]),
            )
        ],
        search=lambda words: Q(title__contains=words) | Q(institution__body__name__contains=words),
        search_hint=Text("考试或机构名称", "name of the exam or the institution"),
        order="-held_on",
    )
    return show(visit.request, listing)


@guarded("message.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def of_exam(visit: Visit, exam: Exam) -> HttpResponse:
    """Every delivery of what was told of an exam, with its proof."""
    actions = []
    round_ = getattr(exam, "round", None)
    on = today_of(visit.request)
    is_open = round_ and not round_.locked_at and round_.opens_on <= on < round_.closes_on
    if is_open and may(visit.actor, "message.remind", subjects.target_of(exam)):
        actions.append(
            (Text("催告未答复者", "Remind the silent"), reverse("work:exam-remind", args=[exam.pk]))
        )
    listing = Listing(
        title=Text(f"消息：{exam.title}", f"Messages: {exam.title}"),
        section="messages",
        trail=trail(),
        rows=lambda: Delivery.objects.filter(
            message__about_kind="exam", message__about_id=exam.pk
        ).select_related("message"),
        columns=[
            Column(Text("时间", "When"), lambda one: one.at, "at"),
            Column(Text("内容", "What"), lambda one: _title(one.message), "message__template"),
            Column(
                Text("报名", "Registration"),
                lambda one: str(one.message.subject_id),
                "message__subject_id",
                lambda one: reverse("work:registration", args=[one.message.subject_id]),
            ),
            Column(Text("途径", "Way"), lambda one: CHANNELS[one.channel], "channel"),
            Column(Text("状态", "State"), lambda one: STATES[one.state], "state"),
            Column(Text("次数", "Tries"), lambda one: one.attempts, "attempts", numeric=True),
            Column(Text("凭据", "Proof"), lambda one: one.proof),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                list(STATES.items()),
                lambda chosen: Q(state=chosen),
            ),
            Filter(
                "channel",
                Text("途径", "Way"),
                list(CHANNELS.items()),
                lambda chosen: Q(channel=chosen),
            ),
            Filter(
                "template",
                Text("内容", "What"),
                [
                    (one.name, one.title)
                    for one in templates.TEMPLATES
                    if one.name != "guidance_issued"
                ],
                lambda chosen: Q(message__template=chosen),
            ),
        ],
        order="-at",
        actions=actions,
    )
    return show(visit.request, listing)


@guarded("message.remind", of=subjects.exam)
def remind(visit: Visit, exam: Exam) -> HttpResponse:
    """Remind those of an exam who may choose and have not."""

    def act(form: forms.Form) -> str:
        del form
        choices.remind(
            by=visit.actor,
            exam=exam.pk,
            law=law(),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:exam-messages", args=[exam.pk])

    title = Text("催告未答复者", "Remind the silent")
    return fill_in(
        visit,
        forms.Form,
        act,
        title=title,
        lede=Text(
            "向可以选择而尚未答复的考生再告知一次截止日和默认；每人每日至多一次，今日已催告的不再重复。",
            "Tells those who may choose and have not once more until when, and what holds for the "
            "silent; each once a day at most, whoever was reminded today is left out.",
        ),
        done=Text("已催告；人次见下表", "reminded; the table below counts them"),
        button=title,
        trail=trail(exam),
        part="messages",
    )


def _counts(exams: QuerySet[Exam]) -> Counter[tuple[int, str]]:
    """By exam: the messages as ``told``, and the deliveries by state."""
    messages = Message.objects.filter(about_kind="exam", about_id__in=exams.values("pk"))
    told = messages.values_list("about_id").annotate(number=Count("pk"))
    sent = messages.values_list("about_id", "deliveries__state").annotate(
        number=Count("deliveries")
    )
    found = Counter({(exam, "told"): number for exam, number in told})
    found.update({(exam, state): number for exam, state, number in sent if state})
    return found


def _title(message: Message) -> str:
    return templates.render(message.template, message.version, message.values, active()).title
