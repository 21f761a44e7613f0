"""Cases over HTTP: the bureau's whole, the body's own without what is kept from it."""

from __future__ import annotations

from typing import Any

from tests.api.asking import refused
from tests.api.records.conftest import Asker, asker
from tests.filings.conftest import ON, moment
from tests.supervision.conftest import Desk, desk
from xianjie.domain.supervision import asking, opening

__all__ = ["desk"]


def ok(who: Asker, path: str, **asked: object) -> dict[str, Any]:
    response = who.get(path, **asked)
    assert response.status_code == 200, response.content
    told: dict[str, Any] = response.json()
    return told


def test_a_case_is_told_whole_to_who_supervises(desk: Desk) -> None:
    case = desk.opened()
    asking.add_evidence(by=desk.officer, case=case.pk, words="录音", files=(), on=ON, at=moment(ON))
    desk.asked(case)
    bureau, body = asker(desk.officer), asker(desk.body)
    (listed,) = ok(bureau, "/cases", open=True)["items"]
    assert (listed["stage"], listed["turn"], listed["due_on"]) == ("asked", "body", "2020-06-08")
    whole = ok(bureau, f"/cases/{case.pk}")
    assert [one["kind"] for one in whole["steps"]] == ["noted", "asked"]
    own = ok(body, f"/own-cases/{case.pk}")
    assert [one["kind"] for one in own["steps"]] == ["asked"]
    refused(body.get("/cases"), 403, "forbidden")
    assert ok(bureau, "/cases", open=False)["items"] == []


def test_a_supervisor_reads_the_cases_given_to_them(desk: Desk) -> None:
    given, other = desk.opened(), desk.opened([desk.alert("b")])
    opening.assign(by=desk.officer, case=given.pk, to=desk.supervisor.user, on=ON, at=moment(ON))
    supervisor = asker(desk.supervisor)
    assert [one["id"] for one in ok(supervisor, "/cases")["items"]] == [given.pk]
    refused(supervisor.get(f"/cases/{other.pk}"), 404, "no-such-record")


def test_a_body_reads_no_case_before_it_was_told(desk: Desk) -> None:
    case = desk.opened()
    body = asker(desk.body)
    assert ok(body, "/own-cases")["items"] == []
    refused(body.get(f"/own-cases/{case.pk}"), 404, "no-such-record")
