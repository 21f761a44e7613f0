"""Certificates over the API: issued, seen, changed, proved, shared, imported, told to programs."""

from __future__ import annotations

import csv
import io
import json
import logging
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.api.asking import fields, refused
from tests.api.records.conftest import V1, Asker, asker
from tests.api.records.test_doing import ok
from tests.certificates.conftest import Office, evaluated, issuer, office, province, sat
from tests.certificates.filed import entered
from tests.certificates.test_importing import HEADS, rows
from tests.sittings.conftest import THEN, staff
from tests.webhooks.conftest import Receiver, receiver, sender
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import importing, issuing
from xianjie.domain.certificates.batch_files import RESULTS
from xianjie.domain.certificates.models import Batch, Certificate, Import, IssuingCode
from xianjie.domain.certificates.publishing import folder, log_key, publish
from xianjie.domain.certificates.signing import issuer as own_issuer
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.webhooks.delivering import deliver
from xianjie.domain.webhooks.sending import HttpSender
from xianjie.tables import write_xlsx

__all__ = ["issuer", "office", "province", "receiver", "sat", "sender"]
CORRECTED = {"kind": "corrected", "reason": "笔误", "basis": "1号"}


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2020-11-06")


@pytest.fixture
def certificate(office: Office) -> Certificate:
    """Issued with the register's own keys."""
    office.issuer = own_issuer()
    return office.certificate()


def holder_of(office: Office) -> Asker:
    return asker(office.sat.province.candidate(office.sat.registrations[0]))


def bureau(name: str = "广州市局") -> Asker:
    return asker(staff(Role.PREFECTURE, Body.objects.get(name=name), f"{name}的人"))


def test_a_batch_from_its_rows_to_certificates(office: Office) -> None:
    maker, checker = asker(office.maker), asker(office.checker)
    body = {"body": office.centre.pk, "title": "第一批", "tickets": office.tickets}
    made = ok(maker.post("/issue-batches", body), 201)
    assert (made["state"], made["asked"], made["refused"]) == ("waiting", 4, 3)
    path = f"/issue-batches/{made['id']}"
    lines = ok(maker.get(f"{path}/lines", state="refused"))["items"]
    assert {(one["outcome"], tuple(one["clauses"])) for one in lines} == {
        ("not_earned", ("252/2.4",))
    }
    refused(maker.post(f"{path}/approve"), 403, "forbidden")
    refused(checker.post(f"{path}/issue"), 409, "not-possible-now")
    assert ok(checker.post(f"{path}/approve"))["state"] == "issuing"
    went = ok(checker.post(f"{path}/issue"))
    assert went == {"batch": made["id"], "issued": 1, "refused": 3, "left": 0, "finished": True}
    again = ok(checker.post(f"{path}/issue"))  # nothing is doubled
    assert (again, Certificate.objects.count()) == (went, 1)
    (line,) = ok(checker.get(f"{path}/lines", state="issued"))["items"]
    assert line["number"] == Certificate.objects.get().number
    assert ok(checker.get(path))["state"] == "finished"
    assert ok(maker.get("/issue-batches", state="finished"))["items"] == [ok(maker.get(path))]
    assert ok(maker.get("/issue-batches", state="waiting"))["items"] == []
    other = asker(office.filed_maker)
    assert ok(other.get("/issue-batches"))["items"] == []
    problem = refused(other.post("/issue-batches", body), 422, "invalid-request")
    assert fields(problem) == ["body"]


def test_issuing_goes_in_bounded_steps(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "AT_ONCE", 1)
    monkeypatch.setattr("xianjie.api.v1.records.issue_steps._STEPS", 2)
    maker, checker = asker(office.filed_maker), asker(office.filed_checker)
    entered(office.filed, [evaluated(one) for one in range(5)])
    body = {"body": office.filed.pk, "title": "认定", "plan": Plan.objects.get().pk}
    path = f"/issue-batches/{ok(maker.post('/issue-batches', body), 201)['id']}"
    ok(checker.post(f"{path}/approve"))
    told = [ok(checker.post(f"{path}/issue", key=f"step-number-{one}")) for one in range(3)]
    assert [(one["issued"], one["left"], one["finished"]) for one in told] == [
        (2, 3, False),
        (4, 1, False),
        (5, 0, True),
    ]
    assert ok(checker.post(f"{path}/issue", key="step-number-0")) == told[0]  # as it was answered


def test_a_batch_sent_back_may_be_sent_again(office: Office) -> None:
    maker, checker = asker(office.maker), asker(office.checker)
    body = {"body": office.centre.pk, "title": "第一批", "tickets": office.tickets[:1]}
    made = ok(maker.post("/issue-batches", body), 201)
    taken = ok(maker.post("/issue-batches", body), 201)
    assert taken["refused"] == 1
    path = f"/issue-batches/{made['id']}/return"
    refused(checker.post(path, {"reason": ""}), 422, "invalid-request")
    assert ok(checker.post(path, {"reason": "重报"}))["state"] == "returned"
    assert ok(maker.post("/issue-batches", body), 201)["refused"] == 0
    (line,) = ok(maker.get(f"/issue-batches/{made['id']}/lines"))["items"]
    assert line["state"] == "dropped"


def test_a_batch_by_file_is_submitted_whole_or_not_at_all(office: Office) -> None:
    maker = asker(office.maker)
    form = {"body": office.centre.pk, "title": "第一批"}
    content = write_xlsx(RESULTS.columns, [{"ticket": one} for one in office.tickets], "zh")
    made = ok(maker.send("/issue-batches/file", form, content, "a.xlsx", "the-file-of-one"), 201)
    assert made["asked"] == 4
    again = maker.send("/issue-batches/file", form, content, "a.xlsx", "the-file-of-one")
    assert (again.json(), again["Idempotency-Replayed"]) == (made, "true")
    other = write_xlsx(RESULTS.columns, [{"ticket": office.tickets[0]}], "zh")
    reused = maker.send("/issue-batches/file", form, other, "a.xlsx", "the-file-of-one")
    refused(reused, 422, "key-reused")
    unlike = maker.send(
        "/issue-batches/file", {**form, "title": "其他"}, content, "a.xlsx", "the-file-of-one"
    )
    refused(unlike, 422, "key-reused")
    assert Batch.objects.count() == 1
    wrong = write_xlsx(RESULTS.columns, [{"ticket": office.tickets[0]}, {"ticket": "1"}], "zh")
    told = refused(
        maker.send("/issue-batches/file", form, wrong, "a.xlsx"), 409, "not-possible-now"
    )
    assert told["detail"] == "没有准考证 1"
    refused(maker.send("/issue-batches/file", form, b"x", "a.xlsx"), 409, "not-possible-now")
    assert Batch.objects.count() == 1


def test_what_a_filed_organisation_submits_is_checked_field_by_field(office: Office) -> None:
    maker = asker(office.filed_maker)
    first, failed, out = entered(
        office.filed, [evaluated(1), evaluated(2, passed=False), evaluated(3, occupation="评茶员")]
    )
    plan = Plan.objects.get(occupation="电工").pk
    foreign, *_ = entered(office.centre, [evaluated(4)])
    elsewhere = Plan.objects.get(organisation=office.centre.pk).pk
    body = {"body": office.filed.pk, "title": "认定"}
    for wrong, field in (
        ({"plan": plan, "participants": [first]}, "plan"),
        ({"plan": elsewhere}, "plan"),
        ({"plan": 0}, "plan"),
        ({"participants": ["x"]}, "participants.0"),
        ({"participants": [first], "tickets": ["1"]}, "tickets"),
        ({"evaluated": [{}]}, "evaluated"),
    ):
        problem = refused(maker.post("/issue-batches", {**body, **wrong}), 422, "invalid-request")
        assert fields(problem) == [field]
    for people in ([], [first, first], [first, foreign]):
        told = maker.post("/issue-batches", {**body, "participants": people})
        refused(told, 409, "not-possible-now")
    many = {**body, "participants": [first] * 2_001}
    assert "2,000" in refused(maker.post("/issue-batches", many), 422, "invalid-request")["detail"]
    made = ok(maker.post("/issue-batches", {**body, "participants": [first, failed, out]}), 201)
    assert (made["asked"], made["refused"]) == (3, 2)
    lines = ok(maker.get(f"/issue-batches/{made['id']}/lines", state="refused"))["items"]
    assert [one["participant"] for one in lines] == [failed, out]
    assert all(one["clauses"] for one in lines)


def test_a_certificate_is_seen_as_far_as_the_table_says(
    office: Office, certificate: Certificate
) -> None:
    path = f"/certificates/{certificate.pk}"
    centre = asker(office.maker)
    whole = ok(centre.get(path))
    assert (whole["number"], whole["name"], whole["state"]) == (
        certificate.number,
        certificate.name,
        "live",
    )
    assert whole["standing"]["clauses"] == ["252/2.3", "80/4"]
    assert (whole["log"]["index"], whole["batch"]) == (0, Batch.objects.get().pk)
    assert whole["document_number"].count("＊") == 14
    assert ok(bureau().get(path))["name"] == certificate.name
    refused(bureau("深圳市局").get(path), 404, "no-such-record")
    department = asker(staff(Role.PROVINCE, office.centre, "省"))
    covered = ok(department.get(path))
    assert covered["name"] == "考＊＊"
    for ending in ("credential", "pdf", "log-proof"):
        refused(department.get(f"{path}/{ending}"), 403, "forbidden")
    credential = centre.get(f"{path}/credential").json()
    assert credential == json.loads(certificate.credentials.get().content)
    assert centre.get(f"{path}/pdf").content.startswith(b"%PDF-")
    refused(centre.get(f"{path}/log-proof"), 409, "not-possible-now")  # not sealed yet
    publish(files=folder(), key=log_key(), at=THEN)
    assert ok(centre.get(f"{path}/log-proof"))["size"] >= 1


def test_certificates_are_listed_by_what_they_are(office: Office, certificate: Certificate) -> None:
    centre = asker(office.maker)
    for query, count in (
        ({}, 1),
        ({"scheme": "level"}, 0),
        ({"state": "live"}, 1),
        ({"state": "revoked"}, 0),
        ({"area": "440100"}, 1),
        ({"area": "440300"}, 0),
        ({"number": certificate.number}, 1),
        ({"number": certificate.number[:-1]}, 0),
        ({"occupation": "电工", "issued_from": "2020-11-02"}, 1),
        ({"issued_before": "2020-11-02"}, 0),
    ):
        assert len(ok(centre.get("/certificates", **query))["items"]) == count, query
    filed = asker(office.filed_maker)
    assert ok(filed.get("/certificates"))["items"] == []


def test_a_change_is_proposed_decided_and_objected_to(
    office: Office, certificate: Certificate
) -> None:
    maker, checker = asker(office.maker), asker(office.checker)
    path = f"/certificates/{certificate.pk}/proposals"
    body = {"kind": "suspended", "reason": "核查", "basis": "1号"}
    for wrong, field in (
        ({"kind": "superseded"}, "kind"),
        ({"kind": "live"}, "kind"),
        ({"reason": ""}, "reason"),
    ):
        problem = refused(maker.post(path, {**body, **wrong}), 422, "invalid-request")
        assert fields(problem) == [field]
    refused(maker.post(path, {**body, "kind": "lifted"}), 409, "not-possible-now")
    made = ok(maker.post(path, body), 201)
    assert made["state"] == "waiting"
    refused(maker.post(path, body), 409, "not-possible-now")
    decide = f"/proposals/{made['id']}/decide"
    refused(maker.post(decide, {"grant": True}), 403, "forbidden")
    refused(checker.post(decide, {"grant": False}), 409, "not-possible-now")
    decided = ok(checker.post(decide, {"grant": True}))
    assert decided["state"] == "granted"
    assert ok(maker.get("/proposals", state="granted", certificate=certificate.pk))["items"] == [
        decided
    ]
    assert ok(maker.get("/certificates", state="suspended"))["items"][0]["id"] == certificate.pk
    assert ok(maker.get("/certificates", state="live"))["items"] == []
    holder = holder_of(office)
    objection = f"/changes/{decided['change']}/appeal"
    asked = ok(holder.post(objection, {"words": "不是我"}), 201)
    refused(holder.post(objection, {"words": "不是我"}), 409, "not-possible-now")
    answer = {"upheld": True, "words": "另行恢复"}
    refused(checker.post(f"/appeals/{asked['id']}/answer", answer), 403, "forbidden")
    third = asker(staff(Role.CENTRE, office.centre, "第三人在中心"))
    assert ok(third.get("/appeals", answered="false"))["items"][0]["id"] == asked["id"]
    assert ok(third.post(f"/appeals/{asked['id']}/answer", answer))["upheld"] is True
    lifted = ok(third.post(path, {**body, "kind": "lifted"}), 201)
    ok(maker.post(f"/proposals/{lifted['id']}/decide", {"grant": True}))
    assert [one["kind"] for one in ok(maker.get(f"/certificates/{certificate.pk}"))["changes"]] == [
        "suspended",
        "lifted",
    ]
    assert len(ok(maker.get("/certificates", state="live"))["items"]) == 1


def test_a_corrected_name_is_covered_too(office: Office, certificate: Certificate) -> None:
    maker, checker = asker(office.maker), asker(office.checker)
    body = {
        "kind": "corrected",
        "reason": "笔误",
        "basis": "1号",
        "corrections": {"name": "考生零"},
    }
    made = ok(maker.post(f"/certificates/{certificate.pk}/proposals", body), 201)
    department = asker(staff(Role.PROVINCE, office.centre, "省"))
    assert ok(department.get(f"/proposals/{made['id']}"))["corrections"] == {"name": "考＊＊"}
    ok(checker.post(f"/proposals/{made['id']}/decide", {"grant": True}))
    whole = ok(department.get(f"/certificates/{certificate.pk}"))
    assert (whole["name"], whole["changes"][0]["corrections"]) == ("考＊＊", {"name": "考＊＊"})
    assert ok(maker.get(f"/certificates/{certificate.pk}"))["name"] == "考生零"


def test_a_lost_certificate_is_proved(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "2021-02-01")  # its occupation left the catalogue
    holder = holder_of(office)
    body = {"reason": "lost", "contact": "电话", "paper": {"level": "四级"}}
    made = ok(holder.post(f"/own/certificates/{certificate.pk}/applications", body), 201)
    assert (made["outcome"], made["state"], made["lacking"]) == (
        "written_proof",
        "incomplete",
        ["identity"],
    )
    assert "252/2.3" in made["clauses"]
    path = f"/applications/{made['id']}"
    form = {"kind": "identity"}
    refused(holder.send(f"{path}/documents", {"kind": "photo"}, b"x", "a"), 422, "invalid-request")
    added = ok(holder.send(f"{path}/documents", form, b"%PDF-1", "a.pdf"), 201)
    assert (added["state"], added["due"]) == ("review", "2021-02-09")
    one, two = asker(office.maker), asker(office.checker)
    document = f"/documents/{added['documents'][0]['id']}"
    assert one.get(document).content == b"%PDF-1"
    refused(holder.get(document), 403, "forbidden")
    refused(one.post(f"{path}/decide", {"grant": True}), 409, "not-possible-now")
    ok(one.post(f"{path}/missing", {"missing": ["paper"]}))
    refused(one.post(f"{path}/missing", {"missing": ["paper"]}), 409, "not-possible-now")
    ok(holder.send(f"{path}/documents", {"kind": "paper"}, b"%PDF-2", "b.pdf"), 201)
    assert ok(one.post(f"{path}/review", {"grant": True}))["state"] == "decide"
    refused(one.post(f"{path}/decide", {"grant": True}), 403, "forbidden")
    decided = ok(two.post(f"{path}/decide", {"grant": True}))
    assert (decided["state"], decided["due"]) == ("granted", None)
    proof = f"/proofs/{decided['proof']}"
    assert ok(holder.get(proof))["certificate"] == certificate.pk
    assert holder.get(f"{proof}/credential").json()["credentialSubject"]
    assert holder.get(f"{proof}/pdf").content.startswith(b"%PDF-")
    assert len(ok(holder.get("/proofs"))["items"]) == len(ok(one.get("/proofs"))["items"]) == 1
    assert len(ok(holder.get("/applications", state="granted"))["items"]) == 1
    assert ok(bureau("深圳市局").get("/applications"))["items"] == []


def test_staff_apply_for_a_holder_who_shows_the_document(
    office: Office, certificate: Certificate
) -> None:
    one = asker(office.maker)
    path = f"/certificates/{certificate.pk}/applications"
    number = unseal(certificate.number_sealed)
    body = {
        "reason": "damaged",
        "contact": "电话",
        "holder": {"document": certificate.document, "number": "440106199001011235"},
    }
    told = refused(one.post(path, body), 409, "not-possible-now")
    assert number not in json.dumps(told)
    short = {**body, "holder": {**body["holder"], "number": "1"}}  # type: ignore[dict-item] # a dict
    assert fields(refused(one.post(path, short), 422, "invalid-request")) == ["holder.number"]


def test_a_holder_sees_and_shares_ones_own(office: Office, certificate: Certificate) -> None:
    holder = holder_of(office)
    other = asker(office.sat.province.candidate(office.sat.registrations[1]))
    (mine,) = ok(holder.get("/own/certificates"))["items"]
    assert mine["name"] == certificate.name
    assert ok(other.get("/own/certificates"))["items"] == []
    path = f"/own/certificates/{certificate.pk}"
    assert ok(holder.get(path))["standing"]["state"] == "live"
    assert holder.get(f"{path}/credential").json()["id"].endswith(certificate.number)
    assert holder.get(f"{path}/pdf").content.startswith(b"%PDF-")
    made = ok(holder.post(f"{path}/shares", {"days": 30}), 201)
    assert (made["until_on"], len(made["code"])) == ("2020-12-06", 12)
    assert "code" not in ok(holder.get(f"{path}/shares"))["items"][0]
    refused(other.post(f"/shares/{made['id']}/end"), 404, "no-such-record")
    assert ok(holder.post(f"/shares/{made['id']}/end"))["ended_at"]
    refused(holder.post(f"{path}/shares", {"days": 181}), 422, "invalid-request")
    refused(holder.get(f"/certificates/{certificate.pk}"), 403, "forbidden")
    refused(asker(office.maker).get(path), 403, "forbidden")


def test_old_registers_are_entered_piece_by_piece(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    one = asker(office.maker)
    lines = rows(25)
    lines[3][2] = "440106199001011230"  # its check digit is wrong
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *lines])
    content = out.getvalue().encode()
    form = {"area": "440100", "mode": "check"}
    looked = ok(one.send("/imports", form, content, "旧 登记册.csv"), 201)
    assert (looked["entered"], looked["wrong"], looked["import_id"]) == (9, 1, None)
    assert [one_["row"] for one_ in looked["wrong_rows"]] == [5]
    assert "440106199001011230" not in json.dumps(looked)
    assert Certificate.objects.count() == 0
    assert _left_behind() == []
    started = ok(one.send("/imports", {**form, "mode": "enter"}, content, "旧 登记册.csv"), 201)
    assert (started["rows_done"], started["finished"]) == (10, False)
    (kept,) = _left_behind()
    assert kept.stat().st_mode & 0o777 == 0o600
    path = f"/imports/{started['import_id']}"
    second = ok(one.post(f"{path}/run", key="the-second-step"))
    assert (second["rows_done"], second["wrong_rows"]) == (20, [])
    assert ok(one.post(f"{path}/run", key="the-second-step")) == second
    last = ok(one.post(f"{path}/run"))
    assert (last["entered"], last["wrong"], last["finished"]) == (24, 1, True)
    assert _left_behind() == []  # identity numbers do not stay on the disk
    refused(one.post(f"{path}/run"), 409, "not-possible-now")
    again = ok(one.send("/imports", {**form, "mode": "enter"}, content, "a.csv"), 201)
    assert (again["entered"], again["finished"]) == (24, True)
    assert Certificate.objects.count() == 24
    assert Import.objects.count() == 1
    assert ok(one.get(path))["finished_at"]
    assert len(ok(one.get("/imports", area="440100"))["items"]) == 1
    for wrong, name, content_ in (
        (form, "a.txt", content),
        ({**form, "mapping": "x=y"}, "a.csv", content),
        (form, "a.parquet", b"x"),
    ):
        refused(one.send("/imports", wrong, content_, name), 409, "not-possible-now")
    problem = refused(
        one.send("/imports", {**form, "mapping": "x"}, content, "a.csv"), 422, "invalid-request"
    )
    assert fields(problem) == ["mapping"]
    elsewhere = bureau().send("/imports", {**form, "area": "440300"}, content, "a.csv")
    refused(elsewhere, 403, "forbidden")
    assert _left_behind() == []


def _left_behind() -> list[Path]:
    return [one for one in (Path(settings.HOME) / "imports").rglob("*") if one.is_file()]


def test_codes_are_entered_and_filings_are_read(office: Office) -> None:
    department = asker(staff(Role.PROVINCE, office.centre, "省"))
    other = Body.objects.create(
        kind="centre", name="另一中心", area="440000", opened_on=date(2020, 1, 1)
    )
    code = {"body": other.name, "code": "99000002", "from_on": "2020-10-01"}
    ok(department.post("/issuing-codes", code), 201)
    for wrong in ({}, {"code": "1"}, {"code": "S000044000009"}, {"code": "9９000003"}):
        refused(department.post("/issuing-codes", {**code, **wrong}), 409, "not-possible-now")
    problem = refused(
        department.post("/issuing-codes", {**code, "body": "没有"}), 422, "invalid-request"
    )
    assert fields(problem) == ["body"]
    assert IssuingCode.objects.filter(body=other).count() == 1
    assert len(ok(department.get("/issuing-codes"))["items"]) == 2
    refused(asker(office.maker).post("/issuing-codes", code), 403, "forbidden")
    (filing,) = ok(department.get("/filings"))["items"]
    assert ok(asker(office.filed_maker).get(f"/filings/{filing['id']}")) == filing
    assert (filing["number"], filing["until_on"]) == ("S000044000001", "2023-05-31")
    (scope,) = filing["scope"]
    assert (scope["occupation"], scope["lowest"], scope["highest"]) == ("电工", 5, 3)


def test_a_program_is_told_by_an_endpoint_kept_over_the_api(
    office: Office, receiver: Receiver, sender: HttpSender
) -> None:
    maker = asker(office.maker)
    body = {"body": office.centre.pk, "address": receiver.address, "kinds": ["issued", "revoked"]}
    for wrong, field in (
        ({"address": "http://10.0.0.1/"}, "address"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["other"]}, "kinds.0"),
        ({"body": office.filed.pk}, "body"),
    ):
        problem = refused(maker.post("/webhooks", {**body, **wrong}), 422, "invalid-request")
        assert fields(problem) == [field]
    made = ok(maker.post("/webhooks", body), 201)
    path = f"/webhooks/{made['id']}"
    assert "secret" not in ok(maker.get(path))
    assert "secret" not in maker.get("/webhooks").content.decode()
    ping = ok(maker.post(f"{path}/ping"), 201)
    office.issuer = own_issuer()
    certificate = office.certificate()
    deliver(at=THEN, sender=sender, base="https://register.example")
    deliver(at=THEN.replace(day=20), sender=sender, base="https://register.example")
    assert {one.told["type"] for one in receiver.received} == {"ping", "certificate.issued"}
    assert all(one.is_signed(made["secret"]) for one in receiver.received)
    told = ok(maker.get(f"{path}/dispatches", state="delivered"))["items"]
    assert [(one["kind"], one["number"], one["outcome"]) for one in told] == [
        ("ping", "", "HTTP 204"),
        ("issued", certificate.number, "HTTP 204"),
    ]
    assert told[0]["key"] == ping["key"]
    again = ok(maker.post(f"/dispatches/{told[1]['id']}/resend"))
    assert (again["state"], again["key"]) == ("waiting", told[1]["key"])
    secret = ok(maker.post(f"{path}/rotate"))["secret"]
    assert secret != made["secret"]
    assert ok(maker.post(f"{path}/end"))["ended_at"]
    refused(maker.post(f"{path}/ping"), 409, "not-possible-now")
    refused(asker(office.sat.one).post("/webhooks", body), 403, "forbidden")


def test_no_answer_or_log_tells_an_identity_number_or_a_covered_name(
    office: Office, certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    """Planted in the records; looked for in everything that is read without a full right."""
    number = unseal(certificate.number_sealed)
    department = asker(staff(Role.PROVINCE, office.centre, "省"))
    maker, checker = asker(office.maker), asker(office.checker)
    body = {
        "kind": "corrected",
        "reason": "笔误",
        "basis": "1号",
        "corrections": {"name": "考生零"},
    }
    made = ok(maker.post(f"/certificates/{certificate.pk}/proposals", body), 201)
    ok(checker.post(f"/proposals/{made['id']}/decide", {"grant": True}))
    applied = {"reason": "lost", "contact": "13800000000", "paper": {"name": "考生另"}}
    path = f"/own/certificates/{certificate.pk}/applications"
    application = ok(holder_of(office).post(path, applied), 201)["id"]
    paths = [
        "/certificates",
        f"/certificates/{certificate.pk}",
        "/proposals",
        f"/proposals/{made['id']}",
        "/appeals",
        "/applications",
        f"/applications/{application}",
        "/proofs",
    ]
    with caplog.at_level(logging.DEBUG):
        read = [department.get(path) for path in paths]
        public = [
            Client().get(f"/api/v1{path}")
            for path in ("/certificate-changes", f"/certificate-numbers/{certificate.number}")
        ]
        wrong = Client().post(
            f"{V1}/issue-batches", json.dumps({"number": number}), "application/json"
        )
    for response in [*read, *public, wrong]:
        text = response.content.decode()
        for personal in (certificate.name, "考生零", "考生另", number, "13800000000"):
            assert personal not in text, response.request["PATH_INFO"]
    assert [one.status_code for one in read] == [200] * len(read)
    for personal in (number, certificate.name, "13800000000"):
        assert personal not in caplog.text
    told = json.dumps(list(Event.objects.values_list("data", flat=True)), ensure_ascii=False)
    for personal in (number, "13800000000"):
        assert personal not in told
