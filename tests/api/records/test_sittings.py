"""A sitting over the API: attendance, results by two people, publication, a review."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.api.asking import fields, refused
from tests.api.records.conftest import asker
from tests.api.records.test_doing import ok
from tests.sittings.conftest import Province, Sat, province, sat, staff
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.models import Entry, Place

__all__ = ["Province", "province", "sat"]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2020-11-01")


def test_attendance_is_taken_by_ticket(sat: Sat) -> None:
    Exam.objects.update(held_at=None)
    Place.objects.update(attendance="", marked_by="", marked_at=None)
    own, path = asker(sat.one), f"/exams/{sat.exam.pk}"
    tickets = [one["ticket"] for one in ok(own.get(f"{path}/places"))["items"]]
    assert tickets == [one.ticket for one in sat.places]
    marks = [{"ticket": ticket, "attendance": "present"} for ticket in tickets]
    assert ok(own.post(f"{path}/attendance", {"marks": marks}))["changed"] == 4
    assert ok(own.post(f"{path}/attendance", {"marks": marks}))["changed"] == 0
    unknown = {"marks": [{"ticket": "1", "attendance": "absent"}]}
    refused(own.post(f"{path}/attendance", unknown), 409, "not-possible-now")
    masked = ok(asker(sat.centre).get(f"{path}/places"))["items"]
    assert {one["name"] for one in masked} == {"考"}
    other = asker(sat.province.actors["other-institution"])
    refused(other.get(f"{path}/places"), 404, "no-such-record")
    refused(other.post(f"{path}/attendance", {"marks": marks}), 404, "no-such-record")


def test_results_from_entry_to_the_answered_review(sat: Sat) -> None:
    path = f"/exams/{sat.exam.pk}/results"
    body = {
        "results": [{"ticket": one.ticket, "theory": 80, "practical": 59} for one in sat.present]
    }
    first, second, centre = asker(sat.one), asker(sat.two), asker(sat.centre)
    wrong = {"results": [{**body["results"][0], "theory": 101}]}
    problem = refused(first.post(path, wrong), 422, "invalid-request")
    assert fields(problem) == ["results.0.theory"]
    refused(first.post(path, {"results": [{"ticket": "1"}]}), 409, "not-possible-now")
    assert ok(first.post(path, body))["changed"] == 3
    assert ok(first.get(path))["once"] == 3
    refused(centre.post(f"{path}/publish"), 409, "not-possible-now")
    assert ok(second.post(path, body))["changed"] == 3
    assert Entry.objects.count() == 6
    refused(second.post(f"{path}/publish"), 403, "forbidden")
    made = ok(centre.post(f"{path}/publish"), 201)
    whole = ok(centre.get(f"/publications/{made['id']}"))
    assert hashlib.sha256(whole["content"].encode()).hexdigest() == made["digest"]
    assert len(json.loads(whole["content"])["results"]) == 4
    assert ok(centre.get(path))["faults"] == []

    registration = sat.registrations[0]
    candidate = asker(sat.province.candidate(registration))
    asked = ok(candidate.post(f"/registrations/{registration.pk}/review", {"reason": "漏计"}), 201)
    refused(
        candidate.post(f"/registrations/{registration.pk}/review", {"reason": "漏计"}),
        409,
        "not-possible-now",
    )
    another = asker(staff(Role.CENTRE, sat.province.centre, "另一人"))
    corrected = {"ticket": sat.places[0].ticket, "theory": 80, "practical": 60}
    answered = ok(
        another.post(f"/reviews/{asked['id']}/answer", {"words": "补计", "corrected": corrected})
    )
    assert answered["corrected"] is True
    refused(another.post(f"{path}/publish"), 403, "forbidden")
    assert ok(centre.post(f"{path}/publish"), 201)["version"] == 2
