"""The small province with a pool of examiners and of supervisors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from tests.domain.conftest import AT, ON, Province, province
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.appraisals.services import exams
from xianjie.domain.sittings.conduct import Attendance, take_attendance
from xianjie.domain.sittings.models import Examiner, Place, Room
from xianjie.domain.sittings.results import Given, enter
from xianjie.domain.sittings.seating import add_room, allot
from xianjie.domain.sittings.services import enter_examiner
from xianjie.instruments import law

__all__ = ["NewExaminer", "Province", "Sat", "new_examiner", "province", "sat", "supervisors"]
HELD = date(2020, 11, 1)
THEN = datetime(2020, 11, 1, 8, tzinfo=UTC)
NINE = time(9)

NewExaminer = Callable[..., Examiner]


@pytest.fixture
def new_examiner(province: Province) -> NewExaminer:
    """Return ``new_examiner(name, **given)``: of the institution, for electricians to level 4."""

    def make(name: str, **given: object) -> Examiner:
        user = User.objects.create(username=name, name=name)
        Membership.objects.create(
            user=user,
            body=province.institution.body,
            role=Role.EXAMINER,
            from_on=date(2020, 1, 1),
            granted_by="tests",
        )
        told = {"competences": {"电工": 4}, "from_on": date(2020, 1, 1), **given}
        return enter_examiner(
            by=province.actors["institution"],
            user=user,
            home=province.institution,
            card=f"K-{name}",
            at=AT,
            **told,  # type: ignore[arg-type]
        )

    return make


@pytest.fixture
def supervisors(province: Province) -> list[str]:
    """Nine of the city's bureau, one of another city's, one who also works at the institution."""
    city, other = (Body.objects.get(name=name) for name in ("广州市局", "深圳市局"))
    names = [f"督导{number}" for number in range(9)]
    for name, body in [*((name, city) for name in names), ("外市", other), ("兼职", city)]:
        user = User.objects.create(username=name, name=name)
        Membership.objects.create(
            user=user,
            body=body,
            role=Role.SUPERVISOR,
            from_on=date(2020, 1, 1),
            granted_by="tests",
        )
    Membership.objects.create(
        user=User.objects.get(username="兼职"),
        body=province.institution.body,
        role=Role.EXAMINER,
        from_on=date(2020, 1, 1),
        granted_by="tests",
    )
    return names


@dataclass(frozen=True)
class Sat:
    """An exam that was held: four candidates, of whom the last did not come."""

    province: Province
    exam: Exam
    room: Room
    registrations: list[Registration]
    one: Actor
    two: Actor
    three: Actor
    centre: Actor

    @property
    def places(self) -> list[Place]:
        return [Place.objects.get(registration=one) for one in self.registrations]

    @property
    def present(self) -> list[Place]:
        return self.places[:-1]

    def given(self, *points: tuple[int, int]) -> list[Given]:
        return [
            Given(row, place.ticket, *both)
            for row, (place, both) in enumerate(zip(self.present, points, strict=True), start=2)
        ]

    def entered(self, by: Actor, *points: tuple[int, int]) -> int:
        return enter(by=by, exam=self.exam, given=self.given(*points), at=THEN)


def staff(role: Role, body: Body, name: str) -> Actor:
    user = User.objects.create(username=name, name=name)
    Membership.objects.create(
        user=user, body=body, role=role, from_on=date(2020, 1, 1), granted_by="tests"
    )
    return actor_of(user, ON)


def seated(province: Province, exam: Exam, room: Room) -> None:
    allot(
        by=province.actors["institution"],
        exam=exam,
        rooms=[room],
        starts=[NINE],
        seed="5eed",
        at=AT,
    )


def held(province: Province, exam: Exam, *absent: Registration) -> None:
    places = Place.objects.filter(exam=exam)
    gone = {one.pk for one in absent}
    take_attendance(
        by=province.actors["institution"],
        exam=exam,
        marks={
            one.pk: Attendance.ABSENT if one.registration_id in gone else Attendance.PRESENT
            for one in places
        },
        on=exam.held_on,
        at=THEN,
    )
    exams.hold_exam(
        by=province.actors["institution"], exam=exam.pk, law=law(), on=exam.held_on, at=THEN
    )
    exam.refresh_from_db()


@pytest.fixture
def sat(province: Province) -> Sat:
    exam = province.exam()
    registrations = [province.registered(exam, number) for number in range(4)]
    room = add_room(
        by=province.actors["institution"], site=province.site, name="一室", seats=30, at=AT
    )
    seated(province, exam, room)
    held(province, exam, registrations[-1])
    body = province.institution.body
    return Sat(
        province,
        exam,
        room,
        registrations,
        province.actors["institution"],
        staff(Role.INSTITUTION, body, "录入二"),
        staff(Role.INSTITUTION, body, "第三人"),
        province.actors["centre"],
    )
