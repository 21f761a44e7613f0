"""The pages of messages and guidance: what each person sees and may do there, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Candidate, Exam
from xianjie.domain.appraisals.services import choices
from xianjie.domain.messages import guidance, services
from xianjie.domain.messages.models import Delivery, Message, Notice, Reading
from xianjie.domain.messages.ports import Ports
from xianjie.instruments import law
from xianjie.text import Text

LANGS = ("zh", "en")


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())


def visitor(actor: Actor) -> Client:
    user = User.objects.get(pk=actor.user)
    is_staff = any(one.body for one in actor.capacities)
    if is_staff and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    shown = ""
    for lang in LANGS:
        answer = client.get(f"/{lang}/{path}")
        assert answer.status_code == status, path
        shown += answer.content.decode()
    return shown


def opened(province: Province, exam: Exam) -> None:
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=date(2020, 9, 25),
        law=law(),
        on=ON,
        at=AT,
    )


def issued(province: Province) -> Notice:
    return guidance.issue_notice(
        by=province.actors["bureau"],
        title=Text("分批入场", "In groups"),
        text=Text("第一段\n第二段", "First\nSecond"),
        basis="防控",
        area="440100",
        on=ON,
        at=AT,
    )


def test_a_candidate_sees_counts_and_opens_messages(province: Province) -> None:
    exam = province.exam()
    one, other = province.registered(exam, 1), province.registered(exam, 2)
    opened(province, exam)
    client = visitor(province.candidate(one))
    assert "条未读" in page(client, "me/")
    listed = page(client, "me/messages/")
    assert "未读 2 条，共 2 条" in listed
    assert "2 not read, 2 in all" in listed
    message = Message.objects.get(subject_id=one.pk, template="choice_opened")
    assert client.head(f"/zh/me/messages/{message.pk}/").status_code == 200
    assert "未读 2 条" in page(client, "me/messages/")  # a head is not a reader
    shown = page(client, f"me/messages/{message.pk}/")
    assert "2020年9月24日" in shown
    assert "24 September 2020" in shown
    assert f"/zh/me/registrations/{one.pk}/" in shown
    assert "未读 1 条" in page(client, "me/messages/")
    foreign = Message.objects.get(subject_id=other.pk, template="choice_opened")
    page(client, f"me/messages/{foreign.pk}/", 404)
    page(client, "me/messages/999999/", 404)
    page(visitor(province.actors["institution"]), f"me/messages/{message.pk}/", 404)


def test_an_account_linked_later_sees_what_its_candidate_was_told(province: Province) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    actor = province.candidate(one)
    Message.objects.update(user=None)
    Delivery.objects.all().delete()
    message = Message.objects.get()
    client = visitor(actor)
    assert "未读 1 条" in page(client, "me/messages/")
    page(client, f"me/messages/{message.pk}/")
    assert Delivery.objects.get().state == "read"
    Candidate.objects.update(user=None)
    page(client, f"me/messages/{message.pk}/", 404)


def test_the_workbench_counts_by_exam(province: Province, folders: Ports) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    Candidate.objects.update(email="one@mail.example")
    opened(province, exam)
    services.deliver(at=AT, ports=folders)
    message = Message.objects.get(template="choice_opened")
    services.read(
        by=province.candidate(one), message=message.pk, owner=one.candidate.user_id, at=AT
    )
    staff = visitor(province.actors["institution"])
    exported = staff.get("/en/work/messages/?form=csv").content.decode().splitlines()
    assert exported[1].endswith(",2,0,2,0,1")  # told, waiting, sent, failed, read
    shown = page(staff, f"work/exams/{exam.pk}/messages/")
    assert f"delivery-{Delivery.objects.get(channel='mail').pk}.eml" in shown
    assert "one@mail.example" not in shown
    assert f"work/exams/{exam.pk}/messages/" in page(staff, f"work/exams/{exam.pk}/")
    page(staff, f"work/exams/{exam.pk}/messages/?channel=mail&state=sent&template=choice_opened")
    for role in ("bureau", "centre", "auditor"):
        page(visitor(province.actors[role]), f"work/exams/{exam.pk}/messages/")
    for role in ("other-institution", "other-bureau", "finance"):
        page(visitor(province.actors[role]), f"work/exams/{exam.pk}/messages/", 404)
    elsewhere = visitor(province.actors["other-bureau"])
    assert exam.title not in page(elsewhere, "work/messages/")


def test_reminding_by_a_button(province: Province) -> None:
    exam = province.exam()
    province.registered(exam, 1)
    path = f"/zh/work/exams/{exam.pk}/remind/"
    staff = visitor(province.actors["institution"])
    assert staff.post(path).status_code == 400  # no choice is open
    opened(province, exam)
    assert "催告未答复者" in page(staff, f"work/exams/{exam.pk}/messages/")
    page(staff, f"work/exams/{exam.pk}/remind/")
    assert staff.post(path).status_code == 302
    assert Message.objects.filter(template="choice_reminder").count() == 1
    assert visitor(province.actors["bureau"]).post(path).status_code == 404


def test_a_notice_is_issued_read_and_proved(province: Province) -> None:
    bureau = visitor(province.actors["bureau"])
    form = {
        "area": "440100",
        "title_zh": "分批入场",
        "title_en": "In groups",
        "text_zh": "第一段\n第二段",
        "text_en": "First\nSecond",
        "basis": "防控",
    }
    page(bureau, "work/guidance/new/")
    assert bureau.post("/zh/work/guidance/new/", {**form, "text_en": ""}).status_code == 400
    assert bureau.post("/zh/work/guidance/new/", {**form, "area": "440300"}).status_code == 400
    assert bureau.post("/zh/work/guidance/new/", form).status_code == 302
    notice, reading = Notice.objects.get(), Reading.objects.get()
    assert "未阅知 1 家" in page(bureau, f"work/guidance/notices/{notice.pk}/")
    assert "分批入场" in page(bureau, "work/guidance/notices/")
    staff = visitor(province.actors["institution"])
    assert "指导通知待阅知：分批入场" in page(staff, "work/")
    assert "分批入场" in page(staff, "work/guidance/?state=unread")
    shown = page(staff, f"work/guidance/{reading.pk}/")
    assert "第二段" in shown
    assert "Second" in shown
    assert "已阅知</button>" in shown
    confirm = f"/zh/work/guidance/{reading.pk}/confirm/"
    assert staff.get(confirm).status_code == 405
    assert bureau.post(confirm).status_code == 404
    assert "已阅知</button>" not in page(bureau, f"work/guidance/{reading.pk}/")
    assert staff.post(confirm).status_code == 302
    shown = page(staff, f"work/guidance/{reading.pk}/")
    assert "已阅知</button>" not in shown
    assert "指导通知待阅知" not in page(staff, "work/")
    proved = page(bureau, f"work/guidance/notices/{notice.pk}/")
    assert "已阅知 1 家" in proved
    assert "与上文一致" in proved


def test_notices_of_others_are_not_there(province: Province) -> None:
    notice = issued(province)
    reading = notice.readings.get()
    for role in ("other-institution", "other-bureau", "finance"):
        client = visitor(province.actors[role])
        page(client, f"work/guidance/{reading.pk}/", 404)
        page(client, f"work/guidance/notices/{notice.pk}/", 404)
    page(visitor(province.actors["institution"]), f"work/guidance/notices/{notice.pk}/", 404)
    page(visitor(province.actors["auditor"]), f"work/guidance/notices/{notice.pk}/")
    page(visitor(province.actors["institution"]), "work/guidance/new/", 404)
