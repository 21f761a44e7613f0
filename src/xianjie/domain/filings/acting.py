"""Who is acting: of an appraisal institution that was filed, for an evaluation organisation too.

What it did as an institution stays under that role; from the first day of its filing on the same
people plan, evaluate and issue as those of any filed organisation do (80/6, 252/5).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xianjie.domain.accounts import acting
from xianjie.domain.accounts.acting import Actor, Capacity
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings.models import Filing


def actor_of(user: User, on: date) -> Actor:
    """The user with the memberships in force that day, and what a filing adds to them.

    Raises `xianjie.domain.accounts.acting.Denied` for a closed account.
    """
    found = acting.actor_of(user, on)
    own = [one for one in found.capacities if one.role is Role.INSTITUTION]
    if not own:
        return found
    begun = set(
        Filing.objects.filter(
            organisation__in=[one.body for one in own], from_on__lte=on
        ).values_list("organisation", flat=True)
    )
    added = (Capacity(Role.EVALUATION, one.body, one.area) for one in own if one.body in begun)
    return replace(found, capacities=(*found.capacities, *added))
