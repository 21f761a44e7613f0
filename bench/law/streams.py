"""Populations in Parquet: outcomes of every row from the file, and the command line's memory."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet
from numpy.typing import NDArray

from bench.law import peers
from bench.law.data import CODINGS, DECISION, write_parquet
from bench.law.measuring import OURS, Line, as_ours, require_equal, timed
from xianjie.law import EnumFact, KeyFact, decide_columns

_PEAK = Path("/proc/self/status")  # what getrusage tells of a child begins with its parent's


@dataclass(frozen=True)
class Files:
    """Outcomes from a Parquet file by ours and peers; the whole command, and its most memory."""

    lines: Sequence[Line]
    command_seconds: float
    command_megabytes: float | None


def measured(rows: int, rounds: int) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        write_parquet(rows, path)
        theirs = {"Polars": peers.polars_parquet, "DuckDB": peers.duckdb_parquet}
        expected = ours(path)
        for name, peer in theirs.items():
            require_equal(f"{name}, Parquet", as_ours(peer(path, by_id=True)()), expected)
        asks = {"Xianjie": lambda: ours(path)}
        asks |= {name: peer(path, by_id=False) for name, peer in theirs.items()}
        return Files(timed(asks, rounds, rows), *_command(path))


def ours(path: Path) -> NDArray[np.uint8]:
    """By the Python API, a row group at a time."""
    found = []
    words = [n for n, coding in CODINGS.items() if isinstance(coding.fact, EnumFact | KeyFact)]
    nones = [name for name, coding in CODINGS.items() if coding.none is not None]
    file = pyarrow.parquet.ParquetFile(path, read_dictionary=words)
    for number in range(file.num_row_groups):
        table = file.read_row_group(number, [*CODINGS, *(f"{name}__none" for name in nones)])
        none = {name: table[f"{name}__none"] for name in nones}
        told = decide_columns(OURS, {n: table[n] for n in CODINGS}, none=none, explain=False)
        found.append(told.outcome)
    return np.concatenate(found)


def _command(path: Path) -> tuple[float, float | None]:
    """Seconds and megabytes of ``xianjie decide`` from Parquet to Parquet, explained.

    No megabytes where the system does not tell them.
    """
    script = (
        "import sys; from pathlib import Path; from xianjie.ops.cli import main\n"
        "try: main(sys.argv[2:])\n"
        "finally: print(Path(sys.argv[1]).read_text() if sys.argv[1] else '')"
    )
    target = path.with_name("answers.parquet")
    command = ["decide", DECISION, "--input", str(path), "--output", str(target)]
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", script, str(_PEAK) if _PEAK.exists() else "", *command],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - start
    peak = re.search(r"VmHWM:\s*(\d+) kB", run.stdout)
    return seconds, int(peak[1]) / 1024 if peak else None
