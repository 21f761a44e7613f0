"""The witness as a program: its answers by HTTP, its folder, its end at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.certificates.witness import answering
from tests.commands import PROGRAM, environment
from tests.ops.conftest import Run
from tests.tlog.making import NAME, VERIFIER, Log
from xianjie import durable
from xianjie.fetching import Answer, Unreachable, exchange
from xianjie.ops.witness import Witness, WrongName, application, open_witness
from xianjie.tlog.notes import Verifier, cosigned_at, read, read_verifier
from xianjie.tlog.witnessing import PATH, Refused

AT = datetime(2026, 1, 5, tzinfo=UTC)
DAY = date(2026, 1, 5)


class Killed(BaseException):
    """As if the process ended here."""


@pytest.fixture
def log() -> Log:
    made = Log()
    made.add(*[DAY] * 7)
    return made


def witness(folder: Path) -> Witness:
    return open_witness(folder / "w", "witness.example/huizhou", [VERIFIER])


def is_cosigned(verifier: Verifier, log: Log, line: str) -> bool:
    return cosigned_at(read(log.note(AT) + line), verifier) is not None


def test_a_witness_keeps_its_name_and_key(tmp_path: Path) -> None:
    with pytest.raises(WrongName, match="--name"):
        open_witness(tmp_path / "w", None)
    made = witness(tmp_path)
    assert open_witness(tmp_path / "w", None).verifier == made.verifier
    for other in ("another", "a b", "a+b", ""):
        with pytest.raises(WrongName):
            open_witness(tmp_path / "w", other)
    assert (tmp_path / "w" / "key.pem").stat().st_mode & 0o077 == 0


def test_it_cosigns_and_remembers(tmp_path: Path, log: Log) -> None:
    ours = witness(tmp_path)
    assert is_cosigned(ours.verifier, log, ours.cosign(log.request(0, AT).content, AT))
    other = Log()
    other.add(*[date(2026, 1, 1)] * 9)
    again = witness(tmp_path)
    with pytest.raises(Refused) as refused:
        again.cosign(other.request(0, AT).content, AT)
    assert (refused.value.status, refused.value.size) == (409, 7)
    with pytest.raises(Refused) as refused:
        again.cosign(other.request(7, AT).content, AT)
    assert refused.value.status == 422
    log.add(DAY)
    assert is_cosigned(ours.verifier, log, again.cosign(log.request(7, AT).content, AT))
    assert again.held(NAME)


def test_ended_at_any_write_it_has_told_nobody_what_it_forgot(tmp_path: Path, log: Log) -> None:
    """What was said is on the disk; what is on the disk can be read; it goes on from there."""
    stop, is_over = 0, False
    while not is_over:
        stop += 1
        ours = witness(tmp_path / str(stop))
        first = Log()
        first.add(DAY)
        ours.cosign(first.request(0, AT).content, AT)
        done: list[str] = []

        def cut_at(real: Callable[..., Any], done: list[str] = done, stop: int = stop) -> Any:  # noqa: ANN401 - as the real one
            def write(*args: object, **kwargs: object) -> object:
                done.append("before")
                if len(done) == stop:
                    raise Killed
                found = real(*args, **kwargs)
                done.append("after")
                if len(done) == stop:
                    raise Killed
                return found

            return write

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", cut_at(os.fsync))
            patch.setattr(Path, "replace", cut_at(Path.replace))
            patch.setattr(durable.Cell, "move", cut_at(durable.Cell.move))
            try:
                ours.cosign(log.request(1, AT).content, AT)
                is_over = True
            except Killed:
                pass
        again = witness(tmp_path / str(stop))
        held = read(again.held(NAME) or "").text
        assert held in {read(first.note(AT)).text, read(log.note(AT)).text}
        size = int(held.split("\n")[1])
        assert size == 7 or not is_over
        assert again.cosign(log.request(size, AT).content, AT)
    assert stop > 6


def test_the_answers_are_those_of_the_specification(tmp_path: Path, log: Log) -> None:
    told: list[object] = []
    with answering(application(witness(tmp_path), told.append)) as address:

        def sent(content: bytes) -> Answer:
            return exchange(f"{address}{PATH}", content=content, seconds=5)

        assert sent(b"x").status == 400
        good = sent(log.request(0, AT).content)
        assert good.status == 200
        assert good.content.decode().startswith("\N{EM DASH} witness.example/huizhou ")
        conflict = sent(log.request(0, AT).content)
        assert (conflict.status, conflict.content) == (409, b"7\n")
        other = Log("other.example")
        other.add(DAY)
        assert sent(other.request(0, AT).content).status == 404
        assert sent(log.request(7, AT).content.replace(b"\n7\n", b"\n8\n")).status == 403
        assert sent(b"x" * 70_000).status == 413
        assert exchange(f"{address}{PATH}", seconds=5).status == 405
        assert exchange(f"{address}/x", seconds=5).status == 404
        status = exchange(address, seconds=5).content.decode()
        assert "witness.example/huizhou+" in status
        assert "\n7\n" in status
    assert len(told) == 5


@contextmanager
def running(home: Path, *arguments: str, port: int) -> Iterator[str]:
    """The program itself; killed where it has not ended."""
    listen = f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [PROGRAM, "witness", "run", *arguments, "--listen", listen],
        env=environment(home),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                exchange(f"http://{listen}/", seconds=1)
                break
            except Unreachable:
                time.sleep(0.1)
        yield f"http://{listen}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_killed_as_a_program_it_goes_on_with_what_it_said(
    tmp_path: Path, log: Log, run: Run
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = ("--state", str(tmp_path / "w"), "--name", "witness.example/huizhou")
    verifier = read_verifier(run("witness", "key", *told).out)
    for old in (0, 7):
        with running(tmp_path, *told, "--log", VERIFIER.text, port=port) as address:
            answer = exchange(f"{address}{PATH}", content=log.request(old, AT).content, seconds=5)
            assert answer.status == 200
            assert is_cosigned(verifier, log, answer.content.decode())
    ran = run("witness", "run", *told, "--log", VERIFIER.text, "--listen", "x")
    assert (ran.status, "--listen" in ran.err) == (2, True)
