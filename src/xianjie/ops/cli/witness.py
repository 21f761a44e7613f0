"""``xianjie witness``: cosign the heads of logs, so that none can show two of itself."""

from __future__ import annotations

import re
from pathlib import Path

import click

from xianjie.errors import XianjieError
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.text import Lang, Text

_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:]+):[0-9]{1,5}")
STATE_OPTION = click.option(
    "--state",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="见证方的文件夹 · the witness's folder",
)
NAME_OPTION = click.option(
    "--name", metavar="NAME", help="见证方的名称，首次运行时定 · its name, given the first time"
)


class WrongAddress(XianjieError):
    """Where the witness is to listen cannot be read."""


@click.group()
def witness() -> None:
    """见证方：会签日志的检查点 · A witness, which cosigns the checkpoints of logs."""


@witness.command()
@STATE_OPTION
@NAME_OPTION
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    metavar="NAME+ID+KEY",
    help="所见证的日志的公钥，可以有多个 · public key of a log to witness, once for each",
)
@click.option("--listen", default="127.0.0.1:8700", show_default=True, metavar="HOST:PORT")
def run(state: Path, name: str | None, logs: tuple[str, ...], listen: str) -> None:
    """运行见证方，接受 add-checkpoint（C2SP tlog-witness）· Run the witness.

    \b
    先写盘再会签；日志缩短、分叉的不会签。文件夹只许往前走：不要从备份恢复旧的。
    What it cosigns is on the disk first; a log that shrank or forked is not cosigned. Its folder
    only moves on: never restore an older one, take a new name and key instead.
    """
    from xianjie.ops.witness import Server, open_witness, tell
    from xianjie.tlog.notes import read_verifier

    if not _ADDRESS.fullmatch(listen):
        raise WrongAddress(
            Text(
                f"--listen：应写作 主机:端口，得到的是 {listen!r}",
                f"--listen: must be HOST:PORT, not {listen!r}",
            )
        )
    found = open_witness(state, name, [read_verifier(one) for one in logs])
    key_ = found.verifier.text
    tell(Text(f"见证方 {key_}，http://{listen}/", f"the witness, at http://{listen}/"))
    Server(found, listen, tell).run()


@witness.command()
@STATE_OPTION
@NAME_OPTION
@LANG_OPTION
def key(state: Path, name: str | None, lang: Lang) -> None:
    """见证方的公钥，交给日志和核验者 · Its public key, for logs and for who verifies."""
    del lang
    from xianjie.ops.witness import open_witness

    click.echo(open_witness(state, name).verifier.text)
