"""``--key``, ``--witness``, ``--quorum``: whose signatures a command trusts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.entries import EntryError
from xianjie.tlog.notes import COSIGNATURE, NoteError, Verifier, read_verifier
from xianjie.tlog.proofs import ProofError
from xianjie.tlog.tiles import TileError
from xianjie.tlog.verifying import LogFaulty, Trust

NOT_AS_SIGNED = (NoteError, TileError, LogFaulty, EntryError, ProofError)


class WrongKey(XianjieError):
    """A key of another kind than is asked for, or more witnesses than there are."""


@dataclass(frozen=True)
class Given:
    """The options as typed."""

    key: str | None
    witnesses: tuple[str, ...]
    quorum: int | None

    def trust(self, own: Verifier | None = None) -> Trust:
        """Of most of the witnesses if nothing is said; raises `NoteError`, `WrongKey`."""
        log = own if own and not self.key else read_verifier(self.key or "")
        known = [read_verifier(one) for one in self.witnesses]
        if log.kind == COSIGNATURE:
            raise _wrong("--key", log)
        for one in known:
            if one.kind != COSIGNATURE:
                raise _wrong("--witness", one)
        quorum = self.quorum
        if quorum is None:
            quorum = len(known) // 2 + 1 if known else 0
        if quorum > len(known):
            raise WrongKey(
                Text(
                    f"--quorum：{quorum} 多于所列的 {len(known)} 个见证方",
                    f"--quorum: {quorum} is more than the {len(known)} witnesses given",
                )
            )
        return Trust(log, known, quorum)


def trusting(*, required: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options as its argument ``given``."""
    options = (
        click.option(
            "--key",
            required=required,
            metavar="NAME+ID+KEY",
            help="日志的公钥 · the log's public key",
        ),
        click.option(
            "--witness",
            "witnesses",
            multiple=True,
            metavar="NAME+ID+KEY",
            help="见证方的公钥，可以有多个 · a witness's public key, once for each",
        ),
        click.option(
            "--quorum",
            type=click.IntRange(0),
            help="至少几个会签，默认过半 · cosignatures asked for, else of most",
        ),
    )

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(
            *,
            key: str | None,
            witnesses: tuple[str, ...],
            quorum: int | None,
            **others: Any,  # noqa: ANN401 - as the command takes
        ) -> None:
            command(given=Given(key, witnesses, quorum), **others)

        for option in reversed(options):
            run = option(run)
        return run

    return decorate


def _wrong(option: str, verifier: Verifier) -> WrongKey:
    return WrongKey(
        Text(
            f"{option}：{verifier.name} 的公钥不是这一种",
            f"{option}: the key of {verifier.name} is of the other kind",
        )
    )
