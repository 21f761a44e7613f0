"""``xianjie catalogue``: the occupations of the annex and where each stands on a day."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import click

from xianjie import clock
from xianjie.instruments import catalogue as annex
from xianjie.instruments import law
from xianjie.instruments.standing import CatalogueRow, catalogue_row
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION, day, heading, labelled, muted, table
from xianjie.text import Lang, Text

_ON = click.option("--on", metavar="DAY", help="哪一天的状态，默认今天 · standing on this day")
_HEAD = Text(
    "项 职业（工种） 安排 退出日 状态 实施部门",
    "Item Occupation Treatment Exit Standing Departments",
)
_TREATMENTS = {
    "batch_1": Text("第一批", "batch 1"),
    "batch_2": Text("第二批", "batch 2"),
    "access_type": Text("准入类", "access type"),
}
_LABELS = {
    "item": Text("序号", "item"),
    "qualification": Text("职业资格", "qualification"),
    "occupation": Text("职业（工种）", "occupation"),
    "as_scanned": Text("扫描件写法", "as scanned"),
    "departments": Text("实施部门", "departments"),
    "treatment": Text("安排", "treatment"),
    "hrss_organised": Text("人社部门组织", "organised by HRSS"),
    "exit_on": Text("退出日", "exit day"),
    "standing": Text("状态", "standing"),
    "dadian_code": Text("大典编码", "Dadian code"),
    "dadian_name": Text("大典名称", "Dadian name"),
    "dadian_edition": Text("大典版本", "Dadian edition"),
    "dadian_match": Text("对应方式", "kind of match"),
}


@click.group()
def catalogue() -> None:
    """查职业目录 · The catalogue: 76 qualifications, 192 occupations."""


@catalogue.command("list")
@_ON
@click.option(
    "--treatment",
    type=click.Choice(list(_TREATMENTS)),
    help="只看这一类安排 · only this treatment",
)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@LANG_OPTION
def list_(on: str | None, treatment: str | None, form: str, lang: Lang) -> None:
    """列出职业 · List the occupations."""
    chosen = clock.today() if on is None else day("--on", on)
    rows = [
        catalogue_row(law(), entry, chosen)
        for entry in annex.load().occupations
        if treatment in {None, entry.treatment.value}
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(_csv(rows), nl=False)
    else:
        click.echo(table([_cells(row, lang) for row in rows], head=_HEAD.in_(lang).split(" ")))


@catalogue.command()
@click.argument("name")
@_ON
@FORM_OPTION
@LANG_OPTION
def show(name: str, on: str | None, form: str, lang: Lang) -> None:
    """查一个职业，附件或扫描件的写法都可以 · Show one occupation, by either name."""
    chosen = clock.today() if on is None else day("--on", on)
    entry = annex.load().find(name)
    row = catalogue_row(law(), entry, chosen)
    if form == "json":
        click.echo(json.dumps(row, ensure_ascii=False, indent=1))
        return
    click.echo(heading(entry.occupation))
    for key, label in _LABELS.items():
        click.echo(f"  {labelled(label.in_(lang), _shown(key, row, lang), lang)}")
    if entry.correction is not None:
        click.echo(muted(f"  {entry.correction.ground.in_(lang)}"))


def _cells(row: CatalogueRow, lang: Lang) -> list[str]:
    return [
        str(row["item"]),
        row["occupation"],
        _TREATMENTS[row["treatment"]].in_(lang),
        row["exit_on"] or "—",
        _standing(row, lang),
        "、".join(row["departments"]),
    ]


def _shown(key: str, row: CatalogueRow, lang: Lang) -> str:
    value: Any = row[key]  # type: ignore[literal-required]  # keys of the row, listed above
    match key:
        case "treatment":
            return _TREATMENTS[value].in_(lang)
        case "standing":
            return _standing(row, lang)
        case "departments":
            return "、".join(value)
        case "hrss_organised":
            return Text("是", "yes").in_(lang) if value else Text("否", "no").in_(lang)
        case _:
            return "—" if value is None else str(value)


def _standing(row: CatalogueRow, lang: Lang) -> str:
    return law().decision("catalogue-status").outcomes[row["standing"]].label.in_(lang)


def _csv(rows: list[CatalogueRow]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(_LABELS), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "departments": "、".join(row["departments"])} for row in rows)
    return out.getvalue()
