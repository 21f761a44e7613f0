"""Who failed the first sitting and may resit, and in which parts: from what was published.

Who was absent may resit in all parts; whose result is void for a breach may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.sittings.models import Publication
from xianjie.domain.sittings.parts import Part, parts_of_level
from xianjie.domain.sittings.sealed import Line, lines_of


@dataclass(frozen=True, slots=True)
class Resit:
    """A registration of the first sitting, and the parts that are to be sat again."""

    registration: Registration
    ticket: str
    level: int
    parts: tuple[Part, ...]


def entitled(first: Exam) -> list[Resit]:
    """By the newest publication of the first sitting; none where there is none."""
    publication = Publication.objects.filter(exam=first).order_by("-version").first()
    if publication is None:
        return []
    lines = {one.ticket: one for one in lines_of(publication)}
    found = (
        Registration.objects.filter(place__exam=first, place__ticket__in=lines)
        .select_related("offer", "candidate", "place")
        .order_by("place__ticket")
    )
    return [
        Resit(one, one.place.ticket, one.offer.level, parts)
        for one in found
        if (parts := failed(lines[one.place.ticket]))
    ]


def failed(line: Line) -> tuple[Part, ...]:
    """The parts that a published result leaves to be sat again."""
    match line.standing:
        case "void":
            return ()
        case "absent":
            return line.parts
        case _:
            return tuple(one for one in line.parts if (line.points[one] or 0) < line.pass_mark)


def parts_at(exam: Exam) -> Mapping[int, tuple[Part, ...]]:
    """The parts that are examined, by registration: all of the level's; at a resit those failed."""
    failed_before = (
        {
            (one.registration.candidate_id, one.registration.offer.occupation, one.level): one.parts
            for one in entitled(exam.first)
        }
        if exam.first
        else {}
    )
    return {
        one.pk: failed_before.get(
            (one.candidate_id, one.offer.occupation, one.offer.level),
            parts_of_level(one.offer.level),
        )
        for one in Registration.objects.filter(place__exam=exam).select_related("offer")
    }
