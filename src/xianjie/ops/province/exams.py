"""Exams of every sort, drafted, published where the law allows it and registered for.

And what stops some of them: suspensions of two prefectures, and those that are forbidden.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import choices, exams, importing
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import Treatment
from xianjie.law import Law
from xianjie.ops.demo import DAY
from xianjie.ops.province.bodies import Bodies
from xianjie.ops.province.made_up import candidates, moment
from xianjie.ops.province.plan import LARGE, ROUND_OVER, SORTS, Sort

_SEATS = 150
_ENTERED_ON = date(2020, 9, 7)  # what has no announcement


class Announcing:
    """The exams of the plan at the institutions, drawn by one chance."""

    def __init__(self, chance: random.Random, bodies: Bodies, law: Law) -> None:
        self.chance, self.bodies, self.law = chance, bodies, law
        self.people = candidates(chance)
        self.accounts = count(1)
        self.occupations = _occupations()

    def make(self) -> list[tuple[Sort, Exam]]:
        """Those that could be held; the others stay drafts."""
        return [
            (sort, exam)
            for number, sort in enumerate(one for one in SORTS for _ in range(one.count))
            if (exam := self._exam(number, sort))
        ]

    def _exam(self, number: int, sort: Sort) -> Exam | None:
        """Drafted, published where the law allows it, registered for."""
        site, staff = self.bodies.institutions[number % len(self.bodies.institutions)]
        occupation = self.chance.choice(self.occupations[_of(sort)])
        announced = self._between(*sort.announced) if sort.announced else None
        entered = announced or _ENTERED_ON
        competition = sort.route is Exam.Route.COMPETITION
        exam = exams.draft_exam(
            by=staff,
            site=site,
            title=f"{occupation}{'竞赛' if competition else '鉴定'}（2020年第{number + 1}场）",
            kind=sort.kind,
            held_on=self._between(*sort.held),
            basis=f"鉴定公告2020年第{number + 1}号",
            offers=[
                exams.Offered(
                    occupation,
                    5 - number % 4,
                    10_000 + 1_000 * (number % 25),
                    _SEATS if number else LARGE,
                )
            ],
            route=sort.route,
            in_plan=sort.in_plan,
            announced_on=announced,
            issue_on=sort.issue_on,
            at=moment(entered),
        )
        try:
            if sort.taken_over:
                exam = exams.take_over(
                    by=self.bodies.central.one,
                    exam=exam.pk,
                    basis="补录",
                    law=self.law,
                    at=moment(entered),
                )
            else:
                exam = exams.publish_exam(
                    by=staff, exam=exam.pk, law=self.law, on=entered, at=moment(entered)
                )
        except RefusedByLaw:
            return None  # it stays a draft, and what the law said is kept
        self._registrations(exam, staff, entered, sort)
        return exam

    def _registrations(self, exam: Exam, staff: Actor, entered: date, sort: Sort) -> None:
        offer = exam.offers.get()
        notice = self.law.parameters["provincial_notice_on"].day
        entries = []
        for row in range(1, sort.registered + 1):
            is_late = self.chance.random() < sort.late
            first, last = (notice, DAY) if is_late else (entered, notice - timedelta(days=1))
            account = f"6222020000{next(self.accounts):09}"
            entries.append(
                importing.Entry(
                    row, next(self.people), offer.pk, self._between(first, last), account
                )
            )
        if entries:
            importing.write(
                by=staff,
                checked=importing.check(by=staff, entries=entries),
                notice_version=NOTICE.version,
                law=self.law,
                on=entered,
                at=moment(min(one.registered_on for one in entries)),
            )

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))


def suspend(bodies: Bodies) -> None:
    """Two prefectures stop their exams."""
    for code, from_on in (("440300", date(2020, 9, 10)), ("445200", date(2020, 9, 14))):
        exams.suspend(
            by=bodies.bureaus[code][1],
            area=code,
            from_on=from_on,
            basis="疫情防控指挥部通告（演示）",
            at=moment(from_on),
        )


def cancel(bodies: Bodies, made: list[tuple[Sort, Exam]], law: Law) -> None:
    """Half of the forbidden exams are called off, their fees owed back."""
    forbidden = [exam for sort, exam in made if sort.taken_over]
    for exam in forbidden[::2]:
        choices.cancel_prohibited(
            by=bodies.staff(exam),
            exam=exam.pk,
            basis="不得组织，退还考试费",
            law=law,
            on=ROUND_OVER,
            at=moment(ROUND_OVER),
        )


def _occupations() -> Mapping[str, list[str]]:
    """Names by the treatment that the plan asks for."""
    listed = catalogue.load().occupations
    access = [one for one in listed if one.treatment is Treatment.ACCESS_TYPE]
    return {
        "batch": [one.occupation for one in listed if one.treatment is not Treatment.ACCESS_TYPE],
        "childcare": ["保育员"],
        "hr": ["企业人力资源管理师"],
        "access_hrss": [one.occupation for one in access if one.hrss_organised],
        "access_other": [one.occupation for one in access if not one.hrss_organised],
    }


def _of(sort: Sort) -> str:
    return sort.name if sort.name in {"childcare", "hr"} else sort.treatment
