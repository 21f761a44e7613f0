"""Who is acting and what they may: asked of `TABLE` before anything is shown or done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.roles import TABLE, Effect, Grant, Role, Scope
from xianjie.errors import XianjieError
from xianjie.text import Text


class Denied(XianjieError):
    """The acting person may not do this."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """A role in a body: what a person acts as."""

    role: Role
    body: int | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the capacities of one day.

    Read anew for each request, so that a right that is taken away is gone at once.
    """

    user: int
    username: str
    capacities: tuple[Capacity, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted upon: whose it is, of which body, in which area, in which state."""

    area: str | None = None
    body: int | None = None
    owner: int | None = None
    state: str | None = None


def actor_of(user: User, on: date) -> Actor:
    """The user with the memberships in force that day; raises `Denied` for a closed account."""
    if not user.is_active:
        raise Denied(Text(f"账号 {user} 已停用", f"the account {user} is closed"))
    found = (
        Membership.objects.filter(Q(to_on=None) | Q(to_on__gt=on), user=user, from_on__lte=on)
        .select_related("body")
        .order_by("pk")
    )
    return Actor(
        user.pk,
        user.username,
        tuple(
            Capacity(Role(one.role), one.body_id, one.body.area if one.body else None)
            for one in found
        ),
    )


def effect(actor: Actor, verb: str, target: Target) -> Effect | None:
    """How far the actor may do a verb to a target: the most that any capacity gives."""
    found = {
        grant.effect
        for capacity in actor.capacities
        for grant in TABLE
        if grant.verb == verb and _reaches(actor, capacity, grant, target)
    }
    return Effect.ALLOW if Effect.ALLOW in found else Effect.MASK if found else None


def has_verb(actor: Actor, verb: str) -> Effect | None:
    """How far the actor may do a verb to something, wherever that is: whether a list is theirs."""
    roles = {capacity.role for capacity in actor.capacities}
    found = {grant.effect for grant in TABLE if grant.verb == verb and grant.role in roles}
    return Effect.ALLOW if Effect.ALLOW in found else Effect.MASK if found else None


def is_masked_somewhere(actor: Actor, verb: str) -> bool:
    """Whether some things to which the actor may do a verb are seen with personal data covered."""
    roles = {capacity.role for capacity in actor.capacities}
    return any(
        grant.verb == verb and grant.role in roles and grant.effect is Effect.MASK
        for grant in TABLE
    )


def require(actor: Actor, verb: str, target: Target) -> None:
    """Raises `Denied` unless the table allows it in full."""
    if effect(actor, verb, target) is not Effect.ALLOW:
        raise Denied(
            Text(
                f"{actor.username} 无权办理（{verb}）；请由有权的人办理",
                f"{actor.username} may not do this ({verb}); someone with the right must",
            )
        )


def require_other(actor: Actor, maker: str) -> None:
    """Who made a thing does not approve it."""
    if actor.username == maker:
        raise Denied(
            Text(
                f"{maker} 提交的事项不能由本人审批；请由另一人审批",
                f"{maker} submitted this and cannot approve it; another person must",
            )
        )


def visible(actor: Actor, verb: str, *, area: str, body: str = "", owner: str = "") -> Q:
    """The rows to which the actor may do a verb, in any state, by the names of their columns."""
    found = Q(pk__in=())
    for capacity in actor.capacities:
        for grant in TABLE:
            if grant.verb != verb or grant.role != capacity.role:
                continue
            match grant.scope:
                case Scope.ALL:
                    return Q()
                case Scope.BODY if body:
                    found |= Q(**{body: capacity.body})
                case Scope.SEAT if capacity.area:
                    found |= Q(**{area: capacity.area})
                case Scope.AREA if capacity.area:
                    found |= Q(**{f"{area}__startswith": prefix(capacity.area)})
                case Scope.OWN if owner:
                    found |= Q(**{owner: actor.user})
                case _:
                    pass
    return found


def _reaches(actor: Actor, capacity: Capacity, grant: Grant, target: Target) -> bool:
    is_in_state = grant.states is None or target.state in grant.states
    if grant.role != capacity.role or not is_in_state:
        return False
    match grant.scope:
        case Scope.ALL:
            return True
        case Scope.OWN:
            return target.owner is not None and target.owner == actor.user
        case Scope.BODY:
            return target.body is not None and target.body == capacity.body
        case Scope.SEAT:
            return target.area is not None and target.area == capacity.area
        case Scope.AREA:
            return bool(
                capacity.area and target.area and target.area.startswith(prefix(capacity.area))
            )


def prefix(area: str) -> str:
    """What the codes of all areas within an area begin with: 440000 is 44, 440100 is 4401."""
    while area.endswith("00"):
        area = area[:-2]
    return area
