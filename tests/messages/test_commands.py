"""``xianjie messages``: what waits is sent, the silent are reminded, as someone who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.appraisals.services import choices
from xianjie.domain.messages.models import Delivery
from xianjie.instruments import law
from xianjie.ops.cli import main


@pytest.fixture(autouse=True)
def _home(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    settings.SMTP_URL = ""
    settings.HOME = tmp_path
    # A demonstration has the real time of day; what is told at nine is not sent before.
    with time_machine.travel(datetime(2026, 11, 23, 6, tzinfo=UTC)):
        yield


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["messages", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_reminded_and_delivered(
    province: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    one.candidate.email = "one@mail.example"
    one.candidate.save()
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=date(2020, 9, 25),
        law=law(),
        on=ON,
        at=AT,
    )
    staff = province.actors["institution"].username
    assert run("remind", str(exam.pk), "--as", staff) == 0
    assert "已催告 1 人" in capsys.readouterr().out
    assert run("remind", str(exam.pk), "--as", staff, "--lang", "en") == 0
    assert "0 reminded" in capsys.readouterr().out
    assert Delivery.objects.filter(state="waiting").count() == 2
    assert run("deliver") == 0
    assert "已送出 2 条，未送达 0 条；0 条等候重试" in capsys.readouterr().out
    assert len(list((tmp_path / "outbox" / "mail").iterdir())) == 2


def test_who_may_not_remind_is_refused(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    exam = province.exam()
    other = province.actors["other-institution"].username
    assert run("remind", str(exam.pk), "--as", other) == 2
    assert "无权办理" in capsys.readouterr().err
    assert run("remind", str(exam.pk), "--as", "nobody") == 2
    assert "没有账号" in capsys.readouterr().err


def test_what_fails_is_said(
    province: Province, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    exam = province.exam()
    one = province.registered(exam, 1)
    one.candidate.email = "one@mail.example"
    one.candidate.save()
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=date(2020, 9, 25),
        law=law(),
        on=ON,
        at=AT,
    )
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    assert run("deliver", "--lang", "en") == 1
    assert "0 sent, 1 failed; 1 wait" in capsys.readouterr().out
    settings.SMTP_URL = "mail.example"
    assert run("deliver") == 2
    assert "XIANJIE_SMTP_URL" in capsys.readouterr().err
