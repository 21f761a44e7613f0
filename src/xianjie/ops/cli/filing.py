"""``xianjie filing``: filed organisations as of a day, and reminders of terms that end."""

from __future__ import annotations

import json
from datetime import date

import click

from xianjie import clock
from xianjie.calendar import end_of
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.speaking import (
    LANG_OPTION,
    WrongOption,
    as_of_option,
    aside,
    heading,
    muted,
    table,
)
from xianjie.ops.cli.speaking import area as area_of
from xianjie.ops.records import acting, open_records
from xianjie.text import Lang, Text

_FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


@click.group()
def filing() -> None:
    """备案机构：登记册、某日的状态、延续提醒 · Filed organisations, as of any day."""


@filing.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), help="至多几家 · at most so many")
@click.option("--area", metavar="AREA", default="", help="地区的代码或名称 · its code or name")
@click.option("--occupation", metavar="NAME", default="", help="当日有效的职业 · in force")
@click.option("--level", type=click.IntRange(1, 5), help="等级，与职业同用 · with an occupation")
@as_of_option()
@_FORM
@LANG_OPTION
def list_(  # noqa: PLR0917 - as many as the command has options
    limit: int | None,
    area: str,
    occupation: str,
    level: int | None,
    on: date,
    form: str,
    lang: Lang,
) -> None:
    """列出某日已备案的机构及其状态 · The organisations filed by a day, as they stand on it."""
    open_records()
    from xianjie.domain.filings.selecting import registered
    from xianjie.domain.filings.showing import row
    from xianjie.domain.filings.states import Standing

    if level and not occupation:
        raise WrongOption(
            Text(
                "--level：等级和职业一起才能查；请加上 --occupation",
                "--level: a level is on for with an occupation; add --occupation",
            )
        )
    place = area_of("--area", area) if area else ""
    rows = registered(on, area=place, occupation=occupation, level=level)
    found = [row(one) for one in rows[:limit]]
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    lines = [
        [
            one["number"],
            one["name"],
            Standing(one["standing"]).label.in_(lang),
            str(one["term_until"]),
        ]
        for one in found
    ]
    heads = (
        Text("编号", "Number"),
        Text("名称", "Name"),
        Text("状态", "Standing"),
        Text("有效期至", "Term ends"),
    )
    click.echo(table(lines, head=[one.in_(lang) for one in heads]))


@filing.command()
@click.argument("number")
@as_of_option()
@_FORM
@LANG_OPTION
def show(number: str, on: date, form: str, lang: Lang) -> None:
    """某机构某日的状态、范围和到那天为止的历史；备案以前的日子也答 · One organisation on a day.

    \b
    编号是证书编号的前13位。
    The number is the first 13 letters of its certificates' numbers; a day before it was filed is
    answered as well.
    """
    open_records()
    from xianjie.domain.filings.selecting import by_number
    from xianjie.domain.filings.showing import shown, told

    found = shown(by_number(number.upper()), on, end_of(on))
    if form == "json":
        click.echo(json.dumps(told(found), ensure_ascii=False, indent=1, default=str))
        return
    label = found.standing.label.in_(lang)
    click.echo(f"{heading(found.organisation.number)} {found.name}{aside(label, lang)}")
    if found.term:
        click.echo(f"{found.term.from_on} – {found.term.until_on}  {muted(found.term.basis)}")
    if found.caution:
        click.echo(found.caution.in_(lang))
    for one in found.scopes:
        levels = f"{one.lowest}" if one.lowest == one.highest else f"{one.lowest}–{one.highest}"
        click.echo(f"  {one.occupation} {levels}  {one.site.name}")
    for entry in found.history:
        words = entry.happened.label.in_(lang)
        click.echo(f"{entry.from_on}  {words} {entry.occupation} {entry.grounds}".rstrip())


@filing.command()
@click.option("--as", "username", required=True, metavar="USER", help="以谁的名义 · who acts")
@LANG_OPTION
def remind(username: str, lang: Lang) -> None:
    """提醒即将期满、尚未申请延续的机构，每个有效期一次 · Remind of terms that end soon."""
    open_records()
    from xianjie.domain.filings.telling import remind as remind_all

    count = remind_all(by=acting(username), on=clock.today(), at=moment())
    click.echo(Text(f"已提醒 {count:,} 家", f"{count:,} reminded").in_(lang))
