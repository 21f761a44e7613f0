"""Numbers and codes by which somebody without an account asks after what they handed in.

The number may be seen by many, the code is shown once and kept as a keyed hash; it takes both.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from xianjie.domain.accounts.sealed import keyed_hash

TRIES = 5  # a number may be another's
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that looks like a digit
_CODE, _NUMBER = 12, 6


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody takes away; the code is shown this once."""

    number: str
    code: str


def new_receipt(prefix: str, on: date) -> Receipt:
    return Receipt(f"{prefix}{on:%Y%m%d}{_drawn(_NUMBER)}", _drawn(_CODE))


def plain(typed: str) -> str:
    """A number or code as it is kept, typed in any case and spacing."""
    return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())


def hashed(kind: str, receipt: Receipt) -> str:
    """What is kept of the code; ``kind`` is of what it is a receipt."""
    return keyed_hash(f"{kind}:{receipt.number}:{receipt.code}")


def opens(kind: str, typed: Receipt, kept: str) -> bool:
    """Whether a code as typed is the one of which the hash is kept."""
    read = Receipt(plain(typed.number), plain(typed.code))
    return secrets.compare_digest(kept, hashed(kind, read))


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
