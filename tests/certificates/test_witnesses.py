"""Witnesses asked by the log: their answers checked, their absence told, their memory heeded."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db.models import ProtectedError
from pytest_django.fixtures import Settings

from tests.certificates.conftest import Office
from tests.certificates.sealed import LOG, restored, sealed, staged
from tests.certificates.witness import answering, witnessing
from tests.sittings.conftest import THEN
from xianjie.domain.certificates import witnessing as asking
from xianjie.domain.certificates.checks import Outcome
from xianjie.domain.certificates.models import Cosignature, LogEntry, LogHead, Sealing
from xianjie.domain.certificates.publishing import LogHalted
from xianjie.domain.certificates.verifying import log_step
from xianjie.domain.certificates.witnessing import Witness, gather
from xianjie.durable import Folder
from xianjie.tlog.verifying import Trust, verify

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.django_db


@contextmanager
def two(tmp_path: Path) -> Iterator[tuple[Witness, Witness]]:
    with (
        witnessing(tmp_path / "one", LOG) as one,
        witnessing(tmp_path / "two", LOG) as other,
    ):
        yield one, other


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - witnesses have real clocks


def test_witnesses_cosign_each_head_and_are_published(files: Folder, tmp_path: Path) -> None:
    with two(tmp_path) as witnesses:
        trust = Trust(LOG, [one.verifier for one in witnesses], 2)
        for count in (3, 300):
            staged(count)
            sealed(files)
            assert gather(files=files, witnesses=witnesses, at=now()) == []
            found = verify(files, trust).head
            assert len(found.cosigned) == 2
        assert gather(files=files, witnesses=witnesses, at=now(), anew=True) == []
    assert Cosignature.objects.count() == 4
    assert Sealing.objects.filter(cosignatures__isnull=False).distinct().count() == 2
    with pytest.raises(ProtectedError):
        Sealing.objects.filter(size=3).delete()


def test_a_witness_that_is_away_holds_nothing_up_and_catches_up(
    files: Folder, tmp_path: Path
) -> None:
    with witnessing(tmp_path / "one", LOG) as one:
        staged(2)
        sealed(files)
        gather(files=files, witnesses=[one], at=now())
    staged(5)
    assert sealed(files) == 5
    (problem,) = gather(files=files, witnesses=[one], at=now())
    assert "witness.example/one" in problem.zh
    staged(300)
    sealed(files)
    with witnessing(tmp_path / "one", LOG) as one:
        Cosignature.objects.all().delete()  # as if nothing were known of what it has
        assert gather(files=files, witnesses=[one], at=now()) == []
    assert Cosignature.objects.get().sealing.size == 307


def test_a_witness_that_has_seen_more_halts_the_log(files: Folder, tmp_path: Path) -> None:
    """All that is here was restored from an older copy: the witness alone remembers."""
    with witnessing(tmp_path / "one", LOG) as one:
        staged(2)
        sealed(files)
        gather(files=files, witnesses=[one], at=now())
        staged(3)
        sealed(files)
        gather(files=files, witnesses=[one], at=now())
        Cosignature.objects.all().delete()
        restored(2)
        older = Folder(tmp_path / "older" / "log")
        for path in files.below("tile"):
            older.write(path, files.read(path) or b"")
        staged(1)
        with pytest.raises(LogHalted, match="已会签 5 条，多于这里的 2 条"):
            gather(files=older, witnesses=[one], at=now(), anew=True)


def test_a_fork_gets_no_cosignature(files: Folder, tmp_path: Path) -> None:
    with witnessing(tmp_path / "one", LOG) as one:
        staged(2)
        sealed(files)
        gather(files=files, witnesses=[one], at=now())
        Cosignature.objects.all().delete()
        Sealing.objects.all().delete()
        LogEntry.objects.all().delete()
        LogHead.objects.all().delete()
        other = Folder(tmp_path / "other" / "log")
        staged(4)
        sealed(other)
        (problem,) = gather(files=other, witnesses=[one], at=now())
        assert "422" in problem.zh
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"", "无效"),
        (b"\xff\n", "无效"),
        ("\N{EM DASH} witness.example/one AAAAAAAAAAA=\n".encode(), "无效"),
    ],
)
def test_what_does_not_hold_is_not_taken(
    files: Folder, tmp_path: Path, said: bytes, words: str
) -> None:
    staged(2)
    sealed(files)

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start("200 OK", [("Content-Length", str(len(said)))])
        return [said]

    with witnessing(tmp_path / "one", LOG) as one, answering(app) as address:
        (problem,) = gather(files=files, witnesses=[Witness(one.verifier, address)], at=now())
    assert words in problem.zh
    assert not Cosignature.objects.exists()


def test_a_witness_whose_clock_is_off_is_told(files: Folder, tmp_path: Path) -> None:
    staged(2)
    sealed(files)
    with witnessing(tmp_path / "one", LOG) as one:
        (problem,) = gather(files=files, witnesses=[one], at=now() - timedelta(hours=1))
    assert "时钟" in problem.zh


def test_a_slow_witness_is_waited_for_a_few_seconds(
    files: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.6)
    staged(2)
    sealed(files)

    def drips(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start("200 OK", [("Content-Length", "40")])
        for _ in range(40):
            time.sleep(0.1)
            yield b"x"

    with witnessing(tmp_path / "one", LOG) as one, answering(drips) as address:
        begun = time.monotonic()
        (problem,) = gather(files=files, witnesses=[Witness(one.verifier, address)], at=now())
        took = time.monotonic() - begun
    assert "没有应答" in problem.zh
    assert took < 2


def test_a_check_says_who_saw_the_entry_and_since_when(
    office: Office, files: Folder, tmp_path: Path, settings: Settings
) -> None:
    made = office.certificate()
    sealed(files)
    assert log_step(made).words.zh == "日志第 0 条"
    with two(tmp_path) as witnesses:
        settings.LOG_WITNESSES = tuple((one.verifier, one.address) for one in witnesses)
        assert log_step(made).words.zh == "日志第 0 条"  # nobody has, yet
        gather(files=files, witnesses=asking.configured()[:1], at=now())
        staged(1, THEN)
        sealed(files)
        gather(files=files, witnesses=asking.configured(), at=now())
    step = log_step(made)
    assert step.outcome is Outcome.PASSED
    assert "2 个见证方会签，最早在 " in step.words.zh
    assert "cosigned by 2 witnesses, first on " in step.words.en
    assert asking.witnessed(1)
    assert asking.witnessed(2) == []
