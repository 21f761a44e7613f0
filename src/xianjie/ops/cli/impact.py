"""``xianjie law impact``: what a change would do to a population."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.instruments import law as law_of
from xianjie.ops.cli.population import shown
from xianjie.ops.cli.speaking import (
    LANG_OPTION,
    WrongOption,
    aside,
    choices,
    day,
    heading,
    labelled,
    muted,
    pairs,
)
from xianjie.populations.impact import Impact, Population
from xianjie.populations.impact import impact as effect
from xianjie.populations.workbook import outcome_labels, to_workbook
from xianjie.text import Lang, Text

_SHOWN_VALUES = 30


@click.command()
@click.option("--decision", required=True, metavar="DECISION", help="哪一项决定 · which decision")
@click.option(
    "--input",
    "source",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="情形文件：.parquet、.csv、.xlsx、.jsonl · the cases",
)
@click.option("--reading", "readings", multiple=True, metavar="R4=alternative", help="换一种理解")
@click.option("--date", "dates", multiple=True, metavar="NAME=DAY", help="改动一个日期")
@click.option(
    "--jurisdiction", default=DEFAULT_JURISDICTION, show_default=True, metavar="ID", help="法域"
)
@click.option(
    "--against", metavar="ID", help="与另一法域的现行规则相比 · compare with another jurisdiction"
)
@click.option(
    "--by", multiple=True, metavar="COLUMN", help="按此列分计，可重复 · count by a column"
)
@click.option("--map", "mapped", multiple=True, metavar="FACT=COLUMN", help="哪一列是哪个事实")
@click.option("--key", "keys", multiple=True, metavar="COLUMN", help="随改变的行列出的列")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
)
@click.option(
    "--output", "target", type=click.Path(path_type=Path), metavar="FILE", help="xlsx 写到这里"
)
@LANG_OPTION
def impact(  # noqa: PLR0917 - one per option
    decision: str,
    source: Path,
    readings: tuple[str, ...],
    dates: tuple[str, ...],
    jurisdiction: str,
    against: str | None,
    by: tuple[str, ...],
    mapped: tuple[str, ...],
    keys: tuple[str, ...],
    form: str,
    target: Path | None,
    lang: Lang,
) -> None:
    """改动会使多少情形的结论改变 · What a change would do to a population of cases.

    \b
    例 · Example
      xianjie law impact --decision certificate-issuance --input cases.csv --reading R4=alternative
    """
    if (form == "xlsx") != (target is not None):
        raise WrongOption(
            Text("--format xlsx 与 --output 须同时给出", "--format xlsx and --output go together")
        )
    moved = {name: day(f"--date {name}", given) for name, given in pairs("--date", dates).items()}
    before = law_of(against or jurisdiction).decision(decision)
    after = law_of(jurisdiction, choices(readings), moved).decision(decision)
    population = Population(source, pairs("--map", mapped), keys or None, by)
    with shown() as progress:
        found = effect(before, after, population, progress)
    if form == "json":
        click.echo(json.dumps(found.as_json(lang), ensure_ascii=False, indent=1))
    elif target is not None:
        _save(target, to_workbook(found, lang), lang)
    else:
        _speak(found, lang)
    if found.wrong:
        _complain(found, lang)
        sys.exit(1)


def _speak(found: Impact, lang: Lang) -> None:
    labels = outcome_labels(found)
    title = Text(
        f"共 {found.total:,} 个情形，{found.changed:,} 个改变",
        f"{found.total:,} cases, {found.changed:,} change",
    )
    click.echo(heading(title.in_(lang)))
    before, after = found.outcomes_before, found.outcomes_after
    for name, label in labels.items():
        if name in before or name in after:
            told = f"{before.get(name, 0):>12,} → {after.get(name, 0):>12,}"
            click.echo(f"  {told}  {label.in_(lang)}{muted(aside(name, lang))}")
    for column, told_by in found.as_json(lang)["by"].items():  # type: ignore[attr-defined]  # a dict
        click.echo(heading(Text(f"按 {column}", f"By {column}").in_(lang)))
        ranked = sorted(told_by.items(), key=lambda item: -item[1]["changed"])
        for value, own in ranked[:_SHOWN_VALUES]:
            click.echo(f"  {own['changed']:>12,} / {own['total']:<12,} {value}")
        if len(ranked) > _SHOWN_VALUES:
            more = len(ranked) - _SHOWN_VALUES
            click.echo(muted(Text(f"  另有 {more} 个值", f"  and {more} more values").in_(lang)))
    for one in found.classes:
        change = f"{labels[one.before].in_(lang)} → {labels[one.after].in_(lang)}"
        click.echo(f"{change}  {muted(f'{one.count:,}')}")
        for reason in one.reasons:
            click.echo(f"    · {reason.text.in_(lang)}")
        facts = {fact.name: fact for fact in one.asked.facts}
        case = ", ".join(
            f"{n}={facts[n].show(v, lang) or 'none'}" for n, v in one.witness.items() if n in facts
        )
        click.echo(muted(f"    {labelled(Text('例', 'for one').in_(lang), case, lang)}"))


def _complain(found: Impact, lang: Lang) -> None:
    for one in found.refused[:_SHOWN_VALUES]:
        where = Text(f"第 {one.row} 行 {one.column}", f"row {one.row} {one.column}").in_(lang)
        click.echo(labelled(where.rstrip(), one.reason.in_(lang), lang), err=True)
    more = found.wrong - _SHOWN_VALUES
    if more > 0:
        click.echo(Text(f"另有 {more} 处", f"and {more} more").in_(lang), err=True)


def _save(target: Path, content: bytes, lang: Lang) -> None:
    partial = target.with_name(f".{target.name}.new")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        raise WrongOption(
            Text(f"写不了 {target}：{error.strerror}", f"cannot write {target}: {error.strerror}")
        ) from error
    click.echo(Text(f"已写入 {target}", f"written to {target}").in_(lang), err=True)
