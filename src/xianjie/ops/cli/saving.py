"""Files that are whole or not there: written beside, then given their name."""

from __future__ import annotations

import os
from pathlib import Path

from xianjie.errors import XianjieError
from xianjie.text import Text


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
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotSave(
            Text(f"写不了 {target}：{reason}", f"cannot write {target}: {reason}")
        ) from error
