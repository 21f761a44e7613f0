"""Opening an account; granting a role and ending it, which acts with the next request."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.events import record
from xianjie.errors import XianjieError
from xianjie.text import Text


class AccessError(XianjieError):
    """An account or a membership that cannot be as asked."""


def open_account(
    *, username: str, name: str, email: str, password: str, on: date, at: datetime
) -> User:
    """A candidate's account, opened by the candidate; raises `AccessError` for a name in use."""
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=username, name=name, email=email, password=make_password(password)
            )
            Membership.objects.create(
                user=user, role=Role.CANDIDATE, from_on=on, granted_by=username
            )
            record(by=username, at=at, action="account.opened", subject=user)
    except IntegrityError as error:
        raise AccessError(
            Text("这个用户名已有人使用；请换一个", "this user name is taken; choose another")
        ) from error
    return user


def grant(
    *, by: Actor, username: str, role: Role, body: Body, on: date, at: datetime
) -> Membership:
    """Give a person a role in a body; raises `Denied`, `AccessError`. Nobody grants to oneself."""
    require(by, "membership.grant", Target(area=body.area, body=body.pk))
    if username == by.username:
        raise AccessError(
            Text(
                "不能给自己授予角色；请由另一位安全管理员办理",
                "nobody grants a role to oneself; another security administrator must",
            )
        )
    if role is Role.CANDIDATE:
        raise AccessError(Text("考生自行注册，不由单位授予", "candidates open their own account"))
    try:
        with transaction.atomic():
            user = User.objects.filter(username=username).first()
            if user is None:
                raise AccessError(Text("没有这个账号", "there is no such account"))
            membership = Membership.objects.create(
                user=user, body=body, role=role, from_on=on, granted_by=by.username
            )
            record(
                by=by.username,
                at=at,
                action="membership.granted",
                subject=membership,
                area=body.area,
                data={"user": username, "role": role, "body": body.name},
            )
    except IntegrityError as error:
        raise AccessError(Text("此人已有这个角色", "the person has this role already")) from error
    return membership


def end(*, by: Actor, membership: int, on: date, at: datetime) -> Membership:
    """Take a role away, from this moment on; raises `Denied`, `AccessError`."""
    with transaction.atomic():
        found = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("body", "user")
            .filter(pk=membership)
            .first()
        )
        if found is None or found.to_on is not None:
            raise AccessError(
                Text("没有这项授权，或已收回", "there is no such grant, or it has ended")
            )
        body = found.body
        area, number = (body.area, body.pk) if body else (None, None)
        require(by, "membership.end", Target(area=area, body=number))
        found.to_on = max(on, found.from_on)
        found.save(update_fields=["to_on"])
        record(
            by=by.username,
            at=at,
            action="membership.ended",
            subject=found,
            area=area or "",
            data={"user": found.user.username, "role": found.role},
        )
    return found
