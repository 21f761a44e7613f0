"""Pages of photographs, printing, old registers and the counter; and the list that is searched."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.certificates.conftest import ISSUED, Office, issuer, office
from tests.certificates.test_importing import GOOD, HEADS
from tests.certificates.test_photographs import PERSON, issued, waiting
from tests.sittings.conftest import THEN, Sat, sat
from tests.web.work.conftest import LogIn
from tests.web.work.test_exam_day import AtOnce
from xianjie.clock import VARIABLE
from xianjie.documents.portraits import portrait
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates.models import Application, Certificate, Import, Photo, Proposal
from xianjie.domain.certificates.photographs import hand_in
from xianjie.domain.certificates.submitting import approve
from xianjie.domain.organisations.models import Succession
from xianjie.web.workbench import jobs

__all__ = ["Sat", "issuer", "office", "sat"]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    del log_in  # which sets another
    monkeypatch.setenv(VARIABLE, "2020-11-06")
    monkeypatch.setattr(jobs, "Thread", AtOnce)


class Never:
    """A thread that a restart cuts off before it has done anything."""

    def __init__(self, target: object, args: tuple[object, ...], **_: object) -> None:
        del target
        self.lock = args[1]

    def start(self) -> None:
        self.lock.close()  # type: ignore[attr-defined] # as when the process ends


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode().partition("<main")[2])


def streamed(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("a.zip", out.getvalue())


def png(seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", portrait(seed))


def _sent(job: str) -> list[Path]:
    """What was handed in for a job and is still kept."""
    key = job.rstrip("/").rsplit("/", 1)[1]
    return list(Path(settings.HOME).glob(f"jobs/{key}/sent*"))


def test_photographs_as_an_archive_and_one_by_one(log_in: LogIn, office: Office) -> None:
    batch = waiting(office, 2)
    maker, checker = log_in(office.filed_maker), log_in(office.filed_checker)
    page = f"/zh/work/issuing/{batch.pk}/"
    assert "成批交照片" in words(maker, page)
    sent = {"file": zipped({f"{PERSON.format(1)}.jpg": portrait(1)}), "mode": "check"}
    job = maker.post(f"{page}photos/", sent)["Location"]
    assert "可以采用 1 张，仍缺 1 人。这次只检查" in words(maker, job)
    assert not Photo.objects.exists()
    sent = {"file": zipped({f"{PERSON.format(1)}.jpg": portrait(1)}), "mode": "use"}
    job = maker.post(f"{page}photos/", sent)["Location"]
    assert "新采用 1 张，仍缺 1 人" in words(maker, job)
    assert streamed(maker.get(f"{job}file/"))[:2] == b"PK"
    assert checker.get(job).status_code == 404  # another person's job
    assert not _sent(job)
    first, second = batch.lines.order_by("pk")
    lines = words(maker, f"{page}lines/?photo=no")
    assert "考生2" in lines
    assert "考生1" not in lines
    one = f"/zh/work/issuing/lines/{second.pk}/"
    assert maker.get(f"{one}picture/").status_code == 404
    assert (
        "完好"
        in maker.post(f"{one}photo/", {"file": SimpleUploadedFile("a.jpg", b"x")}).content.decode()
    )
    maker.post(f"{one}photo/", {"file": png()})
    answer = maker.get(f"{one}picture/")
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert maker.get(f"/zh/work/issuing/lines/{first.pk}/picture/").status_code == 200
    assert log_in(office.maker).get(f"{one}picture/").status_code == 404


def test_a_batch_is_printed_and_gone_on_with(
    log_in: LogIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = waiting(office, 2)
    client = log_in(office.filed_maker)
    page = f"/zh/work/issuing/{batch.pk}/print/"
    assert "还没有核发" in words(client, page)
    office.issued(batch, office.filed_checker)
    assert "2 张没有照片" in words(client, page)
    monkeypatch.setattr(jobs, "Thread", Never)
    job = client.post(page)["Location"]
    assert "中断了" in words(client, job)
    assert client.get(f"{job}file/").status_code == 404
    monkeypatch.setattr(jobs, "Thread", AtOnce)
    client.post(job)
    shown = words(client, job)
    assert "已生成 2 张" in shown
    assert "文件保留到" in shown
    with zipfile.ZipFile(io.BytesIO(streamed(client.get(f"{job}file/")))) as archive:
        assert len(archive.namelist()) == 4
    folder = Path(settings.HOME) / "jobs" / job.split("/")[-2]
    before = (folder / "returned").stat().st_mtime_ns
    client.post(job)  # it is done: nothing is done again
    assert (folder / "returned").stat().st_mtime_ns == before
    yesterday = (folder / "status.json").stat().st_mtime - 24 * 3600 - 1
    os.utime(folder / "status.json", (yesterday, yesterday))
    assert client.get(f"{job}file/").status_code == 404
    assert not folder.exists()


def test_a_photograph_from_the_holder_to_the_paper(log_in: LogIn, office: Office) -> None:
    made = office.certificate()
    holder = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    mine = f"/zh/me/certificates/{made.pk}/"
    assert "补交照片" in words(holder, mine)
    assert holder.get(f"{mine}picture/").status_code == 404
    holder.post(f"{mine}photo/", {"file": png()})
    assert "待发证单位确认" in words(holder, mine)
    checker = log_in(office.checker)
    proposal = Proposal.objects.get()
    decide = f"/zh/work/proposals/{proposal.pk}/"
    assert f"{decide}picture/" in words(checker, decide)
    assert checker.get(f"{decide}picture/")["Content-Type"] == "image/jpeg"
    checker.post(decide, {"verdict": "grant"})
    assert holder.get(f"{mine}picture/").status_code == 200
    page = f"/zh/work/certificates/{made.pk}/"
    assert f"{page}picture/" in words(checker, page)
    assert "更正后的证书" in words(holder, mine)
    public = Client()
    told = {"how": "number", "number": made.number, "name": made.name}
    assert "/picture/" not in public.post("/zh/verify/", told).content.decode()
    assert public.get(f"{page}picture/").status_code == 302
    message = words(holder, "/zh/me/messages/")
    assert "证书有变更：更正" in message


def test_staff_change_a_photograph(log_in: LogIn, office: Office) -> None:
    made = issued(office, with_photo=True)
    client = log_in(office.filed_maker)
    page = f"/zh/work/certificates/{made.pk}/"
    assert f"{page}picture/" in words(client, f"{page}photo/")
    assert client.post(f"{page}photo/", {"file": png(7)}).status_code == 302
    other = log_in(office.filed_checker)
    decide = f"/zh/work/proposals/{Proposal.objects.get().pk}/"
    assert "现在的" in words(other, decide)
    assert "请写明理由" not in other.post(decide, {"verdict": "grant"}).content.decode()
    assert "照片：换成所附的一张" in words(client, page).replace("\n", "")


def test_an_old_register_from_its_file_to_its_rows(
    log_in: LogIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in(office.maker)
    assert "导入旧登记册" in words(client, "/zh/work/certificates/")
    heads = ["号" if one == "证书编号" else one for one in HEADS]
    wrong = [f"{GOOD[0][:-1]}9", "李四", "440106199001010000", *GOOD[3:]]
    text = "\n".join(",".join(row) for row in (heads, GOOD, wrong))
    start = "/zh/work/certificates/import/"
    bad = {"area": "440100", "file": SimpleUploadedFile("a.txt", b"x")}
    assert "只认" in client.post(start, bad).content.decode()
    bad = {"area": "440100", "file": SimpleUploadedFile("a.xlsx", b"x")}
    assert "完好的 Excel" in client.post(start, bad).content.decode()
    sent = {"area": "440100", "file": SimpleUploadedFile("old.csv", text.encode())}
    job = client.post(start, sent)["Location"]
    assert _sent(job)
    form = words(client, job)
    assert '<option value="姓名" selected>' in form
    assert client.post(job, {"mode": "check"}).status_code == 400  # no column for what is needed
    chosen = {
        "number": "号",
        "name": "姓名",
        "document_number": "证件号码",
        "occupation": "职业（工种）",
        "level": "等级",
        "issued_on": "发证日期",
        "issuer": "发证机关",
    }
    client.post(job, {**chosen, "mode": "check"})
    shown = words(client, job)
    assert "可以登记 1，已在册 0，有误 1。这次只检查" in shown
    assert "校验码" in shown
    assert not Certificate.objects.exists()
    monkeypatch.setattr(jobs, "Thread", Never)
    client.post(job, {**chosen, "mode": "enter"})
    assert "中断了" in words(client, job)
    monkeypatch.setattr(jobs, "Thread", AtOnce)
    client.post(job)
    assert "新登记 1，已在册 0，有误 1。" in words(client, job)
    assert Certificate.objects.get().number == GOOD[0]
    report = streamed(client.get(f"{job}file/")).decode("utf-8-sig")
    assert report.count("校验码") == 1
    assert Import.objects.get().filename == "old.csv"
    assert "已完成" in words(client, start)
    assert not _sent(job)
    assert log_in(office.filed_maker).get(start).status_code == 404


def test_issuing_that_was_cut_off_is_gone_on_with(
    log_in: LogIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, ISSUED.isoformat())  # later it would have to be approved anew
    batch = waiting(office, 1)
    approve(by=office.filed_checker, batch=batch.pk, on=ISSUED, at=THEN)
    client = log_in(office.filed_checker)
    assert "核发没有做完" in words(client, "/zh/work/")
    page = f"/zh/work/issuing/{batch.pk}/"
    run = f"{page}run/"
    assert f'method="post" action="{run}"' in words(client, page)
    assert "已核发 1 张" in words(client, client.post(run)["Location"])
    assert run not in words(client, page)


def test_at_the_counter_for_a_holder(log_in: LogIn, office: Office) -> None:
    made = office.certificate()
    later = office.sat.province.institution.body
    Succession.objects.create(
        predecessor=office.centre,
        successor=later,
        on=date(2020, 11, 1),
        basis="1",
    )
    number = GOOD[2]
    Certificate.objects.update(number_hash=keyed_hash(f"resident:{number}"))
    client = log_in(office.maker)
    page = f"/zh/work/certificates/{made.pk}/"
    assert "代为申请" in words(client, page)
    form = words(client, f"{page}apply/")
    assert f"{later.name}（原发证单位的承接单位）" in form
    told = {"reason": "wrong_information", "contact": "1", "document": "resident", "number": "1"}
    assert "没有办成" in client.post(f"{page}apply/", told).content.decode()
    told |= {"number": number, "paper_name": "考生零", "paper_theory": "81"}
    answer = client.post(f"{page}apply/", told)
    application = Application.objects.get()
    assert answer["Location"] == f"/zh/work/proofs/{application.pk}/"
    assert application.paper == {"name": "考生零", "theory": "81"}
    assert application.authority_id == later.pk
    attach = f"/zh/work/proofs/{application.pk}/attach/"
    client.post(attach, {"kind": "identity", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    shown = words(client, f"/zh/work/proofs/{application.pk}/")
    assert "材料：身份证件" in shown.replace("\n", "")
    assert application.attachments.count() == 1


def test_lists_have_the_search_that_they_say(log_in: LogIn, office: Office) -> None:
    made = office.certificate()
    client = log_in(office.maker)
    assert 'name="q"' in words(client, "/zh/work/certificates/")
    assert made.number in words(client, f"/zh/work/certificates/?q={made.number[:6]}")
    assert made.number not in words(client, "/zh/work/certificates/?q=9999")


def test_an_objection_waits_for_a_third_person(log_in: LogIn, office: Office) -> None:
    made = office.certificate()
    proposal = hand_in(by=office.maker, certificate=made, content=portrait(1), at=THEN)
    maker, checker = log_in(office.maker), log_in(office.checker)
    checker.post(f"/zh/work/proposals/{proposal.pk}/", {"verdict": "grant"})
    holder = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    change = made.changes.get()
    holder.post(f"/zh/me/changes/{change.pk}/appeal/", {"words": "不是我"})
    for client in (maker, checker):
        assert "异议待答复" not in words(client, "/zh/work/")
    third = log_in(office.sat.centre)
    assert "异议待答复" in words(third, "/zh/work/")
    third.post(f"/zh/work/appeals/{change.appeal.pk}/", {"verdict": "upheld", "words": "属实"})
    assert "异议成立" in words(holder, "/zh/me/messages/")
