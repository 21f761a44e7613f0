"""Sealing the log: tiles from what is committed, then the head, then its checkpoint for all to see.

Each step can be done again: a crash leaves files that are written once more, the same, and the head
moves only from the one that was signed before. Where the database has less than was signed, or
other entries, nothing is signed any more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from xianjie.domain.certificates.key_ring import load_key
from xianjie.domain.certificates.models import LogEntry, LogHead
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import Edge, leaf_hash
from xianjie.tlog.notes import (
    Checkpoint,
    Verifier,
    checkpoint_of,
    read,
    require_signed,
    sign,
    verifier_of,
)
from xianjie.tlog.tiles import files_between, read_entries, require_tiles

_AT_ONCE = 50_000  # entries


class LogHalted(XianjieError):
    """The database is not what was signed: nothing is signed until a person has looked."""


@dataclass(frozen=True)
class Folder:
    """The log's files below a folder; each is written whole, under another name first."""

    path: Path

    def read(self, path: str) -> bytes | None:
        file = self.path / path
        return file.read_bytes() if file.is_file() else None

    def write(self, path: str, content: bytes) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        with partial.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)


def folder() -> Folder:
    """Where the log is published."""
    return Folder(Path(settings.HOME) / "log")


def log_key() -> Ed25519PrivateKey:
    """The log's own key, another than the one that signs certificates."""
    keys = Path(settings.HOME) / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    return load_key(keys / "log.pem")


def log_verifier() -> Verifier:
    return verifier_of(settings.LOG_ORIGIN, log_key())


def publish(*, files: Folder, key: Ed25519PrivateKey, at: datetime) -> int:
    """Seal what was staged since the last head; how many entries are new.

    Raises `LogHalted`, `xianjie.tlog.tiles.TileError`.
    """
    new = 0
    while moved := _publish_some(files, key, at):
        new += moved
    head = LogHead.objects.filter(origin=settings.LOG_ORIGIN).first()
    if head and head.checkpoint and files.read("checkpoint") != head.checkpoint.encode():
        files.write("checkpoint", head.checkpoint.encode())
    return new


def _publish_some(files: Folder, key: Ed25519PrivateKey, at: datetime) -> int:
    head, _ = LogHead.objects.get_or_create(origin=settings.LOG_ORIGIN)
    _require_whole(head, files)
    staged = list(LogEntry.objects.filter(index__gte=head.size).order_by("index")[:_AT_ONCE])
    if not staged:
        return 0
    if [one.index for one in staged] != list(range(head.size, head.size + len(staged))):
        raise _halted(Text("日志的条目有缺号", "entries of the log are missing"))
    leaves = [one.leaf.encode() for one in staged]
    for path, content in files_between(head.size, leaves, files):
        files.write(path, content)
    edge = Edge(head.size, [bytes.fromhex(one) for one in head.edge])
    edge.append(leaf_hash(one) for one in leaves)
    checkpoint = Checkpoint(head.origin, edge.size, edge.root)
    note = sign(checkpoint.text, head.origin, key)
    with transaction.atomic():
        moved = LogHead.objects.filter(origin=head.origin, size=head.size, root=head.root).update(
            size=edge.size,
            root=edge.root.hex(),
            edge=[one.hex() for one in edge.hashes],
            checkpoint=note,
            signed_at=at,
        )
    return len(staged) if moved else 0  # another process sealed at the same moment


def _require_whole(head: LogHead, files: Folder) -> None:
    """The database has all that was signed, and what was published is not beyond it."""
    last = LogEntry.objects.order_by("-index").values_list("index", flat=True).first()
    if head.size and (last is None or last + 1 < head.size):
        raise _halted(
            Text(
                f"数据库有 {0 if last is None else last + 1} 条，已签署的有 {head.size} 条",
                f"the database has {0 if last is None else last + 1} entries, {head.size} were "
                "signed",
            )
        )
    seen = files.read("checkpoint")
    if seen is None:
        return
    published = checkpoint_of(read(seen.decode()))
    if published.size > head.size or (
        published.size == head.size and published.root.hex() != head.root
    ):
        raise _halted(
            Text(
                f"已公布的检查点有 {published.size} 条，数据库的头是 {head.size} 条",
                f"the checkpoint that was published has {published.size} entries, the head in "
                f"the database {head.size}",
            )
        )


def verify(files: Folder, verifier: Verifier) -> Checkpoint:
    """Check everything from the files alone; raises `NoteError`, `TileError`, `LogHalted`."""
    seen = files.read("checkpoint")
    if seen is None:
        raise _halted(Text("还没有检查点", "there is no checkpoint yet"))
    note = read(seen.decode())
    require_signed(note, verifier)
    found = checkpoint_of(note)
    if require_tiles(files, found.size) != found.root:
        raise _halted(
            Text("条目与检查点的根不符", "the entries are not those of the checkpoint's root")
        )
    return found


def leaf_hashes(files: Folder, size: int) -> list[bytes]:
    """Of all entries that are published."""
    return [leaf_hash(one) for one in read_entries(files, size)]


def _halted(words: Text) -> LogHalted:
    return LogHalted(
        Text(f"日志停签：{words.zh}；请先查明", f"the log signs no more: {words.en}; look first")
    )
