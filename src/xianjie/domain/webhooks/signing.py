"""Signatures of Standard Webhooks: HMAC-SHA256 over id, moment and body, one for each secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Iterable

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """As it is shown, once, to who registers an endpoint or rotates its secret."""
    return _PREFIX + base64.b64encode(random.token_bytes(_BYTES)).decode()


def headers(secrets: Iterable[str], key: str, moment: int, body: bytes) -> dict[str, str]:
    """The three headers; ``moment`` in seconds of Unix time."""
    return {
        "webhook-id": key,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(_signature(one, key, moment, body) for one in secrets),
    }


def _signature(secret: str, key: str, moment: int, body: bytes) -> str:
    signed = b"%s.%d.%s" % (key.encode(), moment, body)
    plain = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(plain, signed, hashlib.sha256)).decode()
