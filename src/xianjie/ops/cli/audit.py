"""``xianjie audit``: seal the events that wait, and check that nothing sealed was changed."""

from __future__ import annotations

import sys

import click

from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import now, open_records
from xianjie.text import Lang, Text


@click.group()
def audit() -> None:
    """审计日志：封存与核验 · The audit log: seal and verify."""


@audit.command()
@LANG_OPTION
def seal(lang: Lang) -> None:
    """封存等候的事件 · Seal the events that wait."""
    home = open_records()
    from xianjie.domain.audit.sealing import Heads
    from xianjie.domain.audit.sealing import seal as seal_events

    count = seal_events(heads=Heads(home / "audit"), at=now())
    click.echo(Text(f"封存 {count:,} 条", f"{count:,} events sealed").in_(lang))


@audit.command()
@LANG_OPTION
def verify(lang: Lang) -> None:
    """核验：有一条被改动即指出并以状态 1 结束 · Name the first bad row, with status 1."""
    home = open_records()
    from xianjie.domain.audit.sealing import Heads, TamperedError
    from xianjie.domain.audit.sealing import verify as verify_events

    try:
        found = verify_events(heads=Heads(home / "audit"))
    except TamperedError as error:
        click.echo(error.in_(lang))
        sys.exit(1)
    told = Text(
        f"{found.sealed:,} 条封存的事件无一改动；{found.waiting:,} 条等候封存",
        f"{found.sealed:,} sealed events are as they were; {found.waiting:,} wait for their seal",
    )
    click.echo(told.in_(lang))
