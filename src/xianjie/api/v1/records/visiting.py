"""Who asks, and whether the table lets them: by a token, or by a session with its CSRF token.

Every operation on records declares its verb as its ``auth``: ``auth=may("exam.read")``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from xianjie import clock
from xianjie.api.problems import (
    FORBIDDEN,
    NO_SECOND_FACTOR,
    NOT_FROM_HERE,
    NOT_LOGGED_IN,
    Problem,
)
from xianjie.domain.access.tokens import owner_of
from xianjie.domain.accounts.acting import Actor, has_verb
from xianjie.domain.accounts.factors import lacks_second_factor
from xianjie.domain.accounts.models import User
from xianjie.domain.filings.acting import actor_of
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by a person who may do the verb to something, at one moment."""

    actor: Actor
    on: date
    at: datetime


def visit_of(request: HttpRequest) -> Visit:
    """Who asks, as the operation's ``auth`` found out."""
    return cast(Visit, cast(Any, request).auth)


class Token(HttpBearer):
    """``Authorization: Bearer`` with a token of ``xianjie access token``."""

    openapi_description = "xianjie access token --as USER --name NAME"

    def __init__(self, *verbs: str) -> None:
        self.verbs = verbs
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Visit:
        del request
        owner = owner_of(token, datetime.now(clock.CHINA))  # tokens live in real time
        if owner is None:
            raise Problem(NOT_LOGGED_IN)
        return _visit(owner, self.verbs)


class Session(APIKeyCookie):
    """The cookie of a login; what writes needs the header ``X-CSRFToken`` too."""

    param_name = "sessionid"

    def __init__(self, *verbs: str) -> None:
        self.verbs = verbs
        super().__init__(csrf=False)  # asked below, of who has a session

    def authenticate(self, request: HttpRequest, key: str | None) -> Visit | None:
        del key
        user: AbstractBaseUser | AnonymousUser = request.user
        if request.headers.get("Authorization") or not isinstance(user, User):
            return None
        with suppress(RequestDataTooBig):  # as a form with a file may be, which is not kept whole
            _ = request.body  # kept for who reads it next: the check may read it as a form
        if check_csrf(request):
            raise Problem(NOT_FROM_HERE)
        return _visit(user, self.verbs)


def may(*verbs: str) -> list[Token | Session]:
    """The ways to be let in to an operation, for who may do one of these verbs to something."""
    return [Token(*verbs), Session(*verbs)]


def _visit(user: User, verbs: tuple[str, ...]) -> Visit:
    on = clock.today()
    actor = actor_of(user, on)
    if lacks_second_factor(actor):
        raise Problem(NO_SECOND_FACTOR)
    if not any(has_verb(actor, verb) for verb in verbs):
        named = "、".join(verbs)
        raise Problem(
            FORBIDDEN,
            Text(
                f"{actor.username} 的角色都不能办理（{named}）",
                f"no role of {actor.username} may do this ({named})",
            ),
        )
    at = datetime.combine(on, datetime.now(clock.CHINA).timetz())  # on the demonstration's day
    return Visit(actor, on, at)
