"""``xianjie decide --input`` on columns: Parquet, CSV and Excel."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from xianjie.law import CompiledDecision
from xianjie.law.columns import ColumnDecision
from xianjie.ops.cli.speaking import pairs
from xianjie.populations.running import Job, Progress, run
from xianjie.text import Lang, Text

_EVERY = 0.2  # seconds


def answer(
    compiled: CompiledDecision,
    source: Path,
    target: Path,
    *,
    bare: bool,
    lang: Lang,
    mapped: tuple[str, ...],
    keys: tuple[str, ...],
    engine: str,
    database: str | None,
    resume: bool,
) -> None:
    """Answer a file of columns; ends the command with status 1 where values were refused."""
    job = Job(source, target, engine, pairs("--map", mapped), keys or None, bare, database)
    try:
        with shown() as progress:
            done = run(ColumnDecision(compiled), job, resume=resume, progress=progress)
    except KeyboardInterrupt:
        stopped = Text(
            f"已中断，做完的部分在 {target.name}.partial；加 --resume 接着做",
            f"interrupted; what is done is in {target.name}.partial, go on with --resume",
        )
        click.echo(stopped.in_(lang), err=True)
        sys.exit(130)
    files = "、".join(map(str, done.files)), ", ".join(map(str, done.files))
    summary = Text(
        f"共 {done.rows:,} 行，其中 {done.refused:,} 处有误；结果在 {files[0]}",
        f"{done.rows:,} rows, {done.refused:,} values refused; the results are in {files[1]}",
    )
    click.echo(summary.in_(lang), err=True)
    if done.refused:
        sys.exit(1)


@contextmanager
def shown() -> Iterator[Progress]:
    """Rows done, and their share where the whole is known, on a terminal's standard error."""
    last = 0.0

    def show(rows: int, whole: int | None) -> None:
        nonlocal last
        if sys.stderr.isatty() and time.monotonic() - last > _EVERY:
            last = time.monotonic()
            share = f"  {rows / whole:4.0%}" if whole else ""
            sys.stderr.write(f"\r{rows:,}{share}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if last:
            sys.stderr.write("\r\033[K")
