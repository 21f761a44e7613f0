"""Guidance notices to institutions, and the proof that each has read them (252/2.1.1.4)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Target, prefix, require
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.events import record
from xianjie.domain.kinds import kind_of
from xianjie.domain.messages.models import Notice, Reading
from xianjie.domain.messages.services import Recipient, Told, tell
from xianjie.errors import XianjieError
from xianjie.text import Text

GROUND = ("252/2.1.1.4",)


class GuidanceError(XianjieError):
    """A notice that cannot be issued or confirmed as asked."""


def issue_notice(
    *, by: Actor, title: Text, text: Text, basis: str, area: str, on: date, at: datetime
) -> Notice:
    """Address a notice to all institutions open in the area; their staff are told.

    Raises `Denied`, and `GuidanceError` where there is no institution.
    """
    require(by, "guidance.issue", Target(area=area))
    with transaction.atomic():
        notice = Notice.objects.create(
            title_zh=title.zh,
            title_en=title.en,
            text_zh=text.zh,
            text_en=text.en,
            basis=basis,
            area=area,
            issued_by=by.username,
            issued_at=at,
        )
        bodies = Body.objects.filter(
            kind=Body.Kind.INSTITUTION, closed_on=None, area__startswith=prefix(area)
        )
        readings = Reading.objects.bulk_create(
            Reading(notice=notice, body=one) for one in bodies.order_by("pk")
        )
        if not readings:
            raise GuidanceError(
                Text(
                    "该地区没有鉴定机构；请改选地区",
                    "there is no institution in the area; choose another",
                )
            )
        record(
            by=by.username,
            at=at,
            action="guidance.issued",
            subject=notice,
            area=area,
            ground=GROUND,
            data={"bodies": len(readings), "basis": basis, "digest": digest(notice)},
        )
        _tell_staff(by, notice, readings, on, at)
    return notice


def confirm_reading(*, by: Actor, reading: int, at: datetime) -> Reading:
    """Someone of the institution has read it: who and when, with the digest of what was read."""
    with transaction.atomic():
        found = (
            Reading.objects.select_for_update(of=("self",))
            .select_related("notice", "body")
            .filter(pk=reading)
            .first()
        )
        if found is None:
            raise GuidanceError(Text("没有这份通知", "there is no such notice"))
        require(by, "guidance.confirm", Target(area=found.body.area, body=found.body_id))
        if found.read_at:
            raise GuidanceError(
                Text(
                    f"{found.read_by} 已确认阅知，无须再次确认",
                    f"{found.read_by} has confirmed it already; once is enough",
                )
            )
        found.read_at, found.read_by, found.digest = at, by.username, digest(found.notice)
        found.save(update_fields=["read_at", "read_by", "digest"])
        record(
            by=by.username,
            at=at,
            action="guidance.read",
            subject=found,
            area=found.body.area,
            ground=GROUND,
            data={"notice": found.notice_id, "body": found.body.name, "digest": found.digest},
        )
    return found


def digest(notice: Notice) -> str:
    """SHA-256 of all that the notice says, in both languages."""
    said = (notice.title_zh, notice.text_zh, notice.title_en, notice.text_en, notice.basis)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _tell_staff(by: Actor, notice: Notice, readings: list[Reading], on: date, at: datetime) -> None:
    of = {one.body_id: one for one in readings}
    staff = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gt=on),
        role=Role.INSTITUTION,
        from_on__lte=on,
        body__kind=Body.Kind.INSTITUTION,
        body__area__startswith=prefix(notice.area),
        user__is_active=True,
    ).select_related("user", "body")
    title = Text(notice.title_zh, notice.title_en)
    tell(
        by=by.username,
        template="guidance_issued",
        about=notice,
        messages=[
            Told(
                Recipient(kind_of(one.user), one.user_id, one.user_id, one.user.email),
                of[one.body_id],
                {"title": title, "basis": notice.basis},
                one.body.area,
                one.body_id,
            )
            for one in staff.order_by("pk")
            if one.body is not None and one.body_id in of
        ],
        at=at,
    )
