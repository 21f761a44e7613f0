"""Personal numbers at rest: encrypted, with a keyed hash to find them by.

The key is a file below ``XIANJIE_HOME``; without it the register cannot be read.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_HALF = 32  # bytes: the first half of the key encrypts, the second finds
_NONCE = 12  # bytes


def seal(text: str) -> str:
    """Encrypted, differently each time; empty stays empty."""
    return base64.b64encode(seal_bytes(text.encode())).decode() if text else ""


def unseal(sealed: str) -> str:
    """What `seal` was given; raises `cryptography.exceptions.InvalidTag`."""
    return unseal_bytes(base64.b64decode(sealed)).decode() if sealed else ""


def seal_bytes(content: bytes) -> bytes:
    """Encrypted, differently each time."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, content, None)


def unseal_bytes(sealed: bytes) -> bytes:
    """What `seal_bytes` was given; raises `cryptography.exceptions.InvalidTag`."""
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def keyed_hash(text: str) -> str:
    """64 hexadecimal digits, the same for the same text on this installation only."""
    return hashlib.blake2b(text.encode(), key=_key()[_HALF:], digest_size=32).hexdigest()


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key()[:_HALF])


@cache
def _key() -> bytes:
    path = Path(settings.HOME) / "personal_key"
    if not path.exists():
        # Whole before it has its name: whoever comes at the same time reads it whole, too.
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix="personal_key.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(2 * _HALF))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(partial, path)
        finally:
            Path(partial).unlink()
    return path.read_bytes()
