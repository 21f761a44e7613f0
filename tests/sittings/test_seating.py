"""Who sits where: all who sit, nobody else, each once; by a ticket that cannot be made up."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.domain.conftest import AT, ON, Province
from tests.sittings.conftest import HELD, NINE, seated
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Choice
from xianjie.domain.appraisals.services import choices
from xianjie.domain.audit.models import Event
from xianjie.domain.sittings.conduct import Attendance, admit, take_attendance
from xianjie.domain.sittings.models import Place, Room
from xianjie.domain.sittings.seating import (
    Seated,
    add_room,
    allot,
    ordered,
    place_of_code,
    ticket_code,
)
from xianjie.instruments import law

CLOSES = date(2020, 9, 25)


def new_room(province: Province, name: str = "一室", seats: int = 30) -> Room:
    return add_room(
        by=province.actors["institution"], site=province.site, name=name, seats=seats, at=AT
    )


def test_rooms_have_no_more_seats_than_their_site(province: Province) -> None:
    new_room(province, seats=60)
    with pytest.raises(AppraisalError, match="已有考场用了 60 个"):
        new_room(province, "二室", 41)
    with pytest.raises(AppraisalError, match="已有考场“一室”"):
        new_room(province, "一室", 40)
    with pytest.raises(Denied):
        add_room(
            by=province.actors["other-institution"], site=province.site, name="x", seats=1, at=AT
        )


def test_who_asks_for_a_refund_or_is_not_accepted_does_not_sit(province: Province) -> None:
    exam = province.exam()
    stays, refund, silent, withdrawn = (province.registered(exam, n) for n in range(4))
    late = province.registered(exam, 5)
    late.accepted_at = None
    late.save()
    withdrawn.withdrawn_at = AT
    withdrawn.save()
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=CLOSES,
        law=law(),
        on=ON,
        at=AT,
    )
    for one, option in ((stays, Choice.Option.CONTINUE), (refund, Choice.Option.REFUND)):
        choices.choose(
            by=province.candidate(one), registration=one.pk, option=option, law=law(), on=ON, at=AT
        )
    seated(province, exam, new_room(province))
    assert set(exam.places.values_list("registration", flat=True)) == {stays.pk, silent.pk}


def test_seats_are_drawn_by_the_seed_and_kept_when_others_come(province: Province) -> None:
    exam, room = province.exam(), new_room(province)
    first = [province.registered(exam, number) for number in range(6)]
    seated(province, exam, room)
    places = list(exam.places.order_by("number"))
    assert [one.registration_id for one in places] == ordered([one.pk for one in first], "5eed")
    assert Event.objects.get(action="seats.allotted").told["seed"] == "5eed"
    later = province.registered(exam, 7)
    gone = first[0]
    gone.withdrawn_at = AT
    gone.save()
    done = allot(
        by=province.actors["institution"],
        exam=exam,
        rooms=[room],
        starts=[NINE],
        seed="other",
        at=AT,
    )
    assert done == Seated(1, 5, 1)
    kept = {one.registration_id: (one.number, one.ticket) for one in places}
    for one in exam.places.exclude(registration=later):
        assert kept[one.registration_id] == (one.number, one.ticket)
    assert later.place.ticket not in {ticket for _, ticket in kept.values()}


def test_too_few_places_are_refused_with_the_numbers(province: Province) -> None:
    exam, room = province.exam(), new_room(province, seats=2)
    for number in range(5):
        province.registered(exam, number)
    asked = {"by": province.actors["institution"], "exam": exam, "rooms": [room], "seed": "s"}
    with pytest.raises(AppraisalError, match=r"还有 5 人要排座.*只有 4 个空位"):
        allot(**asked, starts=[NINE, time(14)], at=AT)  # type: ignore[arg-type]
    assert Place.objects.count() == 0
    done = allot(**asked, starts=[NINE, time(11), time(14)], at=AT)  # type: ignore[arg-type]
    assert done.placed == 5


def test_a_room_is_not_used_twice_at_a_time(province: Province) -> None:
    room = new_room(province)
    one, other = province.exam(), province.exam()
    province.registered(one, 1)
    province.registered(other, 1)
    seated(province, one, room)
    with pytest.raises(AppraisalError, match="“一室”09:00 已由“电工日常鉴定”使用"):
        seated(province, other, room)


def test_seats_stay_once_attendance_is_taken(province: Province) -> None:
    exam, room = province.exam(), new_room(province)
    province.registered(exam, 1)
    seated(province, exam, room)
    place = exam.places.get()
    marks = {place.pk: Attendance.PRESENT}
    by = province.actors["institution"]
    with pytest.raises(AppraisalError, match="考试日"):
        take_attendance(by=by, exam=exam, marks=marks, on=ON, at=AT)
    assert take_attendance(by=by, exam=exam, marks=marks, on=HELD, at=AT) == 1
    assert take_attendance(by=by, exam=exam, marks=marks, on=HELD, at=AT) == 0
    assert Event.objects.filter(action="attendance.taken").count() == 1
    with pytest.raises(AppraisalError, match="不能再排座"):
        seated(province, exam, room)


def test_only_our_own_code_admits(province: Province) -> None:
    exam, room = province.exam(), new_room(province)
    province.registered(exam, 1)
    seated(province, exam, room)
    place = exam.places.get()
    code = ticket_code(place)
    by = province.actors["institution"]
    assert admit(by=by, exam=exam, code=code, on=HELD, at=AT).attendance == Attendance.PRESENT
    assert place_of_code(exam, place.ticket) == place
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(AppraisalError, match="不是本系统签发"):
        admit(by=by, exam=exam, code=forged, on=HELD, at=AT)
    with pytest.raises(AppraisalError, match="没有这张准考证"):
        place_of_code(province.exam(), code)
    with pytest.raises(Denied):
        admit(by=province.actors["other-institution"], exam=exam, code=code, on=HELD, at=AT)
