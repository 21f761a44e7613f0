"""A receiver that is a real HTTP server, and a centre that keeps endpoints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.certificates.conftest import Office, issuer, office, province, sat
from xianjie.domain.webhooks.sending import HttpSender

__all__ = ["Office", "issuer", "office", "province", "sat"]
SENT = datetime(2026, 11, 6, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed(self, secret: str) -> bool:
        """By the words of the standard, from what arrived alone."""
        key = base64.b64decode(secret.split("_", 1)[1])
        head = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}."
        mac = hmac.new(key, head.encode() + self.body, hashlib.sha256).digest()
        wanted = base64.b64encode(mac).decode()
        given = [one.split(",") for one in self.headers["webhook-signature"].split(" ")]
        return any(version == "v1" and mac == wanted for version, mac in given)


@dataclass
class Receiver:
    """Keeps what it is sent and answers as it is told: a status, or what to do with the socket."""

    received: list[Received] = field(default_factory=list)
    status: int = 204
    location: str = ""
    instead: Callable[[BaseHTTPRequestHandler], None] | None = None
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=us"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append(Received(self.path, headers, body))
                if receiver.instead:
                    receiver.instead(self)
                    return
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A letter of a header now and then: no single wait is long, the whole is."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(40):
        time.sleep(0.1)
        handler.wfile.write(b"x")
        handler.wfile.flush()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    with ThreadingHTTPServer(("127.0.0.1", 0), made.handler()) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # it is cut off on purpose
        made.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def sender() -> HttpSender:
    return HttpSender(lambda: SENT, loopback=True, seconds=2)
