"""Rooms, places and tickets: where candidates sit, and the paper that says so."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Mapping
from datetime import date, time
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.documents.tickets import Ticket, tickets_document
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.organisations.models import Institution, Site
from xianjie.domain.sittings.models import Place, Room
from xianjie.domain.sittings.seating import (
    add_room,
    allot,
    not_entitled,
    require_ahead,
    sitting,
    ticket_code,
)
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import jobs, subjects
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_name, number_end, person_name
from xianjie.web.workbench.uploads import attachment, found_job

TITLE = Text("座位与准考证", "Seats and tickets")
_TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ATTENDANCE = {
    "": Text("未登记", "not taken"),
    "present": Text("到考", "present"),
    "absent": Text("缺考", "absent"),
}


@guarded("registration.read", of=subjects.exam, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, exam: Exam) -> HttpResponse:
    """Who sits where, with the ticket; the list to put up at the door as Excel."""
    barred = not_entitled(exam)
    unseated = sitting(exam).filter(place=None).exclude(pk__in=[one.pk for one in barred]).count()
    target = subjects.target_of(exam)
    actions = []
    if may(visit.actor, "seat.allot", target):
        actions.append((Text("排座", "Allot seats"), reverse("work:exam-allot", args=[exam.pk])))
        if exam.places.exists():
            actions.append(
                (
                    Text("打印准考证", "Print the tickets"),
                    reverse("work:exam-tickets", args=[exam.pk]),
                )
            )
    rooms = Room.objects.filter(places__exam=exam).distinct().order_by("name")
    lede = Text(
        f"{exam.title}：未排座 {unseated} 人"
        + (f"；无资格补考 {len(barred)} 人" if barred else ""),
        f"{exam.title}: {unseated} without a place"
        + (f"; {len(barred)} not entitled to resit" if barred else ""),
    )
    listing = Listing(
        title=TITLE,
        lede=lede,
        section="exams",
        trail=trail(exam),
        rows=lambda: exam.places.select_related(
            "registration__candidate", "registration__offer", "room"
        ),
        columns=[
            Column(Text("准考证号", "Ticket"), lambda one: one.ticket, "ticket"),
            Column(
                Text("姓名", "Name"),
                lambda one: person_name(one.registration.candidate.name, covered=visit.covered),
            ),
            Column(Text("证件", "Document"), lambda one: number_end(one.registration.candidate)),
            Column(
                Text("职业", "Occupation"),
                lambda one: one.registration.offer.occupation,
                "registration__offer__occupation",
            ),
            Column(Text("等级", "Level"), lambda one: level_name(one.registration.offer.level)),
            Column(Text("考场", "Room"), lambda one: one.room.name, "room__name"),
            Column(Text("场次", "Time"), lambda one: f"{one.starts_at:%H:%M}", "starts_at"),
            Column(Text("座位", "Seat"), lambda one: one.number, "number", numeric=True),
            Column(
                Text("到考", "Attendance"), lambda one: _ATTENDANCE[one.attendance], "attendance"
            ),
        ],
        filters=[
            Filter(
                "room",
                Text("考场", "Room"),
                [(str(one.pk), Text(one.name, one.name)) for one in rooms],
                lambda chosen: Q(room=int(chosen)),
            ),
            Filter(
                "attendance",
                Text("到考", "Attendance"),
                [(value or "none", words) for value, words in _ATTENDANCE.items()],
                lambda chosen: Q(attendance="" if chosen == "none" else chosen),
            ),
        ],
        search=lambda words: (
            Q(ticket__contains=words) | Q(registration__candidate__name__contains=words)
        ),
        search_hint=Text("准考证号或姓名", "ticket or name"),
        order="ticket",
        actions=actions,
    )
    return show(visit.request, listing)


class RoomForm(forms.Form):
    site = choice_field("考点", "Site", list)
    name = text_field("考场名称", "Name of the room", most=40)
    seats = forms.IntegerField(
        label=both("座位数", "Seats"),
        min_value=1,
        max_value=1_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


@guarded("room.keep", of=subjects.institution)
def new_room(visit: Visit, institution: Institution) -> HttpResponse:
    """A room of one of the institution's sites."""
    sites = {str(one.pk): one for one in Site.objects.filter(institution=institution)}

    def form(*data: object) -> RoomForm:
        made = RoomForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["site"].choices = [(pk, one.name) for pk, one in sites.items()]  # type: ignore[attr-defined]
        return made

    def act(form: RoomForm) -> str:
        given = form.cleaned_data
        add_room(
            by=visit.actor,
            site=sites[given["site"]],
            name=given["name"],
            seats=given["seats"],
            at=moment_of(visit.request),
        )
        return reverse("work:institution", args=[institution.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记考场", "Add a room"),
        done=Text("已登记", "added"),
        button=Text("登记", "Add"),
        trail=[
            (Text("工作台", "Workbench"), reverse("work:inbox")),
            (
                Text(institution.body.name, institution.body.name),
                reverse("work:institution", args=[institution.pk]),
            ),
        ],
        part="institutions",
    )


class AllotForm(forms.Form):
    rooms = forms.MultipleChoiceField(
        label=both("考场", "Rooms"), widget=forms.CheckboxSelectMultiple
    )
    starts = text_field(
        "场次（开考时间）",
        "Times of beginning",
        hint=both("如 09:00、14:00；分几场的写几个", "as 09:00, 14:00; one for each group"),
    )

    def clean_starts(self) -> list[time]:
        """Times of day, as 09:00 and 14:00, with anything between them."""
        words = str(self.cleaned_data["starts"]).replace("：", ":")  # full-width
        rest = _TIMES.sub("", words)
        found = [time(int(hour), int(minute)) for hour, minute in _TIMES.findall(words)]
        if not found or re.search(r"[\w:]", rest):
            raise forms.ValidationError(
                both(
                    "看不懂这些时间；请写成 09:00、14:00 这样",
                    "these are no times; write them as 09:00, 14:00",
                )
            )
        return sorted(set(found))


@guarded("seat.allot", of=subjects.exam)
def allot_seats(visit: Visit, exam: Exam) -> HttpResponse:
    """Give all who sit a place, drawn by a seed that is kept."""
    rooms = {str(one.pk): one for one in exam.site.rooms.order_by("name")}

    def form(*data: object) -> AllotForm:
        made = AllotForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["rooms"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.name} ({one.seats})") for pk, one in rooms.items()
        ]
        return made

    def act(form: AllotForm) -> str:
        given = form.cleaned_data
        allot(
            by=visit.actor,
            exam=exam,
            rooms=[rooms[pk] for pk in given["rooms"]],
            starts=given["starts"],
            seed=secrets.token_hex(16),
            at=moment_of(visit.request),
        )
        return reverse("work:exam-seats", args=[exam.pk])

    waiting = sitting(exam).filter(place=None).count()
    return fill_in(
        visit,
        form,
        act,
        title=Text("排座", "Allot seats"),
        lede=Text(
            f"待排 {waiting} 人。次序随机抽定，种子记入日志；已有座位的不动，已退费的收回座位。"
            + ("" if rooms else "本考点还没有登记考场：先到机构页登记。"),
            f"{waiting} to be placed, in an order drawn by a seed that the log keeps. Who has a "
            "place keeps it; who is refunded loses it."
            + ("" if rooms else " The site has no room yet: add one on the institution's page."),
        ),
        done=Text("已排座", "seats are allotted"),
        button=Text("排座", "Allot"),
        trail=[*trail(exam), (TITLE, reverse("work:exam-seats", args=[exam.pk]))],
        part="exams",
        check=lambda: require_ahead(exam),
    )


@guarded("seat.allot", of=subjects.exam)
def tickets(visit: Visit, exam: Exam) -> HttpResponse:
    """Print all tickets, in the background; the files wait on the next page."""
    if visit.request.method == "POST":
        on, lang = today_of(visit.request), lang_of(visit.request)

        def work(report: jobs.Report) -> tuple[Mapping[str, Any], bytes]:
            return _printed(exam, report, on=on, lang=lang)

        key = jobs.start(visit.actor.username, exam.pk, work)
        return HttpResponseRedirect(reverse("work:exam-tickets-job", args=[exam.pk, key]))
    title = Text("打印准考证", "Print the tickets")
    context = {
        "section": "work",
        "part": "exams",
        "title": title,
        "exam": exam,
        "count": exam.places.count(),
        "trail": [*trail(exam), (TITLE, reverse("work:exam-seats", args=[exam.pk])), (title, "")],
    }
    return render(visit.request, "work/tickets.html", context)


@guarded("seat.allot", of=subjects.exam, methods=("GET", "HEAD"))
def tickets_job(visit: Visit, exam: Exam, key: str) -> HttpResponse:
    """How far the printing is, then where the file is."""
    found = found_job(visit, exam, key)
    title = Text("打印准考证", "Print the tickets")
    context = {
        "section": "work",
        "part": "exams",
        "title": title,
        "exam": exam,
        "job": found,
        "message": Text(**found.told["message"]) if "message" in found.told else None,
        "trail": [*trail(exam), (TITLE, reverse("work:exam-seats", args=[exam.pk])), (title, "")],
    }
    is_part = visit.request.headers.get("HX-Request")
    template = "work/tickets_state.html" if is_part else "work/tickets_job.html"
    return render(visit.request, template, context)


@guarded("seat.allot", of=subjects.exam, methods=("GET", "HEAD"))
def tickets_file(visit: Visit, exam: Exam, key: str) -> HttpResponse:
    """One PDF for each room and time, in a ZIP."""
    found = found_job(visit, exam, key)
    if found.state != "done":
        raise Http404
    return attachment(found.file.read_bytes(), "application/zip", f"tickets-{exam.pk}.zip")


def ticket_of(request: HttpRequest, place: Place) -> HttpResponse:
    """A single ticket, for its candidate."""
    content = tickets_document([_ticket(place)], on=today_of(request), lang=lang_of(request))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="ticket-{place.ticket}.pdf"'},
    )


def _printed(
    exam: Exam, report: jobs.Report, *, on: date, lang: Lang
) -> tuple[Mapping[str, Any], bytes]:
    places = exam.places.select_related(
        "room__site", "registration__candidate", "registration__offer", "exam__institution__body"
    ).order_by("starts_at", "room__name", "number")
    if not places:
        raise AppraisalError(Text("还没有排座", "no seats are allotted yet"))
    out, done = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for (start, room), group in groupby(places, lambda one: (one.starts_at, one.room)):
            tickets = [_ticket(one) for one in group]
            content = tickets_document(tickets, on=on, lang=lang)
            name = re.sub(r'[\\/:*?"<>|]', "_", room.name)
            archive.writestr(f"{start:%H%M}-{name}.pdf", content)
            done += len(tickets)
            report(done)
    return {"rows": done}, out.getvalue()


def _ticket(place: Place) -> Ticket:
    registration, exam = place.registration, place.exam
    starts = f"{exam.held_on} {place.starts_at:%H:%M}"
    level = level_name(registration.offer.level).in_(active())
    return Ticket(
        place.ticket,
        ticket_code(place),
        exam.title,
        exam.institution.body.name,
        [
            (Text("姓名", "Name"), registration.candidate.name),
            (Text("证件号码", "Identity document"), number_end(registration.candidate)),
            (Text("职业", "Occupation"), registration.offer.occupation),
            (Text("等级", "Level"), level),
            (Text("考试时间", "Begins"), starts),
            (Text("考点", "Site"), place.room.site.name),
            (Text("考场", "Room"), place.room.name),
            (Text("座位", "Seat"), str(place.number)),
        ],
    )
