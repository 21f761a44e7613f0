"""A log checked from its files alone: every tile, the checkpoint, the heads kept of days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import consistency_proof, consistent
from xianjie.tlog.notes import (
    Checkpoint,
    Note,
    NoteError,
    Verifier,
    checkpoint_of,
    cosigned_at,
    cosigners,
    read,
    require_signed,
)
from xianjie.tlog.tiles import Files, TileError, require_tiles, subtree_in

CHECKPOINT = "checkpoint"
SEALING = "sealing"  # the folder of heads kept at the ends of days
INDEX = f"{SEALING}/index"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class LogFaulty(XianjieError):
    """The files of a log are not what its checkpoint says."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: the log's, and of these witnesses at least so many."""

    log: Verifier
    witnesses: Sequence[Verifier] = ()
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint, its signature checked: what it says and who cosigned it when."""

    checkpoint: Checkpoint
    note: Note
    signed_at: datetime | None  # by the log's own word
    cosigned: Sequence[datetime]  # by the trusted witnesses, the first of them first
    quorum: int

    @property
    def is_witnessed(self) -> bool:
        return len(self.cosigned) >= self.quorum

    @property
    def at(self) -> datetime | None:
        """When it was there for sure: as the quorum saw it; the log's word where none is asked."""
        if self.quorum:
            return self.cosigned[self.quorum - 1] if self.is_witnessed else None
        return self.signed_at


@dataclass(frozen=True)
class Verified:
    """What was checked: the head, and the heads kept of days."""

    head: Head
    days: dict[date, Head] = field(default_factory=dict)


def head_of(content: bytes, trust: Trust) -> Head:
    """Raises `NoteError` unless the log signed it."""
    try:
        note = read(content.decode())
    except UnicodeDecodeError as error:
        raise NoteError(Text("检查点不是文本", "the checkpoint is no text")) from error
    require_signed(note, trust.log)
    told = sorted(cosigners(note, trust.witnesses).values())
    own = cosigned_at(note, trust.log.cosigning)
    return Head(
        checkpoint_of(note),
        note,
        None if own is None else _moment(own),
        [_moment(one) for one in told],
        trust.quorum,
    )


def verify(files: Files, trust: Trust, paths: Iterable[str] = ()) -> Verified:
    """Work everything out again; ``paths`` are further tiles to compare, if it is known what is.

    Raises `NoteError`, `xianjie.tlog.tiles.TileError`, `LogFaulty`.
    """
    content = files.read(CHECKPOINT)
    if content is None:
        raise LogFaulty(Text("还没有检查点", "there is no checkpoint yet"))
    head = head_of(content, trust)
    if not head.is_witnessed:
        raise LogFaulty(
            Text(
                f"检查点有 {len(head.cosigned)} 个所列见证方会签，应有 {trust.quorum} 个",
                f"{len(head.cosigned)} of the witnesses cosigned the checkpoint, {trust.quorum} "
                "are asked for",
            )
        )
    if require_tiles(files, head.checkpoint.size, paths) != head.checkpoint.root:
        raise LogFaulty(
            Text("条目与检查点的根不符", "the entries are not those of the checkpoint's root")
        )
    days = dict(kept_heads(files, head, trust))
    if missing := set(kept_days(files)) - set(days):
        raise LogFaulty(
            Text(
                f"{max(missing)} 的检查点比现在这份的条目还多",
                f"the head of {max(missing)} has more entries than the newest",
            )
        )
    return Verified(head, days)


def kept_heads(
    files: Files, head: Head, trust: Trust, known: Iterable[date] = ()
) -> Iterator[tuple[date, Head]]:
    """The heads kept of days but the known ones, each the beginning of the newest head.

    One that has more entries is passed over: it may have been cut since the newest was read.
    Raises `NoteError`, `LogFaulty`, `xianjie.tlog.tiles.TileError`.
    """
    already = set(known)
    for day in kept_days(files):
        if day in already:
            continue
        content = files.read(f"{SEALING}/{day}")
        if content is None:
            raise LogFaulty(Text(f"没有 {day} 的检查点", f"the head of {day} is missing"))
        found = head_of(content, trust)
        if found.checkpoint.size > head.checkpoint.size:
            continue
        if not _is_beginning(files, found.checkpoint, head.checkpoint):
            raise LogFaulty(
                Text(
                    f"{day} 的检查点不是现在这份的开头",
                    f"the head of {day} is not the beginning of the newest",
                )
            )
        yield day, found


def kept_days(files: Files) -> list[date]:
    """The days whose heads are kept; raises `LogFaulty`."""
    lines = (files.read(INDEX) or b"").decode(errors="replace").splitlines()
    found = [day for line in lines if (day := _day(line))]
    if len(found) < len(lines):
        raise LogFaulty(Text(f"{INDEX} 应一行一个日期", f"{INDEX} must have a day on each line"))
    return found


def _day(line: str) -> date | None:
    if not _DAY.fullmatch(line):
        return None
    with suppress(ValueError):
        return date.fromisoformat(line)
    return None


def _is_beginning(files: Files, old: Checkpoint, new: Checkpoint) -> bool:
    if old.origin != new.origin:
        return False
    try:
        path = consistency_proof(old.size, new.size, subtree_in(files, new.size))
    except TileError:
        return False
    return consistent(old=old.size, old_root=old.root, new=new.size, new_root=new.root, path=path)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC)
