"""``xianjie notice``: the annex of a notice as scanned, read and held against the catalogue."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from xianjie.errors import XianjieError
from xianjie.instruments import catalogue as annex
from xianjie.instruments import notice_reader
from xianjie.ops.cli.speaking import LANG_OPTION, heading
from xianjie.text import Lang, Text

_FILE = click.argument("file", type=click.Path(path_type=Path))


class UnreadableFile(XianjieError):
    """A file that cannot be opened."""


@click.group()
def notice() -> None:
    """读通知附件 · Read a notice's annex, as scanned."""


@notice.command()
@_FILE
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json")
def read(file: Path, form: str) -> None:
    """把附件读成行 · Print the annex as rows."""
    rows = notice_reader.row_records(notice_reader.read(_text(file)))
    if form == "csv":
        click.echo(notice_reader.to_csv(rows), nl=False)
    else:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))


@notice.command()
@_FILE
@LANG_OPTION
def check(file: Path, lang: Lang) -> None:
    """与目录核对，一致则退出码为 0 · Compare with the catalogue; status 0 only if they agree."""
    comparison = notice_reader.check(_text(file), annex.load())
    click.echo(_counted(comparison.counts).in_(lang))
    click.echo(heading(Text("已记录的更正：", "Recorded corrections:").in_(lang)))
    for correction in comparison.corrections:
        click.echo(f"  {_corrected(correction).in_(lang)}")
    for note in comparison.notes:
        click.echo(f"  {note.in_(lang)}")
    for difference in comparison.differences:
        click.echo(difference.message.in_(lang), err=True)
    if not comparison.agrees:
        count = len(comparison.differences)
        verdict = Text(f"与目录不一致：{count} 处", f"differs from the catalogue in {count} places")
        click.echo(verdict.in_(lang), err=True)
        sys.exit(1)
    click.echo(Text("与目录一致。", "Agrees with the catalogue.").in_(lang))


def _counted(counts: notice_reader.Counts) -> Text:
    by_treatment = " / ".join(str(counts.treatments[treatment]) for treatment in annex.Treatment)
    split = ", ".join(str(item) for item in counts.split_items)
    return Text(
        f"{counts.items} 项，{counts.rows} 行，{counts.occupations} 个职业；"
        f"第一批 / 第二批 / 准入类：{by_treatment}；分批的项：{split}",
        f"{counts.items} items, {counts.rows} rows, {counts.occupations} occupations; "
        f"batch 1 / batch 2 / access type: {by_treatment}; split items: {split}",
    )


def _corrected(correction: notice_reader.AppliedCorrection) -> Text:
    return Text(
        f"第 {correction.line} 行，第 {correction.item} 项：{correction.as_scanned} → "
        f"{correction.corrected}（{correction.ground.zh}）",
        f"line {correction.line}, item {correction.item}: {correction.as_scanned} → "
        f"{correction.corrected} ({correction.ground.en})",
    )


def _text(file: Path) -> str:
    try:
        return notice_reader.decode(file.read_bytes())
    except OSError as error:
        raise UnreadableFile(
            Text(
                f"打不开文件 {file}：{error.strerror}；请检查路径",
                f"cannot open {file}: {error.strerror}; check the path",
            )
        ) from error
