"""Suspensions by territory: the list, ordering one, its page with what it reaches, lifting it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Actor, Target, visible
from xianjie.domain.appraisals.models import Exam, Suspension
from xianjie.domain.appraisals.services import exams
from xianjie.identifiers.areas import Area, area, prefectures
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name

TITLE = Text("暂停", "Suspensions")
_PROVINCE = "440000"


def trail() -> list[tuple[Text, str]]:
    return [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:suspensions")),
    ]


@guarded("suspension.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    on = today_of(visit.request)
    now = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    reach = visible(visit.actor, "suspension.read", area="area", body="exam__institution")
    actions = []
    if may(visit.actor, "suspension.order"):
        actions.append((Text("暂停一个地区", "Suspend an area"), reverse("work:suspension-new")))
    listing = Listing(
        title=TITLE,
        section="suspensions",
        trail=trail()[:1],
        lede=Text(
            "疫情等原因不能考试的地区，可以暂停（252号 二(一)1(4)、四）。暂停不顺延任何期限。",
            "An area where no exam can be held is suspended (252/2.1.1.4, 252/4). It moves no "
            "deadline.",
        ),
        rows=lambda: Suspension.objects.filter(reach).select_related("exam"),
        columns=[
            Column(
                Text("地区", "Area"),
                lambda one: area_name(one.area),
                "area",
                lambda one: reverse("work:suspension", args=[one.pk]),
            ),
            Column(Text("考试", "Exam"), lambda one: one.exam.title if one.exam else ALL_EXAMS),
            Column(Text("自", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("至（不含）", "Until before"), lambda one: one.to_on, "to_on"),
            Column(Text("依据", "Basis"), lambda one: one.basis),
            Column(Text("状态", "State"), lambda one: LIFTED if one.lifted_at else ORDERED),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [("now", Text("暂停中", "in force")), ("over", Text("已过", "over"))],
                lambda chosen: now if chosen == "now" else ~now,
            )
        ],
        order="-from_on",
        actions=actions,
    )
    return show(visit.request, listing)


ALL_EXAMS = Text("全部考试", "all exams")
LIFTED = Text("已解除", "lifted")
ORDERED = Text("已发布", "ordered")


@guarded("suspension.read", of=subjects.suspension, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, suspension: Suspension) -> HttpResponse:
    """A suspension, the exams that it reaches with the days that it does not move."""
    rules = law()
    found = subjects.suspension(suspension.pk)
    target = found[1] if found else None
    title = Text(
        f"暂停：{area_name(suspension.area).zh}", f"Suspension: {area_name(suspension.area).en}"
    )
    exams_ = exams.affected(suspension)
    context = {
        "section": "work",
        "part": "suspensions",
        "title": title,
        "suspension": suspension,
        "last_day": suspension.to_on - timedelta(days=1) if suspension.to_on else None,
        "exams": [(one, _late(one, suspension)) for one in exams_],
        "deadline": rules.parameters["appraisal_end_on"],
        "may_lift": suspension.lifted_at is None and may(visit.actor, "suspension.lift", target),
        "steps": timeline.of(suspension),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/suspension.html", context)


def _late(exam: Exam, suspension: Suspension) -> bool:
    """Whether the planned day lies within the suspension, so that the exam must be moved."""
    before_end = suspension.to_on is None or exam.held_on < suspension.to_on
    return suspension.from_on <= exam.held_on and before_end


class OrderForm(forms.Form):
    area = choice_field("地区", "Area", list)
    from_on = day_field("自哪天起", "From")
    last_on = day_field(
        "至哪天止（当日仍暂停，可不填）", "Last day, if it is known", required=False
    )
    basis = text_field("依据", "Basis")


@guarded("suspension.order")
def new(visit: Visit) -> HttpResponse:
    """Suspend all exams of an area that the person is over."""
    areas = _areas(visit.actor)

    def form(*data: object) -> OrderForm:
        made = OrderForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["area"].choices = [(one.code, one.name.in_(active())) for one in areas]  # type: ignore[attr-defined]
        return made

    def act(form: OrderForm) -> str:
        given = form.cleaned_data
        made = exams.suspend(
            by=visit.actor,
            area=given["area"],
            from_on=given["from_on"],
            to_on=given["last_on"] + timedelta(days=1) if given["last_on"] else None,
            basis=given["basis"],
            at=moment_of(visit.request),
        )
        return reverse("work:suspension", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("暂停一个地区", "Suspend an area"),
        lede=Text(
            "该地区尚未举行的考试都停下；各项期限不变，下一页列出受影响的考试。",
            "Exams there that are not held yet stand still. No deadline moves; the next page lists "
            "the exams.",
        ),
        done=Text("已暂停", "suspended"),
        button=Text("暂停", "Suspend"),
        trail=trail(),
        part="suspensions",
    )


class LiftForm(forms.Form):
    on = day_field("自哪天起恢复", "Exams go on from")
    basis = text_field("依据", "Basis")


@guarded("suspension.lift", of=subjects.suspension)
def lift(visit: Visit, suspension: Suspension) -> HttpResponse:
    def act(form: LiftForm) -> str:
        exams.lift(
            by=visit.actor,
            suspension=suspension.pk,
            on=form.cleaned_data["on"],
            basis=form.cleaned_data["basis"],
            at=moment_of(visit.request),
        )
        return reverse("work:suspension", args=[suspension.pk])

    return fill_in(
        visit,
        LiftForm,
        act,
        title=Text("解除暂停", "Lift the suspension"),
        done=Text("已解除", "lifted"),
        button=Text("解除", "Lift"),
        trail=trail(),
        part="suspensions",
    )


def _areas(actor: Actor) -> list[Area]:
    known = [area(_PROVINCE), *prefectures()]
    return [one for one in known if may(actor, "suspension.order", Target(area=one.code))]
