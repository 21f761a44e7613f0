"""A run on the register: a snapshot as of a day, the indicators over it, what they find kept.

The tables of the last runs stay in a folder, so that each alert can be found again from what the
run read: ``xianjie supervise run --input`` on them gives the same.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from xianjie.domain.supervision import keeping, peers
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.keeping import folder_of
from xianjie.domain.supervision.models import Run
from xianjie.domain.supervision.snapshot import digest_of, take
from xianjie.indicators import Found, opened, version
from xianjie.indicators import run as look
from xianjie.law import Law

_PARTIAL = "partial-"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Engine:
    """Where the SQL runs, as `xianjie.indicators.opened` names it."""

    name: str = "duckdb"
    master: str | None = None  # Spark's address


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run found, as it was kept; findings of no body of the register are not."""

    found: Found
    run: Run
    tables: Path
    unplaced: int


def run(
    folder: Path,
    *,
    on: date,
    at: datetime,
    law: Law,
    deadlines: Sequence[date],
    since: date | None = None,
    engine: Engine = Engine(),
    tables_kept: int = 8,
    progress: Progress = lambda _: None,
) -> Looked:
    """Look at the whole register as of a day, and keep what is found.

    ``folder`` takes the tables of this and the last runs. Alerts with nothing newer than ``since``
    are neither looked for nor ended. Raises `SupervisionError` for a day before that of the last
    run, or where another run was kept meanwhile.
    """
    before = keeping.newest()
    if before is not None and before.on > on:
        raise SupervisionError(keeping.too_early(before.on))
    folder.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=folder))
    try:
        take(partial, on=on, law=law, progress=progress)
        tables = digest_of(partial)
        found = _find(
            partial,
            on,
            since,
            deadlines,
            engine,
            progress,
            aggregated=lambda name, of_all: peers.keep(partial, name, of_all),
        )
        made = Run(on=on, since=since, at=at, version=version(), tables=tables)
        kept = _name(partial, folder / folder_of(made))  # first: no run without its tables
        unplaced = keeping.keep(made, found.alerts, of=found.indicators, after=before)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _clear(folder, tables_kept, before)
    return Looked(found, made, kept, len(unplaced))


def find(
    *,
    on: date,
    law: Law,
    deadlines: Sequence[date],
    since: date | None = None,
    only: Sequence[str] | None = None,
    engine: Engine = Engine(),
    progress: Progress = lambda _: None,
) -> Found:
    """The same without keeping anything, of some indicators only where they are named."""
    with tempfile.TemporaryDirectory(prefix="xianjie-") as name:
        take(Path(name), on=on, law=law, progress=progress)
        return _find(Path(name), on, since, deadlines, engine, progress, only)


def _find(  # noqa: PLR0917 - as they are told
    tables: Path,
    on: date,
    since: date | None,
    deadlines: Sequence[date],
    engine: Engine,
    progress: Progress,
    only: Sequence[str] | None = None,
    aggregated: Callable[[str, pa.Table], None] = lambda *_: None,
) -> Found:
    with opened(engine.name, tables, master=engine.master) as there:
        return look(
            there,
            on=on,
            since=since,
            only=only,
            deadlines=deadlines,
            progress=progress,
            aggregated=aggregated,
        )


def _name(partial: Path, kept: Path) -> Path:
    """The tables under their name; where they are there already, these are the same.

    What statistics worked on may not be: the indicators may have changed since.
    """
    if kept.exists():
        peers.replace(kept, partial)
    else:
        partial.chmod(0o755)
        partial.rename(kept)
    return kept


def _clear(folder: Path, tables_kept: int, before: Run | None) -> None:
    """Take away the tables of runs before the last ones, and what a crash left behind.

    What was begun before the run before this one was kept cannot be kept any more.
    """
    last = Run.objects.filter(kind=Run.Kind.INDICATORS).order_by("-pk")[:tables_kept]
    wanted = {folder_of(one) for one in last}
    earlier = folder / folder_of(before) if before else None
    for there in folder.iterdir():
        if there.name.startswith(_PARTIAL):
            is_over = earlier is not None and earlier.exists() and _made(there) < _made(earlier)
        else:
            is_over = there.name not in wanted
        if is_over:
            shutil.rmtree(there, ignore_errors=True)


def _made(folder: Path) -> float:
    return folder.stat().st_mtime
