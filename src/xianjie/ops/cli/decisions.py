"""``xianjie decisions replay``: which stored decisions would the rules now answer otherwise."""

from __future__ import annotations

import json

import click

from xianjie import clock
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION, choices, day, pairs
from xianjie.ops.records import open_records
from xianjie.text import Lang, Text


@click.group()
def decisions() -> None:
    """已作的决定 · Decisions that were stored."""


@decisions.command()
@click.option("--reading", "readings", multiple=True, metavar="R4=alternative", help="换一种理解")
@click.option("--date", "dates", multiple=True, metavar="NAME=DAY", help="改动一个日期")
@click.option(
    "--jurisdiction", default=DEFAULT_JURISDICTION, show_default=True, metavar="ID", help="法域"
)
@FORM_OPTION
@LANG_OPTION
def replay(
    readings: tuple[str, ...], dates: tuple[str, ...], jurisdiction: str, form: str, lang: Lang
) -> None:
    """按现行（或所改）规则重算每一项 · Ask every stored decision again."""
    open_records()
    from xianjie.domain.rulings.asking import replay as asked_again
    from xianjie.domain.rulings.later import days_set
    from xianjie.domain.rulings.models import Ruling

    moved = {name: day(f"--date {name}", given) for name, given in pairs("--date", dates).items()}
    days = {**days_set(clock.today(), jurisdiction), **moved}
    rules = law(jurisdiction, choices(readings), days)
    found = list(asked_again(rules, jurisdiction=jurisdiction))
    whole = Ruling.objects.filter(jurisdiction=jurisdiction).count()
    if form == "json":
        told = {
            "total": whole,
            "changed": len(found),
            "decisions": [
                {
                    "id": one.ruling.pk,
                    "decision": one.ruling.decision,
                    "subject": {"kind": one.ruling.subject_kind, "id": one.ruling.subject_id},
                    "from": one.ruling.outcome,
                    "to": one.outcome,
                    "facts": one.ruling.facts,
                }
                for one in found
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in found:
        ruling = one.ruling
        what = f"{ruling.decision} {ruling.subject_kind} {ruling.subject_id}"
        click.echo(f"{ruling.pk}  {what}  {ruling.outcome} → {one.outcome}")
    summary = Text(
        f"{whole:,} 项已作的决定，{len(found):,} 项结论不同",
        f"{whole:,} stored decisions, {len(found):,} would be answered otherwise",
    )
    click.echo(summary.in_(lang))
