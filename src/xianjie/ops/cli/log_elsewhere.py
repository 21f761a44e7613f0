"""``xianjie log check-proof|mirror|monitor``: what anyone can run, with a log's key alone."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from xianjie import clock
from xianjie.durable import Folder
from xianjie.errors import XianjieError
from xianjie.fetching import Unreachable
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.cli.trusting import NOT_AS_SIGNED, Given, trusting
from xianjie.ops.records import now
from xianjie.ops.watching import Memory, files_at
from xianjie.ops.watching import mirror as copy
from xianjie.text import Lang, Text
from xianjie.tlog.entries import is_trial
from xianjie.tlog.monitoring import Rules, Visit, look
from xianjie.tlog.notes import cosigners
from xianjie.tlog.proofs import Proved, require_proof
from xianjie.tlog.tiles import Files
from xianjie.tlog.verifying import Trust

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


class ATrial(XianjieError):
    """A demonstration's log is watched as one."""


@click.command("check-proof")
@click.argument("file", type=_FILE)
@click.option(
    "--credential",
    type=_FILE,
    help="证书文件（PDF 或 JSON），核对条目就是它的 · the certificate's file, of which it is",
)
@trusting()
@LANG_OPTION
def check_proof(file: Path, credential: Path | None, given: Given, lang: Lang) -> None:
    """离线核对一份证明；不符以状态 1 结束 · Check a proof without the log; status 1 if it fails.

    \b
    证书自身的签名由 certificate verify 核对。
    The signature of the certificate itself is checked by certificate verify.
    """
    trust = given.trust()
    try:
        proved = require_proof(file.read_bytes(), trust.log)
    except NOT_AS_SIGNED as error:
        click.echo(error.in_(lang))
        sys.exit(1)
    seen = len(cosigners(proved.note, trust.witnesses))
    if seen < trust.quorum:
        click.echo(
            Text(f"只有 {seen} 个所列见证方会签", f"only {seen} of the witnesses cosigned").in_(
                lang
            )
        )
        sys.exit(1)
    if credential and not _is_of(proved, credential.read_bytes()):
        click.echo(Text("条目不是这份证书的", "the entry is not of this certificate").in_(lang))
        sys.exit(1)
    click.echo(_proved(proved, seen, is_of=credential is not None).in_(lang))


def _is_of(proved: Proved, content: bytes) -> bool:
    from xianjie.credentials.canonical import read_json
    from xianjie.documents.reading import read_pdf

    if content.startswith(b"%PDF-"):
        content = read_pdf(content, roots=()).attached or b""
    told = read_json(content)
    told.pop("proof", None)
    place = {
        "type": ["Evidence"],
        "logOrigin": proved.checkpoint.origin,
        "logIndex": proved.index,
        "logSalt": proved.salt.hex(),
    }
    return told.pop("evidence", None) == [place] and proved.is_of(told)


def _proved(proved: Proved, cosigned: int, *, is_of: bool) -> Text:
    entry, size = proved.entry, proved.checkpoint.size
    zh = "，就是这份证书的" if is_of else ""
    en = ", and is of this certificate" if is_of else ""
    return Text(
        f"{proved.checkpoint.origin} 第 {proved.index} 条（{entry.kind}，{entry.day}）在日志里"
        f"{zh}；检查点有 {size:,} 条，{cosigned} 个所列见证方会签",
        f"entry {proved.index} ({entry.kind}, {entry.day}) is in the log "
        f"{proved.checkpoint.origin}{en}; the checkpoint has {size:,} entries, {cosigned} of the "
        "witnesses cosigned it",
    )


@click.command()
@click.argument("place", metavar="URL|DIR")
@click.argument("target", metavar="DIR", type=_FOLDER)
@trusting()
@LANG_OPTION
def mirror(place: str, target: Path, given: Given, lang: Lang) -> None:
    """镜像：抄下日志，核对后才公布检查点 · Mirror a log; checked before its checkpoint is there."""
    try:
        found = copy(files_at(place), Folder(target), given.trust())
    except NOT_AS_SIGNED as error:
        click.echo(error.in_(lang))
        sys.exit(1)
    size = found.head.checkpoint.size
    click.echo(Text(f"{target} 有 {size:,} 条", f"{target} has {size:,} entries").in_(lang))


@dataclass(frozen=True)
class _Watch:
    """What is watched, by which rules, told in which form."""

    files: Files
    trust: Trust
    rules: Rules
    memory: Memory
    form: str
    lang: Lang

    def look(self) -> bool:
        """Look once and tell; whether all is well. Raises `Unreachable`."""
        found = look(self.memory.seen, self.files, self.trust, self.rules, at=now())
        for line in self._told(found) if self.form == "text" else [self._json(found)]:
            click.echo(line)
        self.memory.keep(found, self.files)
        return not found.findings

    def follow(self, every: int) -> bool:
        """Look again and again until interrupted; whether all was well."""
        is_well = True
        with suppress(KeyboardInterrupt):
            while True:
                try:
                    is_well &= self.look()
                except Unreachable as error:  # said; it may be back the next time
                    click.echo(error.in_(self.lang), err=True)
                time.sleep(every)
        return is_well

    def _told(self, found: Visit) -> Iterator[str]:
        for one in found.findings:
            yield f"{one.kind.value}: {one.words.in_(self.lang)}"
        if found.head:
            size, odd = found.head.checkpoint.size, len(found.findings)
            words = Text(
                f"{size:,} 条，新的 {found.new:,} 条，异常 {odd:,} 项",
                f"{size:,} entries, {found.new:,} of them new, {odd:,} odd",
            )
            yield words.in_(self.lang)

    def _json(self, found: Visit) -> str:
        head = found.head
        told = {
            "origin": self.trust.log.name,
            "size": head.checkpoint.size if head else None,
            "signed_at": head.signed_at.isoformat() if head and head.signed_at else None,
            "cosigned": len(head.cosigned) if head else 0,
            "new": found.new,
            "findings": [
                {"kind": one.kind.value, "index": one.index, "words": one.words.in_(self.lang)}
                for one in found.findings
            ],
        }
        return json.dumps(told, ensure_ascii=False)


@click.command()
@click.argument("place", metavar="URL|DIR")
@click.option("--state", type=_FOLDER, help="记住上次所见 · folder that remembers the last visit")
@click.option(
    "--window",
    type=click.IntRange(0, 366),
    default=3,
    show_default=True,
    help="日期可以早于记入几天 · days that an entry may be dated back",
)
@click.option(
    "--burst",
    type=click.IntRange(2),
    default=10,
    show_default=True,
    help="超过此前每日中位数的几倍为激增 · times the median day before",
)
@click.option(
    "--least",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    help="一日不足此数不算激增 · fewer on a day are no burst",
)
@click.option("--demonstration", is_flag=True, help="演示的日志：日期不是真的 · a trial's log")
@click.option("--once", is_flag=True, help="只看一次 · look once")
@click.option("--every", type=click.IntRange(1), default=60, show_default=True, metavar="SECONDS")
@FORM_OPTION
@trusting()
@LANG_OPTION
def monitor(  # noqa: PLR0917 - as many as the command has options
    place: str,
    state: Path | None,
    window: int,
    burst: int,
    least: int,
    demonstration: bool,
    once: bool,
    every: int,
    form: str,
    given: Given,
    lang: Lang,
) -> None:
    """关注一份日志，报告异常；有异常以状态 1 结束 · Watch a log, report what is odd, with status 1.

    \b
    一切从条目重算。报告：日志缩短、分叉、会签不足；条目的日期比记入早过 --window 天，或晚一天以上，
    或比排在它前面的条目早过 --window 天；激增。记入的时间：给出 --witness 时以会签为准，否则以日志
    自己所写为准，不早于上次没见到它的时候。激增：同一日志、同一种条目，一日（所写日期、记入日期各算）
    至少 --least 条，且超过此前 28 个有条目的日子的中位数的 --burst 倍；有 7 个这样的日子才判断。
    演示的日志加 --demonstration：只按条目的先后核对日期；演示日以后的条目是预先生成的，
    另按先后核对。
    \b
    All is worked out from the entries. Reported are: a log that shrank, forked or has too few
    cosignatures; an entry dated more than --window days before it was entered, more than a day
    after, or more than --window days before one that precedes it; a burst. When an entry was
    entered is what --witness says, else what the log says, and never before it was missing at the
    last visit. A burst is a day (as claimed, and as entered) on which a log has at least --least
    entries of a kind and more than --burst times the median of the 28 days with entries before
    it; it takes 7 of them to judge. Of a demonstration's log, --demonstration holds days against
    the order of entries alone; those after the day on which it stands were made ahead, and are
    held against each other.
    """
    trust = given.trust()
    if is_trial(trust.log.name) and not demonstration:
        raise ATrial(
            Text(
                f"{trust.log.name} 是演示的日志，日期不是真的；请加 --demonstration",
                f"{trust.log.name} is a demonstration's log, its days are made up; say "
                "--demonstration",
            )
        )
    from xianjie.ops.demo import DAY

    stands_on = (clock.demonstration_day() or DAY) if demonstration else None
    rules = Rules(window, burst, least, demonstration, stands_on)
    watch = _Watch(files_at(place), trust, rules, Memory(state, trust), form, lang)
    sys.exit(0 if (watch.look() if once else watch.follow(every)) else 1)
