"""Accounts of the demonstration: their password is public, and so is their second factor.

They exist only where `xianjie demo` made them; an installation that is used has none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt

from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.text import Text

PASSWORD = "xianjie-2020"  # noqa: S105 - shown on the page
GRANTED_BY = "demonstration"
_SHOWN = {
    Role.PROVINCE: 2,
    Role.CENTRE: 2,
    Role.PREFECTURE: 2,
    Role.INSTITUTION: 2,
    Role.EVALUATION: 2,
    Role.FINANCE: 2,
    Role.SECURITY_ADMIN: 2,
    Role.CANDIDATE: 3,
}
_SUPERVISED = {"bureau-03", "bureau-b-03", "supervisor-03", "supervisor-b-03", "irregular-works"}


@dataclass(frozen=True)
class Listed:
    """An account with its role and body, as the login page lists it."""

    username: str
    role: Text
    body: str


def accounts() -> list[Listed]:
    """The first account of each role and, where several must act, others of the same body.

    After them those of the places in which supervision has been at work.
    """
    found: dict[Role, list[Listed]] = {}
    supervised: dict[Role, list[Listed]] = defaultdict(list)
    memberships = Membership.objects.filter(granted_by=GRANTED_BY, to_on=None)
    for one in memberships.select_related("user", "body").order_by("user__username"):
        role = Role(one.role)
        told = found.setdefault(role, [])
        body = one.body.name if one.body else ""
        if one.user.username in _SUPERVISED:
            supervised[role].append(Listed(one.user.username, role.label, body))
            continue
        is_another = 0 < len(told) < _SHOWN.get(role, 1) and told[0].body == body
        if not told or is_another:
            told.append(Listed(one.user.username, role.label, body))
    return [one for role in Role for one in (*found.get(role, []), *supervised[role])]


def code_of(user: User) -> str | None:
    """The one-time code that holds now; None for an account that the demonstration did not make."""
    if not user.memberships.filter(granted_by=GRANTED_BY).exists():
        return None
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    # The one of now, between those that still count: an earlier one would soon be too late.
    counters = list(auth.yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    code: str = auth.format_hotp_value(auth.hotp_value(decrypt(factor.data["secret"]), counter))
    return code
