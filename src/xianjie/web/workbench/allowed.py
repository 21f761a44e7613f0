"""Whether a link or a button is of use to this person: the same question that the page asks."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Actor, Target, effect, has_verb
from xianjie.domain.accounts.roles import Effect


def may(actor: Actor, verb: str, target: Target | None = None) -> bool:
    """May do it in full: to the target, or to something at all."""
    found = has_verb(actor, verb) if target is None else effect(actor, verb, target)
    return found is Effect.ALLOW
