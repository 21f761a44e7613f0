"""Accounts and bodies of the demonstration, each made as the others are."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from functools import cache

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from xianjie.domain.accounts import demonstrating
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Candidate
from xianjie.ops.demo import DAY

_FOUNDED = date(2010, 1, 1)


def acting(username: str, role: Role, body: Body | None, name: str = "") -> Actor:
    """An account of the demonstration; its password and second factor are public."""
    user = User.objects.create(username=username, name=name or role.label.zh, password=_password())
    Membership.objects.create(
        user=user, body=body, role=role, from_on=_FOUNDED, granted_by=demonstrating.GRANTED_BY
    )
    if role is not Role.CANDIDATE:
        digest = hashlib.sha256(username.encode()).digest()[:20]
        TOTP.activate(user, base64.b32encode(digest).decode())
    return actor_of(user, DAY)


def own(username: str, candidate: Candidate) -> None:
    """An account for a candidate, who sees what is on record of them."""
    candidate.user_id = acting(username, Role.CANDIDATE, None, candidate.name).user
    candidate.save(update_fields=["user"])


def new_body(kind: Body.Kind, name: str, area: str, superior: Body | None = None) -> Body:
    return Body.objects.create(
        kind=kind, name=name, area=area, superior=superior, opened_on=_FOUNDED
    )


def login(role: str, number: int) -> str:
    return f"{role}-{number:02}"


@cache
def _password() -> str:
    """Hashed once: it is the same for all, and hashing takes long on purpose."""
    return make_password(demonstrating.PASSWORD)
