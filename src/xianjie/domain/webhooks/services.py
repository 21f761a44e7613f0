"""Endpoints as staff of a body keep them: registered, tried, given another secret, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, effect, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.audit.events import record
from xianjie.domain.webhooks.addresses import read_address
from xianjie.domain.webhooks.emitting import new_key
from xianjie.domain.webhooks.errors import WebhookError
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Kind, Occurrence, Secret
from xianjie.domain.webhooks.sending import ENDED
from xianjie.domain.webhooks.signing import new_secret
from xianjie.text import Text

KEEP = "webhook.keep"
OVERLAP = timedelta(hours=24)  # in which the secret before signs too
MOST_ENDPOINTS = 20  # of a body
KINDS = tuple(kind.value for kind in Kind if kind is not Kind.PING)


def register(
    *,
    by: Actor,
    body: Body,
    address: str,
    kinds: Iterable[str],
    loopback: bool,
    at: datetime,
) -> tuple[Endpoint, str]:
    """A new endpoint of the body and its secret, which nothing can show again.

    Raises `Denied`, `WrongAddress`, `WebhookError`.
    """
    require(by, KEEP, _target(body))
    read_address(address, loopback=loopback)
    wanted = sorted(set(kinds))
    if not wanted or set(wanted) - set(KINDS):
        raise WebhookError(
            Text(
                f"请至少选一种事项：{'、'.join(KINDS)}",
                f"choose at least one kind: {', '.join(KINDS)}",
            )
        )
    try:
        with transaction.atomic():
            if body.endpoints.filter(ended_at=None).count() >= MOST_ENDPOINTS:
                raise WebhookError(
                    Text(
                        f"一个单位至多登记 {MOST_ENDPOINTS} 个地址；请先停用一些",
                        f"a body has at most {MOST_ENDPOINTS} endpoints; end some first",
                    )
                )
            made = Endpoint.objects.create(
                body=body,
                role=_role(by, body),
                address=address,
                kinds=wanted,
                made_by=by.username,
                made_at=at,
            )
            secret = _add_secret(made, at)
            _record(by, made, "webhook.registered", at, {"kinds": wanted})
    except IntegrityError as error:
        raise WebhookError(Text("这个地址已经登记", "the address is registered already")) from error
    return made, secret


def rotate(*, by: Actor, endpoint: int, at: datetime) -> str:
    """A new secret, shown this once; the one before signs beside it for a day."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        found.secrets.filter(until_at=None).update(until_at=at + OVERLAP)
        secret = _add_secret(found, at)
        _record(by, found, "webhook.rotated", at)
    return secret


def end(*, by: Actor, endpoint: int, at: datetime) -> Endpoint:
    """Send nothing there any more, neither what still waits."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        found.ended_by, found.ended_at = by.username, at
        found.save(update_fields=["ended_by", "ended_at"])
        found.dispatches.filter(due_at__isnull=False).update(
            state=Dispatch.State.DEAD, due_at=None, claim="", at=at, outcome=ENDED.said
        )
        _record(by, found, "webhook.ended", at)
    return found


def ping(*, by: Actor, endpoint: int, on: date, at: datetime) -> Dispatch:
    """Something to try the endpoint with, sent as everything else is."""
    with transaction.atomic():
        found = _kept(by, endpoint)
        occurrence = Occurrence.objects.create(key=new_key(), kind=Kind.PING, day=on, at=at)
        made = Dispatch.objects.create(
            occurrence=occurrence, endpoint=found, state=Dispatch.State.WAITING, due_at=at, at=at
        )
        _record(by, found, "webhook.pinged", at)
    return made


def resend(*, by: Actor, dispatch: int, at: datetime) -> Dispatch:
    """Send it once more, under the same key, whether or not it arrived."""
    with transaction.atomic():
        found = (
            Dispatch.objects.select_for_update(of=("self",))
            .select_related("endpoint__body")
            .filter(pk=dispatch)
            .first()
        )
        if found is None:
            raise _none(dispatch)
        endpoint = _kept(by, found.endpoint_id)
        found.state, found.attempts, found.due_at = Dispatch.State.WAITING, 0, at
        found.claim, found.at, found.outcome = "", at, ""
        found.save()
        _record(by, endpoint, "webhook.resent", at, {"dispatch": found.pk})
    return found


def _kept(by: Actor, endpoint: int) -> Endpoint:
    """The endpoint, held until the transaction ends, where the person may keep it.

    Raises `Denied`, `WebhookError`.
    """
    found = (
        Endpoint.objects.select_for_update(of=("self",))
        .select_related("body")
        .filter(pk=endpoint)
        .first()
    )
    if found is None:
        raise _none(endpoint)
    require(by, KEEP, _target(found.body))
    if found.ended_at is not None:
        raise WebhookError(Text("这个地址已停用", "the endpoint has been ended"))
    return found


def _role(by: Actor, body: Body) -> Role:
    """As what the person keeps endpoints of the body."""
    return next(
        one.role
        for one in by.capacities
        if effect(Actor(by.user, by.username, (one,)), KEEP, _target(body)) is not None
    )


def _target(body: Body) -> Target:
    return Target(area=body.area, body=body.pk)


def _add_secret(endpoint: Endpoint, at: datetime) -> str:
    secret = new_secret()
    Secret.objects.create(endpoint=endpoint, sealed=seal(secret), made_at=at)
    return secret


def _record(
    by: Actor,
    endpoint: Endpoint,
    action: str,
    at: datetime,
    data: Mapping[str, object] | None = None,
) -> None:
    record(
        by=by.username,
        at=at,
        action=action,
        subject=endpoint,
        area=endpoint.body.area,
        data=data,
    )


def _none(number: int) -> WebhookError:
    return WebhookError(Text(f"没有这项记录：{number}", f"there is no such record: {number}"))
