"""Pages from the seats to the resits, sent as their people send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tests.sittings.conftest import Sat, sat, staff, supervisors
from tests.web.work.conftest import LogIn, Province
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.models import Draw, Entry, Incident, Place, Report, Result, Review
from xianjie.domain.sittings.scoresheets import TEMPLATE
from xianjie.domain.sittings.seating import ticket_code
from xianjie.domain.sittings.services import draw_supervisors
from xianjie.tables import write_xlsx
from xianjie.web.workbench import jobs

__all__ = ["sat", "supervisors"]
PAGE = "/zh/work/exams/{}/"


class AtOnce:
    """A thread that is over once it is started: the test's records are of its transaction."""

    def __init__(self, target: Callable[..., None], args: Sequence[object], **_: object) -> None:
        self.start = partial(target, *args)


@pytest.fixture(autouse=True)
def _jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "Thread", AtOnce)


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode().partition("<main")[2])


def test_rooms_seats_and_tickets(log_in: LogIn, province: Province) -> None:
    exam = province.exam()
    registrations = [province.registered(exam, number) for number in range(5)]
    client = log_in(province.actors["institution"])
    rooms = f"/zh/work/institutions/{province.institution.pk}/rooms/"
    for name in ("一室", "二室"):
        assert (
            client.post(rooms, {"site": province.site.pk, "name": name, "seats": 3}).status_code
            == 302
        )
    again = client.post(rooms, {"site": province.site.pk, "name": "一室", "seats": 3})
    assert "已有考场" in again.content.decode()
    page = PAGE.format(exam.pk)
    chosen = [room.pk for room in province.site.rooms.all()]
    for starts in ("9点", "25:00", "09:00 10"):
        wrong = client.post(f"{page}seats/allot/", {"rooms": chosen, "starts": starts})
        assert "看不懂这些时间" in wrong.content.decode(), starts
    few = client.post(f"{page}seats/allot/", {"rooms": chosen[:1], "starts": "09：00"})
    assert "只有 3 个空位" in few.content.decode()
    sent = client.post(f"{page}seats/allot/", {"rooms": chosen, "starts": "09:00、14:00"})
    assert sent["Location"] == f"{page}seats/"
    assert "未排座 0 人" in _words(client, f"{page}seats/")

    job = client.post(f"{page}tickets/")["Location"]
    assert "5 张准考证已生成" in _words(client, job)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{job}file/").content))
    printed = "".join(
        found.extract_text()
        for name in archive.namelist()
        for found in PdfReader(io.BytesIO(archive.read(name))).pages
    )
    for one in registrations:
        assert one.place.ticket in printed
        assert one.candidate.name in printed.replace(" ", "")  # set apart from digits
    own = log_in(province.candidate(registrations[0]))
    mine = own.get(f"/zh/me/registrations/{registrations[0].pk}/ticket/")
    assert mine["Content-Type"] == "application/pdf"
    assert registrations[0].place.ticket in _words(
        own, f"/zh/me/registrations/{registrations[0].pk}/"
    )


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    """The day of the exam."""
    del log_in  # which sets another
    monkeypatch.setenv(VARIABLE, "2020-11-01")


@pytest.mark.usefixtures("day", "supervisors")
def test_attendance_incidents_and_a_report(log_in: LogIn, sat: Sat) -> None:
    exam = _unheld(sat)
    page = PAGE.format(exam.pk)
    client = log_in(sat.one)
    place = sat.places[0]
    client.post(f"{page}attendance/", {"code": ticket_code(place)})
    assert f"{place.registration.candidate.name} 到考" in _words(client, f"{page}attendance/")
    client.post(f"{page}attendance/", {"code": f"{ticket_code(place)[:-1]}g"})
    assert "没有这张准考证" in _words(client, f"{page}attendance/")
    marks = {f"place-{one.pk}": "absent" for one in sat.places[1:]}
    client.post(f"{page}attendance/", {**marks, "place-x": "absent", "place-1": "?"})
    assert "到考 1 人，缺考 3 人，未登记 0 人" in _words(client, f"{page}attendance/")

    told = {"kind": "breach", "ticket": "", "words": "夹带"}
    assert "违纪须写明准考证号" in client.post(f"{page}sitting/incident/", told).content.decode()
    client.post(f"{page}sitting/incident/", {**told, "ticket": place.ticket})
    assert Incident.objects.get().place == place

    draw_supervisors(
        by=sat.province.actors["bureau"],
        exam=exam,
        count=1,
        seed="5eed",
        on=date(2020, 9, 15),
        at=exam.published_at,  # type: ignore[arg-type] # it is
    )
    drawn = User.objects.get(username=Draw.objects.get().drawn[0])
    supervisor = log_in(actor_of(drawn, date(2020, 11, 1)))
    findings = dict.fromkeys(
        ("rooms_fit", "identities_checked", "papers_sealed", "examiners_present"), "yes"
    )
    left_out = supervisor.post(f"{page}sitting/report/", findings)
    assert (left_out.status_code, Report.objects.count()) == (400, 0)
    faulty = {**findings, "rules_kept": "no", "words": ""}
    assert "写明情况" in supervisor.post(f"{page}sitting/report/", faulty).content.decode()
    supervisor.post(f"{page}sitting/report/", {**faulty, "words": "一人夹带"})
    shown = _words(supervisor, f"{page}sitting/")
    assert "一人夹带" in shown
    assert "夹带" in shown.partition("异常情况")[2]


def _unheld(sat: Sat) -> Exam:
    Exam.objects.filter(pk=sat.exam.pk).update(held_at=None)
    Place.objects.update(attendance="", marked_by="", marked_at=None)
    return Exam.objects.get(pk=sat.exam.pk)


@pytest.mark.usefixtures("day")
def test_results_from_two_entries_to_the_corrected_publication(log_in: LogIn, sat: Sat) -> None:
    page = f"{PAGE.format(sat.exam.pk)}results/"
    points = [(80, 70), (80, 59), (30, 90)]
    first = log_in(sat.one)
    wrong = first.post(f"{page}enter/", _scores(sat, [(80, 170)]))
    assert wrong.status_code == 400
    assert Entry.objects.count() == 0
    first.post(f"{page}enter/", _scores(sat, points))
    assert 'value="59"' in _words(first, f"{page}enter/")  # what one entered oneself
    second = log_in(sat.two)
    assert 'value="59"' not in _words(second, f"{page}enter/")
    rows: list[dict[str, object]] = [
        {"ticket": place.ticket, "theory": theory, "practical": practical}
        for place, (theory, practical) in zip(
            sat.present, [(80, 70), (80, 60), (30, 90)], strict=True
        )
    ]
    _sent_by_file(second, f"{page}file/", write_xlsx(TEMPLATE.columns, rows, "zh"))
    assert Result.objects.count() == 2

    differing = sat.present[1]
    centre = log_in(sat.centre)
    settle = f"/zh/work/places/{differing.pk}/settle/"
    assert settle in _words(centre, page)
    form = _words(centre, settle)
    assert "综合评审" not in form.partition("<form")[2]  # not examined at this level
    centre.post(settle, {"theory": 80, "practical": 59, "reason": "核对答卷"})
    assert Result.objects.get(registration=differing.registration).practical == 59
    own = centre.post(f"{page}publish/")
    assert "请由另一人公布" in own.content.decode()
    another = log_in(staff(Role.CENTRE, sat.province.centre, "另一人"))
    assert another.post(f"{page}publish/")["Location"] == page
    text = another.get(f"/zh/work/publications/{sat.exam.publications.get().pk}/").content
    assert "考生" not in text.decode()
    resits = _words(another, f"{page}resits/")
    assert differing.ticket in resits
    assert sat.present[0].ticket not in resits

    registration = differing.registration
    candidate = log_in(sat.province.candidate(registration))
    mine = f"/zh/me/registrations/{registration.pk}/"
    assert "不合格" in _words(candidate, mine)
    candidate.post(f"{mine}review/", {"reason": "漏计一题"})
    answer = f"/zh/work/reviews/{Review.objects.get().pk}/"
    assert answer in _words(another, "/zh/work/")
    another.post(answer, {"verdict": "correct", "theory": 80, "practical": 61, "words": "补计一题"})
    assert "不合格" in _words(candidate, mine)  # until it is published anew
    own = another.post(f"{page}publish/")
    assert "请由另一人公布" in own.content.decode()
    third = log_in(staff(Role.CENTRE, sat.province.centre, "又一人"))
    third.post(f"{page}publish/")
    shown = _words(candidate, mine)
    assert "不合格" not in shown
    assert "补计一题" in shown


def _scores(sat: Sat, points: list[tuple[int, int]]) -> dict[str, object]:
    return {
        f"{place.pk}-{name}": value
        for place, both in zip(sat.present, points, strict=False)
        for name, value in zip(("theory", "practical"), both, strict=True)
    }


def _sent_by_file(client: Client, address: str, content: bytes) -> None:
    job = client.post(address, {"file": SimpleUploadedFile("s.xlsx", content), "mode": "all"})
    assert job.status_code == 302, job.content.decode()
    shown = _words(client, job["Location"])
    assert "有误 0 行" in shown, shown
