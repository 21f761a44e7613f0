"""Logs elsewhere: read over HTTP or from a folder, mirrored, watched from one visit to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xianjie import durable
from xianjie.durable import Folder
from xianjie.errors import XianjieError
from xianjie.fetching import Unreachable, exchange
from xianjie.text import Text
from xianjie.tlog.monitoring import Seen, Visit
from xianjie.tlog.tiles import WIDTH, Files, entries_path, tile_path
from xianjie.tlog.verifying import (
    CHECKPOINT,
    INDEX,
    SEALING,
    LogFaulty,
    Trust,
    Verified,
    head_of,
    kept_days,
    verify,
)

_SECONDS = 20.0  # of one file
_MOST = WIDTH * (1 << 16) + WIDTH * 2  # bytes of a bundle
_OK, _NOT_FOUND = 200, 404


class WrongState(XianjieError):
    """What was kept of the last visit cannot be read."""


@dataclass(frozen=True)
class Remote:
    """A log's files at an address."""

    address: str

    def read(self, path: str) -> bytes | None:
        """None where there is no such file; raises `Unreachable`."""
        address = f"{self.address.rstrip('/')}/{path}"
        answer = exchange(address, seconds=_SECONDS, most=_MOST)
        if answer.status == _NOT_FOUND:
            return None
        if answer.status != _OK:
            raise Unreachable(
                Text(f"{address} 答复 {answer.status}", f"{address} answered {answer.status}")
            )
        return answer.content


def files_at(place: str) -> Files:
    """The log at an address or in a folder."""
    return Remote(place) if place.startswith(("http://", "https://")) else Folder(Path(place))


class Memory:
    """What was seen of a log at the last visit, in a folder where there is one."""

    def __init__(self, folder: Path | None, trust: Trust) -> None:
        name = hashlib.sha256(trust.log.text.encode()).hexdigest()[:16]
        self._folder = folder
        self._path = folder / f"{name}.json" if folder else None
        self.seen = _read(self._path) if self._path and self._path.exists() else Seen()

    def keep(self, found: Visit, files: Files) -> None:
        """Go on from here next time; of what is broken, the checkpoint is kept as evidence."""
        if found.is_trusted:
            self.seen = found.seen
            if self._path:
                told = json.dumps(self.seen.told, ensure_ascii=False, indent=1)
                durable.write(self._path, told.encode())
        elif self._folder:
            shown = files.read(CHECKPOINT) or b""
            name = f"evidence-{hashlib.sha256(shown).hexdigest()[:16]}.txt"
            durable.write(self._folder / name, f"{self.seen.note}\n\n".encode() + shown)


def _read(path: Path) -> Seen:
    try:
        found = Seen(**json.loads(path.read_bytes()))
        _ = found.root
    except (ValueError, TypeError) as error:
        raise WrongState(
            Text(
                f"--state：{path} 读不了；请恢复它，或换一个文件夹从头看起",
                f"--state: {path} cannot be read; restore it, or begin anew with another folder",
            )
        ) from error
    return found


def mirror(files: Files, target: Folder, trust: Trust) -> Verified:
    """Copy a log, check the copy from its files alone, and only then let its checkpoint be seen.

    Raises `NoteError`, `TileError`, `LogFaulty`, `Unreachable`.
    """
    days = kept_days(files)
    for day in days:
        _copy(files, target, f"{SEALING}/{day}")
    content = files.read(CHECKPOINT) or b""
    size = head_of(content, trust).checkpoint.size
    _require_no_less(target, size, trust)
    for path in _paths(size):
        if target.read(path) is None:
            _copy(files, target, path)
    target.write(INDEX, "".join(f"{day}\n" for day in days).encode())
    found = verify(_Shown(target, content), trust)
    target.write(CHECKPOINT, content)
    return found


@dataclass(frozen=True)
class _Shown:
    """A folder as if it had this checkpoint."""

    files: Folder
    checkpoint: bytes

    def read(self, path: str) -> bytes | None:
        return self.checkpoint if path == CHECKPOINT else self.files.read(path)


def _require_no_less(target: Folder, size: int, trust: Trust) -> None:
    before = target.read(CHECKPOINT)
    had = head_of(before, trust).checkpoint.size if before else 0
    if size < had:
        raise LogFaulty(
            Text(
                f"日志有 {size:,} 条，镜像已有 {had:,} 条",
                f"the log has {size:,} entries, the mirror has {had:,} already",
            )
        )


def _paths(size: int) -> Iterator[str]:
    """The bundles and tiles of a log of that size."""
    level, count = 0, size
    while count:
        for number in range(-(-count // WIDTH)):
            width = min(WIDTH, count - number * WIDTH)
            if level == 0:
                yield entries_path(number, width)
            yield tile_path(level, number, width)
        level, count = level + 1, count // WIDTH


def _copy(files: Files, target: Folder, path: str) -> None:
    content = files.read(path)
    if content is None:
        raise Unreachable(Text(f"日志缺文件 {path}", f"the log lacks the file {path}"))
    target.write(path, content)
