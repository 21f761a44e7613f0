"""What a case takes, over HTTP alone: by the bureau, its supervisor, the body, another officer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.api.asking import fields, refused
from tests.api.records.conftest import Asker, asker
from tests.certificates.sealed import sealed
from tests.filings.conftest import ON, acting, moment
from tests.supervision.conftest import Desk, bureau_of, desk, later
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.filings.models import Measure
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import complaining
from xianjie.domain.supervision.models import Alert, Case, CaseFile, Draw
from xianjie.durable import Folder
from xianjie.instruments.inspection import checklist

__all__ = ["desk"]
SANCTION = {"basis": "处理决定1号", "grounds": "超范围颁证", "from_on": ON.isoformat()}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch, _on_that_day: None) -> None:
    monkeypatch.setenv(VARIABLE, ON.isoformat())


def ok(response: Any, status: int = 200) -> dict[str, Any]:  # noqa: ANN401 - a response
    told: dict[str, Any] = response.json()
    assert response.status_code == status, told
    return told


def kinds(told: dict[str, Any]) -> list[str]:
    return [one["kind"] for one in told["steps"]]


def opened(desk: Desk, who: Asker, *alerts: Alert) -> dict[str, Any]:
    numbers = [one.pk for one in alerts or [desk.alert()]]
    return ok(who.post("/cases", {"alerts": numbers, "title": "超范围颁证"}), 201)


def found(who: Asker, case: dict[str, Any], *, confirmed: bool = True) -> dict[str, Any]:
    findings = [
        {"alert": one, "confirmed": confirmed, "words": "名册与备案不符"} for one in case["alerts"]
    ]
    return ok(who.post(f"/cases/{case['id']}/find", {"findings": findings}))


def test_a_case_goes_from_alerts_to_its_close(desk: Desk) -> None:
    bureau, body, supervisor = asker(desk.officer), asker(desk.body), asker(desk.supervisor)
    case = opened(desk, bureau, desk.alert("a"), desk.alert("b"))
    assert (case["stage"], case["complaint"], len(case["alerts"])) == ("look", None, 2)
    path, own = f"/cases/{case['id']}", f"/own-cases/{case['id']}"
    (free,) = ok(bureau.get(f"{path}/supervisors"))["items"]
    unknown = refused(bureau.post(f"{path}/assign", {"to": "nobody"}), 422, "invalid-request")
    assert fields(unknown) == ["to"]
    ok(bureau.post(f"{path}/assign", {"to": free["username"]}))
    noted = supervisor.send(f"{path}/evidence", {"words": "录音"}, b"tape", "a.mp3", of="papers")
    (file,) = ok(noted)["steps"][-1]["files"]
    assert bureau.get(f"/case-files/{file['id']}").content == b"tape"
    auditor = asker(acting("auditor", Role.AUDITOR, bureau_of(desk.officer)))
    assert ok(auditor.get(path))["steps"][-1]["files"] == []
    refused(auditor.get(f"/case-files/{file['id']}"), 403, "forbidden")
    refused(body.get(f"/own-case-files/{file['id']}"), 404, "no-such-record")
    refused(body.get(own), 404, "no-such-record")
    ok(supervisor.post(f"{path}/ask", {"words": "请说明依据", "days": 5}))
    refused(supervisor.post(f"{path}/order", {"words": "x", "days": 5}), 403, "forbidden")
    answered = body.send(f"{own}/answer", {"words": "正在增项"}, b"%PDF", "a.pdf", of="papers")
    assert kinds(ok(answered)) == ["asked", "answered"]
    assert body.get(f"/own-case-files/{CaseFile.objects.latest('pk').pk}").content == b"%PDF"
    assert found(supervisor, case)["stage"] == "act"
    ordered = ok(bureau.post(f"{path}/order", {"words": "停止超范围评价", "days": 10}))
    assert (ordered["stage"], ordered["due_on"]) == ("ordered", later(10).isoformat())
    checked = {"passed": True, "words": "现场核实"}
    refused(supervisor.post(f"{path}/recheck", checked), 409, "not-possible-now")
    reported = body.client.post(  # without a file
        f"/api/v1/records{own}/report",
        {"words": "已停止"},
        headers={**body._headers(), "Idempotency-Key": "reported-once"},
    )
    assert ok(reported)["stage"] == "recheck"
    assert ok(supervisor.post(f"{path}/recheck", checked))["stage"] == "close"
    closed = ok(bureau.post(f"{path}/close", {"findings": "属实，已整改"}))
    assert (closed["stage"], closed["closed_on"]) == ("closed", ON.isoformat())
    assert Event.objects.filter(action="case.closed", actor=desk.officer.username).exists()
    refused(bureau.post(f"{path}/close", {"findings": "再办"}), 409, "not-possible-now")


def test_a_case_is_opened_of_alerts_within_reach(desk: Desk) -> None:
    bureau = asker(desk.officer)
    missing = {"alerts": [desk.alert().pk, 10**6], "title": "x"}
    assert fields(refused(bureau.post("/cases", missing), 422, "invalid-request")) == ["alerts.1"]
    one = desk.alert("b")
    opened(desk, bureau, one)
    twice = {"alerts": [one.pk], "title": "x"}
    refused(bureau.post("/cases", twice), 409, "not-possible-now")
    assert Case.objects.count() == 1


def test_sanctions_are_proposed_objected_to_and_decided_by_others(desk: Desk) -> None:
    bureau, other, body = asker(desk.officer), asker(desk.other), asker(desk.body)
    case = found(bureau, opened(desk, bureau))
    path, own = f"/cases/{case['id']}", f"/own-cases/{case['id']}"
    measured = ok(bureau.post(f"{path}/measure", {**SANCTION, "kind": "suspended"}))
    measure = measured["steps"][-1]["sanction"]["measure"]
    assert Measure.objects.get(pk=measure).grounds == "超范围颁证"
    ok(other.post(f"/measures/{measure}/decide", {"grant": True}))
    revoked = {"numbers": ["S000044000001203000001"], "reason": "超范围", "basis": "1号"}
    refused(bureau.post(f"{path}/revocations", revoked), 409, "not-possible-now")
    listed = ok(bureau.post(f"{path}/blacklisting", {**SANCTION, "months": 12}))
    step = listed["steps"][-1]
    entry = step["sanction"]["blacklisting"]
    refused(
        body.post(f"/own-case-steps/{step['id']}/object", {"words": "x"}), 404, "no-such-record"
    )
    decide = f"/blacklistings/{entry}/decide"
    refused(bureau.post(decide, {"grant": True}), 403, "forbidden")
    refused(other.post(decide, {"grant": False}), 409, "not-possible-now")
    assert ok(other.post(decide, {"grant": True}))["granted"] is True
    objected = ok(body.post(f"/own-case-steps/{step['id']}/object", {"words": "已整改"}))
    assert (objected["stage"], kinds(objected)[-1]) == ("appealed", "appealed")
    settled = {"upheld": True, "words": "复核意见"}
    for who in (bureau, other):  # proposed it, decided it
        refused(who.post(f"{path}/settle", settled), 403, "forbidden")
    assert kinds(ok(asker(desk.province).post(f"{path}/settle", settled)))[-1] == "settled"
    assert Blacklisting.objects.get(pk=entry).ended_on == ON
    shown = next(one for one in ok(body.get(own))["steps"] if one["id"] == step["id"])
    assert shown["set_aside"] is True


def test_a_complaint_is_read_and_answered_by_the_bureau_alone(desk: Desk) -> None:
    complaining.complain(
        body=desk.organisation.body, words="没有考试就发证", contact="", on=ON, at=moment(ON)
    )
    case = Case.objects.get()
    told = ok(asker(desk.officer).get(f"/cases/{case.pk}"))["complaint"]
    assert (told["words"], told["contact"], told["answer"]) == ("没有考试就发证", None, "")
    assert ok(asker(desk.province).get(f"/cases/{case.pk}"))["complaint"]["words"] is None
    answered = {"findings": "不属实", "answer": "经核查，考试如期举行"}
    path = f"/cases/{case.pk}/answer"
    refused(asker(desk.province).post(path, answered), 403, "forbidden")
    done = ok(asker(desk.officer).post(path, answered))
    assert (done["stage"], done["complaint"]["answer"]) == ("closed", "经核查，考试如期举行")


def test_an_inspection_is_drawn_recorded_and_handed_in(desk: Desk, tmp_path: Path) -> None:
    bureau, supervisor = asker(desk.officer), asker(desk.supervisor)
    given = {"area": "440100", "title": "第二季度抽查", "count": 1, "each": 1, "days": 20}
    draw = ok(bureau.post("/inspection-draws", given), 201)
    assert (draw["is_sealed"], draw["seed"], draw["inspections"]) == (False, None, [])
    path = f"/inspection-draws/{draw['id']}"
    refused(bureau.post(f"{path}/draw"), 409, "not-possible-now")
    sealed(Folder(tmp_path / "log"), moment(ON, 2))
    assert ok(bureau.get(path))["is_sealed"] is True
    drawn = ok(bureau.post(f"{path}/draw"))
    (number,) = drawn["inspections"]
    assert [one["id"] for one in ok(bureau.get("/inspection-draws"))["items"]] == [draw["id"]]
    assert [one["id"] for one in ok(supervisor.get("/own-inspections"))["items"]] == [number]
    own = f"/own-inspections/{number}"
    first, *others = checklist().items
    answers = [{"item": first, "answer": "not_in_order", "words": "场地与备案不符"}]
    answers += [{"item": one, "answer": "in_order"} for one in others]
    for said in answers:
        ok(supervisor.send(f"{own}/items", said, _picture(), "a.png", of="photo"))
    items = ok(supervisor.get(own))["items"]
    assert len(items) == len(answers)
    seen = ok(bureau.get(f"/inspections/{number}"))
    assert seen["items"] == []  # nobody else sees it before it is handed in
    bad = supervisor.send(f"{own}/items", answers[-1], b"no picture", "a.png", of="photo")
    refused(bad, 409, "not-possible-now")
    photo = f"/inspection-items/{items[0]['id']}/photo"
    refused(bureau.get(photo), 404, "no-such-record")
    done = ok(supervisor.post(f"{own}/hand-in", {"words": "总体规范"}))
    assert (done["handed_in_on"], done["words"]) == (ON.isoformat(), "总体规范")
    assert Image.open(io.BytesIO(bureau.get(photo).content)).format == "JPEG"
    assert ok(bureau.get(f"/cases/{done['case']}"))["stage"] == "look"
    refused(supervisor.post(f"{own}/hand-in", {}), 409, "not-possible-now")
    assert ok(supervisor.get(own))["case"] == done["case"]


def _picture() -> bytes:
    sent = io.BytesIO()
    Image.new("RGB", (320, 240), "navy").save(sent, "PNG")
    return sent.getvalue()


def test_a_supervisor_who_was_not_drawn_has_no_such_inspection(desk: Desk) -> None:
    body = desk.organisation.body
    lists: dict[str, Any] = {"lists": {}, "people": {}, "digest": "x", "title": "x"}
    told = {"announced_on": ON, "announced_by": "x", "announced_at": moment(ON), "until_on": ON}
    draw = Draw.objects.create(area=body.area, **lists, **told)
    made = draw.inspections.create(body=body, area=body.area, place=1, checklist="x")
    supervisor = asker(desk.supervisor)
    assert ok(supervisor.get("/own-inspections"))["items"] == []
    refused(supervisor.get(f"/own-inspections/{made.pk}"), 404, "no-such-record")
    hand_in = supervisor.post(f"/own-inspections/{made.pk}/hand-in", {})
    refused(hand_in, 404, "no-such-record")


def test_the_report_of_a_quarter_is_issued_once_a_day(desk: Desk) -> None:
    province = asker(desk.province)
    issued = ok(province.post("/supervision-reports", {"quarter": "2020-Q1"}), 201)
    assert (issued["quarter"], issued["as_of"]) == ("2020-Q1", ON.isoformat())
    page = province.client.get(issued["address"])
    assert page.status_code == 200
    assert issued["digest"] in page.content.decode()
    again = province.post("/supervision-reports", {"quarter": "2020-Q1"})
    refused(again, 409, "not-possible-now")
    for wrong in ("2020-Q3", "2020-Q5"):
        problem = refused(
            province.post("/supervision-reports", {"quarter": wrong}), 422, "invalid-request"
        )
        assert fields(problem) == ["quarter"]
    refused(
        asker(desk.officer).post("/supervision-reports", {"quarter": "2020-Q1"}), 403, "forbidden"
    )
