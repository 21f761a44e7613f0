"""What a log and its witness say to each other (C2SP tlog-witness, add-checkpoint).

A witness keeps, of each log, the last head that it cosigned, and cosigns another only where that
one is its beginning: so nobody is shown a log of which a part was taken back or exchanged.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import EMPTY_ROOT, consistent
from xianjie.tlog.notes import (
    Checkpoint,
    NoteError,
    Verifier,
    checkpoint_of,
    read,
    require_signed,
)

PATH = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
MOST_BYTES = 1 << 16  # of a request
_MOST_HASHES = 63
_HASH = 32  # bytes
_OLD = re.compile("old (0|[1-9][0-9]{0,17})")

BAD_REQUEST, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVED = 400, 403, 404, 409, 422


class Refused(XianjieError):
    """The witness does not cosign; ``status`` is its answer by HTTP.

    ``size`` is that of the head it has, where another was given for it.
    """

    def __init__(self, status: int, message: Text, size: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.size = size


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint with the proof that one of ``old`` entries is its beginning."""

    old: int
    path: Sequence[bytes]
    note: str

    @property
    def content(self) -> bytes:
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.path)]
        return ("\n".join(lines) + f"\n\n{self.note}").encode()


def read_request(content: bytes) -> Request:
    """Raises `Refused` for what is not in the form."""
    try:
        head, _, note = content.decode().partition("\n\n")
        first, *rest = head.split("\n")
        found = _OLD.fullmatch(first)
        path = [base64.b64decode(one, validate=True) for one in rest]
    except (UnicodeDecodeError, binascii.Error) as error:
        raise _malformed() from error
    if found is None or len(path) > _MOST_HASHES or any(len(one) != _HASH for one in path):
        raise _malformed()
    return Request(int(found[1]), path, note)


def origin_of(request: Request) -> str:
    """The log that the checkpoint says it is of, not checked; raises `Refused`."""
    try:
        return checkpoint_of(read(request.note)).origin
    except NoteError as error:
        raise _malformed() from error


def require_next(
    request: Request, verifiers: Mapping[str, Verifier], held: Checkpoint | None
) -> Checkpoint:
    """The checkpoint, where it may be cosigned after the one that is held of its log.

    ``verifiers`` are the logs' keys by origin. Raises `Refused`.
    """
    try:
        note = read(request.note)
        found = checkpoint_of(note)
    except NoteError as error:
        raise _malformed() from error
    if found.origin not in verifiers:
        raise Refused(
            UNKNOWN, Text(f"不见证日志 {found.origin}", f"{found.origin} is no log witnessed here")
        )
    try:
        require_signed(note, verifiers[found.origin])
    except NoteError as error:
        raise Refused(FORBIDDEN, error.message) from error
    if request.old > found.size:
        raise _malformed()
    _require_consistent(request, found, held or Checkpoint(found.origin, 0, EMPTY_ROOT))
    return found


def _require_consistent(request: Request, found: Checkpoint, held: Checkpoint) -> None:
    if request.old != held.size:
        raise Refused(
            CONFLICT,
            Text(
                f"上次会签到 {held.size:,} 条，不是 {request.old:,} 条",
                f"the head that was cosigned last has {held.size:,} entries, not {request.old:,}",
            ),
            held.size,
        )
    if held.size == found.size:  # also where both are empty
        is_proved = not request.path and held.root == found.root
    else:
        is_proved = consistent(
            old=held.size,
            old_root=held.root,
            new=found.size,
            new_root=found.root,
            path=request.path,
        )
    if not is_proved:
        raise Refused(
            UNPROVED,
            Text(
                f"没有证明上次会签的 {held.size:,} 条是这 {found.size:,} 条的开头",
                f"nothing proves the {held.size:,} entries that were cosigned last to be the "
                f"beginning of these {found.size:,}",
            ),
        )


def _malformed() -> Refused:
    return Refused(
        BAD_REQUEST, Text("不是 add-checkpoint 的格式", "this is not in the form of add-checkpoint")
    )
