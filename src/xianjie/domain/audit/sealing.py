"""Sealing: one process puts events in order, chains their hashes, and signs the head.

The signed head is kept in a file, outside the database: who can write to the database alone can
neither change a sealed event nor cut the tail off without being found.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from xianjie.domain.audit.models import Event, Seal
from xianjie.domain.bulk import insert
from xianjie.errors import XianjieError
from xianjie.text import Text

BEGINNING = "0" * 64
_AT_ONCE = 5_000


class TamperedError(XianjieError):
    """The log is not what was sealed; the message names the first bad row."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal: its number, the chain up to it, when it was signed."""

    number: int
    chain: str
    at: str

    @property
    def message(self) -> bytes:
        return f"xianjie audit head\n{self.number}\n{self.chain}\n{self.at}\n".encode()


@dataclass(frozen=True, slots=True)
class Verified:
    """Events sealed and found whole, events that wait for their seal, and the oldest of these."""

    sealed: int
    waiting: int
    oldest_waiting: str | None


class Heads:
    """Signed heads in a folder outside the database, one a line; the key is there, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process seals at a time; another one's turn comes when this one ends."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last(self) -> Head | None:
        """The last head, its signature checked; raises `TamperedError`."""
        try:
            lines = (self._folder / "heads.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        return self._checked(lines[-1]) if lines else None

    def add(self, head: Head) -> None:
        """Sign a head and keep it, on the disk before this returns."""
        signature = self._key().sign(head.message).hex()
        entry = {"number": head.number, "chain": head.chain, "at": head.at, "signature": signature}
        with (self._folder / "heads.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _checked(self, line: str) -> Head:
        try:
            entry = json.loads(line)
            head = Head(int(entry["number"]), str(entry["chain"]), str(entry["at"]))
            self._public().verify(bytes.fromhex(entry["signature"]), head.message)
        except (ValueError, KeyError, TypeError, InvalidSignature, FileNotFoundError) as error:
            raise TamperedError(
                Text(
                    "审计日志的签名头（heads.jsonl 末行）已被改动或不完整；请从备份恢复该文件",
                    "the signed head of the audit log (the last line of heads.jsonl) was changed "
                    "or is cut short; restore the file from a backup",
                )
            ) from error
        return head

    def _key(self) -> Ed25519PrivateKey:
        path = self._folder / "key"
        if path.exists():
            return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        key = Ed25519PrivateKey.generate()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes_raw())
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        (self._folder / "key.pub").write_bytes(public)
        return key

    def _public(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes((self._folder / "key.pub").read_bytes())


def seal(*, heads: Heads, at: datetime) -> int:
    """Seal all events that wait; how many. Raises `TamperedError` where the head does not fit."""
    with heads.alone():
        number, chain = _continued(heads)
        begun = number
        while True:
            with transaction.atomic():
                seals = []
                for event in _waiting().order_by("pk")[:_AT_ONCE]:
                    number += 1
                    chain = chained(chain, number, event)
                    seals.append(Seal(number=number, event=event.pk, chain=chain))
                insert(seals)
            if not seals:
                break
        if number > begun:
            heads.add(Head(number, chain, at.isoformat()))
        return number - begun


def verify(*, heads: Heads) -> Verified:
    """Work the whole chain out again; raises `TamperedError` with the first bad row."""
    head = heads.last()
    number, chain = 0, BEGINNING
    while rows := _rows(number):
        for place, event, sealed in rows:
            number += 1
            if place != number or event is None:
                raise _bad(number, None)
            chain = chained(chain, number, event)
            if chain != sealed or (head and number == head.number and chain != head.chain):
                raise _bad(number, event.pk)
    if head and number < head.number:
        raise _cut(number + 1, head.number)
    waiting = _waiting().order_by("at")
    first = waiting.first()
    return Verified(number, waiting.count(), first.at if first else None)


def _rows(after: int) -> list[tuple[int, Event | None, str]]:
    """The next seals with their events; one at a time where a row cannot be read."""
    try:
        return _read(after, _AT_ONCE)
    except (DatabaseError, ValueError):
        pass
    try:
        return _read(after, 1)
    except (DatabaseError, ValueError) as error:
        raise _bad(after + 1, None) from error


def _read(after: int, count: int) -> list[tuple[int, Event | None, str]]:
    seals = list(Seal.objects.filter(number__gt=after).order_by("number")[:count])
    events = Event.objects.in_bulk([one.event for one in seals])
    return [(one.number, events.get(one.event), one.chain) for one in seals]


def chained(before: str, number: int, event: Event) -> str:
    """The chain with one event more."""
    content = json.dumps(
        [
            number,
            event.pk,
            event.at,
            event.actor,
            event.action,
            event.subject_kind,
            event.subject_id,
            event.area,
            event.ground,
            event.data,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()


def _continued(heads: Heads) -> tuple[int, str]:
    """Where the chain goes on; a log shorter than its head is not written to."""
    head = heads.last()
    last = Seal.objects.order_by("-number").first()
    number = last.number if last else 0
    if head and number < head.number:
        raise _cut(number + 1, head.number)
    return number, last.chain if last else BEGINNING


def _waiting() -> QuerySet[Event]:
    return Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("pk"))))


def _bad(number: int, event: int | None) -> TamperedError:
    which = f"（事件 {event}）" if event else ""
    row = f" (event {event})" if event else ""
    return TamperedError(
        Text(
            f"审计日志第 {number} 条{which}与封存时不同或缺失",
            f"row {number} of the audit log{row} is not what was sealed, or is missing",
        )
    )


def _cut(number: int, until: int) -> TamperedError:
    return TamperedError(
        Text(
            f"审计日志自第 {number} 条起缺失，签名头为第 {until} 条",
            f"the audit log lacks all from row {number} on; its signed head is row {until}",
        )
    )
