"""So many checks an hour from one address: certificate numbers can be counted through."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

SPAN = 3600  # seconds
MOST = 60  # checks of one address in a span
MOST_FILES = 20  # files of many rows


def is_over(*, address: str, kind: str, most: int, at: datetime) -> bool:
    """Count this check; whether its address asks too often. No address is kept in the clear."""
    span = int(at.timestamp()) // SPAN
    hashed = hashlib.blake2b(
        f"{kind}:{address}:{span}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    key = f"verify:{hashed}"
    cache.add(key, 0, SPAN)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # the span ended in between
        return False
