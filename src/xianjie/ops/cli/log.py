"""``xianjie log``: the transparency log: sealed, proved, checked from its files, watched."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from xianjie import clock
from xianjie.durable import Folder
from xianjie.errors import XianjieError
from xianjie.ops.cli import log_elsewhere
from xianjie.ops.cli.saving import save
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.cli.trusting import NOT_AS_SIGNED, Given, trusting
from xianjie.ops.records import open_records
from xianjie.text import Lang, Text
from xianjie.tlog.verifying import Trust
from xianjie.tlog.verifying import verify as verify_log


class NoEntry(XianjieError):
    """The log has no such entry, or not yet."""


@click.group()
def log() -> None:
    """公开日志：封存、证明、核验、关注 · The public log: seal, prove, verify, watch."""


for _command in (log_elsewhere.check_proof, log_elsewhere.mirror, log_elsewhere.monitor):
    log.add_command(_command)


@log.command()
@LANG_OPTION
def seal(lang: Lang) -> None:
    """封存已核发、尚未封存的条目，请见证方会签 · Seal what is new, ask the witnesses.

    \b
    见证方没有应答时照样封存，说明后以状态 1 结束。
    Where a witness does not answer it is sealed all the same, and ends with status 1.
    """
    open_records()
    from xianjie.ops.sealing import seal_log

    sealed = seal_log()
    click.echo(Text(f"封存 {sealed.count:,} 条", f"{sealed.count:,} sealed").in_(lang))
    for one in sealed.problems:
        click.echo(one.in_(lang), err=True)
    sys.exit(1 if sealed.problems else 0)


@log.command()
@click.option(
    "--folder",
    "path",
    type=click.Path(path_type=Path),
    help="日志文件夹，如镜像 · a mirror's folder",
)
@trusting(required=False)
@LANG_OPTION
def verify(path: Path | None, given: Given, lang: Lang) -> None:
    """只凭日志文件重算一切，核对签名；不符以状态 1 结束 · Work everything out from the files.

    \b
    每一块、每份按日保存的检查点都与条目一致，会签有效。给出 --folder 和 --key 时不用数据库。
    Every tile, every head kept of a day, and the cosignatures. With --folder and --key it needs no
    database.
    """
    files, trust = _asked(path, given)
    try:
        found = verify_log(files, trust, files.below("tile"))
    except NOT_AS_SIGNED as error:
        click.echo(error.in_(lang))
        sys.exit(1)
    head = found.head
    words = Text(
        f"{head.checkpoint.origin}：{head.checkpoint.size:,} 条，每一块与根都相符，签名有效；"
        f"{len(head.cosigned)} 个所列见证方会签；{len(found.days)} 份按日保存的检查点都是它的开头",
        f"{head.checkpoint.origin}: {head.checkpoint.size:,} entries; every tile and the root "
        f"agree, the signature holds; {len(head.cosigned)} of the witnesses cosigned it; "
        f"{len(found.days)} heads kept of days are its beginnings",
    )
    click.echo(words.in_(lang))


def _asked(path: Path | None, given: Given) -> tuple[Folder, Trust]:
    """A log elsewhere, or the register's own with the witnesses that it is set up with."""
    if path is not None and given.key is not None:
        return Folder(path), given.trust()
    open_records()
    from xianjie.domain.certificates.publishing import folder, log_verifier
    from xianjie.domain.certificates.witnessing import configured

    files = Folder(path) if path else folder()
    if given.key or given.witnesses:
        return files, given.trust(log_verifier())
    return files, Trust(log_verifier(), [one.verifier for one in configured()], given.quorum or 0)


@log.command()
@click.argument("number")
@click.option("--output", type=click.Path(path_type=Path), help="写到文件 · the file")
@LANG_OPTION
def prove(number: str, output: Path | None, lang: Lang) -> None:
    """一张证书在日志里的证明（JSON）· The proof that the log has a certificate."""
    open_records()
    from xianjie.domain.certificates.proving import prove_certificate
    from xianjie.domain.certificates.publishing import folder
    from xianjie.domain.certificates.selecting import by_number

    found = by_number(number, clock.today())
    if found is None:
        raise NoEntry(Text(f"登记册里没有编号 {number}", f"the register has no number {number}"))
    content = json.dumps(prove_certificate(found, folder()), ensure_ascii=False, indent=1)
    if output:
        save(output, content.encode())
        click.echo(Text(f"已写入 {output}", f"written to {output}").in_(lang), err=True)
    else:
        click.echo(content)


@log.command()
@LANG_OPTION
def key(lang: Lang) -> None:
    """日志的公钥，供核验和见证 · The log's public key, for who verifies or witnesses."""
    del lang
    open_records()
    from xianjie.domain.certificates.publishing import log_verifier

    click.echo(log_verifier().text)
