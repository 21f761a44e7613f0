"""So many checks an hour from one address: certificate numbers can be counted through."""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

SPAN = 3600  # seconds
MOST = 60  # checks of one address in a span
MOST_FILES = 20  # files of many rows


def is_over(request: HttpRequest, kind: str, most: int) -> bool:
    """Count this check; whether its address asks too often. No address is kept in the clear."""
    address = request.META.get("REMOTE_ADDR", "")
    span = int(time.time()) // SPAN
    hashed = hashlib.blake2b(
        f"{kind}:{address}:{span}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    key = f"verify:{hashed}"
    cache.add(key, 0, SPAN)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # the span ended in between
        return False
