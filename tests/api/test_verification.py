"""Checking by program: what is told to whom, signed, within limits; the feed of the sealed log."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.asking import V1, fields, get, refused
from tests.certificates.conftest import Office, issuer, office, province, sat
from tests.sittings.conftest import THEN
from tests.webhooks.test_webhooks import changed
from xianjie.clock import VARIABLE
from xianjie.credentials.verification import verify
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.certificates import limiting
from xianjie.domain.certificates.models import Certificate, Change, LogEntry, StatusEntry
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.publishing import log_key, publish
from xianjie.domain.certificates.sharing import share
from xianjie.domain.certificates.signing import issuer as own_issuer
from xianjie.durable import Folder
from xianjie.instruments import law
from xianjie.ops.records import now
from xianjie.tlog.entries import read_entry

__all__ = ["issuer", "office", "province", "sat"]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2020-11-06")
    cache.clear()


@pytest.fixture
def certificate(office: Office, files: Folder) -> Certificate:
    """Issued with the register's own keys, as the API checks it, and sealed in the log."""
    office.issuer = own_issuer()
    made = office.certificate()
    publish(files=files, key=log_key(), at=THEN)
    return made


@pytest.fixture
def files(tmp_path: Any) -> Folder:  # noqa: ANN401 - a path
    return Folder(tmp_path / "log")


def ask(body: object, path: str = "/verify") -> Any:  # noqa: ANN401 - a response
    client = Client(raise_request_exception=False)
    return client.post(V1 + path, json.dumps(body).encode(), "application/json")


def send(path: str, content: bytes, name: str, **form: object) -> Any:  # noqa: ANN401 - a response
    client = Client(raise_request_exception=False)
    return client.post(V1 + path, {**form, "file": SimpleUploadedFile(name, content)})


def told(response: Any) -> dict[str, Any]:  # noqa: ANN401 - a response
    found: dict[str, Any] = response.json()
    assert response.status_code == 200, found
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    return found


def test_by_number_and_name_every_field_is_told(certificate: Certificate) -> None:
    found = told(ask({"number": certificate.number, "name": certificate.name}))
    assert (found["result"], found["number"]) == ("valid", certificate.number)
    assert found["fields"]["name"] == certificate.name
    assert found["fields"]["occupation"] == "电工"
    assert found["standing"]["outcome"] == "valid"
    assert found["standing"]["clauses"] == ["252/2.3", "80/4"]
    steps = {one["name"]: one["outcome"] for one in found["steps"]}
    assert steps == {
        "found": "passed",
        "fields": "passed",
        "signature": "left_out",
        "issuer": "passed",
        "log": "passed",
        "status": "passed",
        "law": "passed",
    }
    assert found["report"] is None
    earlier = told(
        ask({"number": certificate.number, "name": certificate.name, "as_of": "2020-11-01"})
    )
    assert earlier["result"] == "not_found"


def test_a_bare_number_tells_nothing_of_a_person(certificate: Certificate) -> None:
    for body, field in (
        ({"number": certificate.number}, "name"),
        ({"name": certificate.name}, "number"),
        ({}, "number"),
        ({"number": certificate.number, "name": "x", "code": "x"}, "number"),
        ({"number": "123", "name": "x"}, "number"),
        ({"number": certificate.number, "name": "x", "as_of": "2020-13-01"}, "as_of"),
    ):
        response = ask(body)
        assert fields(refused(response, 422, "invalid-request")) == [field]
        assert certificate.name not in response.content.decode()
    wrong_name = ask({"number": certificate.number, "name": "另一人"})
    wrong_number = ask({"number": "2099000001500999", "name": certificate.name})
    assert told(wrong_name) == told(wrong_number)
    assert told(wrong_name)["fields"] == {}


def test_a_signed_certificate_is_checked_and_a_changed_one_found_out(
    certificate: Certificate,
) -> None:
    credential = json.loads(certificate.credentials.get().content)
    assert told(ask({"credential": credential}))["result"] == "valid"
    (named,) = (
        one
        for one in credential["credentialSubject"]["identifier"]
        if one["identityType"] == "name"
    )
    named["identityHash"] = "另一人"
    altered = told(ask({"credential": credential}))
    assert altered["result"] == "altered"
    # Who makes a file up around a number learns nothing of whose it is.
    assert certificate.name not in json.dumps(altered, ensure_ascii=False)
    assert told(ask({"credential": {"x": 1}}))["result"] == "unreadable"
    content = certificate.credentials.get().content.encode()
    assert told(send("/verify/file", content, "a.json"))["result"] == "valid"
    pdf = certificate_pdf(certificate, law=law(), on=date(2020, 11, 6), at=THEN)
    by_pdf = told(send("/verify/file", pdf, "a.pdf"))
    assert by_pdf["result"] == "valid"
    assert "seal" in {one["name"] for one in by_pdf["steps"]}
    assert told(send("/verify/file", b"%PDF-1.7 x", "a.pdf"))["result"] == "unreadable"


def test_by_the_holders_code(office: Office, certificate: Certificate) -> None:
    holder = office.sat.province.candidate(office.sat.registrations[0])
    _, code = share(by=holder, certificate=certificate, days=1, on=date(2020, 11, 6), at=THEN)
    assert told(ask({"code": code}))["number"] == certificate.number
    assert told(ask({"code": "ABCD" * 3}))["result"] == "not_found"


def test_the_report_is_signed_by_the_register(certificate: Certificate) -> None:
    asked = {"number": certificate.number, "name": certificate.name, "report": True}
    report = told(ask(asked))["report"]
    assert report["credentialSubject"]["outcome"] == "valid"
    assert verify(report, keys=own_issuer().keys, at=now()).holds
    report["credentialSubject"]["outcome"] = "revoked"
    assert not verify(report, keys=own_issuer().keys, at=now()).holds


def test_many_rows_and_the_report_over_them(certificate: Certificate) -> None:
    pair = {"number": certificate.number, "name": certificate.name}
    found = told(ask({"rows": [pair, {**pair, "name": "另一人"}]}, "/verify/many"))
    assert [(one["row"], one["result"]) for one in found["rows"]] == [
        (1, "valid"),
        (2, "not_found"),
    ]
    subject = found["report"]["credentialSubject"]
    content = b'[{"result":"valid","row":1},{"result":"not_found","row":2}]'
    assert subject["fileSha256"] == hashlib.sha256(content).hexdigest()
    assert verify(found["report"], keys=own_issuer().keys, at=now()).holds
    too_many = refused(ask({"rows": [pair] * 1_001}, "/verify/many"), 422, "invalid-request")
    assert "1,000" in too_many["detail"]
    assert "分几次" in too_many["detail"]


def test_a_file_of_many_comes_back_with_its_report(certificate: Certificate) -> None:
    rows = f"证书编号,姓名\r\n{certificate.number},{certificate.name}\r\n".encode()
    response = send("/verify/many/file", rows, "a.csv")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        returned = archive.read("checked.csv")
        report = json.loads(archive.read("report.json"))
    assert report["credentialSubject"]["fileSha256"] == hashlib.sha256(returned).hexdigest()
    assert "有效" in list(csv.reader(io.StringIO(returned.decode("utf-8-sig"))))[1]
    wrong = refused(send("/verify/many/file", b"\x00", "a.xlsx"), 422, "invalid-request")
    assert fields(wrong) == ["file"]


def test_one_address_may_ask_so_often_an_hour(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "MOST", 2)
    monkeypatch.setattr(limiting, "MOST_FILES", 1)
    body = {"number": certificate.number, "name": certificate.name}
    told(ask(body))
    content = certificate.credentials.get().content.encode()
    told(send("/verify/file", content, "a.json"))
    over = ask(body)
    assert "2 次" in refused(over, 429, "too-many-requests")["detail"]
    assert over["Retry-After"] == "3600"
    assert certificate.name not in over.content.decode()
    told(ask({"rows": [body]}, "/verify/many"))
    refused(ask({"rows": [body]}, "/verify/many"), 429, "too-many-requests")
    refused(send("/verify/many/file", b"x", "a.csv"), 429, "too-many-requests")


@pytest.mark.django_db
def test_a_number_is_explained_whether_or_not_there_is_one() -> None:
    found = get("/certificate-numbers/2099000001500001")
    assert found["Cache-Control"] == "public, max-age=300"
    parts = found.json()["parts"]
    assert "".join(one["value"] for one in parts) == "2099000001500001"
    assert parts[0]["meaning"] == {"zh": "2020年", "en": "2020"}
    wrong = refused(get("/certificate-numbers/123"), 422, "invalid-request")
    assert fields(wrong) == ["number"]


def test_the_feed_says_what_the_sealed_log_says_and_no_more(
    office: Office, certificate: Certificate, files: Folder
) -> None:
    for kind in ("corrected", "suspended", "lifted", "revoked"):
        changed(office, certificate, Change.Kind(kind))
    assert get("/certificate-changes").json() == {
        **get("/certificate-changes?limit=1").json(),
        "size": 1,  # what is not sealed is not told
    }
    publish(files=files, key=log_key(), at=THEN)
    response = get("/certificate-changes")
    assert response["Cache-Control"] == "public, max-age=60"
    found = response.json()
    place = StatusEntry.objects.get().index
    assert [(one["index"], one["kind"], one["status_index"]) for one in found["items"]] == [
        (0, "issue", place),
        (1, "corrected", None),  # which no status list shows
        (2, "suspended", place),
        (3, "lifted", place),
        (4, "revoked", place),
    ]
    entries = [read_entry(one.leaf.encode()) for one in LogEntry.objects.order_by("index")]
    for one, entry in zip(found["items"], entries, strict=True):
        assert (one["day"], one["authority"]) == (entry.day.isoformat(), entry.authority)
        assert one["commitment"] == entry.commitment
    text = response.content.decode()
    number = unseal(certificate.number_sealed)
    for personal in (certificate.number, certificate.name, number, "张五", "张三", "电工"):
        assert personal not in text
    assert get("/certificate-changes", **{"If-None-Match": response["ETag"]}).status_code == 304


def test_the_feed_is_followed_by_its_cursor(
    office: Office, certificate: Certificate, files: Folder
) -> None:
    changed(office, certificate, Change.Kind.SUSPENDED)
    publish(files=files, key=log_key(), at=THEN)
    first = get("/certificate-changes?limit=1").json()
    assert (first["next"], first["size"]) == (1, 2)
    second = get("/certificate-changes?limit=1&since=1").json()
    assert [one["kind"] for one in second["items"]] == ["suspended"]
    end = get(f"/certificate-changes?since={second['next']}").json()
    assert (end["items"], end["next"]) == ([], 2)
    assert get("/certificate-changes?since=99").json()["next"] == 99
    only = get("/certificate-changes?kind=suspended").json()
    assert [one["index"] for one in only["items"]] == [1]
    assert only["next"] == 2
    for query in ("since=-1", "limit=1001", "kind=other", "page=2"):
        refused(get(f"/certificate-changes?{query}"), 422, "invalid-request")
