"""Pages of the register: issued by two, checked by anybody, changed, proved."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.certificates.conftest import Office, evaluated, issuer, office
from tests.certificates.filed import entered
from tests.filings.conftest import person_number
from tests.sittings.conftest import Sat, sat
from tests.web.work.conftest import LogIn
from tests.web.work.test_exam_day import AtOnce
from xianjie.clock import VARIABLE
from xianjie.credentials.certificate import holder_of
from xianjie.credentials.structure import moment
from xianjie.credentials.verification import verify
from xianjie.domain.certificates.batch_files import PARTICIPANTS, RESULTS
from xianjie.domain.certificates.checking_many import TEMPLATE
from xianjie.domain.certificates.models import Application, Batch, Certificate, Change, Proof
from xianjie.domain.evaluations.models import Plan
from xianjie.tables import write_csv, write_xlsx
from xianjie.web.portal.verify import limits, many, views
from xianjie.web.workbench import jobs

__all__ = ["Sat", "issuer", "office", "sat"]
VERIFY = "/zh/verify/"


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    del log_in  # which sets another
    monkeypatch.setenv(VARIABLE, "2020-11-06")
    monkeypatch.setattr(jobs, "Thread", AtOnce)
    cache.clear()


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode().partition("<main")[2])


def _sent(client: Client, office: Office, content: bytes, name: str = "a.xlsx") -> str:
    made = client.post(
        "/zh/work/issuing/new/",
        {
            "body": office.centre.pk,
            "title": "第一批",
            "file": SimpleUploadedFile(name, content),
        },
    )
    return str(made.get("Location", made.content.decode()))


def test_a_batch_from_its_file_to_the_holder(log_in: LogIn, office: Office) -> None:
    maker, checker = log_in(office.maker), log_in(office.checker)
    template = maker.get("/zh/work/issuing/template/qualification/")
    assert template.content[:2] == b"PK"
    assert maker.get("/zh/work/issuing/template/other/").status_code == 404
    rows = [{"ticket": one} for one in office.tickets]
    page = _sent(maker, office, write_xlsx(RESULTS.columns, rows, "zh"))
    assert page == f"/zh/work/issuing/{Batch.objects.get().pk}/"
    shown = _words(maker, page)
    assert "未取得" in shown
    assert "252" in shown
    assert "审批</a>" not in shown
    assert "核发待审批" in _words(checker, "/zh/work/")
    job = checker.post(f"{page}approve/")["Location"]
    assert "已核发 1 张，不予核发 3 张" in _words(checker, job)
    made = Certificate.objects.get()
    assert made.number in _words(checker, page)
    assert "2099000001500001" in _words(checker, "/zh/work/certificates/?q=2099")
    assert checker.post(f"{page}run/").status_code == 302  # nothing is left, nothing is doubled
    assert Certificate.objects.count() == 1

    holder = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    mine = f"/zh/me/certificates/{made.pk}/"
    assert made.number in _words(holder, "/zh/me/certificates/")
    assert "继续有效" in _words(holder, mine)
    signed = holder.get(f"{mine}json/").content
    assert holder_of(json.loads(signed)) == "考生0"
    code = holder.post(f"{mine}share/", {"days": 5}, follow=True).content.decode()
    code = code.partition("分享码 ")[2][:12]
    public = Client()
    told = public.post(VERIFY, {"how": "code", "code": code}).content.decode()
    assert "考生0" in told
    share = made.shares.get()
    holder.post(f"/zh/me/shares/{share.pk}/end/")
    told = public.post(VERIFY, {"how": "code", "code": code}).content.decode()
    assert "考生0" not in told


def test_wrong_rows_are_told_and_nothing_is_submitted(log_in: LogIn, office: Office) -> None:
    client = log_in(office.filed_maker)
    people = [evaluated(one, number=person_number(one)) for one in (1, 2)]
    entered(office.filed, people)
    plan = Plan.objects.get().pk
    row, other = ({"plan": plan, "document": "resident", "number": one.number} for one in people)
    rows = [row, {**row, "number": "440106199001011230"}, {**row, "plan": plan + 1}, row, other]
    told = {"body": office.filed.pk, "title": "认定"}

    def sent(lines: list[dict[str, object]]) -> str:
        content = write_csv(PARTICIPANTS.columns, lines, "zh")
        file = SimpleUploadedFile("a.csv", content)
        answer = client.post("/zh/work/issuing/new/", {**told, "file": file})
        return str(answer.get("Location", answer.content.decode()))

    shown = sent(rows)
    for words in ("第 3 行", "校验码", "第 4 行：本机构没有这个编号", "第 5 行：与前面的一行重复"):
        assert words in shown
    assert "第 6 行" not in shown
    assert not Batch.objects.exists()
    assert sent([row]).startswith("/zh/work/issuing/")
    assert Batch.objects.get().lines.get().refused is False


def test_anybody_checks_by_number_and_name_together(office: Office) -> None:
    made = office.certificate()
    client = Client()
    asked = {"how": "number", "number": made.number, "name": made.name}
    answer = client.post(VERIFY, asked)
    shown = answer.content.decode()
    for words in ("日志尚未封存", made.number, made.name, "电工", "2020-11-06", "省厅", "80"):
        assert words in shown, words
    assert answer["Cache-Control"].startswith("max-age=0")
    assert made.name not in client.post(VERIFY, {**asked, "name": "李四"}).content.decode()
    for wrong, status in (
        ({"number": "123"}, 400),
        ({"name": ""}, 400),
        ({"as_of": "2020-13-01"}, 400),
        ({"as_of": "2030-01-01"}, 400),
        ({"as_of": "2020-11-01"}, 200),
    ):
        answer = client.post(VERIFY, {**asked, **wrong})
        assert answer.status_code == status, wrong
        assert "省厅" not in answer.content.decode()
    assert client.post(VERIFY, {"how": "code", "code": ""}).status_code == 400
    assert client.post(VERIFY, {"how": "file"}).status_code == 400


def test_a_changed_file_is_told_at_the_right_step(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.certificate()
    monkeypatch.setattr(views, "issuer", lambda: office.issuer)
    content = made.credentials.get().content
    client = Client()

    def checked(content: str) -> str:
        file = io.BytesIO(content.encode())
        file.name = "c.json"
        return client.post(VERIFY, {"how": "file", "file": file}).content.decode()

    assert "与登记册不符" not in checked(content)
    changed = checked(content.replace("五级/初级工", "一级/高级技师"))
    assert "与登记册不符" in changed
    assert "achievement" in changed
    assert "继续有效" not in changed
    assert "省厅" in changed
    guessed = json.dumps({"credentialSubject": {"licenseNumber": made.number}})
    told = checked(guessed)  # made up around a number
    assert "与登记册不符" in told
    assert made.name not in told
    assert "无法读取" in checked("%PDF-1.7")
    assert "无法读取" in checked(guessed.replace(made.number, "\\u0000"))  # no database takes it


def test_one_address_asks_so_often_and_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.certificate()
    monkeypatch.setattr(limits, "MOST", 3)
    asked = {"how": "number", "number": made.number, "name": made.name}
    client = Client()
    statuses = [client.post(VERIFY, asked).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert Client(REMOTE_ADDR="10.0.0.9").post(VERIFY, asked).status_code == 200


def test_an_employer_checks_a_file_and_keeps_the_report(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.certificate()
    monkeypatch.setattr(many, "issuer", lambda: office.issuer)
    client = Client()
    assert client.get(f"{VERIFY}many/template.xlsx").content[:2] == b"PK"
    rows = [
        {"number": made.number, "name": made.name},
        {"number": made.number, "name": "李四"},
        {"number": "123", "name": "张三"},
    ]
    content = write_csv(TEMPLATE.columns, rows, "zh") + ",张三\n".encode()
    answer = client.post(f"{VERIFY}many/", {"file": SimpleUploadedFile("a.csv", content)})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    returned = archive.read("checked.csv")
    lines = list(csv.reader(io.StringIO(returned.decode("utf-8-sig"))))
    assert [line[2] for line in lines] == [
        "结果",
        "已核发，日志尚未封存",
        "登记册里没有",
        "登记册里没有",
        "有误",
    ]
    report = json.loads(archive.read("report.json"))
    assert verify(
        report, keys=office.issuer.keys, at=moment(report["validFrom"], "validFrom")
    ).holds
    told = report["credentialSubject"]
    assert told["fileSha256"] == hashlib.sha256(returned).hexdigest()
    counted = {one["name"]: one["factValue"] for one in told["certifiedFact"]}
    assert counted == {"not_found": "2", "not_published": "1"}
    assert (told["rows"], told["unreadable"]) == (4, 1)
    for wrong in (b"PK", b""):
        file = SimpleUploadedFile("a.xlsx", wrong)
        assert client.post(f"{VERIFY}many/", {"file": file}).status_code == 400
    monkeypatch.setattr(many, "MOST_FILES", 1)
    file = SimpleUploadedFile("a.csv", content)
    assert client.post(f"{VERIFY}many/", {"file": file}).status_code == 429


def test_a_change_goes_through_two_people_and_the_holder_objects(
    log_in: LogIn, office: Office
) -> None:
    made = office.certificate()
    maker, checker = log_in(office.maker), log_in(office.checker)
    page = f"/zh/work/certificates/{made.pk}/"
    told = {
        "kind": "corrected",
        "reason": "登记有误",
        "basis": "核查单1号",
        "field": "",
        "value": "",
    }
    assert "更正须写明" in maker.post(f"{page}propose/", told).content.decode()
    maker.post(f"{page}propose/", {**told, "field": "direction", "value": "维修"})
    proposal = made.proposals.get()
    decide = f"/zh/work/proposals/{proposal.pk}/"
    assert decide in _words(checker, "/zh/work/")
    assert "另一人" in maker.post(decide, {"verdict": "grant"}).content.decode()
    assert "维修" in _words(checker, decide)
    checker.post(decide, {"verdict": "grant"})
    assert "维修" in _words(checker, page)
    holder = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    change = Change.objects.get()
    holder.post(f"/zh/me/changes/{change.pk}/appeal/", {"words": "原来没有方向"})
    appeal = change.appeal
    answer = f"/zh/work/appeals/{appeal.pk}/"
    refused = checker.post(answer, {"verdict": "dismissed", "words": "有据"})
    assert "不能答复" in refused.content.decode()


def test_a_proof_from_application_to_check(
    log_in: LogIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.certificate()
    monkeypatch.setenv(VARIABLE, "2021-03-01")
    holder = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    monkeypatch.setenv(VARIABLE, "2021-03-01")
    maker, checker = log_in(office.maker), log_in(office.checker)
    monkeypatch.setenv(VARIABLE, "2021-03-01")
    apply = f"/zh/me/certificates/{made.pk}/apply/"
    told = {"reason": "lost", "field": "", "value": "", "contact": "10000000000"}
    mine = holder.post(apply, told)["Location"]
    assert "还缺" in _words(holder, mine)
    file = SimpleUploadedFile("a.png", b"x")
    refused = holder.post(mine, {"kind": "identity", "file": file})
    assert "材料须为 PDF、PNG 或 JPEG" in refused.content.decode()
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    holder.post(mine, {"kind": "identity", "file": file})
    assert "2021年3月10日" in _words(holder, mine)
    application = Application.objects.get()
    page = f"/zh/work/proofs/{application.pk}/"
    assert page in _words(maker, "/zh/work/")
    assert "10000000000" in _words(maker, page)
    attached = application.attachments.get()
    saved = maker.get(f"/zh/work/attachments/{attached.pk}/")
    assert (saved.content, saved["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert f"identity-{attached.pk}.pdf" in saved["Content-Disposition"]
    assert "写明" in maker.post(f"{page}review/", {"verdict": "refuse"}).content.decode()
    maker.post(f"{page}review/", {"verdict": "grant"})
    assert "另一人" in maker.post(f"{page}decide/", {"verdict": "grant"}).content.decode()
    assert page in _words(checker, "/zh/work/")
    checker.post(f"{page}decide/", {"verdict": "grant"})
    proof = Proof.objects.get()
    words = _words(holder, mine)
    assert proof.number in words
    steps = words.partition('<ol class="steps">')[2].partition("</ol>")[0]
    assert "本人" in steps
    assert application.authority.name in steps  # by which body, not by whom of it
    assert office.checker.username not in steps
    content = holder.get(f"{mine}proof/").content
    assert content == maker.get(f"{page}proof/").content == proof.content.encode()
    checked = Client().post(VERIFY, {"how": "file", "file": SimpleUploadedFile("p.json", content)})
    assert "与登记册不符" not in checked.content.decode()
    assert proof.number in checked.content.decode()
