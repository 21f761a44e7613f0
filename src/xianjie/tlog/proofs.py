"""The proof that a log has an entry, as a file that is checked without the log.

JSON: the entry, its place, the path to the root, the signed checkpoint; and the salt, with which
who has the record sees that the entry is of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.entries import SALT, Entry, opens, read_entry
from xianjie.tlog.merkle import includes, leaf_hash
from xianjie.tlog.notes import Checkpoint, Note, Verifier, checkpoint_of, read, require_signed

_FORMAT = "xianjie-log-proof-1"
_MEMBERS = {"format", "entry", "salt", "index", "size", "path", "checkpoint"}


class ProofError(XianjieError, ValueError):
    """A proof that is not in its form, or does not hold."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof holds for: the entry, its place, the checkpoint, the note it came in."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    note: Note
    salt: bytes

    def is_of(self, record: Mapping[str, object]) -> bool:
        """Whether the entry is of the record."""
        return opens(self.entry, record, self.salt)


def proof(
    *, entry: str, salt: str, index: int, size: int, path: list[bytes], checkpoint: str
) -> dict[str, Any]:
    """The file's content."""
    return {
        "format": _FORMAT,
        "entry": entry,
        "salt": salt,
        "index": index,
        "size": size,
        "path": [one.hex() for one in path],
        "checkpoint": checkpoint,
    }


def require_proof(content: bytes, verifier: Verifier) -> Proved:
    """Check a proof against the log's key; raises `ProofError`, `NoteError`, `EntryError`."""
    told = _read(content)
    note = read(told["checkpoint"])
    require_signed(note, verifier)
    checkpoint = checkpoint_of(note)
    entry = read_entry(told["entry"].encode())
    holds = told["size"] == checkpoint.size and includes(
        leaf=leaf_hash(told["entry"].encode()),
        index=told["index"],
        size=checkpoint.size,
        path=[bytes.fromhex(one) for one in told["path"]],
        root=checkpoint.root,
    )
    if not holds:
        raise ProofError(
            Text(
                "从条目算不到检查点的根：这一条不在日志里，或证明被改动",
                "the entry does not lead to the checkpoint's root: it is not in the log, or the "
                "proof was changed",
            )
        )
    return Proved(entry, told["index"], checkpoint, note, bytes.fromhex(told["salt"]))


def _read(content: bytes) -> dict[str, Any]:
    """In one form only, so that no byte can be another and mean the same."""
    try:
        told = json.loads(content)
        is_ours = (
            isinstance(told, dict)
            and set(told) == _MEMBERS
            and told["format"] == _FORMAT
            and all(type(told[name]) is int for name in ("index", "size"))
            and all(isinstance(told[name], str) for name in ("entry", "checkpoint"))
            and all(_is_hexadecimal(one, 32) for one in told["path"])
            and _is_hexadecimal(told["salt"], SALT)
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise _malformed() from error
    if not is_ours:
        raise _malformed()
    return dict(told)


def _is_hexadecimal(text: object, size: int) -> bool:
    if not isinstance(text, str):
        return False
    try:
        return bytes.fromhex(text).hex() == text and len(text) == 2 * size
    except ValueError:
        return False


def _malformed() -> ProofError:
    return ProofError(Text("不是日志证明的格式", "this is not in the form of a log's proof"))
