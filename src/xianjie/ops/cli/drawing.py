"""``xianjie supervise draw``: a random inspection drawn again, from what is published of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from xianjie.domain.supervision.drawing import Drawn, lists_of, require_drawable
from xianjie.domain.supervision.drawing import draw as drawn
from xianjie.ops.cli.speaking import LANG_OPTION, WrongOption, heading, muted, table
from xianjie.text import Lang, Text


@click.command()
@click.option(
    "--list",
    "path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="公示的名单（JSON） · the lists as published",
)
@click.option("--seed", metavar="HEX", help="种子，默认取名单文件里的 · else that of the file")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@LANG_OPTION
def draw(path: Path, seed: str | None, form: str, lang: Lang) -> None:
    """把双随机抽查重抽一遍 · Draw a random inspection again.

    名单与公示的摘要不符的，以 1 结束 · Ends with 1 where the lists are not of their digest.

    \b
    例 · Example
      xianjie supervise draw --list lists.json
    """
    told = _read(path)
    lists = lists_of(told)
    require_drawable(lists)
    chosen = seed or str(told.get("seed") or "")
    if not chosen:
        raise WrongOption(
            Text(
                "还没有种子：名单刚公示，日志封存后才抽取；或用 --seed 给出",
                "there is no seed yet: the draw waits for the log to be sealed; or give --seed",
            )
        )
    is_whole = told.get("digest") in {None, lists.digest}
    found = drawn(lists, chosen)
    if form == "json":
        click.echo(json.dumps(_jsonable(found, lists.digest, chosen), ensure_ascii=False, indent=1))
    else:
        _speak(found, lists.digest, chosen, lang)
    if not is_whole:
        click.echo(
            Text(
                f"名单的摘要是 {lists.digest}，与文件写的 {told['digest']} 不符",
                f"the digest of the lists is {lists.digest}, and the file says {told['digest']}",
            ).in_(lang),
            err=True,
        )
        sys.exit(1)


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise WrongOption(
            Text(f"{path} 不是 JSON；请用公示页下载的", f"{path} is no JSON; use the published one")
        ) from error
    return told if isinstance(told, dict) else {}


def _jsonable(found: list[Drawn], digest: str, seed: str) -> dict[str, object]:
    return {
        "digest": digest,
        "seed": seed,
        "drawn": [
            {
                "number": one.body.number,
                "name": one.body.name,
                "inspectors": list(one.inspectors),
            }
            for one in found
        ],
    }


def _speak(found: list[Drawn], digest: str, seed: str, lang: Lang) -> None:
    click.echo(heading(Text(f"抽中 {len(found)} 家", f"drawn: {len(found)}").in_(lang)))
    rows = [(one.body.number, one.body.name, " ".join(one.inspectors)) for one in found]
    heads = (
        Text("机构编号", "number"),
        Text("机构", "body"),
        Text("督导员代码", "codes of supervisors"),
    )
    click.echo(table(rows, head=[one.in_(lang) for one in heads]))
    click.echo(muted(Text(f"名单摘要 {digest}", f"digest of the lists {digest}").in_(lang)))
    click.echo(muted(Text(f"种子 {seed}", f"seed {seed}").in_(lang)))
