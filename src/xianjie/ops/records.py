"""Django set up for the commands that need records, and its database brought up to date."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xianjie.clock import today
from xianjie.errors import XianjieError
from xianjie.text import Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.accounts.acting import Actor


class NoSuchUser(XianjieError):
    """Nobody of that name can act."""


class NoRecords(XianjieError):
    """The database cannot be opened, or is not there."""


def open_records(*, make: bool = False) -> Path:
    """Set Django up; the home folder. ``make`` brings the tables up to date, else they must be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianjie.config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    if make:
        call_command("migrate", verbosity=0)
    else:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NoRecords(
                Text(
                    "数据库还没有建立，或不是这一版的；请先运行 xianjie demo 或 xianjie serve",
                    "there is no database, or it is of another version; run xianjie demo or "
                    "xianjie serve first",
                )
            )
    return Path(settings.HOME)


def acting(username: str) -> Actor:
    """The person as whom a command acts, with today's rights; raises `NoSuchUser`, `Denied`."""
    from xianjie.domain.accounts.factors import lacks_second_factor
    from xianjie.domain.accounts.models import User
    from xianjie.domain.filings.acting import actor_of

    user = User.objects.filter(username=username).first()
    if user is None:
        raise NoSuchUser(
            Text(f"--as：没有账号 {username!r}", f"--as: there is no account {username!r}")
        )
    actor = actor_of(user, today())
    if lacks_second_factor(actor):
        raise NoSuchUser(
            Text(
                f"--as：账号 {username} 还没有第二重验证；请先登录网页设置",
                f"--as: {username} has no second factor; log in on the web and set one up first",
            )
        )
    return actor


def now() -> datetime:
    """Real time, for seals."""
    return datetime.now(UTC)
