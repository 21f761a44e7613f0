"""``xianjie decide --receipt`` and ``xianjie receipt``: answers written down and checked again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xianjie import clock
from xianjie.instruments import law as law_of
from xianjie.law import Answer, Law
from xianjie.law.receipts import LARGEST, Checked, check, from_text, to_text
from xianjie.law.receipts import receipt as receipt_of
from xianjie.ops.cli.saving import content_of, save
from xianjie.ops.cli.speaking import LANG_OPTION, aside, heading
from xianjie.text import Lang, Text

_DIFFERS = 2


def write(law: Law, answer: Answer, target: Path, lang: Lang) -> None:
    """Write the receipt of an answer, made today, and say so on standard error."""
    save(target, to_text(receipt_of(law, answer, clock.today())).encode())
    written = Text(f"回执已写入 {target}", f"the receipt is written to {target}")
    click.echo(written.in_(lang), err=True)


@click.group()
def receipt() -> None:
    """核对回执 · Check a receipt."""


@receipt.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@LANG_OPTION
def check_command(file: Path, lang: Lang) -> None:
    """重新计算回执中的一切；有不同则退出码为 2 · Compute all of a receipt again."""
    found = check(from_text(content_of(file, LARGEST + 1)), law_of)
    if found.holds:
        click.echo(heading(Text("属实", "Confirmed").in_(lang) + _what(found, lang)))
        _list(found.confirmed, lang, mark="✓")
        return
    click.echo(heading(Text("不符", "It differs").in_(lang) + _what(found, lang)))
    _list(found.differs, lang, mark="✗")
    _list(found.confirmed, lang, mark="✓")
    sys.exit(_DIFFERS)


def _what(found: Checked, lang: Lang) -> str:
    made = found.receipt
    return aside(f"{made.decision}, {made.jurisdiction}, {made.made_on}", lang)


def _list(lines: tuple[Text, ...], lang: Lang, *, mark: str) -> None:
    for line in lines:
        click.echo(f"  {mark} {line.in_(lang)}")
