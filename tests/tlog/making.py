"""A log in memory with its keys, for tests that follow, witness and prove one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xianjie.tlog.entries import entry_of
from xianjie.tlog.merkle import consistency_proof
from xianjie.tlog.notes import COSIGNATURE, Checkpoint, cosign, sign, verifier_of
from xianjie.tlog.tiles import files_between, require_tiles, subtree_in
from xianjie.tlog.verifying import CHECKPOINT, INDEX, SEALING
from xianjie.tlog.witnessing import Request

NAME = "log.example/register"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = verifier_of(NAME, KEY)
WITNESSES = {
    f"witness.example/{number}": Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
    for number in (1, 2, 3)
}
WITNESS_VERIFIERS = [verifier_of(name, key, COSIGNATURE) for name, key in WITNESSES.items()]


class Memory(dict[str, bytes]):
    """Files by path."""

    def read(self, path: str) -> bytes | None:
        return self.get(path)


def noon(day: date) -> datetime:
    """In China."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


class Log:
    """Grows by entries of days, and is sealed at moments."""

    def __init__(self, name: str = NAME) -> None:
        self.name = name
        self.files = Memory()
        self.size = 0

    def add(self, *days: date, kind: str = "issue") -> None:
        leaves = [
            entry_of(kind, day, self.name, {"n": index}, bytes(32))
            for index, day in enumerate(days, start=self.size)
        ]
        self.add_leaves(leaves)

    def add_leaves(self, leaves: Sequence[bytes]) -> None:
        self.files.update(files_between(self.size, leaves, self.files))
        self.size += len(leaves)

    def note(self, at: datetime, witnesses: int = 0, *, size: int | None = None) -> str:
        """The checkpoint, with the log's own time and so many witnesses' lines."""
        size = self.size if size is None else size
        root = subtree_in(self.files, self.size)(0, size) if size else b""
        text = Checkpoint(self.name, size, root).text
        seconds = int(at.timestamp())
        note = sign(text, self.name, KEY)
        note += cosign(note, self.name, KEY, seconds)
        for name, key in list(WITNESSES.items())[:witnesses]:
            note += cosign(note, name, key, seconds)
        return note

    def seal(self, at: datetime, witnesses: int = 0) -> str:
        note = self.note(at, witnesses)
        self.files[CHECKPOINT] = note.encode()
        return note

    def keep(self, day: date, at: datetime, witnesses: int = 0) -> None:
        """The head of a day."""
        self.files[f"{SEALING}/{day}"] = self.note(at, witnesses).encode()
        self.files[INDEX] = self.files.get(INDEX, b"") + f"{day}\n".encode()

    def request(self, old: int, at: datetime) -> Request:
        path = consistency_proof(old, self.size, subtree_in(self.files, self.size))
        return Request(old, path, self.note(at))

    @property
    def root(self) -> bytes:
        return require_tiles(self.files, self.size)
