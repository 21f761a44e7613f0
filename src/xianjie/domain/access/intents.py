"""A keyed request has its effect once: repeated, it gets the answer that was kept with the effect.

The key, the effect and the answer are one transaction. Who never heard the answer asks again with
the same key and hears it; where nothing was written nothing is kept, and the key is free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xianjie.domain.access.models import Intent
from xianjie.domain.accounts.sealed import keyed_hash, seal, unseal
from xianjie.errors import XianjieError
from xianjie.text import Text

KEPT_DAYS = 7


class KeyReused(XianjieError):
    """The key stands for another request."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was answered, and whether that was before."""

    status: int
    body: str
    repeated: bool


def once(
    *,
    user: int,
    key: str,
    route: str,
    body: bytes,
    at: datetime,
    act: Callable[[], tuple[int, str]],
) -> Kept:
    """Do it and keep its answer, or give the answer that was kept; raises `KeyReused`.

    Whatever ``act`` raises undoes all. A request with the same key that comes while the first is
    at work waits for it at the unique constraint.
    """
    digest = keyed_hash(body.hex())
    with transaction.atomic():
        Intent.objects.filter(user=user, created_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
        found, new = Intent.objects.get_or_create(
            user_id=user,
            key=key,
            defaults={
                "route": route,
                "digest": digest,
                "status": 0,
                "response": "",
                "created_at": at,
            },
        )
        if not new:
            if (found.route, found.digest) != (route, digest):
                raise KeyReused(
                    Text(
                        "这个幂等键已用于另一请求；同一请求重发用原键，另一请求用新键",
                        "this idempotency key stands for another request; repeat a request with "
                        "its own key, give another request a new one",
                    )
                )
            return Kept(found.status, unseal(found.response), repeated=True)
        found.status, answer = act()
        found.response = seal(answer)
        found.save(update_fields=["status", "response"])
    return Kept(found.status, answer, repeated=False)
