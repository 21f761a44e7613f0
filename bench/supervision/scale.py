"""What a run costs as certificates grow, beside a bare scan of the same columns.

``python -m bench.supervision.scale DIR`` measures a folder in a process of its own, so that its
peak of memory is its own, and prints JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

import sqlglot
from sqlglot import exp

from xianjie.indicators import INDICATORS, opened, run
from xianjie.indicators.engines import Engine
from xianjie.indicators.running import tables_of
from xianjie.indicators.sample import DEADLINES, LAST, make, write
from xianjie.indicators.schema import TABLES

SEED = 7
MEMORY = "6GB"  # that DuckDB may take; the rest is spilled
_BODIES = 1_050  # of a part, with about a million certificates
_SMALL = 5_000_000  # certificates up to which the median of three turns counts


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator, or all of them: rows of the tables it reads, seconds, and of a bare scan."""

    name: str
    rows: int
    seconds: float
    scan_seconds: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Of one size."""

    tables: Mapping[str, int]
    lines: Sequence[Line]
    full_seconds: float
    night_seconds: float
    scan_seconds: float
    megabytes: int

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def measured(parts: int) -> Scale:
    """Of about so many million certificates: one world written again and again, numbers apart."""
    with tempfile.TemporaryDirectory() as folder:
        world = make(_BODIES, SEED)
        for part in range(parts):
            write(world, Path(folder), part=part)
        told = subprocess.run(
            [sys.executable, "-m", "bench.supervision.scale", folder],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
    found = json.loads(told.stdout)
    return Scale(**{**found, "lines": [Line(**line) for line in found["lines"]]})


def of_folder(folder: Path) -> Scale:
    with opened("duckdb", folder, memory=MEMORY) as engine:
        rows = {name: _rows(engine, name) for name in TABLES if name in engine.tables}
        turns = 3 if rows["certificates"] < _SMALL else 1
        names = [name for name in INDICATORS if set(tables_of(name)) <= engine.tables]
        lines = [
            Line(
                name,
                sum(rows[table] for table in tables_of(name)),
                _timed(partial(_look, engine, name), turns),
                _timed(partial(_scan, engine, _columns(name)), turns),
            )
            for name in names
        ]
        every = {table: list(TABLES[table].columns) for table in rows}
        scan = _timed(lambda: _scan(engine, every), turns)
        full = _timed(lambda: run(engine, on=LAST, deadlines=DEADLINES), turns)
        night = LAST - timedelta(days=1)
        nightly = _timed(lambda: run(engine, on=LAST, since=night, deadlines=DEADLINES), turns)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Scale(rows, lines, full, nightly, scan, peak)


def _rows(engine: Engine, table: str) -> int:
    return int(engine.table(f"SELECT COUNT(*) AS n FROM {table}")["n"][0].as_py())  # noqa: S608


def _look(engine: Engine, name: str) -> None:
    run(engine, on=LAST, only=[name], deadlines=DEADLINES)


def _scan(engine: Engine, columns: Mapping[str, Sequence[str]]) -> None:
    """Every cell read once, and nothing done with it but a hash, lest it be left out."""
    for table, names in columns.items():
        engine.table(f"SELECT BIT_XOR(HASH({', '.join(names)})) AS all_of_it FROM {table}")  # noqa: S608


def _columns(name: str) -> Mapping[str, Sequence[str]]:
    """The columns that an indicator's SQL names, of each table that it reads."""
    sql = INDICATORS[name].sql.replace(":on", "2020-01-01").replace(":", "")
    named = {one.name for one in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Column)}
    return {
        table: [column for column in TABLES[table].columns if column in named]
        for table in tables_of(name)
    }


def _timed(work: Callable[[], object], turns: int) -> float:
    seconds = []
    for _ in range(turns):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


if __name__ == "__main__":
    print(json.dumps(asdict(of_folder(Path(sys.argv[1])))))
