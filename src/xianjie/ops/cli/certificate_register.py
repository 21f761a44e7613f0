"""``xianjie certificate list|show|import``: the register."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.options import AS_OPTION, FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION, as_of_option, labelled, pairs
from xianjie.ops.records import acting, open_records
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.certificates.models import Certificate


class NoSuchCertificate(XianjieError):
    """The register has no such number."""


@click.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--occupation", metavar="NAME", help="职业 · the occupation")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def list_(limit: int, occupation: str | None, on: date, form: str, lang: Lang) -> None:
    """列出登记册，不含姓名和证件号码 · List the register, without names or documents."""
    open_records()
    from xianjie.domain.certificates.selecting import issued_by
    from xianjie.domain.certificates.standing import state_of

    rows = issued_by(on).order_by("-pk")
    if occupation:
        rows = rows.filter(occupation=occupation)
    told = [
        {
            "number": one.number,
            "scheme": one.scheme,
            "occupation": one.occupation,
            "level": one.level,
            "issued_on": one.issued_on.isoformat(),
            "issuer": one.issuer,
            "state": state_of(one, on).value,
        }
        for one in rows.prefetch_related("changes")[:limit]
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for row in told:
        click.echo("  ".join(str(row[name]) for name in ("number", "issued_on", "occupation")))
    count = rows.count()
    click.echo(Text(f"共 {count:,} 张", f"{count:,} in all").in_(lang), err=True)


@click.command()
@click.argument("number")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def show(number: str, on: date, form: str, lang: Lang) -> None:
    """一张证书：登记的每一项、状态、依据 · One certificate: every field, its standing, why."""
    open_records()
    told = _told(found_in_register(number, on), on, lang)
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    from xianjie.domain.certificates.models import Change
    from xianjie.domain.certificates.standing import LABELS, SCHEMES, State

    shown = {
        **told,
        "scheme": SCHEMES[told["scheme"]].in_(lang),
        "state": State(told["state"]).label.in_(lang),
        "clauses": " ".join(told["clauses"]),
        "needs": " ".join(told["needs"]),
        "changes": " ".join(
            f"{one['on']} {Change.Kind(one['kind']).label if lang == 'zh' else one['kind']}"
            for one in told["changes"]
        ),
    }
    for name, value in shown.items():
        label = (LABELS | _SHOWN).get(name)
        if label and value not in {None, ""}:
            click.echo(labelled(label.in_(lang), str(value), lang))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@AS_OPTION
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="列的对应")
@click.option("--area", metavar="CODE", help="证书归属的地区 · the area that they belong to")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 · check only")
@click.option("--report", type=click.Path(path_type=Path), help="有误的行写入此文件（CSV）")
@LANG_OPTION
def import_(  # noqa: PLR0917 - as many as the command has options
    file: Path,
    username: str,
    columns: tuple[str, ...],
    area: str | None,
    dry_run: bool,
    report: Path | None,
    lang: Lang,
) -> None:
    """导入旧登记册：Excel、CSV、Parquet · Import an old register.

    \b
    可以中断后再来：同一文件从停下处继续。有误的行不写入，以状态 1 结束。
    It can be cut off and run again: the same file goes on where it stopped. Wrong rows are not
    written, and it ends with status 1.
    """
    open_records()
    from xianjie.domain.certificates.importing import run

    actor = acting(username)
    areas = [one.area for one in actor.capacities if one.area]
    target = report or file.with_name(f"{file.name}.errors.csv")
    with target.open("a", encoding="utf-8-sig", newline="") as out:
        told = run(
            by=actor,
            path=file,
            mapping=pairs("--map", columns),
            area=area or (areas[0] if areas else ""),
            report=out,
            lang=lang,
            dry_run=dry_run,
            at=moment(),
            progress=lambda done: click.echo(f"\r{done:,}", nl=False, err=True),
        )
    click.echo("", err=True)
    words = Text(
        f"{told.rows:,} 行：新登记 {told.entered:,}，已在册 {told.known:,}，有误 {told.wrong:,}",
        f"{told.rows:,} rows: {told.entered:,} entered, {told.known:,} known, {told.wrong:,} wrong",
    )
    if dry_run:
        words = Text(f"{words.zh}（只检查，没有写入）", f"{words.en} (checked only)")
    click.echo(words.in_(lang))
    if told.wrong:
        click.echo(Text(f"有误的行：{target}", f"wrong rows: {target}").in_(lang), err=True)
        sys.exit(1)
    if not report:
        target.unlink()


def found_in_register(number: str, on: date) -> Certificate:
    """The certificate as of a day; raises `NoSuchCertificate`."""
    from xianjie.domain.certificates.selecting import by_number

    found = by_number(number, on)
    if found is None:
        raise NoSuchCertificate(
            Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
        )
    return found


def _told(found: Certificate, on: date, lang: Lang) -> Mapping[str, Any]:
    from xianjie.domain.certificates.selecting import covered_number
    from xianjie.domain.certificates.standing import current, standing
    from xianjie.domain.rulings.later import law_on

    held = standing(found, law_on(on), on)
    return {
        "number": found.number,
        "scheme": found.scheme,
        **current(found, on),
        "document": found.document,
        "document_number": covered_number(found),
        "area": found.area,
        "state": held.state.value,
        "standing": held.sentence.in_(lang),
        "outcome": held.answer.outcome if held.answer else None,
        "clauses": list(held.answer.clauses) if held.answer else [],
        "needs": list(held.answer.needs) if held.answer else [],
        "changes": [
            {"kind": one.kind, "on": one.on.isoformat(), "reason": one.reason}
            for one in found.changes.order_by("on", "pk")
        ],
    }


_SHOWN = {
    "number": Text("编号", "Number"),
    "scheme": Text("证书", "Certificate"),
    "document_number": Text("证件号码", "Identity number"),
    "area": Text("地区", "Area"),
    "state": Text("登记状态", "State"),
    "standing": Text("效力", "Standing"),
    "clauses": Text("条款", "Clauses"),
    "needs": Text("还须知道", "Needs"),
    "changes": Text("变更", "Changes"),
}
