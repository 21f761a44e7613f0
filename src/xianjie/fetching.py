"""One HTTP exchange with another host, bounded in time and in bytes; nothing is followed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from urllib.parse import urlsplit

from xianjie.errors import XianjieError
from xianjie.text import Text

_AGENT = "xianjie"


class Unreachable(XianjieError):
    """The other host did not answer, or not in time, or with too much."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other host said."""

    status: int
    content: bytes


def exchange(
    address: str, *, content: bytes | None = None, seconds: float, most: int = 1 << 20
) -> Answer:
    """GET an address, or POST where there is content; raises `Unreachable`.

    ``seconds`` bounds the whole of it once the name is looked up, however slowly bytes drip.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _unreachable(address, "http, https")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.hostname, parts.port, timeout=seconds)
    except ValueError as error:  # a port that is no number
        raise _unreachable(address, str(error)) from error
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    is_cut = Event()
    try:
        with _cut_after(seconds, connection, is_cut):
            connection.request(
                "GET" if content is None else "POST", target or "/", content, {"User-Agent": _AGENT}
            )
            answer = connection.getresponse()
            read = answer.read(most + 1)
    except (OSError, HTTPException) as error:
        raise _unreachable(address, str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if len(read) > most or answer.length or is_cut.is_set():
        raise _unreachable(address, f"> {most} B / {seconds} s")
    return Answer(answer.status, read)


@contextmanager
def _cut_after(seconds: float, connection: HTTPConnection, is_cut: Event) -> Iterator[None]:
    """Connected; the line is cut when the time is over, which ends whatever waits for it."""
    connection.connect()
    # Kept, since the connection lets go of it while the answer is still being read.
    timer = Timer(seconds, _cut, [connection.sock, is_cut])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket, is_cut: Event) -> None:
    is_cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _unreachable(address: str, why: str) -> Unreachable:
    return Unreachable(Text(f"{address} 没有应答（{why}）", f"{address} does not answer ({why})"))
