"""``xianjie log``: the transparency log, sealed, proved, checked from its files alone."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xianjie.errors import XianjieError
from xianjie.ops.cli.saving import save
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import now, open_records
from xianjie.text import Lang, Text


class NoEntry(XianjieError):
    """The log has no such entry, or not yet."""


@click.group()
def log() -> None:
    """公开日志：封存、证明、核验 · The public log: seal, prove, verify."""


@log.command()
@LANG_OPTION
def seal(lang: Lang) -> None:
    """封存已核发、尚未封存的条目 · Seal what was issued since the last checkpoint."""
    open_records()
    from xianjie.domain.certificates.publishing import folder, log_key, publish

    count = publish(files=folder(), key=log_key(), at=now())
    click.echo(Text(f"封存 {count:,} 条", f"{count:,} sealed").in_(lang))


@log.command()
@click.option(
    "--folder",
    "path",
    type=click.Path(path_type=Path),
    help="日志文件夹，如镜像 · a mirror's folder",
)
@click.option("--key", metavar="NAME+ID+KEY", help="日志的公钥 · the log's public key")
@LANG_OPTION
def verify(path: Path | None, key: str | None, lang: Lang) -> None:
    """只凭日志文件重算每一块，核对签名 · Work every tile out again from the files alone."""
    open_records()
    from xianjie.domain.certificates.publishing import Folder, folder, log_verifier
    from xianjie.domain.certificates.publishing import verify as verify_log
    from xianjie.tlog.notes import read_verifier

    verifier = read_verifier(key) if key else log_verifier()
    found = verify_log(Folder(path) if path else folder(), verifier)
    words = Text(
        f"{found.origin}：{found.size:,} 条，每一块与根都相符，签名有效",
        f"{found.origin}: {found.size:,} entries; every tile and the root agree, the signature "
        "holds",
    )
    click.echo(words.in_(lang))


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

    found = by_number(number)
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
