"""An evaluation from its draft to its acceptance, and an entrustment, over HTTP alone."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.api.asking import refused
from tests.api.records.conftest import Asker
from tests.api.records.evaluating import evaluating
from tests.evaluations.made import PDF, person
from xianjie.clock import VARIABLE
from xianjie.domain.evaluations import noticing
from xianjie.domain.evaluations.models import Objection, Plan

JOINS = {
    "name": "张三",
    "document": "resident",
    "basis": "public",
    "condition": "four_years",
    "facts": {"years": 6},
}


def _post(who: Asker, path: str, body: object = None, status: int = 200) -> dict[str, object]:
    response = who.post(path, body)
    assert response.status_code == status, response.content.decode()
    found: dict[str, object] = response.json()
    return found


@pytest.mark.django_db
def test_an_evaluation_goes_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    _, people, made = evaluating()
    social, bureau = people["social"], people["prefecture"]
    drafted = {
        "site": made.social.site.pk,
        "title": "电工四级第2批",
        "occupation": "电工",
        "level": 4,
        "from_on": "2020-09-26",
        "until_on": "2020-09-26",
    }
    plan = _post(social, "/plans", drafted, 201)["id"]
    told = _post(
        social, f"/plans/{plan}/participants", {"people": [{**JOINS, "number": person(9).number}]}
    )
    assert told["changed"] == 1
    assert refused(social.post(f"/plans/{plan}/report"), 409, "not-possible-now")
    flight = social.get(f"/plans/{plan}/preflight").json()
    assert flight["passes"] is False
    assert [one["name"] for one in flight["checks"] if one["findings"]] == ["examiners"]
    for place, assessor in enumerate(made.social.assessors[:3]):
        body = {"card": assessor.card, "is_chief": place == 0}
        _post(social, f"/plans/{plan}/examiners", body)
    assert social.get(f"/plans/{plan}/preflight").json() == bureau.get(
        f"/plans/{plan}/preflight"
    ).json() | {"passes": True}
    assert _post(social, f"/plans/{plan}/report")["state"] == "reported"
    monkeypatch.setenv(VARIABLE, "2020-09-27")
    assert _post(social, f"/plans/{plan}/hold")["state"] == "held"
    [one] = social.get(f"/plans/{plan}/participants").json()["items"]
    assert (one["name"], one["passed"]) == ("张三", None)
    result = {"participant": one["id"], "theory": 80, "practical": 75}
    _post(social, f"/plans/{plan}/evaluations", {"results": [result]})
    assert _post(social, f"/plans/{plan}/notice")["state"] == "posted"
    shown = Client().get("/api/v1/result-notices").json()["items"]
    assert [(each["title"], each["passed"]) for each in shown] == [("电工四级第2批", 1)]
    _object_and_ask_after(shown[0]["id"], social)
    assert _post(social, f"/plans/{plan}/results-report")["state"] == "handed_in"
    back = _post(bureau, f"/plans/{plan}/results-report/return", {"words": "缺签名"})
    assert back["state"] == "returned"
    again = _post(social, f"/plans/{plan}/results-report/correct", {"words": "已补"})
    assert again["state"] == "handed_in"
    monkeypatch.setenv(VARIABLE, "2020-10-13")
    assert _post(bureau, f"/plans/{plan}/results-report/accept")["state"] == "accepted"
    listed = bureau.get("/plans", state="accepted").json()["items"]
    assert [each["id"] for each in listed] == [plan]


@pytest.mark.django_db
def test_a_draft_is_written_anew_somebody_taken_off_and_a_relation_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, people, made = evaluating()
    monkeypatch.setenv(VARIABLE, "2020-09-15")
    social = people["social"]
    plan = Plan.objects.get()
    told = {
        "site": made.social.site.pk,
        "title": "改名",
        "occupation": "电工",
        "level": 4,
        "from_on": "2020-09-28",
        "until_on": "2020-09-28",
    }
    amended = _post(social, f"/plans/{plan.pk}/amend", told)
    assert (amended["title"], amended["from_on"]) == ("改名", "2020-09-28")
    refused(social.post(f"/plans/{plan.pk}/amend", {**told, "site": 999}), 409, "not-possible-now")
    first, second = plan.participants.order_by("pk")
    assert _post(social, f"/participants/{first.pk}/remove") == {"plan": plan.pk, "changed": 1}
    refused(social.post(f"/participants/{first.pk}/remove"), 404, "no-such-record")
    card = made.social.assessors[0].card
    declared = {
        "card": card,
        "document": "resident",
        "number": person(2).number,
        "reason": "师徒",
    }
    path = f"/plans/{plan.pk}/recusals"
    once = _post(social, path, declared, 201)
    assert _post(social, path, declared, 201) == once
    assert person(2).number not in str(once)
    refused(social.post(path, {**declared, "card": "无"}), 409, "not-possible-now")
    refused(social.post(path, {**declared, "number": "1"}), 422, "invalid-request")
    flight = social.get(f"/plans/{plan.pk}/preflight").json()
    found = next(one for one in flight["checks"] if one["name"] == "examiners")["findings"]
    assert any("须回避" in str(one) for one in found)
    assert list(plan.participants.all()) == [second]


def _object_and_ask_after(notice: int, social: Asker) -> None:
    """Without a login; the organisation answers that it was not right."""
    public = Client()

    def sent(path: str, body: dict[str, object]) -> Any:  # noqa: ANN401 - a response
        return public.post(f"/api/v1/{path}", body, "application/json")

    path = f"result-notices/{notice}/objections"
    refused(sent(path, {"words": "x", "place": 9}), 409, "not-possible-now")
    refused(sent(path, {"words": ""}), 422, "invalid-request")
    refused(sent("result-notices/999999/objections", {"words": "x"}), 404, "no-such-record")
    made = sent(path, {"words": "此人不在场", "place": 1})
    assert made.status_code == 201
    receipt = made.json()
    told = sent("objections/status", receipt).json()
    assert (told["number"], told["upheld"], told["answer"]) == (receipt["number"], None, "")
    wrong = {**receipt, "code": "2222 2222 2222"}
    refused(sent("objections/status", wrong), 404, "no-such-record")
    found = Objection.objects.get(number=receipt["number"])
    noticing.answer_objection(
        by=social.actor,
        objection=found.pk,
        words="经查在场",
        upheld=False,
        on=date(2020, 9, 27),
        at=datetime(2020, 9, 27, 2, tzinfo=UTC),
    )
    told = sent("objections/status", receipt)
    assert (told.json()["upheld"], told.json()["answer"]) == (False, "经查在场")
    assert told["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_sponsor_finds_and_entrusts(monkeypatch: pytest.MonkeyPatch) -> None:
    _, people, made = evaluating()
    monkeypatch.setenv(VARIABLE, "2020-09-15")
    sponsor = people["sponsor"]
    found = sponsor.get("/entrustment-finder", occupation="电工", level=4, area="440106").json()
    numbers = [one["number"] for one in found["found"]]
    assert set(numbers) == {
        made.social.organisation.number,
        made.employer.organisation.number,
    }
    body = {
        "sponsor": made.sponsor.body.pk,
        "number": made.employer.organisation.number,
        "occupation": "电工",
        "lowest": 5,
        "highest": 4,
        "signed_on": "2020-09-10",
        "from_on": "2020-09-10",
        "until_on": "2021-09-09",
        "filename": "协议.pdf",
        "content": base64.b64encode(PDF + bytes(4 << 20)).decode(),
    }
    entered = _post(sponsor, "/entrustments", body, 201)
    assert entered["state"] == "entered"
    refused(sponsor.post("/entrustments", body), 409, "not-possible-now")
    number = entered["id"]
    confirmed = _post(people["employer-2"], f"/entrustments/{number}/confirm")
    assert confirmed["state"] == "confirmed"
    assert [one["id"] for one in sponsor.get("/entrustments").json()["items"]][-1] == number
    assert _post(sponsor, f"/entrustments/{number}/end", {"words": "完成"})["state"] == "ended"
