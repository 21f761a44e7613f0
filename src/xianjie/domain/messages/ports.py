"""The ways out: mail by SMTP or into a folder, text messages into a folder for a gateway.

A port takes many at once and answers for each, with proof; it raises nothing. What a person can
be reached by leaves the system here and nowhere else.
"""

from __future__ import annotations

import json
import os
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from xianjie.errors import XianjieError
from xianjie.text import Text

_TIMEOUT = 20  # seconds that a server may keep silent
_OK = 250
_ACCEPTED = {250, 251}
_FOREVER = 500  # replies from here on are the server's last word
_LONGEST = 300
_SCHEMES = {"smtp": (False, False, 25), "smtp+tls": (True, False, 587), "smtps": (False, True, 465)}


class WrongOutlet(XianjieError):
    """A setting that names no way out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail; its key stays the same when it is tried again, so that a repeat is known as one."""

    key: str
    to: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message to a telephone."""

    key: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Sent or not, what proves it, and whether another try is of no use."""

    sent: bool
    proof: str
    final: bool = False


class Mailer(Protocol):
    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """One outcome for each, in order."""


class SmsGateway(Protocol):
    def send(self, messages: Sequence[TextMessage]) -> list[Outcome]:
        """One outcome for each, in order."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Both ways out of an installation."""

    mailer: Mailer
    gateway: SmsGateway


def ports(home: Path, smtp_url: str, mail_from: str) -> Ports:
    """By SMTP where a server is named, else into folders below ``home``; raises `WrongOutlet`."""
    outbox = home / "outbox"
    mailer: Mailer = (
        SmtpMailer.at(smtp_url, mail_from) if smtp_url else MailFolder(outbox / "mail", mail_from)
    )
    return Ports(mailer, SmsFolder(outbox / "sms"))


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Each mail a file; one that is tried again overwrites itself."""

    folder: Path
    mail_from: str

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        return [self._write(one) for one in letters]

    def _write(self, letter: Letter) -> Outcome:
        try:
            name = f"{letter.key}.eml"
            _keep(self.folder, name, _mime(letter, self.mail_from))
        except (OSError, ValueError) as error:
            return _failed(letter.to, error)
        return Outcome(sent=True, proof=name)


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Django's connection to the server; each letter is handed over by itself for its own reply."""

    host: str
    port: int
    username: str
    password: str
    starttls: bool
    tls: bool
    mail_from: str

    @classmethod
    def at(cls, url: str, mail_from: str) -> SmtpMailer:
        """The server of an address such as ``smtp+tls://user:password@mail.example:587``."""
        parts = urlsplit(url)
        try:
            starttls, tls, usual = _SCHEMES[parts.scheme]
            port = parts.port or usual
        except (KeyError, ValueError) as error:
            raise _wrong_url() from error
        if not parts.hostname:
            raise _wrong_url()
        return cls(
            parts.hostname,
            port,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            starttls,
            tls,
            mail_from,
        )

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        return list(self._sent(letters))

    def _sent(self, letters: Sequence[Letter]) -> Iterator[Outcome]:
        backend = EmailBackend(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.starttls,
            use_ssl=self.tls,
            timeout=_TIMEOUT,
        )
        try:
            backend.open()
            server = backend.connection
        except (OSError, smtplib.SMTPException) as error:
            yield from (_failed(one.to, error) for one in letters)
            return
        if server is None:
            message = "Django opens a connection or raises"
            raise RuntimeError(message)
        try:
            for letter in letters:
                yield self._hand_over(server, letter)
        finally:
            backend.close()

    def _hand_over(self, server: smtplib.SMTP, letter: Letter) -> Outcome:
        """Mail, recipient, data: step by step, since `sendmail` does not tell the last reply."""
        sender = parseaddr(self.mail_from)[1]
        try:
            content = _mime(letter, self.mail_from)
            server.ehlo_or_helo_if_needed()
            code, said = server.mail(sender)
            if code == _OK:
                code, said = server.rcpt(letter.to)
            if code not in _ACCEPTED:
                server.rset()
            else:
                code, said = server.data(content)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            with suppress(OSError, smtplib.SMTPException):
                server.rset()  # or the next letter would begin within this one
            return _failed(letter.to, error)
        reply = f"{code} {said.decode(errors='replace')}"
        return Outcome(code == _OK, _covered(reply, letter.to), final=code >= _FOREVER)


@dataclass(frozen=True, slots=True)
class SmsFolder:
    """A file of lines of JSON for each hand-over, for a gateway that fetches files."""

    folder: Path

    def send(self, messages: Sequence[TextMessage]) -> list[Outcome]:
        if not messages:
            return []
        name = f"sms-{messages[0].key}-{messages[-1].key}.jsonl"
        lines = (
            json.dumps({"key": one.key, "to": one.to, "text": one.text}, ensure_ascii=False)
            for one in messages
        )
        try:
            _keep(self.folder, name, "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            return [_failed(one.to, error) for one in messages]
        return [Outcome(sent=True, proof=name) for _ in messages]  # each line has its key


def _mime(letter: Letter, mail_from: str) -> bytes:
    """Raises ValueError for an address or a title that no mail can have."""
    try:
        validate_email(letter.to)
    except ValidationError as error:
        said = "the address is none"
        raise ValueError(said) from error
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(
        letter.title,
        letter.text,
        mail_from,
        [letter.to],
        headers={
            "Date": format_datetime(letter.at),
            "Message-ID": f"<{letter.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    return message.message().as_bytes()


def _keep(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all, readable by this account only, on the disk before it counts as sent."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{name}.partial"
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / name)


def _failed(to: str, error: Exception) -> Outcome:
    told = f"{type(error).__name__}: {error}"
    wrong = isinstance(error, ValueError)  # of the letter itself: it stays wrong
    return Outcome(sent=False, proof=_covered(told, to), final=wrong)


def _covered(told: str, to: str) -> str:
    """Proof without the address that it is about."""
    return " ".join(told.replace(to, "＊").split())[:_LONGEST]


def _wrong_url() -> WrongOutlet:
    return WrongOutlet(
        Text(
            "XIANJIE_SMTP_URL 不是邮件服务器的地址；请写成 smtp+tls://用户:密码@主机:587 这样"
            "（smtp、smtp+tls 或 smtps）",
            "XIANJIE_SMTP_URL is no address of a mail server; write it as "
            "smtp+tls://user:password@host:587 (smtp, smtp+tls or smtps)",
        )
    )
