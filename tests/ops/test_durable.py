"""Files written whole, cells moved one after the other, exchanges that end in time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.certificates.witness import answering
from xianjie import durable
from xianjie.durable import Cell, Folder, Moved
from xianjie.fetching import Unreachable, exchange

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def test_a_file_is_as_it_was_or_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "a" / "b")
    folder.write("c/d", b"1")
    assert folder.read("c/d") == b"1"
    assert (folder.read("c"), folder.read("x")) == (None, None)

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            folder.write("c/d", b"2")
    assert folder.read("c/d") == b"1"
    assert list(folder.below("c")) == ["c/d"]  # what was begun is not taken for a file
    folder.write("c/d", b"3")
    assert folder.read("c/d") == b"3"


def test_a_cell_moves_only_from_what_it_holds(tmp_path: Path) -> None:
    cell = Cell(tmp_path / "keys" / "cell")
    assert cell.read() is None
    cell.move(None, b"1")
    with pytest.raises(Moved):
        cell.move(None, b"2")
    cell.move(b"1", b"2")
    assert cell.read() == b"2"
    assert cell.path.stat().st_mode & 0o077 == 0


def test_one_is_alone_in_a_cell_until_it_ends_or_is_killed(tmp_path: Path) -> None:
    cell = Cell(tmp_path / "cell")
    inside, out = os.pipe()
    child = os.fork()
    if child == 0:
        with cell.alone():
            os.write(out, b"x")
            time.sleep(0.3)
            cell.move(None, b"theirs")
            os.kill(os.getpid(), signal.SIGKILL)
    os.read(inside, 1)
    with cell.alone():
        assert cell.read() == b"theirs"
    os.waitpid(child, 0)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = durable.load_key(tmp_path / "k.pem")
    assert durable.load_key(tmp_path / "k.pem").private_bytes_raw() == first.private_bytes_raw()
    assert (tmp_path / "k.pem").stat().st_mode & 0o077 == 0


def saying(content: bytes, *, length: int | None = None, pause: float = 0) -> App:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        told = len(content) if length is None else length
        start("200 OK", [("Content-Length", str(told))])
        for place in range(len(content)):
            time.sleep(pause)
            yield content[place : place + 1]

    return app


def test_an_exchange_says_what_was_said() -> None:
    with answering(saying(b"hello")) as address:
        assert exchange(f"{address}/a?b=c", seconds=5).content == b"hello"
        assert exchange(address, content=b"x", seconds=5).status == 200
    with answering(saying(b"")) as address:
        assert exchange(address, seconds=5).content == b""


def test_too_much_too_little_and_too_slow_are_told() -> None:
    with answering(saying(b"hello")) as address, pytest.raises(Unreachable, match="4 B"):
        exchange(address, seconds=5, most=4)
    with answering(saying(b"", length=5)) as address, pytest.raises(Unreachable):
        exchange(address, seconds=5)
    with answering(saying(b"hello" * 9, pause=0.05)) as address:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            exchange(address, seconds=0.3)
        assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    "address", ["ftp://a/", "file:///etc/passwd", "http://", "http://127.0.0.1:x/", "x"]
)
def test_what_is_no_address_of_the_web_is_told(address: str) -> None:
    with pytest.raises(Unreachable):
        exchange(address, seconds=1)


def test_nobody_there_is_told() -> None:
    with answering(saying(b"")) as address:
        pass
    with pytest.raises(Unreachable, match="没有应答"):
        exchange(address, seconds=1)
