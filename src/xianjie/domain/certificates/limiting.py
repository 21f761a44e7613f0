"""So many checks an hour from one address: certificate numbers can be counted through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

SPAN = 3600  # seconds
MOST = 60  # checks of one address in a span
MOST_FILES = 20  # files of many rows


def is_over(*, address: str, kind: str, most: int, at: datetime) -> bool:
    """Count this check; whether its address asks too often. No address is kept in the clear."""
    key = _key(kind, address, str(int(at.timestamp()) // SPAN))
    cache.add(key, 0, SPAN)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # the span ended in between
        return False


def is_sent_again(*, address: str, kind: str, content: Sequence[str]) -> bool:
    """Whether the address sent just this within the span; nothing of it is kept in the clear."""
    return not cache.add(_key(kind, address, *content), 1, SPAN)


def forget_sent(*, address: str, kind: str, content: Sequence[str]) -> None:
    """What was sent was not taken, and may be sent again."""
    cache.delete(_key(kind, address, *content))


def _key(*told: str) -> str:
    hashed = hashlib.blake2b(
        json.dumps(told).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    return f"verify:{hashed}"
