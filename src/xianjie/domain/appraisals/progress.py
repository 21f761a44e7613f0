"""How far everything is against the days that the notices set: counts by area and institution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from xianjie.calendar import CHINA
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.law import Law
from xianjie.text import Text

_UNIFIED = (
    Exam.Kind.TECHNICIAN,
    Exam.Kind.ASSOCIATE,
    Exam.Kind.HR_MANAGER,
    Exam.Kind.CHILDCARE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """So many things to be done: where, by whom, for when they are planned, when they were done."""

    area: str
    institution: str
    planned_on: date
    done_on: date | None
    count: int = 1


@dataclass(frozen=True)
class Deadline:
    """A day with its clauses, and all that must be done by it."""

    name: str
    label: Text
    unit: Text
    day: date
    clauses: tuple[str, ...]
    items: Sequence[Item]

    @property
    def whole(self) -> int:
        return sum(one.count for one in self.items)

    @property
    def left(self) -> int:
        return sum(one.count for one in self.items if one.done_on is None)

    def late(self) -> int:
        """Not done and planned for after the day, so that the plan itself breaks it."""
        return sum(
            one.count for one in self.items if one.done_on is None and one.planned_on > self.day
        )

    def by(self, place: str) -> list[tuple[str, int, int]]:
        """Each area or institution with what is done and what is left, the most left first."""
        done: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for one in self.items:
            (left if one.done_on is None else done)[getattr(one, place)] += one.count
        names = sorted({*done, *left}, key=lambda name: (-left[name], name))
        return [(name, done[name], left[name]) for name in names]

    def burn_down(self, on: date) -> list[tuple[date, int, bool]]:
        """What is left at the end of each week; after ``on`` as planned (then the last is true)."""
        if not self.items:
            return []
        ends = [one.done_on or one.planned_on for one in self.items]
        first = min(*ends, on) - timedelta(days=7)
        last = max(*ends, self.day)
        found = []
        day = first
        while day <= last + timedelta(days=6):
            planned = day > on
            left = sum(
                one.count
                for one in self.items
                if (one.done_on is None or one.done_on > day)
                and not (planned and one.done_on is None and max(one.planned_on, on) <= day)
            )
            found.append((day, left, planned))
            day += timedelta(days=7)
        return found


def deadlines(law: Law, reach: Q, registrations: Q) -> list[Deadline]:
    """The deadlines of exams within ``reach``, and of choices within ``registrations``."""
    exams = list(
        Exam.objects.filter(reach, published_at__isnull=False, cancelled_at=None).select_related(
            "institution__body"
        )
    )
    days = law.parameters
    return [
        _of_exams(
            law,
            "appraisal_end_on",
            [one for one in exams if one.kind == Exam.Kind.ROUTINE],
        ),
        _of_exams(
            law,
            "unified_first_end_on",
            [one for one in exams if one.kind in _UNIFIED and one.sitting == "first"],
        ),
        _of_exams(
            law,
            "unified_resit_end_on",
            [one for one in exams if one.kind in _UNIFIED and one.sitting == "resit"],
        ),
        Deadline(
            "choice",
            Text("选择期", "the choice"),
            Text("考生", "candidates"),
            days["appraisal_end_on"].day,
            ("252/2.1.2",),
            _choices(registrations),
        ),
    ]


def _choices(reach: Q) -> list[Item]:
    rows = Registration.objects.filter(
        reach, accepted_at__isnull=False, offer__exam__round__isnull=False
    ).values_list(
        "area",
        "offer__exam__institution__body__name",
        "offer__exam__round__closes_on",
        "choice__chosen_at",
    )
    counted = Counter(
        (
            area,
            name,
            closes - timedelta(days=1),
            # None where nobody chose: the join is an outer one, which the types do not say.
            at.astimezone(CHINA).date() if at is not None else None,  # type: ignore[redundant-expr]
        )
        for area, name, closes, at in rows
    )
    return [Item(*key, count) for key, count in counted.items()]


def _of_exams(law: Law, name: str, exams: Sequence[Exam]) -> Deadline:
    parameter = law.parameters[name]
    return Deadline(
        name,
        parameter.label,
        Text("考试", "exams"),
        parameter.day,
        parameter.clauses,
        [
            Item(
                one.area,
                one.institution.body.name,
                one.held_on,
                one.held_on if one.held_at else None,
            )
            for one in exams
        ],
    )
