"""Every route × role × place × state: as the table says, read here a second time and otherwise.

A place is where a thing lies as seen by the role: its own, its body's, in the same prefecture,
elsewhere, or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authorisation.places import ABSENT, AREA_OF, ON, PLACES, World, make_world
from tests.sampling import sample
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import TABLE, Effect, Role, Scope
from xianjie.domain.appraisals.states import RegistrationState
from xianjie.web.accounts import guarding
from xianjie.web.accounts.guarding import Guard

# What each loader tells of a thing beside its area.
BODIES = {
    "alert",
    "appeal",
    "application",
    "assessor",
    "attachment",
    "certificate",
    "dispatch",
    "endpoint",
    "cohort",
    "exam",
    "examiner",
    "filed_site",
    "filed_staff",
    "filing_application",
    "filing_document",
    "filing_organisation",
    "institution",
    "issue_batch",
    "issue_line",
    "measure",
    "learner",
    "membership",
    "message",
    "own_application",
    "own_case",
    "own_case_file",
    "own_case_step",
    "place",
    "programme",
    "proposal",
    "publication",
    "reading",
    "registration",
    "review",
    "sought",
    "plan",
    "participant",
    "post",
    "objection",
    "entrustment",
    "received_entrustment",
}
OWNERS = {
    "registration": Role.CANDIDATE,
    "message": Role.CANDIDATE,
    "application": Role.CANDIDATE,
    "own_application": Role.CANDIDATE,
    "own_certificate": Role.CANDIDATE,
    "own_change": Role.CANDIDATE,
    "own_share": Role.CANDIDATE,
    "examiner": Role.EXAMINER,
    "case": Role.SUPERVISOR,
    "case_file": Role.SUPERVISOR,
}
PUBLIC = ("portal", "api-v1")  # the API's operations have a test of their own
LOGGING_IN = ("account_", "mfa_")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
OPEN = {  # home only leads on
    "did-document",
    "healthz",
    "home",
    "log-file",
    "log-key",
    "offline-page",
    "status-list",
}


@dataclass(frozen=True)
class Route:
    name: str
    guard: Guard
    view: object
    keyed: bool  # the address names a job besides

    @property
    def kind(self) -> str:
        return getattr(self.guard.of, "__name__", "") if self.guard.of else ""


def patterns(
    resolver: URLResolver, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            yield ":".join([*spaces, one.name or ""]), one


def routes() -> list[Route]:
    return [
        Route(name, one.callback.guard, one.callback, "key" in one.pattern.converters)
        for name, one in patterns(get_resolver())
        if hasattr(one.callback, "guard")
    ]


def expected(role: Role, route: Route, place: str, state: str | None) -> Effect | None:
    """The table as the docs print it: a line of the role, the verb, the state; then the place."""
    area = AREA_OF.get(role, "none")
    within = {
        Scope.ALL: set(PLACES),
        Scope.SEAT: {one for one, code in PLACES.items() if code == area},
        Scope.AREA: {one for one, code in PLACES.items() if code.startswith(area.rstrip("0"))},
        Scope.BODY: {"own", "body"} if route.kind in BODIES and role in _local(route) else set(),
        Scope.OWN: {"own"} if OWNERS.get(route.kind) is role else set(),
    }
    found = [
        line.effect
        for line in TABLE
        if (line.role, line.verb) == (role, route.guard.verb)
        and (line.states is None or state in line.states)
        and place in within[line.scope]
    ]
    if Effect.ALLOW in found:
        return Effect.ALLOW
    return Effect.MASK if found and route.guard.covered else None


_LOCAL = {Role.INSTITUTION, Role.EXAMINER}  # whose body is the one of "own" and "body"
_EVALUATED = {"plan", "participant", "post", "objection", "received_entrustment"}


def _local(route: Route) -> set[Role]:
    """Whose body the things of "own" and "body" are of."""
    if route.kind in _EVALUATED:
        return {Role.EVALUATION}
    return {Role.ENTERPRISE} if route.kind == "entrustment" else _LOCAL


@pytest.fixture
def world(db: None) -> World:
    del db
    return make_world()


def test_every_route_has_a_guard_or_is_public_on_purpose() -> None:
    unguarded = {
        name for name, one in patterns(get_resolver()) if not hasattr(one.callback, "guard")
    }
    left = {
        name
        for name in unguarded
        if name.split(":")[0] not in PUBLIC
        and not name.startswith(LOGGING_IN)
        and name.split(":")[-1] not in OPEN | {""}
    }
    assert left == set()


def test_every_verb_of_a_route_is_in_the_table() -> None:
    known = {line.verb for line in TABLE}
    assert {route.guard.verb for route in routes()} <= known


def test_every_cell_is_as_the_table_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is denied, by every method, through the view itself: nothing else is run.

    Who asks is worked out once a role, and a thing loaded once, not once a cell; the test below
    asks as a browser does.
    """
    by_user = {actor.user: actor for actor in world.actors.values()}
    monkeypatch.setattr(guarding, "actor_of", lambda user, _: by_user[user.pk])
    monkeypatch.setattr(guarding, "lacks_second_factor", lambda *_: False)
    wrong: list[object] = []
    cells = 0
    factory = RequestFactory()
    users = {role: User.objects.get(pk=actor.user) for role, actor in world.actors.items()}
    loaded_once(monkeypatch)
    for route in routes():
        for role, actor in world.actors.items():
            for place, state, number in _cells(world, route):
                want = (
                    _anywhere(role, route)
                    if not route.kind
                    else expected(role, route, place, state)
                    if number != ABSENT
                    else None
                )
                try:
                    _, got = route.guard.decide(actor, number)
                except Http404:
                    got = None
                cells += 1
                if got is not want:
                    wrong.append((route.name, role, place, state, got, want))
                if want is None:
                    for method in set(route.guard.methods) - {"HEAD"}:  # which is GET to a view
                        cells += 1
                        if not _is_absent(factory, route, users[role], method, number):
                            wrong.append((route.name, role, place, state, method))
    assert wrong == []
    assert cells >= 10_000, cells


def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each loader remember what it loaded: nothing changes while the cells are looked at."""
    decide = Guard.decide
    remembering = {route.guard.of: cache(route.guard.of) for route in routes() if route.guard.of}

    def decide_remembering(
        guard: Guard, actor: Actor, pk: int | None
    ) -> tuple[list[object], Effect]:
        if guard.of:
            guard = replace(guard, of=remembering[guard.of])
        return decide(guard, actor, pk)

    monkeypatch.setattr(Guard, "decide", decide_remembering)


def test_a_planted_fault_is_found(world: World) -> None:
    """The same comparison, with a guard that asks for another verb."""
    route = next(one for one in routes() if one.name == "work:batch-approve")
    lax = Guard("refund.read", route.guard.of, True, route.guard.methods)
    number = world.things["batch", "body", None]
    auditor = world.actors[Role.AUDITOR]
    assert expected(Role.AUDITOR, route, "body", None) is None
    assert lax.decide(auditor, number)[1] is Effect.MASK


@pytest.mark.sampled
@pytest.mark.parametrize("role", Role)
def test_a_foreign_thing_is_answered_as_one_that_is_not_there(
    world: World, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole answers compared, address and token apart, for every route about a thing.

    In the quick run each role has its own share of the routes.
    """
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    user = User.objects.get(pk=world.actors[role].user)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    compared = 0
    about = [one for one in routes() if one.kind]
    for route in sample(about, of=10, start=list(Role).index(role)):
        state = "decided" if route.kind == "registration" else None
        foreign = world.things[route.kind, "elsewhere", state]
        if expected(role, route, "elsewhere", state) is not None:
            continue
        told = [_answer(client, route, number) for number in (foreign, ABSENT)]
        assert told[0] == told[1], route.name
        assert told[0][0] in {404, 405}
        compared += 1
    assert compared


def _cells(world: World, route: Route) -> Iterator[tuple[str, str | None, int | None]]:
    if not route.kind:
        yield "", None, None
        return
    states = RegistrationState if route.kind == "registration" else [None]
    for place in PLACES:
        for state in states:
            yield place, state, world.things[route.kind, place, state]
    yield "absent", None, ABSENT


def _anywhere(role: Role, route: Route) -> Effect | None:
    found = {line.effect for line in TABLE if (line.role, line.verb) == (role, route.guard.verb)}
    if Effect.MASK in found and route.guard.covered:
        return Effect.MASK
    return Effect.ALLOW if Effect.ALLOW in found else None


def _is_absent(
    factory: RequestFactory, route: Route, user: User, method: str, number: int | None
) -> bool:
    request = factory.generic(method, "/")
    request.user = user
    arguments: dict[str, object] = {} if number is None else {"pk": number}
    if route.keyed:
        arguments["key"] = "x"
    try:
        route.view(request, **arguments)  # type: ignore[operator]
    except Http404:
        return True
    return False


def _answer(client: Client, route: Route, number: int) -> tuple[int, str]:
    arguments = {"pk": number, **({"key": "x"} if route.keyed else {})}
    address = reverse(route.name, kwargs=arguments)
    method = client.get if "GET" in route.guard.methods else client.post
    answer = method(address)
    content = answer.content.decode()
    for slash in ("/", "%2F"):
        content = content.replace(f"{slash}{number}{slash}", "/N/")
    return answer.status_code, TOKEN.sub("", content)
