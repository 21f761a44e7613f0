"""Tokens by which a program acts as a person: shown once when made, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from xianjie.domain.access.models import ApiToken
from xianjie.domain.access.services import AccessError
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import User
from xianjie.domain.audit.events import record
from xianjie.text import Text

LONGEST_DAYS = 366
_LONGEST_NAME = 64
_PREFIX = "xj_"  # so that a token in a file or a log is known for what it is


def make_token(*, by: Actor, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """A token for the acting person's own account, and its text, which nothing can show again.

    Raises `Denied`, `AccessError`.
    """
    require(by, "token.make", Target(owner=by.user))
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise AccessError(
            Text(
                f"令牌须有名称，不超过 {_LONGEST_NAME} 字",
                f"a token needs a name of at most {_LONGEST_NAME} characters",
            )
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise AccessError(
            Text(
                f"有效天数应为 1 至 {LONGEST_DAYS}，得到的是 {days}",
                f"a token lasts 1 to {LONGEST_DAYS} days, not {days}",
            )
        )
    text = _PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                owner_id=by.user,
                name=name,
                digest=_digest(text),
                made_at=at,
                expires_at=at + timedelta(days=days),
            )
            record(
                by=by.username,
                at=at,
                action="token.made",
                subject=token,
                data={"name": name, "expires": token.expires_at},
            )
    except IntegrityError as error:
        raise AccessError(
            Text(
                f"已有名为“{name}”的令牌；请换一个名称，或先撤销它",
                f"there is a token named {name!r}; choose another name or revoke it first",
            )
        ) from error
    return token, text


def revoke_token(*, by: Actor, owner: str, name: str, at: datetime) -> ApiToken:
    """End a token, at once; raises `Denied`, `AccessError`."""
    with transaction.atomic():
        found = (
            ApiToken.objects.select_for_update(of=("self",))
            .select_related("owner")
            .filter(owner__username=owner, name=name, revoked_at=None)
            .first()
        )
        # Whether another person has such a token is not told to whom it does not concern.
        require(by, "token.revoke", Target(owner=by.user if owner == by.username else None))
        if found is None:
            raise AccessError(
                Text(f"没有名为“{name}”的有效令牌", f"there is no token in force named {name!r}")
            )
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        record(
            by=by.username,
            at=at,
            action="token.revoked",
            subject=found,
            data={"name": name, "user": owner},
        )
    return found


def owner_of(text: str, at: datetime) -> User | None:
    """Whose token it is, where it is in force at that moment and the account is open."""
    found = (
        ApiToken.objects.select_related("owner")
        .filter(Q(revoked_at=None), digest=_digest(text), expires_at__gt=at, owner__is_active=True)
        .first()
    )
    return found.owner if found else None


def _digest(text: str) -> str:
    """A plain hash will do: nobody guesses 256 random bits."""
    return hashlib.sha256(text.encode()).hexdigest()
