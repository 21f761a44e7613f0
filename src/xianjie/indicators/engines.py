"""Where the SQL runs: DuckDB over Parquet on this machine, or Spark over the same past it."""

from __future__ import annotations

import glob
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import pyarrow as pa
import sqlglot

from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.folder import Source, cells, sources
from xianjie.indicators.schema import TABLES
from xianjie.text import Text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ENGINES = ("duckdb", "spark")


class Engine(Protocol):
    """Runs queries in the dialect in which indicators are written, over the tables of a folder."""

    tables: frozenset[str]  # that the folder has; the others are empty

    def define(self, name: str, query: str) -> None:
        """Give a query a name, to be read like a table."""

    def table(self, query: str) -> pa.Table:
        """All rows that a query finds, in any order; raises `SupervisionError`."""


class DuckEngine:
    """DuckDB in this process: no network, no extension, no file but those of the tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        found = sources(folder)
        self.tables = frozenset(found)
        self._connection = connection
        self._do("SET enable_progress_bar = false")
        for name in TABLES:
            self.define(name, _duck_query(found.get(name), name))
        self._close_off([file for source in found.values() for file in source.files])

    def _close_off(self, files: list[Path]) -> None:
        """From here on nothing else is read, and no setting is changed back."""
        paths = {written for file in files for written in (str(file), _pattern(file))}
        listed = ", ".join(_quoted(path) for path in sorted(paths))
        self._do(f"SET allowed_paths = [{listed}]")
        self._do("SET enable_external_access = false")
        self._do("SET lock_configuration = true")

    def define(self, name: str, query: str) -> None:
        self._do(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def table(self, query: str) -> pa.Table:
        return self._do(query).to_arrow_table()

    def _do(self, query: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(query)
        except duckdb.Error as error:
            reason = str(error).strip().splitlines()[0]
            raise SupervisionError(
                Text(
                    f"DuckDB 出错：{reason}；请核对这个文件，或重新写出",
                    f"DuckDB fails: {reason}; look at the file, or write it anew",
                )
            ) from error


class SparkEngine:
    """Spark SQL over the same files, the queries carried over by sqlglot."""

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session = session
        found = sources(folder)
        self.tables = frozenset(found)
        for name in TABLES:
            source = found.get(name)
            if source is not None:
                paths = [_spark_path(file) for file in source.files]
                session.read.parquet(*paths).createOrReplaceTempView(f"{name}_files")
            self.define(name, f"SELECT {_cells(source, name)} {_from(source, f'{name}_files')}")

    def define(self, name: str, query: str) -> None:
        self._session.sql(_for_spark(query)).createOrReplaceTempView(name)

    def table(self, query: str) -> pa.Table:
        return self._session.sql(_for_spark(query)).toArrow()


@contextmanager
def opened(
    name: str, folder: Path, *, master: str | None = None, memory: str | None = None
) -> Iterator[Engine]:
    """The engine of that name over a folder, closed afterwards.

    ``master`` is Spark's address, ``memory`` how much DuckDB may take, such as 2GB; what does not
    fit goes to a temporary folder. Raises `SupervisionError` for tables that are not in the schema
    or an engine that there is not, `PopulationError` for a Spark that fails.
    """
    match name:
        case "duckdb":
            with (
                tempfile.TemporaryDirectory(prefix="xianjie-") as spill,
                duckdb.connect(config=_settings(spill, memory)) as connection,
            ):
                yield DuckEngine(connection, folder)
        case "spark":
            from xianjie.populations.spark import session  # noqa: PLC0415 - an optional install

            with session(master) as made:
                yield SparkEngine(made, folder)
        case _:
            listed = "、".join(ENGINES), ", ".join(ENGINES)
            raise SupervisionError(
                Text(
                    f"没有引擎 {name}；可选 {listed[0]}",
                    f"no engine is called {name}: choose {listed[1]}",
                )
            )


def _settings(spill: str, memory: str | None) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": spill,
        **({"memory_limit": memory} if memory else {}),
    }


def _duck_query(source: Source | None, name: str) -> str:
    if source is None:
        return f"SELECT {_cells(source, name)} WHERE false"
    files = ", ".join(_quoted(_pattern(file)) for file in source.files)
    return f"SELECT {_cells(source, name)} FROM read_parquet([{files}], union_by_name = true)"


def _pattern(file: Path) -> str:
    """The file's name as DuckDB reads names: as a pattern that only this file fits."""
    return glob.escape(str(file))


def _from(source: Source | None, files: str) -> str:
    return "WHERE false" if source is None else f"FROM {files}"


def _cells(source: Source | None, table: str) -> str:
    """Every column of the schema in its kind, null where the files lack it."""
    return ", ".join(
        f"CAST({name if there else 'NULL'} AS {column.kind.value}) AS {name}"
        for name, column, there in cells(source, table)
    )


def _for_spark(query: str) -> str:
    (found,) = sqlglot.transpile(query, read="duckdb", write="spark")
    return found


def _spark_path(file: Path) -> str:
    """Of this machine's file system, with what Spark takes for a pattern escaped."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", f"file://{file.resolve()}")


def _quoted(words: str) -> str:
    return "'{}'".format(words.replace("'", "''"))
