"""Long lists by cursor: each row once and in order, also while rows are added."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import fields, refused
from tests.api.records.conftest import World
from tests.domain.conftest import AT
from xianjie.domain.appraisals.models import Candidate, Offer, Registration
from xianjie.domain.audit.models import Event

MANY = 520


@pytest.fixture
def many(world: World) -> World:
    offer = world.exam.offers.get()
    Offer.objects.filter(pk=offer.pk).update(seats=2 * MANY)
    people = Candidate.objects.bulk_create(
        Candidate(name=f"考生{n}", document="passport", number_hash=str(n), number_sealed="")
        for n in range(MANY)
    )
    Registration.objects.bulk_create(
        Registration(
            offer=offer,
            candidate=one,
            area="440106",
            registered_on="2020-08-01",
            seat=100 + number,
            notice_version="1",
            notice_acknowledged_at=AT,
        )
        for number, one in enumerate(people)
    )
    return world


def walked(world: World, path: str, **query: object) -> list[list[dict[str, Any]]]:
    pages = []
    cursor: dict[str, object] = {}
    while True:
        told = world["institution"].get(path, **query, **cursor).json()
        pages.append(told["items"])
        if told["next"] is None:
            return pages
        cursor = {"cursor": told["next"]}


@pytest.mark.parametrize(("limit", "pages"), [(200, 3), (1, 523), (50, 11), (174, 4)])
def test_every_row_once_in_order(many: World, limit: int, pages: int) -> None:
    if limit == 1:
        Registration.objects.filter(seat__gte=120).delete()
        pages = 23
    found = walked(many, "/registrations", limit=limit)
    numbers = [one["id"] for page in found for one in page]
    assert numbers == list(Registration.objects.order_by("pk").values_list("pk", flat=True))
    assert [len(page) for page in found[:-1]] == [limit] * (pages - 1)


def test_a_full_last_page_is_the_last(many: World) -> None:
    Registration.objects.filter(seat__gte=100).delete()
    told = many["institution"].get("/registrations", limit=3).json()
    assert (len(told["items"]), told["next"]) == (3, None)


def test_rows_added_on_the_way_are_told_at_the_end(many: World) -> None:
    first = many["institution"].get("/registrations", limit=200).json()
    added = many.province.registered(many.exam, 7)
    numbers = [one["id"] for one in first["items"]]
    cursor = first["next"]
    while cursor:
        told = many["institution"].get("/registrations", limit=200, cursor=cursor).json()
        numbers += [one["id"] for one in told["items"]]
        cursor = told["next"]
    assert numbers[-1] == added.pk
    assert len(numbers) == len(set(numbers)) == MANY + 4


def test_a_filter_holds_on_every_page(many: World) -> None:
    found = walked(many, "/registrations", limit=200, state="registered", exam=many.exam.pk)
    assert {one["state"] for page in found for one in page} == {"registered"}
    assert sum(map(len, found)) == MANY


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 201}, "limit"),
        ({"limit": 0}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "-1"}, "cursor"),
        ({"cursor": "9" * 19}, "cursor"),
        ({"page": 2}, "page"),
        ({"state": "lost"}, "state"),
        ({"area": "4401"}, "area"),
        ({"exam": 2**63}, "exam"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(
    world: World, query: dict[str, object], field: str
) -> None:
    problem = refused(world["institution"].get("/registrations", **query), 422, "invalid-request")
    assert fields(problem) == [field]


def test_the_audit_log_is_walked_by_number(world: World) -> None:
    numbers: list[int] = []
    cursor: dict[str, object] = {}
    while True:
        told = world["auditor"].get("/events", limit=10, **cursor).json()
        numbers += [one["id"] for one in told["items"]]
        if told["next"] is None:
            break
        cursor = {"cursor": told["next"]}
    assert numbers == list(Event.objects.order_by("pk").values_list("pk", flat=True))
