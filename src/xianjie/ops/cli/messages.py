"""``xianjie messages``: send what waits to be delivered, and remind who has not chosen."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import now, open_records
from xianjie.text import Lang, Text


class NoSuchUser(XianjieError):
    """The one as whom a command is to act has no account."""


@click.group()
def messages() -> None:
    """消息：发送与催告 · Messages: deliver them, remind the silent."""


@messages.command()
@LANG_OPTION
def deliver(lang: Lang) -> None:
    """发送等候的邮件和短信；有未送达的以状态 1 结束 · Send what waits; status 1 if some failed.

    \b
    没有 XIANJIE_SMTP_URL 时，邮件写入 XIANJIE_HOME/outbox/mail；短信写入 outbox/sms。
    Mail goes by XIANJIE_SMTP_URL, else into outbox/mail below XIANJIE_HOME; texts into outbox/sms.
    """
    home = open_records()
    from django.conf import settings

    from xianjie.domain.messages import services
    from xianjie.domain.messages.ports import ports

    outlets = ports(home, settings.SMTP_URL, settings.MAIL_FROM)
    done = services.deliver(at=moment(), ports=outlets)
    sent, failed = sum(done.sent.values()), sum(done.failed.values())
    told = Text(
        f"已送出 {sent:,} 条，未送达 {failed:,} 条；{services.waiting():,} 条等候重试",
        f"{sent:,} sent, {failed:,} failed; {services.waiting():,} wait to be tried again",
    )
    click.echo(told.in_(lang))
    sys.exit(1 if failed else 0)


@messages.command()
@click.argument("exam", type=int)
@click.option("--as", "username", required=True, metavar="USER", help="以谁的名义 · who acts")
@LANG_OPTION
def remind(exam: int, username: str, lang: Lang) -> None:
    """催告一场考试中尚未选择的考生，每人每日至多一次 · Remind an exam's silent, once a day."""
    open_records()
    from xianjie.domain.accounts.acting import actor_of
    from xianjie.domain.accounts.models import User
    from xianjie.domain.appraisals.services.choices import remind as remind_silent
    from xianjie.instruments import law

    user = User.objects.filter(username=username).first()
    if user is None:
        raise NoSuchUser(
            Text(
                f"--as：没有账号 {username!r}；请核对用户名",
                f"--as: there is no account {username!r}; check the user name",
            )
        )
    on = clock.today()
    count = remind_silent(by=actor_of(user, on), exam=exam, law=law(), on=on, at=moment())
    click.echo(Text(f"已催告 {count:,} 人", f"{count:,} reminded").in_(lang))


def moment() -> datetime:
    """Now; where the clock stands for a demonstration, this time of that day."""
    return datetime.combine(clock.today(), now().astimezone(clock.CHINA).timetz())
