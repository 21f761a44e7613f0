"""Django set up for the commands that need records, and its database brought up to date."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from xianjie.errors import XianjieError
from xianjie.text import Text


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


def now() -> datetime:
    """Real time, for seals."""
    return datetime.now(UTC)
