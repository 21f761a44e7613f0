"""``xianjie supervise``: indicators of irregular and rushed issuing.

Over a folder of tables, which may come from anywhere, or over the register of this machine.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from xianjie import clock
from xianjie.indicators import ENGINES, INDICATORS, Alert, Found, check, ends_of_issuing, opened
from xianjie.indicators import run as look
from xianjie.indicators.labels import LABELS
from xianjie.indicators.running import tables_of
from xianjie.indicators.sample import KINDS, STRENGTHS, World, body_code, make, plant, write
from xianjie.indicators.schema import TABLES
from xianjie.indicators.thresholds import thresholds
from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.ops.cli import supervise_register
from xianjie.ops.cli.drawing import draw
from xianjie.ops.cli.saving import save
from xianjie.ops.cli.speaking import (
    LANG_OPTION,
    WrongOption,
    aside,
    day,
    heading,
    known_day,
    labelled,
    muted,
    table,
)
from xianjie.text import Lang, Text

_EPOCH = date(1970, 1, 1)
_FORM = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def supervise() -> None:
    """查违规、突击发证的指标 · Indicators of irregular and rushed issuing."""


for _command in (
    draw,
    supervise_register.snapshot,
    supervise_register.status,
    supervise_register.reprove,
):
    supervise.add_command(_command)


@supervise.command()
@click.option(
    "--input",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="放 Parquet 表的文件夹；不给则查本机登记册 · a folder of tables, else the register",
)
@click.option("--on", "on_day", metavar="DAY", help="查到哪一天，默认今天 · up to which day")
@click.option(
    "--since", "since_day", metavar="DAY", help="只要这天起的 · findings from this day on"
)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--database", metavar="ADDRESS", help="Spark 的地址 · Spark's address")
@click.option("--only", multiple=True, metavar="NAME", help="只查这项，可重复 · this one only")
@click.option(
    "--jurisdiction", default=DEFAULT_JURISDICTION, show_default=True, metavar="ID", help="法域"
)
@click.option("--dry-run", is_flag=True, help="只查，不存预警 · look only, keep no alert")
@click.option("--most", default=20, show_default=True, metavar="N", help="text 列出几条 · how many")
@_FORM
@LANG_OPTION
def run(  # noqa: PLR0917 - one per option
    folder: Path | None,
    on_day: str | None,
    since_day: str | None,
    engine: str,
    database: str | None,
    only: tuple[str, ...],
    jurisdiction: str,
    most: int,
    form: str,
    lang: Lang,
    *,
    dry_run: bool,
) -> None:
    """查一遍，最要紧的在前 · Look at every indicator, the gravest alerts first.

    \b
    不给 --input 就查本机的登记册，并存下预警；--dry-run、--only、早于上一次或今天以后的日期不存。
    Without --input the register of this machine is looked at and its alerts are kept, but for
    --dry-run, --only, and a day before that of the last run or after today.

    \b
    例 · Example
      xianjie supervise run --on 2020-09-15 --format json
      xianjie supervise run --input tables --on 2022-12-31 --format json
    """
    on = _up_to(on_day, folder)
    since = day("--since", since_day) if since_day else None
    deadlines = ends_of_issuing(jurisdiction)
    kept: dict[str, Any] = {}
    if folder is None:
        found, kept = supervise_register.look(
            on, since, engine, database, only, deadlines, lang, dry_run=dry_run
        )
    else:
        with opened(engine, folder, master=database) as there:
            check(there)
            found = look(
                there,
                on=on,
                since=since,
                only=only or None,
                deadlines=deadlines,
                progress=_progress,
            )
        _progress("")
    for name, lacking in found.left_out.items():
        click.echo(_left_out(name, lacking, lang), err=True)
    if form == "json":
        click.echo(json.dumps(as_json(found, lang) | kept, ensure_ascii=False, indent=1))
    else:
        _speak(found, most, lang, kept.get("bodies", {}))


@supervise.command()
@click.option("--on", "on_day", metavar="DAY", help="哪一天的阈值，默认今天 · thresholds of a day")
@_FORM
@LANG_OPTION
def indicators(on_day: str | None, form: str, lang: Lang) -> None:
    """列出指标、条款、阈值及其理由 · List indicators with clauses, thresholds and reasons."""
    on = day("--on", on_day) if on_day else clock.today()
    listed = [_indicator(name, on, lang) for name in INDICATORS]
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    held = thresholds(on).held
    for name, one in INDICATORS.items():
        click.echo(heading(one.title.in_(lang) + aside(name, lang)))
        click.echo(f"  {one.looks_at.in_(lang)}  {muted(' '.join(one.clauses))}")
        for threshold in (held[own] for own in one.thresholds):
            told = labelled(threshold.label.in_(lang), f"{threshold.value:g}", lang)
            click.echo(f"    · {told}{muted(aside(threshold.reason.in_(lang), lang))}")


@supervise.command()
@_FORM
@LANG_OPTION
def schema(form: str, lang: Lang) -> None:
    """列出所读的表和列 · The tables and columns that are read."""
    if form == "json":
        told = {
            name: {
                column: {
                    "type": one.kind.value,
                    "nullable": one.nullable,
                    "holds": one.label.in_(lang),
                }
                for column, one in own.columns.items()
            }
            for name, own in TABLES.items()
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for name, own in TABLES.items():
        click.echo(heading(f"{name}.parquet") + muted(aside(own.label.in_(lang), lang)))
        rows = [
            (column, one.kind.value + ("?" if one.nullable else ""), one.label.in_(lang))
            for column, one in own.columns.items()
        ]
        click.echo(table(rows, head=_head(lang)))
        click.echo()


@supervise.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--bodies", default=200, show_default=True, metavar="N", help="守规矩的单位数 · honest"
)
@click.option("--plants", default=2, show_default=True, metavar="N", help="每种造假几处 · of each")
@click.option("--strength", type=click.Choice(STRENGTHS), default="middle", show_default=True)
@click.option("--seed", default=1, show_default=True, metavar="N", help="随机种子 · of chance")
@LANG_OPTION
def sample(  # noqa: PLR0917 - one per option
    folder: Path, bodies: int, plants: int, strength: str, seed: int, lang: Lang
) -> None:
    """造一个虚构的省来试：守规矩的单位，和十种造假 · A made-up province to try it on."""
    if bodies < 1 or plants < 0:
        raise WrongOption(
            Text("--bodies 至少 1，--plants 至少 0", "--bodies is 1 or more, --plants 0 or more")
        )
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise WrongOption(
            Text(f"{folder} 里已有东西；请另给一个文件夹", f"{folder} is not empty; give another")
        )
    count = plants * len(KINDS)
    world = make(bodies + count, seed, at_work=count)
    planted = plant(world, STRENGTHS.index(strength), first_body=bodies, each=plants)
    write(world, folder)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["kind", "body", "from_on", "until_on"])
    for one in planted:
        days = (_EPOCH + timedelta(days=number) for number in (one.first, one.last))
        rows.writerow([one.kind, body_code(one.body), *days])
    save(folder / "planted.csv", out.getvalue().encode())
    click.echo(_made(world, len(planted), folder).in_(lang), err=True)


def as_json(found: Found, lang: Lang) -> dict[str, object]:
    """A run as the command tells it."""
    return {
        "on": found.on.isoformat(),
        "since": found.since.isoformat() if found.since else None,
        "indicators": list(found.indicators),
        "left_out": {name: list(lacking) for name, lacking in found.left_out.items()},
        "alerts": [alert.jsonable(lang) for alert in found.alerts],
    }


def _speak(found: Found, most: int, lang: Lang, bodies: Mapping[str, str]) -> None:
    count = len(found.alerts)
    title = Text(
        f"到 {found.on}：{len(found.indicators)} 项指标，{count:,} 条预警",
        f"up to {found.on}, indicators: {len(found.indicators)}, alerts: {count:,}",
    )
    click.echo(heading(title.in_(lang)))
    by_name = Counter(alert.indicator for alert in found.alerts)
    for name, one in by_name.most_common():
        click.echo(f"  {one:>8,}  {INDICATORS[name].title.in_(lang)}{muted(aside(name, lang))}")
    for alert in found.alerts[:most]:
        click.echo()
        for line in _lines(alert, lang, bodies.get(alert.body, alert.body)):
            click.echo(line)
    if count > most:
        more = Text(
            f"另有 {count - most:,} 条；--format json 给出全部及证据",
            f"and {count - most:,} more; --format json has all with their evidence",
        )
        click.echo(muted(f"\n{more.in_(lang)}"))


def _lines(alert: Alert, lang: Lang, body: str) -> Iterator[str]:
    clauses = muted(" ".join(alert.clauses))
    title = INDICATORS[alert.indicator].title.in_(lang)
    yield f"{alert.score:>5.1f}  {body}  {title}  {clauses}"
    yield f"       {alert.sentence.in_(lang)}"
    yield muted(f"       → {INDICATORS[alert.indicator].fix.in_(lang)}")


def _up_to(on: str | None, folder: Path | None) -> date:
    """Of this register a day that has come; others' tables may be of any day."""
    if folder is None or on is None:
        return known_day("--on", on)
    return day("--on", on)


def _left_out(name: str, lacking: Sequence[str], lang: Lang) -> str:
    tables = ", ".join(lacking)
    title = INDICATORS[name].title
    return Text(
        f"没有表 {tables}，未查：{title.zh}", f"no table {tables}, left out: {title.en}"
    ).in_(lang)


def _indicator(name: str, on: date, lang: Lang) -> dict[str, object]:
    one, held = INDICATORS[name], thresholds(on).held
    return {
        "name": name,
        "title": one.title.in_(lang),
        "looks_at": one.looks_at.in_(lang),
        "clauses": list(one.clauses),
        "tables": list(tables_of(name)),
        "evidence": {column: LABELS[column].in_(lang) for column in ("day", *one.evidence)},
        "thresholds": [
            {
                "name": threshold.name,
                "value": threshold.value,
                "from": threshold.from_on.isoformat(),
                "label": threshold.label.in_(lang),
                "reason": threshold.reason.in_(lang),
            }
            for threshold in (held[own] for own in one.thresholds)
        ],
        "fix": one.fix.in_(lang),
        "sql": one.sql.strip(),
    }


def _made(world: World, plants: int, folder: Path) -> Text:
    return Text(
        f"{folder}：{world.bodies} 个单位，其中 {plants} 个造假（planted.csv 列出）",
        f"{folder}: {world.bodies} bodies, {plants} of them with a fraud (listed in planted.csv)",
    )


def _head(lang: Lang) -> tuple[str, str, str]:
    return ("列", "类型", "内容") if lang == "zh" else ("column", "type", "holds")


def _progress(name: str) -> None:
    """The indicator that is being looked at, on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name}")
        sys.stderr.flush()
