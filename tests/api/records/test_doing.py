"""Every operation on records: done by who may, refused to who may not, and to what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from tests.api.asking import fields, refused
from tests.api.records.conftest import World, asker
from tests.domain.conftest import AT, Province
from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.audit.models import Event
from xianjie.domain.payments import ledger, services
from xianjie.domain.payments.models import Line
from xianjie.domain.rulings.models import Ruling

ZHANG = {"name": "张三", "document": "resident", "number": "440106199001011235"}


def ok(response: Any, status: int = 200) -> dict[str, Any]:  # noqa: ANN401 - a response
    told: dict[str, Any] = response.json()
    assert response.status_code == status, told
    assert response["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response
    return told


def test_exams_are_seen_within_reach(world: World) -> None:
    own = ok(world["institution"].get("/exams"))
    assert [one["id"] for one in own["items"]] == [world.exam.pk, world.draft.pk]
    assert own["next"] is None
    one = ok(world["bureau"].get(f"/exams/{world.exam.pk}"))
    assert (one["state"], one["offers"][0]["registered"]) == ("published", 3)
    assert one["law"][0]["permission"]["outcome"] == "may_continue"
    assert one["round"]["default"] == "continue"
    assert ok(world["other-bureau"].get("/exams"))["items"] == []
    asked = {"state": "draft", "area": "440100", "institution": world.province.institution.pk}
    found = ok(world["province"].get("/exams", **asked))["items"]
    assert [one["id"] for one in found] == [world.draft.pk]
    assert ok(world["province"].get("/exams", area="440300"))["items"] == []


def test_an_exam_from_draft_to_held(world: World) -> None:
    body = {
        "site": world.province.site.pk,
        "title": "防水工日常鉴定",
        "kind": "routine",
        "announced_on": "2020-06-01",
        "basis": "公告3号",
        "held_on": "2020-11-01",
        "offers": [{"occupation": "防水工", "level": 4, "fee_fen": 20_000, "seats": 20}],
    }
    own = world["institution"]
    drafted = ok(own.post("/exams", body), 201)
    assert drafted["state"] == "draft"
    path = f"/exams/{drafted['id']}"
    assert ok(own.post(f"{path}/publish"))["state"] == "published"
    refused(own.post(f"{path}/publish"), 409, "not-possible-now")
    moved = own.post(f"{path}/move", {"held_on": "2020-09-15", "basis": "场地"})
    assert ok(moved)["held_on"] == "2020-09-15"
    late = own.post(f"{path}/move", {"held_on": "2021-01-05", "basis": "场地"})
    assert refused(late, 409, "refused-by-law")["clauses"] == ["252/2.1.1.1"]
    assert ok(own.post(f"{path}/hold"))["state"] == "held"
    for wrong, field in (
        ({"site": 10**6}, "site"),
        ({"first": 10**6}, "first"),
        ({"held_on": "9999-12-31"}, "held_on"),
        ({"title": "两\n行"}, "title"),
        ({"published_at": "2020-01-01"}, "published_at"),
        ({"offers": [{**body["offers"][0], "occupation": "没有"}]}, "offers.0.occupation"),  # type: ignore[index]
    ):
        problem = refused(own.post("/exams", {**body, **wrong}), 422, "invalid-request")
        assert fields(problem) == [field]
    foreign = refused(world["other-institution"].post("/exams", body), 422, "invalid-request")
    absent = refused(own.post("/exams", {**body, "site": 10**6}), 422, "invalid-request")
    assert foreign == absent
    refused(world["bureau"].post("/exams", body), 403, "forbidden")


def test_an_exam_announced_before_is_taken_over(world: World) -> None:
    path = f"/exams/{world.draft.pk}/take-over"
    refused(world["institution"].post(path, {"basis": "补录"}), 403, "forbidden")
    assert ok(world["centre"].post(path, {"basis": "补录"}))["taken_over"]


def test_an_exam_that_the_law_forbids_is_called_off(world: World) -> None:
    path = f"/exams/{world.exam.pk}/cancel"
    refused(world["institution"].post(path, {"basis": "规则"}), 409, "refused-by-law")
    Exam.objects.filter(pk=world.exam.pk).update(
        announced_on=date(2020, 9, 10), accepted_on=date(2020, 9, 10)
    )
    Registration.objects.update(registered_on=date(2020, 9, 10))
    told = ok(world["institution"].post(path, {"basis": "规则"}))
    assert (told["exam"]["state"], told["refunds"]) == ("cancelled", 3)


def test_a_round_is_opened_and_locked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    own, path = world["institution"], f"/exams/{world.draft.pk}"
    ok(own.post(f"{path}/publish"))
    days = {"opens_on": "2020-09-15", "closes_on": "2020-09-16"}
    wrong = {**days, "closes_on": "2020-09-15"}
    assert fields(refused(own.post(f"{path}/round", wrong), 422, "invalid-request"))
    assert ok(own.post(f"{path}/round", days), 201)["default"] == "continue"
    refused(own.post(f"{path}/round", days), 409, "not-possible-now")
    refused(own.post(f"{path}/round/lock"), 409, "not-possible-now")
    monkeypatch.setenv("XIANJIE_NOW", "2020-09-25")
    told = ok(own.post(f"/exams/{world.exam.pk}/round/lock"))
    assert told == {"exam": world.exam.pk, "choices": 3}


def test_registrations_are_covered_where_the_table_says_so(world: World) -> None:
    path = f"/registrations/{world.chooser.pk}"
    own = ok(world["institution"].get(path))
    assert (own["name"], own["number_end"], own["state"]) == ("考生1", "0001", "undecided")
    assert own["law"]["outcome"] == "choose_continue_or_refund"
    mine = ok(world.candidate(world.chooser).get(path))
    assert mine["name"] == "考生1"
    for name in ("bureau", "province", "auditor", "finance", "centre"):
        covered = ok(world[name].get(path))
        assert (covered["name"], covered["number_end"]) == ("考＊＊", None)
        assert "考生1" not in world[name].get("/registrations").content.decode()
    assert len(ok(world.candidate(world.chooser).get("/registrations"))["items"]) == 1


def test_registrations_are_told_by_state_exam_and_area(world: World) -> None:
    made = world.province.registered(world.exam, 4)
    Registration.objects.filter(pk=made.pk).update(accepted_at=None)
    own = world["institution"]
    own.post(f"/registrations/{world.chooser.pk}/choice/on-behalf", CHOSEN)
    Registration.objects.filter(pk=world.other.pk).update(withdrawn_at=AT)
    by_state = {
        state: len(ok(own.get("/registrations", state=state))["items"])
        for state in ("registered", "accepted", "undecided", "decided", "continuing", "refunding")
    }
    assert by_state == {
        "registered": 1,
        "accepted": 0,
        "undecided": 1,
        "decided": 1,
        "continuing": 0,
        "refunding": 1,
    }
    for state in by_state:  # the filter and the derived state are one
        found = ok(own.get("/registrations", state=state))["items"]
        assert {one["state"] for one in found} <= {state}
    assert ok(own.get("/registrations", exam=world.draft.pk))["items"] == []
    assert len(ok(own.get("/registrations", area="440106"))["items"]) == 4


CHOSEN = {"option": "refund", "evidence": "电话记录12号"}


def test_an_institution_registers_and_accepts(world: World) -> None:
    own, offer = world["institution"], world.exam.offers.get().pk
    body = {"offer": offer, "person": ZHANG, "notice_acknowledged": True}
    made = ok(own.post("/registrations", body), 201)
    assert (made["state"], made["name"]) == ("registered", "张三")
    refused(own.post("/registrations", body), 409, "not-possible-now")
    wrong = {**body, "person": {**ZHANG, "number": "440106199001011230"}}
    assert fields(refused(own.post("/registrations", wrong), 422, "invalid-request")) == [
        "person.number"
    ]
    unread = {**body, "notice_acknowledged": False}
    refused(own.post("/registrations", unread), 422, "invalid-request")
    foreign = world["other-institution"].post("/registrations", body)
    absent = own.post("/registrations", {**body, "offer": 10**6})
    assert refused(foreign, 422, "invalid-request") == refused(absent, 422, "invalid-request")
    path = f"/registrations/{made['id']}/accept"
    refused(world["finance"].post(path, {"account": "6222"}), 403, "forbidden")
    assert ok(own.post(path, {"account": "6222"}))["accepted_at"]
    refused(own.post(path, {"account": "6222"}), 409, "not-possible-now")


def test_a_candidate_registers_oneself(world: World) -> None:
    user = User.objects.create(username="zhang", name="张三", email="z@example.org")
    Membership.objects.create(
        user=user, role=Role.CANDIDATE, from_on=date(2020, 1, 1), granted_by="tests"
    )
    candidate = asker(actor_of(user, date(2020, 9, 15)))
    person = {"document": ZHANG["document"], "number": ZHANG["number"]}
    body = {
        "offer": world.exam.offers.get().pk,
        "person": person,
        "notice_version": NOTICE.version,
    }
    old = candidate.post("/registrations/own", {**body, "notice_version": "2019"})
    assert fields(refused(old, 422, "invalid-request")) == ["notice_version"]
    unpublished = {**body, "offer": world.draft.offers.get().pk}
    refused(candidate.post("/registrations/own", unpublished), 422, "invalid-request")
    assert ok(candidate.post("/registrations/own", body), 201)["name"] == "张三"
    refused(world["institution"].post("/registrations/own", body), 403, "forbidden")


def test_a_list_is_checked_then_imported_whole_or_in_part(world: World) -> None:
    row = {
        **ZHANG,
        "occupation": "电工",
        "level": 5,
        "registered_on": "2020-08-01",
        "notice_acknowledged": True,
        "account": "6222",
    }
    bad = {**row, "number": "440106199001011230"}
    none = {**row, "level": 1}
    own, path = world["institution"], f"/exams/{world.exam.pk}/registrations"
    rows = [row, bad, none, row]
    told = ok(own.post(path, {"mode": "check", "rows": rows}))
    assert (told["rows"], told["wrong"], told["written"]) == (4, 3, 0)
    assert [one["row"] for one in told["problems"]] == [2, 3, 4]
    assert ok(own.post(path, {"rows": rows}))["written"] == 0
    assert ok(own.post(path, {"mode": "good", "rows": rows}))["written"] == 1
    refused(world["centre"].post(path, {"rows": rows}), 403, "forbidden")
    refused(own.post(path, {"rows": []}), 422, "invalid-request")


def test_a_candidate_chooses_and_staff_on_behalf(world: World) -> None:
    path = f"/registrations/{world.chooser.pk}/choice"
    candidate = world.candidate(world.chooser)
    told = ok(candidate.post(path, {"option": "refund"}))
    assert (told["state"], told["choice"]["option"]) == ("decided", "refund")
    refused(candidate.post(path, {"option": "both"}), 422, "invalid-request")
    refused(world["institution"].post(path, {"option": "refund"}), 403, "forbidden")
    told = ok(world["institution"].post(f"{path}/on-behalf", {**CHOSEN, "option": "continue"}))
    assert told["choice"]["on_behalf"] == CHOSEN["evidence"]
    covered = ok(world["bureau"].get(f"/registrations/{world.chooser.pk}"))["choice"]
    assert (covered["on_behalf"], covered["chosen_by"]) == (None, None)
    bare = world["institution"].post(f"{path}/on-behalf", {"option": "refund"})
    refused(bare, 422, "invalid-request")
    late = world.province.registered(world.exam, 9, on=date(2020, 9, 4))
    answer = world.candidate(late).post(f"/registrations/{late.pk}/choice", {"option": "refund"})
    assert refused(answer, 409, "refused-by-law")["clauses"]


def test_an_area_is_suspended_and_lifted(world: World) -> None:
    bureau = world["bureau"]
    body = {"area": "440100", "from_on": "2020-10-20", "to_on": "2020-11-20", "basis": "疫情"}
    made = ok(bureau.post("/suspensions", body), 201)
    path = f"/suspensions/{made['id']}"
    assert ok(bureau.get(path)) == made
    reached = ok(bureau.get(f"{path}/affected"))["items"]
    assert [(one["id"], one["must_move"]) for one in reached] == [(world.exam.pk, True)]
    states = {
        state: len(ok(bureau.get("/suspensions", state=state))["items"])
        for state in ("now", "ahead", "over")
    }
    assert states == {"now": 0, "ahead": 2, "over": 0}
    assert len(ok(bureau.get("/suspensions", area="440100"))["items"]) == 2
    assert ok(bureau.get("/suspensions", exam=world.exam.pk))["items"] == []
    refused(bureau.post("/suspensions", {**body, "area": "440300"}), 403, "forbidden")
    for wrong, field in (
        ({"area": "999999"}, "area"),
        ({"to_on": "2020-10-01"}, "to_on"),
        ({"exam": 10**6}, "exam"),
    ):
        problem = refused(bureau.post("/suspensions", {**body, **wrong}), 422, "invalid-request")
        assert fields(problem) == [field]
    lift = {"on": "2020-11-01", "basis": "解除"}
    refused(world["auditor"].post(f"{path}/lift", lift), 403, "forbidden")
    assert ok(bureau.post(f"{path}/lift", lift))["to_on"] == "2020-11-01"
    refused(bureau.post(f"{path}/lift", lift), 409, "not-possible-now")


def test_a_batch_goes_to_the_bank_and_back(world: World) -> None:
    maker, checker = world["finance"], world["finance-2"]
    body = {"area": "440100", "refunds": [world.refund.pk]}
    assert ok(maker.get(f"/refunds/{world.refund.pk}"))["state"] == "owed"
    made = ok(maker.post("/batches", body), 201)
    assert (made["state"], made["count"], made["total_fen"]) == ("made", 1, 20_000)
    refused(maker.post("/batches", body), 409, "not-possible-now")
    refused(maker.post("/batches", {**body, "area": "440300"}), 403, "forbidden")
    path = f"/batches/{made['id']}"
    refused(maker.get(f"{path}/bank-file"), 409, "not-possible-now")
    refused(maker.post(f"{path}/approve"), 403, "forbidden")
    assert ok(checker.post(f"{path}/approve"))["state"] == "approved"
    assert ok(maker.get(f"/refunds/{world.refund.pk}"))["state"] == "in_transit"
    assert "6222" in maker.get(f"{path}/bank-file").content.decode()
    assert maker.get(f"{path}/bank-file", form="xlsx").content[:2] == b"PK"
    refused(world["auditor"].get(f"{path}/bank-file"), 403, "forbidden")
    line = ok(maker.get(path))["lines"][0]["id"]
    failed = {"line": line, "result": "failed", "reason": "账号不存在"}
    for wrong in ([{**failed, "reason": ""}], [failed, failed]):
        refused(maker.post(f"{path}/results", {"results": wrong}), 422, "invalid-request")
    other = [{"line": 10**6, "result": "paid"}]
    refused(maker.post(f"{path}/results", {"results": other}), 409, "not-possible-now")
    assert ok(maker.post(f"{path}/results", {"results": [failed]}))["state"] == "settled"
    refund = ok(maker.get(f"/refunds/{world.refund.pk}"))
    assert (refund["state"], refund["reason"]) == ("failed", "账号不存在")
    account = f"/refunds/{world.refund.pk}/account"
    assert ok(maker.post(account, {"account": "6333"}))["state"] == "failed"
    refused(world["auditor"].post(account, {"account": "6333"}), 403, "forbidden")
    again = ok(maker.post("/batches", body), 201)
    ok(checker.post(f"/batches/{again['id']}/approve"))
    assert "6333" in maker.get(f"/batches/{again['id']}/bank-file").content.decode()
    paid = {"line": Line.objects.get(batch=again["id"]).pk, "result": "paid"}
    ok(maker.post(f"/batches/{again['id']}/results", {"results": [paid]}))
    states = {
        state: [one["id"] for one in ok(maker.get("/refunds", state=state))["items"]]
        for state in ("owed", "to_approve", "in_transit", "paid", "failed")
    }
    assert states["paid"] == [world.refund.pk]
    assert len(states["to_approve"]) == 1
    assert states["owed"] == states["in_transit"] == states["failed"] == []
    assert len(ok(maker.get("/refunds", batch=again["id"], area="440100"))["items"]) == 1
    by_state = [
        len(ok(maker.get("/batches", state=state, area="440100"))["items"])
        for state in ("made", "approved", "settled")
    ]
    assert by_state == [1, 0, 2]
    assert ok(maker.get("/books")) == {
        "paid": 60_000,
        "kept": 40_000,
        "transit": 0,
        "refunded": 20_000,
    }
    assert ok(world["other-finance"].get("/books"))["paid"] == 0
    assert list(ledger.faults()) == []


def test_deadlines_burn_down(world: World) -> None:
    told = ok(world["bureau"].get("/deadlines"))
    by_name = {one["name"]: one for one in told["items"]}
    routine = by_name["appraisal_end_on"]
    assert (routine["whole"], routine["left"], routine["late"]) == (1, 1, 0)
    assert routine["by_institution"] == [{"name": "广州第一鉴定所", "done": 0, "left": 1}]
    assert routine["burn_down"][-1]["left"] == 0
    assert by_name["choice"]["whole"] == 3
    elsewhere = ok(world["other-bureau"].get("/deadlines"))["items"]
    assert {one["whole"] for one in elsewhere} == {0}
    assert {
        one["whole"] for one in ok(world["bureau"].get("/deadlines", area="440300"))["items"]
    } == {0}
    refused(world["finance"].get("/deadlines"), 403, "forbidden")


def test_institutions(world: World) -> None:
    assert len(ok(world["centre"].get("/institutions", state="open"))["items"]) == 2
    assert ok(world["centre"].get("/institutions", state="closed"))["items"] == []
    one = ok(world["institution"].get("/institutions"))["items"]
    assert [(each["name"], each["exam_count"]) for each in one] == [("广州第一鉴定所", 2)]
    whole = ok(world["institution"].get(f"/institutions/{one[0]['id']}"))
    assert whole["sites"][0]["seats"] == 100
    refused(world["security_admin"].get("/institutions"), 403, "forbidden")


def test_rulings_and_their_replay(world: World) -> None:
    asked = {"decision": "exam-permission", "subject_kind": "exam", "subject": world.exam.pk}
    found = ok(world["province"].get("/rulings", **asked))["items"]
    assert [one["outcome"] for one in found] == ["may_continue"]
    assert ok(world["auditor"].get(f"/rulings/{found[0]['id']}")) == found[0]
    refused(world["institution"].get("/rulings"), 403, "forbidden")
    same = ok(world["auditor"].post("/rulings/replay", {}))
    assert (same["total"], same["changed"]) == (Ruling.objects.count(), 0)
    other = {"dates": {"notice_on": "2020-05-01"}}
    problem = world["auditor"].post("/rulings/replay", {"readings": {"R99": "alternative"}})
    assert fields(refused(problem, 422, "invalid-request")) == ["readings.R99"]
    refused(world["bureau"].post("/rulings/replay", other), 403, "forbidden")


def test_events_are_the_auditors(world: World) -> None:
    asked = {"action": "exam.published", "subject_kind": "exam", "subject": world.exam.pk}
    found = ok(world["auditor"].get("/events", **asked))["items"]
    assert [one["data"]["held_on"] for one in found] == ["2020-11-01"]
    assert not found[0]["sealed"]
    assert ok(world["auditor"].get(f"/events/{found[0]['id']}")) == found[0]
    by = ok(world["auditor"].get("/events", actor=world["bureau"].actor.username, area="440100"))
    assert "suspension.ordered" in {one["action"] for one in by["items"]}
    refused(world["province"].get("/events"), 403, "forbidden")


def test_roles_are_granted_and_ended_at_once(world: World) -> None:
    security = world["security_admin"]
    user = User.objects.create(username="newcomer", name="新人")
    body = {"username": "newcomer", "role": "prefecture", "body": "广州市局"}
    made = ok(security.post("/memberships", body), 201)
    assert ok(security.get(f"/memberships/{made['id']}")) == made
    asked = {"state": "in_force", "role": "prefecture", "area": "440100", "username": "newcomer"}
    assert ok(security.get("/memberships", **asked))["items"] == [made]
    newcomer = asker(actor_of(user, date(2020, 9, 15)))
    assert len(ok(newcomer.get("/exams"))["items"]) == 2
    refused(security.post("/memberships", body), 409, "not-possible-now")
    nowhere = security.post("/memberships", {**body, "body": "没有"})
    assert fields(refused(nowhere, 422, "invalid-request")) == ["body"]
    oneself = {**body, "username": security.actor.username}
    refused(security.post("/memberships", oneself), 409, "not-possible-now")
    refused(world["system_admin"].post("/memberships", body), 403, "forbidden")
    ended = ok(security.post(f"/memberships/{made['id']}/end"))
    assert ended["to_on"] == "2020-09-15"
    refused(newcomer.get("/exams"), 403, "forbidden")
    refused(security.post(f"/memberships/{made['id']}/end"), 409, "not-possible-now")
    assert len(ok(security.get("/memberships", state="ended"))["items"]) == 1


def test_every_change_has_its_event_with_who_asked(world: World) -> None:
    before = Event.objects.count()
    ok(world["institution"].post(f"/exams/{world.draft.pk}/publish"))
    event = Event.objects.order_by("pk").last()
    assert event is not None
    assert (Event.objects.count() - before, event.actor) == (
        1,
        world["institution"].actor.username,
    )


def test_a_batch_settled_by_the_file_cannot_be_settled_again(
    world: World, province: Province
) -> None:
    services.approve_batch(by=province.actors["finance-2"], batch=world.batch.pk, at=AT)
    line = {"line": world.batch.lines.get().pk, "result": "paid"}
    path = f"/batches/{world.batch.pk}/results"
    ok(world["finance"].post(path, {"results": [line]}))
    refused(world["finance"].post(path, {"results": [line]}), 409, "not-possible-now")


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(
    world: World, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(20, 30):
        world.province.registered(world.exam, number)
    for name, path in (
        ("institution", "/registrations"),
        ("institution", "/exams"),
        ("province", "/suspensions"),
        ("auditor", "/events"),
        ("auditor", "/rulings"),
        ("finance", "/refunds"),
        ("finance", "/batches"),
        ("centre", "/institutions"),
        ("security_admin", "/memberships"),
    ):
        with django_assert_max_num_queries(6):
            ok(world[name].get(path))
