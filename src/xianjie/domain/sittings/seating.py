"""Rooms, who sits, where and by which ticket.

Only those sit whose fee is accepted and who are not refunded and do not ask to be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hmac import compare_digest

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Choice, Exam, Registration
from xianjie.domain.audit.events import record
from xianjie.domain.locking import held
from xianjie.domain.organisations.models import Site
from xianjie.domain.sittings.models import Place, Room
from xianjie.domain.sittings.resits import entitled
from xianjie.text import Text

_TICKET = re.compile(r"XJT1\.([0-9]+)\.([0-9a-f]{16})")
_CHECK = 16  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Seated:
    """How many were newly placed, how many had a place, and of whom it was taken back."""

    placed: int
    kept: int
    removed: int


def add_room(*, by: Actor, site: Site, name: str, seats: int, at: datetime) -> Room:
    """A room of a site; raises `Denied`, `AppraisalError` where the site has too few seats."""
    require(by, "room.keep", Target(area=site.area, body=site.institution_id))
    try:
        with transaction.atomic():
            locked = Site.objects.select_for_update().get(pk=site.pk)
            used = locked.rooms.aggregate(sum=Sum("seats"))["sum"] or 0
            if seats < 1 or used + seats > locked.seats:
                raise AppraisalError(
                    Text(
                        f"考点有 {locked.seats} 个座位，已有考场用了 {used} 个；请改座位数",
                        f"the site has {locked.seats} seats, of which its rooms have {used}; give "
                        "another number",
                    )
                )
            made = Room.objects.create(site=locked, name=name, seats=seats)
            record(
                by=by.username,
                at=at,
                action="room.added",
                subject=made,
                area=site.area,
                data={"name": name, "seats": seats},
            )
    except IntegrityError as error:
        raise AppraisalError(
            Text(f"已有考场“{name}”；请换名称", f"there is a room {name!r}; give another name")
        ) from error
    return made


def sitting(exam: Exam) -> QuerySet[Registration]:
    """Who sits: accepted, not withdrawn, and not asking for a refund."""
    return Registration.objects.filter(
        offer__exam=exam, accepted_at__isnull=False, withdrawn_at=None
    ).exclude(choice__option=Choice.Option.REFUND)


def not_entitled(exam: Exam) -> list[Registration]:
    """Who is registered for a resit and did not fail its first sitting; nobody, for a first one.

    Where the first sitting was taken over from elsewhere, its results are not here to ask.
    """
    if exam.first is None or exam.first.taken_over:
        return []
    failed = {
        (one.registration.candidate_id, one.registration.offer.occupation, one.level)
        for one in entitled(exam.first)
    }
    return [
        one
        for one in sitting(exam).select_related("offer", "candidate")
        if (one.candidate_id, one.offer.occupation, one.offer.level) not in failed
    ]


def allot(
    *, by: Actor, exam: Exam, rooms: Sequence[Room], starts: Sequence[time], seed: str, at: datetime
) -> Seated:
    """Give everyone who sits a place, in an order drawn by the seed, which is kept.

    Who has a place keeps it, so it can be done again for those who came later; who no longer sits
    loses it. Raises `Denied`, and `AppraisalError` where places are missing or a room is taken.
    """
    require(by, "seat.allot", Target(area=exam.area, body=exam.institution_id))
    with transaction.atomic():
        locked = held(Exam.objects.select_related("first"), exam.pk)
        assert locked  # noqa: S101 - exams are never deleted
        require_ahead(locked)
        _require_rooms(locked, rooms, starts)
        barred = {one.pk for one in not_entitled(locked)}
        wanted = set(sitting(locked).values_list("pk", flat=True)) - barred
        places = {one.registration_id: one for one in Place.objects.filter(exam=locked)}
        gone = [one.pk for number, one in places.items() if number not in wanted]
        ticket = max((_ordinal(one.ticket) for one in places.values()), default=0)
        Place.objects.filter(pk__in=gone).delete()
        free = _free(locked, rooms, starts)
        new = ordered(sorted(wanted - set(places)), seed)
        if len(new) > len(free):
            raise AppraisalError(
                Text(
                    f"还有 {len(new)} 人要排座，所选考场和场次只有 {len(free)} 个空位；"
                    "请增加考场或场次",
                    f"{len(new)} are to be placed and there are {len(free)} places in these rooms "
                    "and times; add rooms or times",
                )
            )
        Place.objects.bulk_create(
            Place(
                exam=locked,
                registration_id=number,
                room_id=room,
                starts_at=start,
                number=seat,
                ticket=_ticket(locked, ticket + nth),
            )
            for nth, (number, (start, room, seat)) in enumerate(
                zip(new, free, strict=False), start=1
            )
        )
        done = Seated(len(new), len(places) - len(gone), len(gone))
        record(
            by=by.username,
            at=at,
            action="seats.allotted",
            subject=locked,
            area=locked.area,
            data={
                "seed": seed,
                "placed": done.placed,
                "kept": done.kept,
                "removed": sorted(number for number in places if number not in wanted),
            },
        )
    return done


def ordered(numbers: Iterable[int], seed: str) -> list[int]:
    """Numbers in the order of SHA-256 of the seed, a line break and the number."""
    return sorted(numbers, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())


def ticket_code(place: Place) -> str:
    """What the QR code of a ticket holds: its number, and a check that only we can make."""
    return f"XJT1.{place.ticket}.{_check(place.ticket)}"


def place_of_code(exam: Exam, code: str) -> Place:
    """The place of a ticket's number or code; raises `AppraisalError` for one that is not ours."""
    code = code.strip()
    found = _TICKET.fullmatch(code)
    if found and not compare_digest(found[2], _check(found[1])):
        raise AppraisalError(
            Text("二维码不是本系统签发的；请核对证件", "this code is not ours; check who it is")
        )
    ticket = found[1] if found else code
    place = Place.objects.filter(exam=exam, ticket=ticket).first()
    if place is None:
        raise AppraisalError(
            Text("这场考试没有这张准考证", "no ticket of this exam has that number")
        )
    return place


def _check(ticket: str) -> str:
    return keyed_hash(f"ticket:{ticket}")[:_CHECK]


def _ticket(exam: Exam, ordinal: int) -> str:
    return f"{exam.pk:08}{ordinal:05}"


def _ordinal(ticket: str) -> int:
    return int(ticket[-5:])


def _free(exam: Exam, rooms: Sequence[Room], starts: Sequence[time]) -> list[tuple[time, int, int]]:
    """Times, rooms and seats that nobody has, in that order."""
    taken = set(Place.objects.filter(exam=exam).values_list("starts_at", "room", "number"))
    return [one for one in _all(rooms, starts) if one not in taken]


def _all(rooms: Sequence[Room], starts: Sequence[time]) -> Iterator[tuple[time, int, int]]:
    for start in sorted(set(starts)):
        for room in rooms:
            for seat in range(1, room.seats + 1):
                yield start, room.pk, seat


def require_ahead(exam: Exam) -> None:
    """Raises `AppraisalError` unless the exam is published and still to come."""
    if exam.published_at is None or exam.held_at or exam.cancelled_at:
        raise AppraisalError(
            Text(
                "考试尚未公布，或已举行、已取消，不能排座",
                "the exam is not published yet, or is over or cancelled: no seats are allotted",
            )
        )
    if exam.first and not exam.first.taken_over and not exam.first.publications.exists():
        raise AppraisalError(
            Text(
                "正考成绩尚未公布，不知谁可以补考；请先公布正考成绩",
                "the results of the first sitting are not published, so it is not known who may "
                "resit; publish them first",
            )
        )
    places = Place.objects.filter(exam=exam)
    if places.exclude(attendance="").exists() or places.filter(incidents__isnull=False).exists():
        raise AppraisalError(
            Text(
                "已登记到考或考生的异常情况，不能再排座",
                "attendance or a candidate's incident is recorded: seats stay as they are",
            )
        )


def _require_rooms(exam: Exam, rooms: Sequence[Room], starts: Sequence[time]) -> None:
    if not rooms or not starts:
        raise AppraisalError(
            Text("至少要有一个考场和一个场次", "give at least one room and one time")
        )
    list(Room.objects.select_for_update().filter(pk__in=[one.pk for one in rooms]).order_by("pk"))
    for room in rooms:
        if room.site_id != exam.site_id:
            raise AppraisalError(
                Text(
                    f"考场“{room.name}”不在本场考点；请另选",
                    f"the room {room.name!r} is not at the site of the exam; choose another",
                )
            )
    clash = (
        Place.objects.filter(Q(room__in=rooms), starts_at__in=starts, exam__held_on=exam.held_on)
        .exclude(exam=exam)
        .filter(exam__cancelled_at=None)
        .select_related("room", "exam")
        .first()
    )
    if clash:
        raise AppraisalError(
            Text(
                f"考场“{clash.room.name}”{clash.starts_at:%H:%M} 已由“{clash.exam.title}”使用；"
                "请另选考场或时间",
                f"the room {clash.room.name!r} is taken at {clash.starts_at:%H:%M} by "
                f"{clash.exam.title}; choose another room or time",
            )
        )
