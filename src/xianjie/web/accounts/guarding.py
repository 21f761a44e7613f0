"""Who may see a page or send its form: every page behind a login is declared here, by its verb.

The table of `xianjie.domain.accounts.roles` is asked before a view runs. A thing that the person
may not reach is answered as one that is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xianjie.domain.accounts.acting import Actor, Target, effect, has_verb, is_masked_somewhere
from xianjie.domain.accounts.factors import lacks_second_factor
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.filings.acting import actor_of
from xianjie.domain.supervision.selecting import was_there
from xianjie.web.accounts import keeping
from xianjie.web.days import today_of

View = Callable[..., HttpResponseBase]
Loader = Callable[[int], tuple[Any, Target] | None]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by someone who may make it; ``covered`` where personal data stay so."""

    request: HttpRequest
    actor: Actor
    effect: Effect

    @property
    def covered(self) -> bool:
        return self.effect is Effect.MASK


@dataclass(frozen=True, slots=True)
class Guard:
    """What a route asks of the table: the verb and, where it is about one thing, its loader.

    ``covered`` says that seeing it with personal data covered is enough.
    """

    verb: str
    of: Loader | None
    covered: bool
    methods: tuple[str, ...]

    def decide(self, actor: Actor, pk: int | None) -> tuple[list[Any], Effect]:
        """What the view is given beside the visit, and how far the person may see it.

        Raises `django.http.Http404` for what is out of reach as for what is not there.
        """
        arguments: list[Any] = []
        if self.of is None:
            found = has_verb(actor, self.verb)
            if self.covered and is_masked_somewhere(actor, self.verb):
                found = Effect.MASK  # a list has rows of every sort
        else:
            loaded = None if pk is None else self.of(pk)
            if loaded is None:
                raise Http404
            thing, target = loaded
            arguments.append(thing)
            found = effect(actor, self.verb, target)
        if found is None or (found is Effect.MASK and not self.covered):
            raise Http404
        return arguments, found


def guarded(
    verb: str,
    *,
    of: Loader | None = None,
    covered: bool = False,
    methods: tuple[str, ...] = ("GET", "HEAD", "POST"),
) -> Callable[[View], View]:
    """A view of a `Visit` (and the thing that ``of`` loads by the address's ``pk``)."""
    guard = Guard(verb, of, covered, methods)

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:  # noqa: ANN401 - of the address
            user = request.user
            if not isinstance(user, User):
                return _to_login(request)
            actor = actor_of(user, today_of(request))
            if lacks_second_factor(actor):
                return redirect("mfa_index")
            request.actor = actor  # type: ignore[attr-defined] # for the frame of the page
            pk = named.pop("pk") if of is not None else None
            arguments, found = guard.decide(actor, pk)
            if not all(was_there(one, today_of(request)) for one in arguments):
                raise Http404
            response = view(Visit(request, actor, found), *arguments, **named)
            add_never_cache_headers(response)
            return response

        checked = require_http_methods(list(methods))(answer)
        checked.guard = guard  # type: ignore[attr-defined] # read by the test of every route
        return checked

    return wrap


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the page where one logs in; what was typed waits for the same person to return."""
    keeping.keep(request)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))
