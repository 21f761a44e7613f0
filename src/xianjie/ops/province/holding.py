"""Exams held before the demonstration opens: seats, who came, results; who is sent to one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time, timedelta

from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.appraisals.services import exams
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.domain.sittings import results, seating
from xianjie.domain.sittings import services as sittings
from xianjie.domain.sittings.conduct import Attendance, take_attendance
from xianjie.domain.sittings.publishing import publish as publish_results
from xianjie.domain.sittings.resits import entitled
from xianjie.law import Law
from xianjie.ops.demo import DAY
from xianjie.ops.province.accounts import acting, login, own
from xianjie.ops.province.bodies import Bodies
from xianjie.ops.province.made_up import moment
from xianjie.ops.province.plan import Sort

_ROOM = 60  # seats
_ABSENT = 0.06  # the share of those who do not come
_REVIEWED_FROM = 2  # technicians are reviewed by a panel besides
_SEED = "20200915"  # of seats and of the supervisors drawn
_SLIPS = 2  # results that a second person enters otherwise


class Holding:
    """Exams are held in order; what each comes to hangs on how many were before it."""

    def __init__(self, chance: random.Random, bodies: Bodies, law: Law) -> None:
        self.chance, self.bodies, self.law = chance, bodies, law

    def make(self, made: list[tuple[Sort, Exam]]) -> None:
        number = 0
        for _, exam in made:
            if exam.held_on < DAY:
                self._seat(exam)
                try:
                    exams.hold_exam(
                        by=self.bodies.staff(exam),
                        exam=exam.pk,
                        law=self.law,
                        on=exam.held_on,
                        at=moment(exam.held_on, 8),
                    )
                except RefusedByLaw:
                    continue  # it stands still
                self._examine(exam, number)
                number += 1

    def _seat(self, exam: Exam) -> None:
        staff, at = self.bodies.staff(exam), moment(exam.held_on - timedelta(days=3))
        if not exam.site.rooms.exists():
            for name in ("一号考场", "二号考场"):
                seating.add_room(
                    by=staff, site=exam.site, name=name, seats=_ROOM, at=moment(date(2020, 9, 1))
                )
        seating.allot(
            by=staff,
            exam=exam,
            rooms=list(exam.site.rooms.order_by("pk")),
            starts=[time(9)],
            seed=_SEED,
            at=at,
        )

    def _examine(self, exam: Exam, number: int) -> None:
        """Of three exams the results of one are published, of one they differ, of one are begun."""
        staff, at = self.bodies.staff(exam), moment(exam.held_on, 9)
        places = list(exam.places.order_by("ticket"))
        came = [one for one in places if self.chance.random() > _ABSENT]
        absent = {one.pk for one in places} - {one.pk for one in came}
        take_attendance(
            by=staff,
            exam=exam,
            marks={
                one.pk: Attendance.ABSENT if one.pk in absent else Attendance.PRESENT
                for one in places
            },
            on=exam.held_on,
            at=at,
        )
        exam.refresh_from_db()
        is_reviewed = exam.offers.get().level <= _REVIEWED_FROM
        given = [
            results.Given(
                row,
                one.ticket,
                self._points(),
                self._points(),
                self._points() if is_reviewed else None,
            )
            for row, one in enumerate(came, start=2)
        ]
        body = exam.institution.body
        second = acting(login("recorder", number + 1), Role.INSTITUTION, body)
        stage = number % 3
        results.enter(by=staff, exam=exam, given=given, at=at)
        if stage == 1:
            slips = [replace(one, theory=99) for one in given[:_SLIPS]]
            results.enter(by=second, exam=exam, given=[*slips, *given[_SLIPS:]], at=at)
        elif stage == 0:
            results.enter(by=second, exam=exam, given=given, at=at)
            publish_results(by=self.bodies.central.one, exam=exam, at=moment(DAY, 0))

    def _points(self) -> int:
        return max(0, min(100, round(self.chance.gauss(74, 10))))


def assign(bodies: Bodies, made: list[tuple[Sort, Exam]]) -> None:
    """A pool of examiners at the first institution, one assigned; supervisors drawn once."""
    site, staff = bodies.institutions[0]
    exam = next(exam for _, exam in made if exam.site_id == site.pk and exam.held_on > DAY)
    occupation = exam.offers.get().occupation
    for number, name in enumerate(("examiner", "examiner-b"), start=1):
        examiner = sittings.enter_examiner(
            by=staff,
            user=User.objects.get(username=name),
            home=site.institution,
            card=f"440100{number:06}",
            competences={occupation: 1} if number == 1 else {"电工": 3},
            from_on=date(2019, 1, 1),
            at=moment(DAY),
        )
        if number == 1:
            sittings.assign_examiner(by=staff, exam=exam, examiner=examiner, at=moment(DAY))
    sittings.draw_supervisors(
        by=bodies.bureaus["440100"][1], exam=exam, count=2, seed=_SEED, on=DAY, at=moment(DAY)
    )


def own_two() -> None:
    """Accounts of two candidates: one may still choose, one failed and may ask for a review."""
    failed = next(
        one.registration
        for exam in Exam.objects.filter(publications__isnull=False).order_by("pk")
        for one in entitled(exam)
    )
    own("candidate-b", failed.candidate)
    found = (
        Registration.objects.filter(
            offer__exam__round__locked_at=None, accepted_at__isnull=False, choice=None
        )
        .filter(offer__exam__round__isnull=False)
        .select_related("candidate")
        .order_by("pk")
    )
    own("candidate", found[0].candidate)
