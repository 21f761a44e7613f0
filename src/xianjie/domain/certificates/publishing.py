"""Sealing the log: tiles from what is committed, then the head, then its checkpoint for all to see.

The head that was signed last is kept outside the database, too, and moves only from the one
before it; that file is what counts. Each step can be done again: a crash leaves files that are
written once more, the same, and a head that the database takes over. Where the database has less
than was signed, or other entries, nothing is signed any more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from xianjie.domain.certificates.models import LogEntry, LogHead, Sealing
from xianjie.durable import Cell, Folder, load_key
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import EMPTY_ROOT, Edge, consistency_proof, consistent, leaf_hash
from xianjie.tlog.notes import (
    Checkpoint,
    NoteError,
    Verifier,
    checkpoint_of,
    cosign,
    cosigned_at,
    read,
    require_signed,
    sign,
    verifier_of,
)
from xianjie.tlog.tiles import files_between, is_full, partials_of, subtree_in
from xianjie.tlog.verifying import CHECKPOINT

_AT_ONCE = 50_000  # entries


class LogHalted(XianjieError):
    """The database is not what was signed: nothing is signed until a person has looked."""


class LogBusy(XianjieError):
    """Another machine sealed at the same moment; nothing is lost by coming again."""


def folder() -> Folder:
    """Where the log is published."""
    return Folder(Path(settings.HOME) / "log")


def held_head(files: Folder) -> Cell:
    """The head that was signed last: outside the database, beside the keys."""
    return Cell(files.path.parent / "keys" / "log.head")


def log_key() -> Ed25519PrivateKey:
    """The log's own key, another than the one that signs certificates."""
    keys = Path(settings.HOME) / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    return load_key(keys / "log.pem")


def log_verifier() -> Verifier:
    return verifier_of(settings.LOG_ORIGIN, log_key())


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey, at: datetime) -> str:
    """The note of a checkpoint, with the log's own word for when."""
    note = sign(checkpoint.text, checkpoint.origin, key)
    return note + cosign(note, checkpoint.origin, key, int(at.timestamp()))


def publish(*, files: Folder, key: Ed25519PrivateKey, at: datetime) -> int:
    """Seal what was staged since the last head; how many entries are new.

    Raises `LogHalted`, `LogBusy`, `xianjie.tlog.tiles.TileError`.
    """
    held = held_head(files)
    with held.alone():
        head = _recovered(files, held, verifier_of(settings.LOG_ORIGIN, key))
        begun, full = head.size, []
        while leaves := _leaves(head.size):
            edge = _edge(head)
            full += _write(edge, leaves, files)
            note = signed(Checkpoint(head.origin, edge.size, edge.root), key, at)
            held.move(held.read(), note.encode())  # signed from here on, whatever happens
            _enter(head, edge, note, at)
            head.refresh_from_db()
        show(files)
        for path in full:  # stands in for its beginnings, now that it is published
            files.drop(partials_of(path))
    return head.size - begun


def show(files: Folder) -> None:
    """Publish the head's checkpoint; within the cell of the held head."""
    head = LogHead.objects.filter(origin=settings.LOG_ORIGIN).first()
    if head and head.checkpoint and files.read(CHECKPOINT) != head.checkpoint.encode():
        files.write(CHECKPOINT, head.checkpoint.encode())


def _leaves(first: int, until: int | None = None) -> list[bytes]:
    """Entries of the database from a place on, at most so many as are sealed at once."""
    last = first + _AT_ONCE if until is None else min(first + _AT_ONCE, until)
    rows = LogEntry.objects.filter(index__gte=first, index__lt=last).order_by("index")
    found = list(rows.values_list("index", "leaf"))
    if [index for index, _ in found] != list(range(first, first + len(found))):
        raise _halted(Text("日志的条目有缺号", "entries of the log are missing"))
    return [leaf.encode() for _, leaf in found]


def _edge(head: LogHead) -> Edge:
    try:
        return Edge(head.size, [bytes.fromhex(one) for one in head.edge])
    except ValueError as error:
        raise _halted(Text("数据库的头残缺", "the database's head is not whole")) from error


def _write(edge: Edge, leaves: list[bytes], files: Folder) -> list[str]:
    """Put entries at the tree's end, its files first; the paths of those that are full."""
    full = []
    for path, content in files_between(edge.size, leaves, files):
        files.write(path, content)
        if is_full(path):
            full.append(path)
    edge.append(leaf_hash(one) for one in leaves)
    return full


def _enter(head: LogHead, edge: Edge, note: str, at: datetime) -> None:
    """Let the database's head be the one that was signed."""
    with transaction.atomic():
        moved = LogHead.objects.filter(origin=head.origin, size=head.size, root=head.root).update(
            size=edge.size,
            root=edge.root.hex(),
            edge=[one.hex() for one in edge.hashes],
            checkpoint=note,
            signed_at=at,
        )
        if not moved:
            raise LogBusy(
                Text(
                    "另一台机器同时在封存日志；稍后再来，只应有一台封存",
                    "another machine seals the log, too; come again, and let one alone do it",
                )
            )
        Sealing.objects.create(
            origin=head.origin, size=edge.size, root=edge.root.hex(), note=note, signed_at=at
        )


def _recovered(files: Folder, held: Cell, verifier: Verifier) -> LogHead:
    """The database's head, brought to the one that was signed last; or refuses, see ADR 0015."""
    head, _ = LogHead.objects.get_or_create(origin=settings.LOG_ORIGIN)
    last = _signed_last(held.read(), verifier)
    published = _signed_last(files.read(CHECKPOINT), verifier)
    _require_as_many(max(head.size, last.size, published.size))
    if last.size > head.size:  # a crash came between the two
        _catch_up(files, head, last, (held.read() or b"").decode(), verifier)
        head.refresh_from_db()
    elif last.size < head.size:  # the file is older than the database, or was never there
        _require_beginning(files, last, head, verifier)
        held.move(held.read(), head.checkpoint.encode())
    elif head.size and last.root.hex() != head.root:
        raise _halted(
            Text("数据库的头与最后签署的不同", "the database's head is not the one signed last")
        )
    if published.size > head.size or (
        published.size == head.size and head.size and published.root.hex() != head.root
    ):
        raise _halted(
            Text(
                f"已公布的检查点有 {published.size:,} 条，最后签署的头是 {head.size:,} 条",
                f"the checkpoint that was published has {published.size:,} entries, the head "
                f"signed last {head.size:,}",
            )
        )
    return head


def _signed_last(note: bytes | None, verifier: Verifier) -> Checkpoint:
    if note is None:
        return Checkpoint(verifier.name, 0, EMPTY_ROOT)
    try:
        found = read(note.decode())
        require_signed(found, verifier)
        return checkpoint_of(found)
    except (NoteError, UnicodeDecodeError) as error:
        raise _halted(
            Text(
                "keys/log.head 或 log/checkpoint 不是本日志签署的",
                "keys/log.head or log/checkpoint is not signed by this log",
            )
        ) from error


def _require_as_many(size: int) -> None:
    last = LogEntry.objects.order_by("-index").values_list("index", flat=True).first()
    count = 0 if last is None else last + 1
    if count < size:
        raise _halted(
            Text(
                f"数据库有 {count:,} 条，已签署的有 {size:,} 条",
                f"the database has {count:,} entries, {size:,} were signed",
            )
        )


def _require_beginning(files: Folder, last: Checkpoint, head: LogHead, verifier: Verifier) -> None:
    """What the file holds is the beginning of the database's head, which this log signed."""
    now = _signed_last(head.checkpoint.encode(), verifier)
    path = consistency_proof(last.size, now.size, subtree_in(files, now.size))
    is_beginning = consistent(
        old=last.size, old_root=last.root, new=now.size, new_root=now.root, path=path
    )
    if not is_beginning or (now.size, now.root.hex()) != (head.size, head.root):
        raise _halted(
            Text(
                "keys/log.head 不是数据库的头的开头",
                "keys/log.head is not the beginning of the database's head",
            )
        )


def _catch_up(
    files: Folder, head: LogHead, last: Checkpoint, note: str, verifier: Verifier
) -> None:
    """Take over the head that was signed; nothing is written before its entries are the same."""
    edge = _edge(head)
    while leaves := _leaves(edge.size, last.size):
        edge.append(leaf_hash(one) for one in leaves)
    if edge.root != last.root:
        raise _halted(
            Text(
                f"数据库的前 {last.size:,} 条与已签署的不同",
                f"the first {last.size:,} entries of the database are not those that were signed",
            )
        )
    written = _edge(head)
    while leaves := _leaves(written.size, last.size):
        _write(written, leaves, files)
    seconds = cosigned_at(read(note), verifier.cosigning) or 0
    _enter(head, edge, note, datetime.fromtimestamp(seconds, UTC))


def _halted(words: Text) -> LogHalted:
    return LogHalted(
        Text(
            f"日志停签：{words.zh}；请从最近的备份恢复数据库，不要删除 keys/log.head，"
            "见《关注公开日志》",
            f"the log signs no more: {words.en}; restore the newest copy of the database, do not "
            "remove keys/log.head, see the how-to on watching the log",
        )
    )
