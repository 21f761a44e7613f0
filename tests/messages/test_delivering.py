"""Mail over a real server, files in real folders; what fails is tried again, nothing is lost."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Sequence
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import transaction

from tests.domain.conftest import AT
from tests.messages.conftest import SENDER, Server
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.audit.models import Event
from xianjie.domain.messages import services
from xianjie.domain.messages.models import Delivery
from xianjie.domain.messages.ports import (
    Letter,
    MailFolder,
    Outcome,
    Ports,
    SmsFolder,
    SmtpMailer,
    TextMessage,
    WrongOutlet,
    ports,
)
from xianjie.domain.messages.services import Recipient, Told, deliver, tell
from xianjie.text import Lang

pytestmark = pytest.mark.django_db
MAIL, SMS = Delivery.Channel.MAIL, Delivery.Channel.SMS


def told(number: int = 1, *, email: str = "", phone: str = "", lang: Lang = "zh") -> None:
    body, _ = Body.objects.get_or_create(
        name="某鉴定所", kind="institution", area="440106", opened_on=date(2000, 1, 1)
    )
    to = Recipient("candidate", number, None, email, seal(phone), lang)
    values = {"exam": "电工\r\n日常鉴定", "occupation": "电工"}
    with transaction.atomic():
        tell(
            by="tests",
            template="result_published",
            about=body,
            messages=[Told(to, body, values, body.area, body.pk)],
            at=AT,
        )


def parsed(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def by_server(server: Server, folder: Path) -> Ports:
    return Ports(SmtpMailer.at(server.url, SENDER), SmsFolder(folder))


def test_a_mail_arrives_and_the_servers_reply_is_its_proof(server: Server, tmp_path: Path) -> None:
    told(email="one@mail.example")
    told(2, email="two@mail.example", lang="en")
    done = deliver(at=AT, ports=by_server(server, tmp_path))
    assert done.sent == {MAIL: 2}
    assert sorted(Delivery.objects.values_list("state", "attempts", "due_at", "proof")) == [
        ("sent", 1, None, "250 2.0.0 kept as 1"),
        ("sent", 1, None, "250 2.0.0 kept as 2"),
    ]
    first, second = (parsed(one) for one in server.inbox.kept)
    assert first["Subject"].strip() == "成绩已公布 · Your result is published"
    assert second["Subject"].strip() == "Your result is published · 成绩已公布"
    assert (first["To"], first["From"]) == ("one@mail.example", SENDER)
    text = first.get_content()
    assert "成绩已公布。请登录" in text
    assert "you may ask for a review" in text
    assert deliver(at=AT + timedelta(days=9), ports=by_server(server, tmp_path)).sent == {}
    assert Event.objects.filter(action="delivery.sent").count() == 2


def test_whom_the_server_does_not_know_is_not_tried_again(server: Server, tmp_path: Path) -> None:
    server.inbox.unknown.add("gone@mail.example")
    told(email="gone@mail.example")
    told(2, email="here@mail.example")
    done = deliver(at=AT, ports=by_server(server, tmp_path))
    assert (done.sent, done.failed) == ({MAIL: 1}, {MAIL: 1})
    failed = Delivery.objects.get(state="failed")
    assert failed.due_at is None
    assert failed.proof == "550 5.1.1 ＊ is not known here"  # the address is personal
    assert "gone@" not in Event.objects.get(action="delivery.failed").data


def test_a_server_that_is_down_is_tried_again_until_it_answers(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told(email="one@mail.example")
    out = Ports(SmtpMailer.at(f"smtp://127.0.0.1:{port}", SENDER), SmsFolder(tmp_path))
    assert deliver(at=AT, ports=out).failed == {MAIL: 1}
    failed = Delivery.objects.get()
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.due_at == AT + timedelta(minutes=5)
    assert "Refused" in failed.proof
    assert deliver(at=AT + timedelta(minutes=4), ports=out).failed == {}  # not yet
    server = Server(port)
    server.start()
    try:
        assert deliver(at=AT + timedelta(minutes=5), ports=out).sent == {MAIL: 1}
    finally:
        server.stop()
    sent = Delivery.objects.get()
    assert (sent.state, sent.attempts, sent.due_at) == ("sent", 2, None)
    assert [json.loads(one.data)["attempt"] for one in Event.objects.order_by("pk")[1:]] == [1, 2]


def test_a_gateway_that_never_answers_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file where the folder should be")
    told(phone="10000000001")
    out = Ports(MailFolder(tmp_path / "mail", SENDER), SmsFolder(tmp_path / "sms"))
    at = AT
    for _ in range(6):
        assert deliver(at=at, ports=out).failed == {SMS: 1}
        at += timedelta(days=1)
    assert deliver(at=at, ports=out).failed == {}
    failed = Delivery.objects.get()
    assert (failed.state, failed.attempts, failed.due_at) == ("failed", 6, None)
    assert services.waiting() == 0


def test_without_a_server_everything_goes_into_folders(tmp_path: Path) -> None:
    told(email="one@mail.example", phone="10000000001")
    told(2, phone="10000000002", lang="en")
    done = deliver(at=AT, ports=ports(tmp_path, "", SENDER))
    assert done.sent == {MAIL: 1, SMS: 2}
    (mail,) = (tmp_path / "outbox" / "mail").iterdir()
    assert parsed(mail.read_bytes())["Subject"].strip().startswith("成绩已公布")
    (texts,) = (tmp_path / "outbox" / "sms").iterdir()
    lines = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    keys = Delivery.objects.filter(channel=SMS).order_by("pk").values_list("pk", flat=True)
    assert [int(one["key"]) for one in lines] == list(keys)
    assert [one["to"] for one in lines] == ["10000000001", "10000000002"]
    assert lines[0]["text"] == "“电工 日常鉴定”成绩已公布，请登录查看。"
    assert lines[1]["text"].endswith("your result is published; log in.")
    for path in (mail, texts):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    proofs = set(Delivery.objects.values_list("proof", flat=True))
    assert proofs == {mail.name, texts.name}


class Crashing:
    """Sends, then dies before anyone could note it."""

    def __init__(self, mailer: MailFolder) -> None:
        self.mailer = mailer

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.mailer.send(letters)
        raise KeyboardInterrupt


def test_a_crash_repeats_but_never_loses(folders: Ports) -> None:
    told(email="one@mail.example")
    assert isinstance(folders.mailer, MailFolder)
    with pytest.raises(KeyboardInterrupt):
        deliver(at=AT, ports=Ports(Crashing(folders.mailer), folders.gateway))
    assert Delivery.objects.get().state == "waiting"
    assert deliver(at=AT + timedelta(minutes=29), ports=folders).sent == {}  # still its own
    assert deliver(at=AT + timedelta(minutes=30), ports=folders).sent == {MAIL: 1}
    assert len(list(folders.mailer.folder.iterdir())) == 1  # the repeat is known as one
    assert Event.objects.filter(action="delivery.sent").count() == 1


class Meanwhile:
    """Another run begins while this one hands over."""

    def __init__(self, folders: Ports) -> None:
        self.folders = folders
        self.other = services.Delivered()

    def send(self, messages: Sequence[TextMessage]) -> list[Outcome]:
        if messages:
            self.other = deliver(at=AT, ports=self.folders)
        return self.folders.gateway.send(messages)


def test_two_runs_send_nothing_twice(folders: Ports) -> None:
    for number in range(500):
        told(number, phone=f"100{number:08}")
    gateway = Meanwhile(folders)
    done = deliver(at=AT, ports=Ports(folders.mailer, gateway), most=200)
    assert (done.sent[SMS], gateway.other.sent[SMS]) == (200, 300)
    assert Event.objects.filter(action="delivery.sent").count() == 500
    assert not Delivery.objects.exclude(attempts=1).exists()


@pytest.mark.parametrize("to", ["one@mail.example\nBcc: two@mail.example", "kein, ort", "é@b.c"])
def test_an_address_that_is_none_fails_alone(to: str, server: Server, tmp_path: Path) -> None:
    told(email=to)
    told(2, email="two@mail.example")
    done = deliver(at=AT, ports=by_server(server, tmp_path))
    assert done.sent[MAIL] == 1
    assert done.failed[MAIL] == 1
    assert len(server.inbox.kept) == 1


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://a:b"])
def test_a_wrong_server_is_said(url: str) -> None:
    with pytest.raises(WrongOutlet, match="XIANJIE_SMTP_URL"):
        SmtpMailer.at(url, SENDER)


def test_a_server_with_a_password_is_understood() -> None:
    found = SmtpMailer.at("smtp+tls://user%40a:p%3Aw@mail.example", SENDER)
    assert (found.username, found.password, found.port) == ("user@a", "p:w", 587)
    assert found.starttls
    assert not found.tls
