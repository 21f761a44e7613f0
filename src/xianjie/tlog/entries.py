"""What an entry of the log says: a kind, a day, whose, and a salted hash of the record.

No personal data is in it. Whoever is shown the record and the salt works the hash out again; who
has the entry alone learns nothing of the record, the salt being 32 random bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import orjson

from xianjie.errors import XianjieError
from xianjie.text import Text

SALT = 32  # bytes
_TRIAL = "-trial"
_FORMAT = "xianjie-log-1"


class EntryError(XianjieError, ValueError):
    """An entry that is not in its form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, read."""

    kind: str
    day: date
    authority: str
    commitment: str


def canonical(record: Mapping[str, object]) -> bytes:
    """JSON with sorted keys and nothing that could be left out: the same for the same record.

    Keys are ASCII and numbers whole, for which this is RFC 8785's form.
    """
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def commitment_of(record: Mapping[str, object], salt: bytes) -> str:
    """SHA-256 of the salt and the record, in hexadecimal."""
    return _commitment(canonical(record), salt)


def entry_of(
    kind: str, day: date, authority: str, record: Mapping[str, object], salt: bytes
) -> bytes:
    """The bytes of an entry."""
    return entry_over(kind, day, authority, canonical(record), salt)


def entry_over(kind: str, day: date, authority: str, written: bytes, salt: bytes) -> bytes:
    """The same of a record that is in its canonical form already."""
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes")
    return canonical(
        {
            "format": _FORMAT,
            "kind": kind,
            "day": day.isoformat(),
            "authority": authority,
            "commitment": _commitment(written, salt),
        }
    )


def _commitment(written: bytes, salt: bytes) -> str:
    return hashlib.sha256(salt + written).hexdigest()


def read_entry(content: bytes) -> Entry:
    """An entry from its bytes; raises `EntryError`."""
    try:
        told = json.loads(content)
        found = Entry(
            str(told["kind"]),
            date.fromisoformat(told["day"]),
            str(told["authority"]),
            str(told["commitment"]),
        )
        is_ours = told["format"] == _FORMAT and canonical(told) == content
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _malformed() from error
    if not is_ours:
        raise _malformed()
    return found


def is_trial(origin: str) -> bool:
    """Whether a log is a demonstration's, whose days are not those of the calendar: by its name."""
    return origin.endswith(_TRIAL)


def opens(entry: Entry, record: Mapping[str, object], salt: bytes) -> bool:
    """Whether the entry is of the record."""
    return entry.commitment == commitment_of(record, salt)


def _malformed() -> EntryError:
    return EntryError(Text("不是日志条目的格式", "this is not in the form of a log entry"))
