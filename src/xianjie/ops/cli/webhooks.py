"""``xianjie webhooks``: send what programs wait to be told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import now, open_records
from xianjie.text import Lang, Text

if TYPE_CHECKING:
    from xianjie.domain.webhooks.sending import HttpSender


@click.group()
def webhooks() -> None:
    """推送：把证书的变动发给登记的地址 · Webhooks: tell programs what happened to certificates."""


@webhooks.command()
@LANG_OPTION
def deliver(lang: Lang) -> None:
    """发送等候的推送；有未送达的以状态 1 结束 · Send what waits; status 1 if some failed."""
    open_records()
    from django.conf import settings

    from xianjie.domain.webhooks.delivering import deliver as send
    from xianjie.domain.webhooks.models import Dispatch

    done = send(at=moment(), sender=sender(), base=settings.PUBLIC_URL)
    sent = done[Dispatch.State.DELIVERED]
    failed = done.total() - sent
    waiting = Dispatch.objects.filter(due_at__isnull=False).count()
    told = Text(
        f"已送出 {sent:,} 条，未送达 {failed:,} 条；{waiting:,} 条等候",
        f"{sent:,} sent, {failed:,} failed; {waiting:,} wait",
    )
    click.echo(told.in_(lang))
    sys.exit(1 if failed else 0)


def sender() -> HttpSender:
    """The way out, by real time; to this machine's own addresses only where it serves no other."""
    from django.conf import settings

    from xianjie.domain.webhooks.sending import HttpSender

    return HttpSender(now, loopback=settings.LOOPBACK_ONLY)
