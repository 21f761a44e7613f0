"""Applications and measures over HTTP: asked, reviewed, decided, each by who may."""

from __future__ import annotations

import pytest

from tests.api.asking import refused
from tests.api.records.conftest import asker
from tests.domain.conftest import ON
from tests.filings.conftest import Office, make_office
from xianjie.domain.filings.models import Filing, Measure


@pytest.fixture
def office(db: None) -> Office:
    del db
    return make_office()


def test_an_application_is_handled_over_http(office: Office) -> None:
    organisation = office.registered()
    officer, other = asker(office.officer), asker(office.other)
    own, rival = asker(office.of(organisation)), asker(office.of(office.registered()))
    application = office.hand_in(office.whole(organisation, ON), ON)
    path = f"/filing-applications/{application.pk}"
    told = own.get(path).json()
    assert (told["state"], told["turn"], told["lacking"]) == ("review", "bureau", [])
    assert told["sought"][0]["occupation"] == "电工"
    refused(rival.get(path), 404, "no-such-record")
    refused(own.post(f"{path}/review", {"grant": True}), 403, "forbidden")
    refused(officer.post(f"{path}/review", {"grant": False}), 409, "not-possible-now")
    reviewed = officer.post(f"{path}/review", {"grant": True}).json()
    assert reviewed["state"] == "decide"
    refused(officer.post(f"{path}/decide", {"grant": True}), 403, "forbidden")
    done = other.post(f"{path}/decide", {"grant": True, "basis": "通告1号"}).json()
    assert (done["state"], done["turn"], done["due"]) == ("granted", "nobody", None)
    assert Filing.objects.get().basis == "通告1号"
    listed = officer.get("/filing-applications", open=False).json()
    assert [one["id"] for one in listed["items"]] == [application.pk]
    assert officer.get("/filing-applications", open=True).json()["items"] == []


def test_what_is_missing_is_asked_for_once(office: Office) -> None:
    application = office.incomplete(office.registered(), ON)
    officer = asker(office.officer)
    path = f"/filing-applications/{application.pk}"
    asked = officer.post(f"{path}/ask", {"besides": ["章程没有盖章"]}).json()
    assert (asked["state"], asked["due"]) == ("asked", "2020-09-28")  # Sunday the 27th was worked
    assert [one["zh"] for one in officer.get(path).json()["missing"]][-1] == "章程没有盖章"
    refused(officer.post(f"{path}/ask", {}), 409, "not-possible-now")


def test_measures_are_proposed_by_one_and_decided_by_another(office: Office) -> None:
    organisation = office.filed()
    officer, other = asker(office.officer), asker(office.other)
    given = {"kind": "removed", "grounds": "评价不实", "basis": "决定1号", "bars": True}
    path = f"/organisations/{organisation.pk}/measures"
    made = officer.post(path, {**given, "from_on": ON.isoformat()}).json()
    assert made["barred_until"] == "2022-09-14"
    waiting = officer.get("/measures", undecided=True).json()["items"]
    assert [one["id"] for one in waiting] == [made["id"]]
    decide = f"/measures/{made['id']}/decide"
    refused(officer.post(decide, {"grant": True}), 403, "forbidden")
    assert other.post(decide, {"grant": True}).json()["granted"] is True
    assert Measure.objects.get().decided_by == "officer-2"
    wrong = {**given, "from_on": ON.isoformat(), "kind": "vanished"}
    refused(officer.post(path, wrong), 422, "invalid-request")
