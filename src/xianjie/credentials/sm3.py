"""SM3 (GB/T 32905): from this Python's OpenSSL, else from that of `cryptography`."""

from __future__ import annotations

import hashlib
from typing import Protocol

from cryptography.hazmat.primitives import hashes

DIGEST_SIZE = 32


class _Hasher(Protocol):
    def copy(self) -> _Hasher: ...
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Cryptographys:
    """The hash of `cryptography` with the methods of hashlib."""

    def __init__(self, state: hashes.Hash) -> None:
        self._state = state

    def copy(self) -> _Cryptographys:
        return _Cryptographys(self._state.copy())

    def update(self, data: bytes, /) -> None:
        self._state.update(data)

    def digest(self) -> bytes:
        return self._state.finalize()


def hasher() -> _Hasher:
    """An empty state; some builds of OpenSSL leave SM3 out."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _Cryptographys(hashes.Hash(hashes.SM3()))


_EMPTY = hasher()  # copied: looking the hash up costs as much as hashing


def sm3(data: bytes) -> bytes:
    """The 32 bytes of the digest."""
    state = _EMPTY.copy()
    state.update(data)
    return state.digest()
