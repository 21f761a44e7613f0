"""Whether who acts for a body has the second factor that staff must have."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.roles import Role


def lacks_second_factor(actor: Actor) -> bool:
    """True of staff with neither one-time codes nor a passkey; recovery codes alone do not do."""
    is_staff = any(one.role is not Role.CANDIDATE for one in actor.capacities)
    return (
        is_staff
        and not Authenticator.objects.filter(user=actor.user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )
