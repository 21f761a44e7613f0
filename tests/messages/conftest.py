"""The small province of the domain's tests, and ways out that are real."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.domain.conftest import province
from xianjie.domain.messages.ports import MailFolder, Ports, SmsFolder

__all__ = ["province"]
SENDER = "Xianjie <exams@xianjie.example>"


class Inbox:
    """A mail server that keeps what it is sent, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.unknown:
            return f"550 5.1.1 {address} is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        assert isinstance(envelope.content, bytes)
        self.kept.append(envelope.content)
        return f"250 2.0.0 kept as {len(self.kept)}"


class Server(Controller):
    """On whichever port is free; `url` names it."""

    inbox: Inbox

    def __init__(self, port: int = 0) -> None:
        self.inbox = Inbox()
        super().__init__(self.inbox, hostname="127.0.0.1", port=port)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    if made.server is not None:
        made.stop()


@pytest.fixture
def folders(tmp_path: Path) -> Ports:
    return Ports(MailFolder(tmp_path / "mail", SENDER), SmsFolder(tmp_path / "sms"))
