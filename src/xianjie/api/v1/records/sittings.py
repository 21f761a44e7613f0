"""Sittings: who sits where, who came, results entered and published, reviews of them."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment, Words
from xianjie.api.v1.records.exams import EXAMS
from xianjie.api.v1.records.given import Given, Line, Number, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.registrations import REGISTRATIONS
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings import publishing, results, reviews
from xianjie.domain.sittings.conduct import Attendance, take_attendance
from xianjie.domain.sittings.models import Place, Publication, Review
from xianjie.text import Text

router = Router(tags=["sittings"])
MOST_ROWS = 5_000


def _target(exam: Exam) -> Target:
    return Target(area=exam.area, body=exam.institution_id)


_PLACES = Kind(
    "registration.read",
    lambda: Place.objects.select_related("registration__candidate", "room", "exam"),
    lambda place: _target(place.exam),
    area="exam__area",
    body="exam__institution",
    owner="registration__candidate__user",
)
_RESULTS = Kind(
    "result.read",
    lambda: Exam.objects.select_related("institution"),
    _target,
    area="area",
    body="institution",
)
_PUBLICATIONS = Kind(
    "result.read",
    lambda: Publication.objects.select_related("exam"),
    lambda publication: _target(publication.exam),
    area="exam__area",
    body="exam__institution",
)
_REVIEWS = Kind(
    "review.answer",
    lambda: Review.objects.select_related("registration__offer__exam"),
    lambda review: _target(review.registration.offer.exam),
    area="registration__area",
    body="registration__offer__exam__institution",
)


class PlaceShown(BaseModel):
    """``attendance`` is empty until it is taken."""

    id: int
    registration: int
    name: str = Field(
        description="只可遮蔽查看的，只有姓。The first letter, to who sees it covered."
    )
    ticket: str
    room: str
    starts_at: time
    number: int
    attendance: str


class Mark(Given):
    ticket: Word
    attendance: Attendance


class Marks(Given):
    marks: list[Mark] = Field(min_length=1, max_length=MOST_ROWS)


class Changed(BaseModel):
    exam: int
    changed: int


class Score(Given):
    """The points of each part; blank where it is not examined, or the result is void."""

    ticket: Word
    theory: int | None = Field(None, ge=0, le=100)
    practical: int | None = Field(None, ge=0, le=100)
    panel: int | None = Field(None, ge=0, le=100)
    void: bool = False


class Scores(Given):
    results: list[Score] = Field(min_length=1, max_length=MOST_ROWS)


class PublicationShown(BaseModel):
    """``digest`` is the SHA-256 of the text as UTF-8."""

    id: int
    exam: int
    version: int
    digest: str
    published_by: str
    published_at: Moment


class PublicationWhole(PublicationShown):
    content: str = Field(description="正文，规范 JSON，不含姓名。Canonical JSON without a name.")


class Progress(BaseModel):
    """How many came, how far their results are, and what was published."""

    present: int
    absent: int
    unmarked: int
    once: int
    differing: int
    settled: int
    publications: list[PublicationShown]
    faults: list[Words]


class Asked(Given):
    reason: Line


class Answered(Given):
    """``corrected`` is the result as it should be; without it the result is upheld."""

    words: Line
    corrected: Score | None = None


class ReviewShown(BaseModel):
    """``corrected`` is null until it is answered."""

    id: int
    registration: int
    reason: str
    asked_at: Moment
    answer: str
    corrected: bool | None
    answered_at: Moment | None


def _shown(model: type[BaseModel], row: object) -> dict[str, Any]:
    return {name: getattr(row, "pk" if name == "id" else name) for name in model.model_fields}


def _publication(one: Publication) -> dict[str, Any]:
    return {**_shown(PublicationShown, one), "exam": one.exam_id}


def _review(one: Review) -> dict[str, Any]:
    return {**_shown(ReviewShown, one), "registration": one.registration_id}


@router.get(
    "/exams/{int:pk}/places",
    response=Page[PlaceShown],
    auth=may("registration.read"),
    summary="座位 Places",
    description=both("考场、座位、准考证和到考。", "Room, seat, ticket and attendance of each."),
)
def list_places(request: HttpRequest, pk: Number, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    EXAMS.find(visit, pk, "registration.read")

    def shown(place: Place) -> dict[str, Any]:
        name = place.registration.candidate.name
        is_covered = _PLACES.covered(visit, place)
        return {
            **{one: getattr(place, one) for one in ("ticket", "starts_at", "number", "attendance")},
            "id": place.pk,
            "registration": place.registration_id,
            "name": name[:1] if is_covered else name,
            "room": place.room.name,
        }

    return page(_PLACES.visible(visit).filter(exam=pk), query, shown)


@router.post(
    "/exams/{int:pk}/attendance",
    response=Changed,
    auth=may("attendance.take"),
    summary="登记到考 Take attendance",
    description=both("考试日起，录入成绩前。", "From the day on, until a result is entered."),
)
def take_places(
    request: HttpRequest, pk: Number, body: Marks, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    exam = EXAMS.find(visit, pk, "attendance.take")
    places = dict(exam.places.values_list("ticket", "pk"))
    if unknown := [one.ticket for one in body.marks if one.ticket not in places]:
        raise AppraisalError(
            Text(f"这场考试没有准考证 {unknown[0]}", f"no ticket {unknown[0]} is of this exam")
        )
    marks = {places[one.ticket]: one.attendance for one in body.marks}

    def act() -> object:
        changed = take_attendance(by=visit.actor, exam=exam, marks=marks, on=visit.on, at=visit.at)
        return {"exam": pk, "changed": changed}

    return once(request, key, act, Changed)


@router.get(
    "/exams/{int:pk}/results",
    response=Progress,
    auth=may("result.read"),
    summary="成绩进度 Progress of results",
    description=both(
        "录到哪里、公布过什么、与公布时是否相符。",
        "How far they are, what was published, and whether it is as it was published.",
    ),
)
def show_results(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    exam = _RESULTS.find(visit_of(request), pk)
    found = results.standing(exam)
    return {
        **{name: getattr(found, name) for name in found.__slots__},
        "publications": [_publication(one) for one in exam.publications.order_by("version")],
        "faults": [words(one) for one in publishing.faults(exam)],
    }


@router.post(
    "/exams/{int:pk}/results",
    response=Changed,
    auth=may("result.enter"),
    summary="录入成绩 Enter results",
    description=both(
        "全部录入或一项也不录；两人各录一次，一致即定。",
        "All or none; two people enter each, and where they agree it is settled.",
    ),
)
def enter_results(
    request: HttpRequest, pk: Number, body: Scores, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    exam = EXAMS.find(visit, pk, "result.enter")
    given = [_given(row, one) for row, one in enumerate(body.results)]

    def act() -> object:
        changed = results.enter(by=visit.actor, exam=exam, given=given, at=visit.at)
        return {"exam": pk, "changed": changed}

    return once(request, key, act, Changed)


def _given(row: int, score: Score) -> results.Given:
    return results.Given(row, **score.model_dump())


@router.post(
    "/exams/{int:pk}/results/publish",
    response={201: PublicationShown},
    auth=may("result.publish"),
    summary="公布成绩 Publish the results",
    description=both(
        "全场一次公布，封成一份正文；录入、裁定或更正过的人不能公布。",
        "All at once as one sealed text; not by who entered, settled or corrected one.",
    ),
)
def publish_results(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    exam = EXAMS.find(visit, pk, "result.publish")

    def act() -> object:
        return _publication(publishing.publish(by=visit.actor, exam=exam, at=visit.at))

    return once(request, key, act, PublicationShown, 201)


@router.get(
    "/publications/{int:pk}",
    response=PublicationWhole,
    auth=may("result.read"),
    summary="一次公布 One publication",
    description=both("连同公布的正文。", "With the text as it was published."),
)
def show_publication(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    found = _PUBLICATIONS.find(visit_of(request), pk)
    return {**_publication(found), "content": found.content}


@router.post(
    "/registrations/{int:pk}/review",
    response={201: ReviewShown},
    auth=may("review.ask"),
    summary="申请成绩复核 Ask for a review",
    description=both("考生本人，公布后五个工作日内，一次。", "By the candidate, once, in time."),
)
def ask_review(
    request: HttpRequest, pk: Number, body: Asked, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    REGISTRATIONS.find(visit, pk, "review.ask")

    def act() -> object:
        asked = reviews.ask(
            by=visit.actor, registration=pk, reason=body.reason, on=visit.on, at=visit.at
        )
        return _review(asked)

    return once(request, key, act, ReviewShown, 201)


@router.post(
    "/reviews/{int:pk}/answer",
    response=ReviewShown,
    auth=may("review.answer"),
    summary="答复复核 Answer a review",
    description=both(
        "维持或更正；更正的重新公布后生效。",
        "Uphold it or correct it; a correction holds once it is published anew.",
    ),
)
def answer_review(
    request: HttpRequest, pk: Number, body: Answered, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    _REVIEWS.find(visit, pk)
    corrected = _given(0, body.corrected) if body.corrected else None

    def act() -> object:
        answered = reviews.answer(
            by=visit.actor, review=pk, words=body.words, corrected=corrected, at=visit.at
        )
        return _review(answered)

    return once(request, key, act, ReviewShown)
