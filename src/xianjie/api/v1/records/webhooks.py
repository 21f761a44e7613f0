"""Webhooks: where a body's programs are told what happens to certificates, and what arrived."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Moment, Named
from xianjie.api.v1.records.given import Given, Number, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.webhooks import services
from xianjie.domain.webhooks.errors import WrongAddress
from xianjie.domain.webhooks.models import Dispatch, Endpoint
from xianjie.domain.webhooks.models import Kind as Happening
from xianjie.text import Text

router = Router(tags=["webhooks"])

ENDPOINTS = Kind(
    "webhook.keep",
    lambda: Endpoint.objects.select_related("body"),
    lambda one: Target(area=one.body.area, body=one.body_id),
    area="body__area",
    body="body",
)
_DISPATCHES = Kind(
    "webhook.keep",
    lambda: Dispatch.objects.select_related("occurrence", "endpoint__body"),
    lambda one: Target(area=one.endpoint.body.area, body=one.endpoint.body_id),
    area="endpoint__body__area",
    body="endpoint__body",
)
_BODIES = Kind(
    "webhook.keep",
    Body.objects.all,
    lambda one: Target(area=one.area, body=one.pk),
    area="area",
    body="pk",
)

HappeningName = Annotated[Happening, listed(Happening)]
DispatchState = Annotated[Dispatch.State, listed(Dispatch.State)]


class EndpointShown(BaseModel):
    """``role`` is as what it was registered: it is told of the certificates the role may read."""

    id: int
    body: Named
    role: str
    address: str
    kinds: list[HappeningName]
    made_by: str
    made_at: Moment
    ended_at: Moment | None


class EndpointMade(EndpointShown):
    secret: str = Field(description="只显示这一次。Told this once.")


class SecretMade(BaseModel):
    """The one before signs beside it for 24 hours."""

    endpoint: int
    secret: str


class DispatchShown(BaseModel):
    """``key`` is the ``webhook-id``, the same each time it is tried; ``outcome`` the last one."""

    id: int
    endpoint: int
    key: str
    kind: HappeningName
    number: str
    day: date
    state: DispatchState
    attempts: int
    due_at: Moment | None
    at: Moment
    outcome: str


class EndpointGiven(Given):
    body: Number
    address: str = Field(
        min_length=8,
        max_length=500,
        description="https 地址；内部网络的不发送。An https address, none of an inner network.",
        examples=["https://hr.example/xianjie"],
    )
    kinds: list[HappeningName] = Field(min_length=1, max_length=len(services.KINDS))


class DispatchFilters(Paged):
    state: DispatchState | None = Field(None, description="状态")


def _endpoint(one: Endpoint) -> dict[str, Any]:
    left_out = {"body"}
    plain = {
        name: getattr(one, name) for name in EndpointShown.model_fields if name not in left_out
    }
    return {**plain, "body": {"id": one.body_id, "name": one.body.name}}


def _dispatch(one: Dispatch) -> dict[str, Any]:
    happened = one.occurrence
    return {
        "id": one.pk,
        "endpoint": one.endpoint_id,
        "key": happened.key,
        "kind": happened.kind,
        "number": happened.number,
        "day": happened.day,
        "state": one.state,
        "attempts": one.attempts,
        "due_at": one.due_at,
        "at": one.at,
        "outcome": one.outcome,
    }


@router.get(
    "/webhooks",
    response=Page[EndpointShown],
    auth=may("webhook.keep"),
    summary="推送地址 Endpoints",
)
def list_endpoints(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    return page(ENDPOINTS.visible(visit_of(request)), query, _endpoint)


@router.get(
    "/webhooks/{int:pk}",
    response=EndpointShown,
    auth=may("webhook.keep"),
    summary="一个推送地址 One endpoint",
)
def show_endpoint(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _endpoint(ENDPOINTS.find(visit_of(request), pk))


@router.post(
    "/webhooks",
    response={201: EndpointMade},
    auth=may("webhook.keep"),
    summary="登记推送地址 Register an endpoint",
    description=both(
        "证书的变动（不含姓名和证件号码）以 Standard Webhooks 的签名 POST 到这里，至少一次。",
        "What happens to certificates, without names or identity numbers, is POSTed there at "
        "least once, signed as Standard Webhooks lay down.",
    ),
)
def make_endpoint(
    request: HttpRequest, body: EndpointGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    of_body = _body(visit, body.body)

    def act() -> object:
        try:
            made, secret = services.register(
                by=visit.actor,
                body=of_body,
                address=body.address,
                kinds=[kind.value for kind in body.kinds],
                loopback=settings.LOOPBACK_ONLY,
                at=visit.at,
            )
        except WrongAddress as error:
            raise wrong("address", error.message) from error
        return {**_endpoint(made), "secret": secret}

    return once(request, key, act, EndpointMade, 201)


@router.post(
    "/webhooks/{int:pk}/rotate",
    response=SecretMade,
    auth=may("webhook.keep"),
    summary="更换密钥 Another secret",
    description=both("24 小时内新旧同时签名。", "For 24 hours both sign."),
)
def rotate_secret(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    ENDPOINTS.find(visit, pk)

    def act() -> object:
        secret = services.rotate(by=visit.actor, endpoint=pk, at=visit.at)
        return {"endpoint": pk, "secret": secret}

    return once(request, key, act, SecretMade)


@router.post(
    "/webhooks/{int:pk}/end",
    response=EndpointShown,
    auth=may("webhook.keep"),
    summary="停用 End it",
    description=both("等候的也不再发送。", "What still waits is not sent either."),
)
def end_endpoint(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    ENDPOINTS.find(visit, pk)

    def act() -> object:
        return _endpoint(services.end(by=visit.actor, endpoint=pk, at=visit.at))

    return once(request, key, act, EndpointShown)


@router.post(
    "/webhooks/{int:pk}/ping",
    response={201: DispatchShown},
    auth=may("webhook.keep"),
    summary="试发 Try it",
    description=both("发一条 `ping`，结果在推送记录里。", "Sends a `ping` as all else is sent."),
)
def ping_endpoint(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    ENDPOINTS.find(visit, pk)

    def act() -> object:
        made = services.ping(by=visit.actor, endpoint=pk, on=visit.on, at=visit.at)
        return _dispatch(made)

    return once(request, key, act, DispatchShown, 201)


@router.get(
    "/webhooks/{int:pk}/dispatches",
    response=Page[DispatchShown],
    auth=may("webhook.keep"),
    summary="推送记录 What was sent there",
)
def list_dispatches(
    request: HttpRequest, pk: Number, query: Query[DispatchFilters]
) -> dict[str, Any]:
    found = ENDPOINTS.find(visit_of(request), pk)
    rows = found.dispatches.select_related("occurrence")
    if query.state:
        rows = rows.filter(state=query.state)
    return page(rows, query, _dispatch)


@router.post(
    "/dispatches/{int:pk}/resend",
    response=DispatchShown,
    auth=may("webhook.keep"),
    summary="重发 Send it again",
    description=both("`webhook-id` 不变。", "Under the same `webhook-id`."),
)
def resend_dispatch(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    _DISPATCHES.find(visit, pk)

    def act() -> object:
        services.resend(by=visit.actor, dispatch=pk, at=visit.at)
        return _dispatch(_DISPATCHES.rows().get(pk=pk))

    return once(request, key, act, DispatchShown)


def _body(visit: Visit, pk: int) -> Body:
    found = _BODIES.visible(visit).filter(pk=pk).first()
    if found is None:
        raise wrong("body", Text("不是你所在的单位", "not a body that you act for"))
    return found
