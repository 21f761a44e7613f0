"""Entrustments, as their sponsors and as the organisations see them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import effect, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.evaluations import entrusting
from xianjie.domain.evaluations.entrusting import made_by
from xianjie.domain.evaluations.models import Entrustment
from xianjie.domain.evaluations.selecting import entrustments_on
from xianjie.domain.evaluations.states import (
    ENTRUSTMENT_STEPS,
    EntrustmentState,
    entrustment_state,
    entrustments_in,
)
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import level_name
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.uploads import attachment

TITLE = Text("委托", "Entrustments")
RECEIVED = Text("受托", "Entrusted to us")
PART, PART_RECEIVED = "entrustments", "received"
FINDER_TITLE = Text("查找附近已备案的机构", "Filed organisations nearby")


def trail(
    entrustment: Entrustment | None = None, *, received: bool = False
) -> list[tuple[Text, str]]:
    listed, one = (
        ("work:received", "work:received-entrustment")
        if received
        else ("work:entrustments", "work:entrustment")
    )
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (RECEIVED if received else TITLE, reverse(listed)),
    ]
    if entrustment:
        name = entrustment.sponsor.name if received else entrustment.organisation.body.name
        found.append((Text(name, name), reverse(one, args=[entrustment.pk])))
    return found


def _listing(
    on: date, reach: Q, actions: list[tuple[Text, str]], *, received: bool
) -> Listing[Entrustment]:
    address = "work:received-entrustment" if received else "work:entrustment"
    return Listing(
        title=RECEIVED if received else TITLE,
        section=PART_RECEIVED if received else PART,
        trail=[(Text("工作台", "Workbench"), reverse("work:inbox"))],
        rows=lambda: entrustments_on(on).filter(reach),
        columns=[
            Column(
                Text("委托方", "Sponsor"),
                lambda one: one.sponsor.name,
                "sponsor__name",
                lambda one: reverse(address, args=[one.pk]),
            ),
            Column(Text("受托机构", "Organisation"), lambda one: one.organisation.body.name),
            Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Levels"), levels_of),
            Column(Text("起", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("止", "Until"), lambda one: one.until_on, "until_on"),
            Column(Text("状态", "State"), lambda one: entrustment_state(one, on).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(state.value, state.label) for state in EntrustmentState],
                lambda chosen: entrustments_in(EntrustmentState(chosen), on),
            )
        ],
        search=lambda words: Q(sponsor__name__contains=words) | Q(occupation=words),
        order="-made_at",
        actions=actions,
    )


def levels_of(one: Entrustment) -> Text:
    """From the lowest level to the highest."""
    lowest, highest = level_name(one.lowest), level_name(one.highest)
    if one.lowest == one.highest:
        return lowest
    return Text(f"{lowest.zh}至{highest.zh}", f"{lowest.en} to {highest.en}")


@guarded("entrustment.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those of the person's body or area."""
    reach = visible(visit.actor, "entrustment.read", area="area", body="sponsor")
    actions = (
        [(FINDER_TITLE, reverse("work:finder"))] if may(visit.actor, "entrustment.find") else []
    )
    if may(visit.actor, "entrustment.make"):
        actions.append((Text("登记委托", "Enter an entrustment"), reverse("work:entrustment-new")))
    on = today_of(visit.request)
    return show(visit.request, _listing(on, reach, actions, received=False))


@guarded("entrustment.answer", methods=("GET", "HEAD"))
def received(visit: Visit) -> HttpResponse:
    """Those by which the person's organisation is entrusted."""
    reach = visible(
        visit.actor, "entrustment.answer", area="organisation__body__area", body="organisation"
    )
    on = today_of(visit.request)
    return show(visit.request, _listing(on, reach, [], received=True))


@guarded("entrustment.read", of=subjects.entrustment, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as its sponsor's."""
    target = made_by(found)
    steps = ["end"] if may(visit.actor, "entrustment.make", target) else []
    sees = effect(visit.actor, "entrustment.read", target) is Effect.ALLOW
    file = reverse("work:entrustment-file", args=[found.pk]) if sees else ""
    return _shown(visit, found, steps, file, received=False)


@guarded("entrustment.answer", of=subjects.received_entrustment, methods=("GET", "HEAD"))
def received_page(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as the organisation's."""
    file = reverse("work:received-file", args=[found.pk])
    return _shown(visit, found, ["confirm", "decline"], file, received=True)


def _shown(
    visit: Visit, found: Entrustment, steps: list[str], file: str, *, received: bool
) -> HttpResponse:
    on = today_of(visit.request)
    state = entrustment_state(found)
    people = found.participants.filter(plan__drafted_at__lt=end_of(on))
    context = {
        "section": "work",
        "part": PART_RECEIVED if received else PART,
        "title": Text("委托协议", "Entrustment"),
        "entrustment": found,
        "levels": levels_of(found),
        "state": entrustment_state(found, on),
        "actions": [
            (ENTRUSTMENT_STEPS[step].words, reverse(f"work:entrustment-{step}", args=[found.pk]))
            for step in steps
            if state in ENTRUSTMENT_STEPS[step].states
        ],
        "file": file,
        "people": people.count(),
        "steps": timeline.of(found),
        "trail": trail(found, received=received),
    }
    return render(visit.request, "work/evaluations/entrustment.html", context)


@guarded("entrustment.read", of=subjects.entrustment, methods=("GET", "HEAD"))
def file(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as it was handed in, saved and never shown in the page."""
    del visit
    return _file(found)


@guarded("entrustment.answer", of=subjects.received_entrustment, methods=("GET", "HEAD"))
def received_file(visit: Visit, found: Entrustment) -> HttpResponse:
    """The same, for the organisation."""
    del visit
    return _file(found)


def _file(found: Entrustment) -> HttpResponse:
    content = entrusting.file_of(found)
    kind = entrusting.kind_of_file(content)
    return attachment(content, kind.media_type, f"entrustment-{found.pk}.{kind.ending}")
