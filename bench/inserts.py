"""What SQLite takes to insert rows that the product wrote: the limit of whatever writes them."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path


def bare_inserts(
    source: Path, target: Path, empty: bytes, tables: Sequence[str]
) -> tuple[float, float]:
    """Seconds to insert, into ``empty``, what ``source`` has in these tables beyond it.

    By the clock, and of processor time.
    One transaction, commit and all, same tables, indexes and constraints, by `executemany`.
    """
    replace(target, empty)
    into = sqlite3.connect(target, isolation_level=None)
    into.create_function("REGEXP", 2, lambda form, text: bool(re.search(form, text)))
    into.execute("PRAGMA journal_mode=WAL")
    into.execute("PRAGMA synchronous=FULL")
    with sqlite3.connect(source) as made:
        rows = {table: _beyond(made, into, table) for table in tables}
    begun, worked = time.perf_counter(), time.process_time()
    into.execute("BEGIN IMMEDIATE")
    for table, told in rows.items():
        if told:
            places = ", ".join("?" * len(told[0]))
            into.executemany(f"INSERT INTO {table} VALUES ({places})", told)  # noqa: S608 - our own
    into.execute("COMMIT")
    took = time.perf_counter() - begun, time.process_time() - worked
    into.close()
    return took


def _beyond(
    made: sqlite3.Connection, into: sqlite3.Connection, table: str
) -> list[tuple[object, ...]]:
    (last,) = into.execute(f"SELECT coalesce(max(rowid), -1) FROM {table}").fetchone()  # noqa: S608
    asked = f"SELECT * FROM {table} WHERE rowid > ?"  # noqa: S608
    return made.execute(asked, (last,)).fetchall()


def replace(path: Path, content: bytes) -> None:
    """The file with this content, and nothing of a journal beside it."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(content)
