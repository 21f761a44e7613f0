"""The way out: one POST, signed, to an address that was looked at; its status is the outcome.

Nothing is followed, nothing of the answer is kept but its status, and the whole takes so many
seconds at most, however slowly the other side speaks.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Timer
from typing import Protocol

from xianjie.domain.webhooks.addresses import Address, read_address, resolved
from xianjie.domain.webhooks.errors import WrongAddress
from xianjie.domain.webhooks.signing import headers

_SECONDS = 10.0
_LONGEST = 300
_GONE = 410  # Standard Webhooks: the receiver wants no more of it


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: its key, which stays the same when it is tried again, and who signs."""

    key: str
    address: str
    body: bytes
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Taken or not, in words; ``silent`` where nobody answered, ``final`` where none should ask."""

    taken: bool
    said: str
    silent: bool = False
    final: bool = False


ENDED = Answer(taken=False, said="the endpoint was ended", final=True)


class Sender(Protocol):
    def send(self, parcel: Parcel) -> Answer:
        """Raises nothing; called by several threads."""


@dataclass(frozen=True, slots=True)
class HttpSender:
    """By HTTP. ``clock`` gives real time, which receivers compare with their own."""

    clock: Callable[[], datetime]
    loopback: bool = False
    seconds: float = _SECONDS

    def send(self, parcel: Parcel) -> Answer:
        try:
            address = read_address(parcel.address, loopback=self.loopback)
            number = resolved(address, loopback=self.loopback)
            status = self._post(address, number, parcel)
        except WrongAddress as error:
            return Answer(taken=False, said=error.message.en[:_LONGEST])
        except ValueError as error:  # a name that none can have, as it turns out
            return Answer(taken=False, said=_told(error), final=True)
        except (OSError, http.client.HTTPException) as error:
            return Answer(taken=False, said=_told(error), silent=True)
        taken = 200 <= status < 300  # noqa: PLR2004 - HTTP's
        return Answer(taken, f"HTTP {status}", final=status == _GONE)

    def _post(self, address: Address, number: str, parcel: Parcel) -> int:
        sent = {
            "Host": address.authority,
            "Content-Type": "application/json",
            "User-Agent": "Xianjie-Webhooks/1",
            **headers(parcel.secrets, parcel.key, int(self.clock().timestamp()), parcel.body),
        }
        line = _Line(socket.create_connection((number, address.port), self.seconds))
        ending = Timer(self.seconds, line.end)
        ending.daemon = True
        ending.start()
        try:
            if address.is_secure:
                line.secure(address.host)
            connection = http.client.HTTPConnection(address.host, address.port)
            connection.sock = line.socket
            connection.request("POST", address.target, parcel.body, sent)
            status = connection.getresponse().status
            line.require_whole()  # half an answer ends where it was cut, and would pass for one
            return status
        finally:
            ending.cancel()
            line.socket.close()


class _Line:
    """A connection that another thread may end, before and after it is secured."""

    def __init__(self, plain: socket.socket) -> None:
        self.socket = plain
        self._is_ended = False

    def secure(self, host: str) -> None:
        """Raises OSError, also for a certificate that this system does not trust."""
        secured = _trusting().wrap_socket(
            self.socket, server_hostname=host, do_handshake_on_connect=False
        )
        self.socket = secured
        secured.do_handshake()

    def end(self) -> None:
        """Whoever waits for the other side is told that it is over."""
        self._is_ended = True
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def require_whole(self) -> None:
        """Raises TimeoutError for a connection that was ended."""
        if self._is_ended:
            raise TimeoutError


@cache
def _trusting() -> ssl.SSLContext:
    """The certificates that this system trusts."""
    return ssl.create_default_context()


def _told(error: Exception) -> str:
    """The kind of failure and its words, without what the other side may have said."""
    words = error.strerror if isinstance(error, OSError) else ""
    return f"{type(error).__name__}: {words or 'no answer'}"[:_LONGEST]
