"""Exams of the qualification scheme: what each offers is a sitting of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from xianjie.domain.appraisals.models import Exam, Offer, Registration
from xianjie.domain.points import Part
from xianjie.domain.sittings.models import Assignment, Conflict, Publication, Relation
from xianjie.domain.sittings.sealed import Line, lines_of
from xianjie.domain.supervision.snapshot.asked import Asked, Cells, pieces
from xianjie.domain.supervision.snapshot.numbers import body_code, of_offer, site_of_exams

_EXAMS = 20  # of which results are in memory at once
_NOBODY: Mapping[Part, int | None] = {}


def sittings(asked: Asked) -> Iterator[Cells]:
    """Of exams that are public and not called off by the day."""
    for piece in pieces(
        Offer.objects.filter(_public(asked, "exam__")),
        "exam__institution",
        "exam__area",
        "exam__site",
        "occupation",
        "level",
        "exam__held_on",
        "seats",
    ):
        for offer, body, area, site, occupation, level, held_on, seats in piece:
            yield (
                of_offer(offer),
                "qualification",
                body_code(body),
                "government",
                area,
                site_of_exams(site),
                occupation,
                level,
                held_on,
                held_on,
                None,
                seats,
                None,
                None,
                None,
                None,
            )


def results(asked: Asked) -> Iterator[Cells]:
    """Who was accepted and has not withdrawn; present once the exam's results are published."""
    exams = Exam.objects.filter(_public(asked))
    for piece in pieces(exams, at_once=_EXAMS):
        numbers = [number for (number,) in piece]
        published = _published(numbers, asked)
        rows = _registrations(asked).filter(offer__exam__in=numbers)
        for offer, person, enrolled_on, exam, ticket in rows.order_by("pk").values_list(
            "offer", "candidate__number_hash", "registered_on", "place__exam", "place__ticket"
        ):
            line = published.get((exam, ticket))
            points = line.points if line else _NOBODY
            yield (
                of_offer(offer),
                person,
                enrolled_on,
                line is not None and line.standing != "absent",
                line is not None and line.passed,
                points.get(Part.THEORY),
                points.get(Part.PRACTICAL),
                None,
                None,
                None,
            )


def examiners(asked: Asked) -> Iterator[Cells]:
    """Who was assigned by the day, by card; the same at every offer of an exam."""
    assigned = Assignment.objects.filter(_public(asked, "exam__"), assigned_at__lt=asked.end)
    for piece in pieces(
        assigned,
        "exam",
        "exam__held_on",
        "exam__institution",
        "examiner",
        "examiner__card",
        "examiner__from_on",
        "examiner__to_on",
    ):
        offers: dict[int, list[int]] = defaultdict(list)
        exams = {row[1] for row in piece}
        for offer, exam in Offer.objects.filter(exam__in=exams).values_list("pk", "exam"):
            offers[exam].append(offer)
        barred = _barred({row[4] for row in piece}, exams, asked)
        for _, exam, held_on, body, examiner, card, from_on, to_on in piece:
            for offer in sorted(offers[exam]):
                yield (
                    of_offer(offer),
                    f"card {card}",
                    _is_valid(held_on, from_on, to_on),
                    (examiner, "body", body) in barred or (examiner, "exam", exam) in barred,
                )


def _public(asked: Asked, path: str = "") -> Q:
    return asked.within(f"{path}pk", "exams") & Q(
        asked.not_yet(f"{path}cancelled_at"), **{f"{path}published_at__lt": asked.end}
    )


def _registrations(asked: Asked) -> QuerySet[Registration]:
    return Registration.objects.filter(asked.not_yet("withdrawn_at"), accepted_at__lt=asked.end)


def _published(exams: list[int], asked: Asked) -> dict[tuple[int, str], Line]:
    """The newest results of each exam as of the day, by exam and ticket."""
    newest: dict[int, Publication] = {}
    rows = Publication.objects.filter(exam__in=exams, published_at__lt=asked.end)
    for one in rows.order_by("version"):
        newest[one.exam_id] = one
    return {(exam, line.ticket): line for exam, one in newest.items() for line in lines_of(one)}


def _barred(examiners: set[int], exams: set[int], asked: Asked) -> set[tuple[int, str, int]]:
    """Who is not to examine at which body, or at which exam for a person who sits there."""
    declared = {"examiner__in": examiners, "declared_at__lt": asked.end}
    found = {
        (examiner, "body", body)
        for examiner, body in Conflict.objects.filter(**declared).values_list("examiner", "body")
    }
    related: dict[str, set[int]] = defaultdict(set)
    for examiner, person in Relation.objects.filter(**declared).values_list(
        "examiner", "number_hash"
    ):
        related[person].add(examiner)
    there = _registrations(asked).filter(
        offer__exam__in=exams, candidate__number_hash__in=list(related)
    )
    for exam, person in there.values_list("offer__exam", "candidate__number_hash"):
        found |= {(examiner, "exam", exam) for examiner in related[person]}
    return found


def _is_valid(on: date, from_on: date, to_on: date | None) -> bool:
    return from_on <= on and (to_on is None or on < to_on)
