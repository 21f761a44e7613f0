"""``xianjie ledger check``: does every payment add up."""

from __future__ import annotations

import sys

import click

from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import open_records
from xianjie.text import Lang, Text


@click.group()
def ledger() -> None:
    """账目 · The books."""


@ledger.command()
@LANG_OPTION
def check(lang: Lang) -> None:
    """缴费 = 留存 + 在途 + 已退；不符则指出第一笔 · Paid = kept + in transit + refunded."""
    open_records()
    from xianjie.domain.payments.ledger import balance, faults

    for fault in faults():
        words = Text(
            f"第 {fault.payment} 笔缴费{fault.words.zh}",
            f"payment {fault.payment} {fault.words.en}",
        )
        click.echo(words.in_(lang))
        sys.exit(1)
    found = balance()
    yuan = [f"{fen / 100:,.2f}" for fen in (found.paid, found.kept, found.transit, found.refunded)]
    told = Text(
        f"已缴 {yuan[0]} = 留存 {yuan[1]} + 在途 {yuan[2]} + 已退 {yuan[3]}（元）",
        f"paid {yuan[0]} = kept {yuan[1]} + in transit {yuan[2]} + refunded {yuan[3]} (yuan)",
    )
    click.echo(told.in_(lang))
    if found.paid != found.kept + found.transit + found.refunded:
        sys.exit(1)
