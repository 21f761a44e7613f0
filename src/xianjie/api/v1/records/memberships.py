"""Who acts for which body as what: seen, granted and ended by security administrators."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Named
from xianjie.api.v1.records.given import AreaCode, Given, Number, Title, Word, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.access import services
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.accounts.roles import Role
from xianjie.text import Text

router = Router(tags=["memberships"])

MEMBERSHIPS = Kind(
    "membership.grant",
    lambda: Membership.objects.exclude(role=Role.CANDIDATE).select_related("user", "body"),
    lambda one: Target(area=one.body.area if one.body else None, body=one.body_id),
    area="body__area",
    body="body",
)


class MembershipState(StrEnum):
    IN_FORCE = "in_force"
    ENDED = "ended"


class MembershipShown(BaseModel):
    """``to_on`` is the first day on which it is no more."""

    id: int
    username: str
    role: Role
    body: Named
    from_on: date
    to_on: date | None
    granted_by: str


class MembershipFilters(Paged):
    state: MembershipState | None = Field(None, description="状态")
    role: Role | None = Field(None, description="角色")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    username: Word | None = Field(None, description="用户名")


class Grant(Given):
    username: Word
    role: Role
    body: Title = Field(description="单位全称。The body's whole name.")


def _shown(one: Membership) -> dict[str, Any]:
    assert one.body is not None  # noqa: S101 - of every role but candidates, by a constraint
    return {
        "id": one.pk,
        "username": one.user.username,
        "role": one.role,
        "body": {"id": one.body_id, "name": one.body.name},
        "from_on": one.from_on,
        "to_on": one.to_on,
        "granted_by": one.granted_by,
    }


@router.get(
    "/memberships",
    response=Page[MembershipShown],
    auth=may("membership.grant"),
    summary="账号与角色 Accounts and roles",
)
def list_memberships(request: HttpRequest, query: Query[MembershipFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = MEMBERSHIPS.visible(visit).filter(MEMBERSHIPS.within(query.area))
    wanted = {"role": query.role, "user__username": query.username}
    rows = rows.filter(Q(**{name: value for name, value in wanted.items() if value is not None}))
    if query.state:
        in_force = Q(to_on=None) | Q(to_on__gt=visit.on)
        rows = rows.filter(in_force if query.state is MembershipState.IN_FORCE else ~in_force)
    return page(rows, query, _shown)


@router.get(
    "/memberships/{int:pk}",
    response=MembershipShown,
    auth=may("membership.grant"),
    summary="一项授权 One grant",
)
def show_membership(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _shown(MEMBERSHIPS.find(visit_of(request), pk))


@router.post(
    "/memberships",
    response={201: MembershipShown},
    auth=may("membership.grant"),
    summary="授予角色 Grant a role",
    description=both("立即生效；不能授予自己。", "At once; nobody grants to oneself."),
)
def grant_membership(
    request: HttpRequest, body: Grant, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    found = Body.objects.filter(name=body.body, closed_on=None).first()
    if found is None:
        raise wrong(
            "body", Text("没有这个单位；请写全称", "there is no such body; write its whole name")
        )

    def act() -> object:
        made = services.grant(
            by=visit.actor,
            username=body.username,
            role=body.role,
            body=found,
            on=visit.on,
            at=visit.at,
        )
        return _shown(MEMBERSHIPS.rows().get(pk=made.pk))

    return once(request, key, act, MembershipShown, 201)


@router.post(
    "/memberships/{int:pk}/end",
    response=MembershipShown,
    auth=may("membership.end"),
    summary="收回 End it",
    description=both("立即生效。", "At once."),
)
def end_membership(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    MEMBERSHIPS.find(visit, pk, "membership.end")

    def act() -> object:
        return _shown(services.end(by=visit.actor, membership=pk, on=visit.on, at=visit.at))

    return once(request, key, act, MembershipShown)
