"""Files of commands: written whole or not at all, or to standard output; read, or told why not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xianjie.errors import XianjieError
from xianjie.text import Text


class CannotRead(XianjieError):
    """A file that was named cannot be read."""


class CannotSave(XianjieError):
    """A file cannot be written where it was asked for."""


def save(target: Path, content: bytes) -> None:
    """Write ``target``, or leave what was there as it was; raises `CannotSave`."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        try:
            partial.write_bytes(content)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        raise CannotSave(
            Text(f"写不了 {target}：{reason}", f"cannot write {target}: {reason}")
        ) from error


def write_out(output: Path | None, content: bytes) -> None:
    """To the file, or to standard output."""
    if output:
        save(output, content)
    else:
        sys.stdout.buffer.write(content)


def content_of(file: Path, most: int = -1) -> bytes:
    """What a file holds, or the first so many bytes of it; raises `CannotRead`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        raise CannotRead(
            Text(f"读不了 {file}：{reason}", f"cannot read {file}: {reason}")
        ) from error


def _reason(error: OSError | ValueError) -> str:
    """Of a ``ValueError``, which says that no file can have the name, its words."""
    return getattr(error, "strerror", None) or str(error)
