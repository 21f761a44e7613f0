"""``xianjie linkage``: old levels and skill levels; an occupation's present name and code."""

from __future__ import annotations

import json

import click

from xianjie.instruments import catalogue
from xianjie.instruments.linkage import linkage as whole
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION, labelled, table
from xianjie.text import Lang, Text


@click.command()
@click.argument("occupation", required=False)
@FORM_OPTION
@LANG_OPTION
def linkage(occupation: str | None, form: str, lang: Lang) -> None:
    """等级的对应；给出职业则加上它现在的名称和编码 · Levels, and an occupation's present name.

    \b
    例 · Examples
      xianjie linkage
      xianjie linkage 电工 --format json
    """
    found = catalogue.load().find(occupation) if occupation else None
    steps = whole().steps
    if form == "json":
        told: dict[str, object] = {
            "steps": [
                {
                    "name": one.name,
                    "label": one.label.in_(lang),
                    "kind": one.kind.value,
                    "level": one.level,
                    "qualification": one.qualification.in_(lang) if one.qualification else None,
                }
                for one in steps
            ]
        }
        if found:
            told["occupation"] = {
                "occupation": found.occupation,
                "dadian_name": found.dadian_name,
                "dadian_code": found.dadian_code,
                "dadian_edition": found.dadian_edition,
                "dadian_match": found.dadian_match.value,
            }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if found:
        now = f"{found.dadian_name or '—'} {found.dadian_code or ''}".strip()
        click.echo(labelled(found.occupation, f"{now} ({found.dadian_match.value})", lang))
    click.echo(
        table(
            [
                [
                    one.label.in_(lang),
                    one.level.printed.in_(lang) if one.level else "—",
                    one.qualification.in_(lang) if one.qualification else "—",
                    one.kind.label.in_(lang),
                ]
                for one in steps
            ],
            head=[one.in_(lang) for one in _HEADS],
        )
    )


_HEADS = (
    Text("技能等级", "Skill level"),
    Text("证书上", "On the certificate"),
    Text("原职业资格", "Old qualification"),
    Text("怎样取得", "How"),
)
