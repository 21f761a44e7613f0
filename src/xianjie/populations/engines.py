"""What sorts rows into classes: numpy here, or a database that runs the decision's SQL."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from xianjie.law.columns import Codes, ColumnDecision, over_rows
from xianjie.law.columns.classes import Index
from xianjie.populations.errors import PopulationError
from xianjie.populations.sql import statement
from xianjie.text import Text

NO_RULE_SAID = -1  # in place of NULL: a fact is unknown


class Engine(Protocol):
    """Sorts coded rows into the classes of ``asked.full``."""

    def numbers(self, codes: Mapping[str, Codes], rows: int) -> Index:
        """The class of each row."""
        ...


class Numpy:
    """In this process, on every core."""

    def __init__(self, asked: ColumnDecision) -> None:
        self._classes = asked.full

    def numbers(self, codes: Mapping[str, Codes], rows: int) -> Index:
        return over_rows(self._classes.numbers, codes, rows, np.int64)


class Database:
    """A database that gets the rows as codes and runs the decision there.

    ``run`` takes a table of ``row`` and codes, and answers ``class`` and ``rule`` by ``row``.
    """

    def __init__(
        self, asked: ColumnDecision, run: Callable[[pa.Table, str], tuple[Index, Index]]
    ) -> None:
        self._asked = asked
        self._run = run
        self._text = statement(asked)

    def numbers(self, codes: Mapping[str, Codes], rows: int) -> Index:
        table = as_table(self._asked, codes, rows)
        classes, rules = self._run(table, self._text)
        require_agreement(self._asked, codes, rules)
        return classes


def as_table(asked: ColumnDecision, codes: Mapping[str, Codes], rows: int) -> pa.Table:
    """``row`` and every fact's codes as int32, those without a column unknown."""
    columns: dict[str, NDArray[np.int32]] = {"row": np.arange(rows, dtype=np.int32)}
    for name, coding in asked.codings.items():
        column = codes.get(name)
        columns[name] = (
            np.full(rows, coding.unknown, np.int32) if column is None else column.astype(np.int32)
        )
    return pa.table(columns)


def require_agreement(asked: ColumnDecision, codes: Mapping[str, Codes], rules: Index) -> None:
    """Hold the rules as the database read them against the classes; raises `PopulationError`."""
    outcome = asked.outcome(codes, len(rules))
    places = {name: place for place, name in enumerate(asked.outcomes)}
    said = np.array([places[rule.outcome] for rule in asked.decision.rules], np.uint8)
    decided = rules != NO_RULE_SAID
    if np.array_equal(said[rules[decided]], outcome[decided]):
        return
    raise PopulationError(
        Text(
            "数据库按规则得出的结论与本程序不同；请停用这一引擎并报告",
            "the database answers otherwise than this program; stop using it and report this",
        )
    )


@contextmanager
def opened(name: str, asked: ColumnDecision, database: str | None) -> Iterator[Engine]:
    """The engine of that name, closed afterwards; raises `PopulationError`."""
    match name:
        case "numpy":
            yield Numpy(asked)
        case "duckdb":
            with _duckdb() as run:
                yield Database(asked, run)
        case _:
            with _postgres(database) as run:
                yield Database(asked, run)


@contextmanager
def _duckdb() -> Iterator[Callable[[pa.Table, str], tuple[Index, Index]]]:
    import duckdb  # noqa: PLC0415 - only who asks for it pays for it

    with duckdb.connect() as connection:

        def run(table: pa.Table, text: str) -> tuple[Index, Index]:
            connection.register("cases", table)
            return _columns(connection.execute(f"{text} ORDER BY row").to_arrow_table())

        yield run


@contextmanager
def _postgres(database: str | None) -> Iterator[Callable[[pa.Table, str], tuple[Index, Index]]]:
    import psycopg  # noqa: PLC0415 - only who asks for it pays for it

    if not database:
        raise PopulationError(
            Text(
                "--engine postgres 需要 --database postgresql://…",
                "--engine postgres needs --database postgresql://…",
            )
        )
    try:
        with psycopg.connect(database, autocommit=True) as connection:
            yield lambda table, text: _copied(connection, table, text)
    except psycopg.Error as error:
        reason = str(error).strip()
        raise PopulationError(
            Text(
                f"数据库出错：{reason}", f"the database fails: {reason}"
            )  # its address has a password
        ) from error


def _copied(connection: Any, table: pa.Table, text: str) -> tuple[Index, Index]:  # noqa: ANN401
    """Rows in by COPY, answers out by COPY; the table is temporary and goes with the session."""
    columns = ", ".join(f'"{name}" integer NOT NULL' for name in table.column_names)
    rows = io.BytesIO()
    pyarrow.csv.write_csv(table, rows, pyarrow.csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.cases")
        cursor.execute(f"CREATE TEMPORARY TABLE cases ({columns})")
        with cursor.copy("COPY cases FROM STDIN (FORMAT csv)") as copy:
            copy.write(rows.getbuffer())
        answers = io.BytesIO()
        with cursor.copy(f"COPY ({text} ORDER BY row) TO STDOUT (FORMAT csv, HEADER)") as copy:
            for block in copy:
                answers.write(block)
    answers.seek(0)
    types = {"class": pa.int64(), "rule": pa.int32()}
    options = pyarrow.csv.ConvertOptions(column_types=types)
    return _columns(pyarrow.csv.read_csv(answers, convert_options=options))


def _columns(table: pa.Table) -> tuple[Index, Index]:
    rules = table.column("rule").fill_null(NO_RULE_SAID)
    return table.column("class").to_numpy(), rules.to_numpy()
