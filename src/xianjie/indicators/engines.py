"""Where the SQL runs: DuckDB over Parquet on this machine, or Spark over the same past it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import sqlglot

from xianjie.indicators.alerts import Row
from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.schema import TABLES, Column
from xianjie.text import Text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Engine(Protocol):
    """Runs a query of the dialect in which indicators are written."""

    def rows(self, sql: str) -> Sequence[Row]:
        """All rows that it finds, in any order."""


class DuckEngine:
    """DuckDB, in this process; nothing is written, and no other file is read."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._connection = duckdb.connect(config={"threads": threads} if threads else {})
        for name, columns in TABLES.items():
            self._connection.execute(_view(self._connection, folder, name, columns))

    def rows(self, sql: str) -> Sequence[Row]:
        found = self._connection.execute(sql)
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class SparkEngine:
    """Spark SQL over the same files, the queries carried over by sqlglot."""

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session = session
        for name, columns in TABLES.items():
            path = _path(folder, name)
            told = (
                {one.name for one in session.read.parquet(str(path)).schema} if path else set[str]()
            )
            _require_columns(name, columns, told, is_there=path is not None)
            cells = _cells(columns, told)
            source = f"parquet.`{path}`" if path else "(SELECT 1 AS none)"
            (query,) = sqlglot.transpile(f"SELECT {cells} FROM t", read="duckdb", write="spark")  # noqa: S608 - names of the schema
            query = query.replace("FROM t", f"FROM {source}") + ("" if path else " WHERE 1 = 0")
            session.sql(query).createOrReplaceTempView(name)

    def rows(self, sql: str) -> Sequence[Row]:
        (query,) = sqlglot.transpile(sql, read="duckdb", write="spark")
        return [row.asDict() for row in self._session.sql(query).collect()]


@contextmanager
def engine_of(name: str, folder: Path, *, master: str = "local[*]") -> Iterator[Engine]:
    """By its name; raises `SupervisionError` for one that is not here or tables that do not fit."""
    if not folder.is_dir():
        raise SupervisionError(
            Text(f"没有文件夹 {folder}；请给出放表的文件夹", f"there is no folder {folder}")
        )
    match name:
        case "duckdb":
            yield DuckEngine(folder)
        case "spark":
            from xianjie.populations.spark import session  # noqa: PLC0415 - an optional install

            with session(master) as made:
                yield SparkEngine(made, folder)
        case _:
            raise SupervisionError(
                Text(
                    f"没有引擎 {name}；可选 duckdb、spark",
                    f"no engine is called {name}: duckdb, spark",
                )
            )


def _path(folder: Path, name: str) -> Path | None:
    """A file, or a folder of files."""
    for found in (folder / f"{name}.parquet", folder / name):
        if found.exists():
            return found
    return None


def _view(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str, columns: Mapping[str, Column]
) -> str:
    path = _path(folder, name)
    if path is None:
        _require_columns(name, columns, set(), is_there=False)
        return f"CREATE VIEW {name} AS SELECT {_cells(columns, set())} WHERE 1 = 0"
    files = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    source = f"read_parquet('{files}')"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
        told = {str(row[0]) for row in described}
    except duckdb.Error as error:
        raise SupervisionError(
            Text(f"读不了 {path.name}：{error}", f"cannot read {path.name}: {error}")
        ) from error
    _require_columns(name, columns, told, is_there=True)
    return f"CREATE VIEW {name} AS SELECT {_cells(columns, told)} FROM {source}"  # noqa: S608


def _cells(columns: Mapping[str, Column], told: set[str]) -> str:
    return ", ".join(
        f"CAST({name if name in told else 'NULL'} AS {column.type}) AS {name}"
        for name, column in columns.items()
    )


def _require_columns(
    table: str, columns: Mapping[str, Column], told: set[str], *, is_there: bool
) -> None:
    missing = [name for name, one in columns.items() if name not in told and not one.nullable]
    if is_there and missing:
        raise SupervisionError(
            Text(
                f"表 {table} 缺少列：{'、'.join(missing)}；见监管数据表说明",
                f"the table {table} lacks columns: {', '.join(missing)}; see its schema",
            )
        )
