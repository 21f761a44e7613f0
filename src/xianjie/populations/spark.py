"""A population past one machine: Spark sorts its rows into groups, here each group is decided.

Workers need nothing of ours, nor Python: they get codes to look up and the decision's SQL, and
write the number of each row's group. What a row is told is put beside its keys here, part by part.
The file and its answers must lie where this process and every worker see them at the same path.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from importlib.util import find_spec
from itertools import accumulate
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from xianjie.law import FactError
from xianjie.law.columns import ColumnDecision, read_column
from xianjie.law.columns.codes import Coding
from xianjie.law.columns.reading import BadValue
from xianjie.populations.answering import Answerer, Layout, Refused, cells_of
from xianjie.populations.engines import NO_RULE_SAID, require_agreement
from xianjie.populations.errors import PopulationError
from xianjie.populations.sources import Batch, ParquetSource, Source
from xianjie.populations.sql import class_of, rule_of
from xianjie.text import Text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_MOST_DISTINCT = 250_000  # values of one column: days of 600 years, or no fact at all
_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # else it refuses them
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
}
_LOGGING = Path(__file__).with_name("spark-log4j2.properties")
_MASTERS = ("local", "spark://", "yarn", "k8s://")
_JAVA = "apt-get install default-jre-headless"
_GROUP = ("class", "whole", "rule")  # whole: of a row that no class fits, all its codes

Bad = dict[str, dict[int, list[BadValue]]]  # by fact, by the number that rows carry


class SparkAnswerer(Answerer):
    """Answers batches of a file whose rows Spark has sorted, in the order of the file."""

    def __init__(
        self, asked: ColumnDecision, places: Layout, sorted_rows: SortedRows, *, bare: bool
    ) -> None:
        super().__init__(asked, places, bare=bare)
        self._rows = sorted_rows

    def _decided(self, batch: Batch) -> tuple[NDArray[np.int32], list[Refused]]:
        told = self._rows.of(batch.numbers)
        refused = []
        for name, bad in self._rows.bad.items():
            numbers = told.column(_bad(name)).to_numpy()
            for row in np.flatnonzero(numbers >= 0).tolist():
                keys = cells_of(batch, self.layout.keys, row)
                refused += [
                    Refused(batch.numbers[row], self.layout.facts[name], one.error.detail, keys)
                    for one in bad[int(numbers[row])]
                ]
        return np.take(self._rows.explained, told.column("group").to_numpy()), refused


class SortedRows:
    """What Spark found: each row's group, in order of rows, and each group's explanation.

    ``bad`` has the bad values of each fact that has any, facts in order.
    """

    def __init__(self, folder: Path, explained: NDArray[np.int32], bad: Bad) -> None:
        self.explained = explained
        self.bad = bad
        numbers = {name: pa.int32() for name in ("group", *map(_bad, bad))}
        self._held = pa.schema({"row": pa.int64(), **numbers}).empty_table()
        self._first = 1  # the row that ``_held`` begins with
        self._parts = _read(folder)

    def of(self, numbers: Sequence[int]) -> pa.Table:
        """The rows of these numbers, each time later ones: the parts are read once."""
        if not numbers:
            return self._held.slice(0, 0)
        self._drop(numbers[0] - self._first)
        while self._held.num_rows < len(numbers):
            part = next(self._parts, None)
            if part is None:
                raise _rows_missing()
            self._held = pa.concat_tables([self._held, part.cast(self._held.schema)])
            self._drop(numbers[0] - self._first)
        found = self._held.slice(0, len(numbers))
        if not np.array_equal(found.column("row").to_numpy(), np.array(numbers)):
            raise _rows_missing()
        return found

    def _drop(self, rows: int) -> None:
        rows = min(rows, self._held.num_rows)
        self._held = self._held.slice(rows)
        self._first += rows


@contextmanager
def sorted_rows(
    asked: ColumnDecision, places: Layout, source: Source, folder: Path, master: str | None
) -> Iterator[SortedRows]:
    """Have Spark sort a Parquet file; what workers write is in ``folder`` meanwhile.

    ``master`` is Spark's address, by default what Spark's own settings name, else this machine.
    Raises `PopulationError`.
    """
    if not isinstance(source, ParquetSource):
        name = source.path.name
        raise PopulationError(
            Text(
                f"{name}：--engine spark 只读 .parquet；请先转换，或用其他引擎",
                f"{name}: --engine spark reads .parquet only; convert it, or use another engine",
            )
        )
    parts = folder / "spark"
    shutil.rmtree(parts, ignore_errors=True)
    with session(master) as spark:
        cases, bad = _coded(spark, asked, places, source)
        found = _found(asked, cases).persist()
        groups = _grouped(asked, found)
        explained = _decide(asked, groups)
        _write(spark, found, groups, parts, list(bad))
        found.unpersist()
    yield SortedRows(parts, explained, bad)


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """Spark at an address, stopped afterwards; one that this process has already is used and left.

    Raises `PopulationError`, also for what fails while it is open.
    """
    if master and not master.startswith(_MASTERS):
        raise PopulationError(
            Text(
                f"--database：Spark 的地址应以 {'、'.join(_MASTERS)} 之一开头，得到的是 {master}",
                f"--database: a Spark address begins with {', '.join(_MASTERS)}, not {master}",
            )
        )
    _require_spark()
    from py4j.protocol import Py4JError  # noqa: PLC0415 - only who asks for Spark has it
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    kept = SparkSession.getActiveSession() is not None
    builder = SparkSession.builder.appName("xianjie").config(map=_SETTINGS)
    try:
        with _quiet():
            opened = (builder.master(master) if master else builder).getOrCreate()
        try:
            yield opened
        finally:
            if not kept:
                opened.stop()
    except (PySparkException, Py4JError) as error:
        raise PopulationError(_failed(error)) from error


def _require_spark() -> None:
    missing = [
        *([] if find_spec("pyspark") else ["pyspark (pip install 'xianjie[spark]')"]),
        *([] if _has_java() else [f"Java 17 (Debian: {_JAVA})"]),
    ]
    if missing:
        raise PopulationError(
            Text(
                f"--engine spark 还需要安装：{'、'.join(missing)}",
                f"--engine spark needs to be installed: {', '.join(missing)}",
            )
        )


def _has_java() -> bool:
    return bool(os.environ.get("JAVA_HOME") or shutil.which("java"))


@contextmanager
def _quiet() -> Iterator[None]:
    """Java reads where its log goes when it starts; whoever has said so is heeded."""
    name = "LOG4J_CONFIGURATION_FILE"
    if name in os.environ:
        yield
        return
    os.environ[name] = str(_LOGGING)
    try:
        yield
    finally:
        del os.environ[name]


def _failed(error: Exception) -> Text:
    """Java's errors begin with the call in which they came, then say what was wrong."""
    lines = str(error).strip().splitlines()
    causes = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    reason = (causes or lines or [type(error).__name__])[0]
    return Text(f"Spark 出错：{reason}", f"Spark fails: {reason}")


def _coded(
    spark: SparkSession, asked: ColumnDecision, places: Layout, source: ParquetSource
) -> tuple[DataFrame, Bad]:
    """``row`` from 1, every fact's code by its name, and of facts with bad values which they are.

    Each distinct value is read here, by the code that reads it for every engine.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    columns = dict.fromkeys([*places.facts.values(), *places.none.values()])
    raw = {column: f"raw_{number}" for number, column in enumerate(columns)}
    schema = pyarrow.parquet.read_schema(next(iter(source.parts)))
    rows = _rows(spark, source, raw)
    bad: Bad = {}
    tables = {}
    for name, column in places.facts.items():
        read = [column, *([places.none[name]] if name in places.none else [])]
        kinds = [schema.field(one).type for one in read]
        _require_kinds(asked.codings[name], kinds)
        own = [raw[one] for one in read]
        values = rows.select(*own).distinct().limit(_MOST_DISTINCT + 1).toArrow()
        if values.num_rows > _MOST_DISTINCT:
            raise _too_many(column)
        tables[name] = own, _known(asked.codings[name], values, kinds[0], bad)
    for own, known in tables.values():
        rows = _looked_up(spark, rows, known, own)
    unknown = [
        f.lit(coding.unknown).alias(name)
        for name, coding in asked.codings.items()
        if name not in places.facts
    ]
    told = [f.col(_code(name)).alias(name) for name in places.facts]
    return rows.select("row", *told, *unknown, *map(_bad, bad)), bad


def _rows(spark: SparkSession, source: ParquetSource, raw: Mapping[str, str]) -> DataFrame:
    """The columns that hold facts, by the names that ``raw`` gives them, and ``row`` from 1.

    Other columns are not looked at: Spark does not know every kind that Parquet has.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415
    from pyspark.sql.types import StructType  # noqa: PLC0415

    with pyarrow.parquet.ParquetFile(next(iter(source.parts))) as file:
        leaves = [file.schema.column(number) for number in range(len(file.schema))]
        stored = {leaf.path: leaf.physical_type for leaf in leaves}
        kinds = {name: _kind(file.schema_arrow.field(name).type, stored.get(name)) for name in raw}
    wanted = StructType()
    for name, kind in kinds.items():
        if kind is not None:
            wanted.add(name, kind)
    paths = [re.sub(r"([\\{}\[\]*?])", r"\\\1", _address(part)) for part in source.parts]
    told = [
        (f.lit(None).cast("string") if kinds[name] is None else f.col(_quoted(name))).alias(own)
        for name, own in raw.items()
    ]
    number = f.col("_metadata.row_index") + 1
    found = spark.read.schema(wanted).parquet(*paths)
    if len(paths) == 1:
        return found.select(number.alias("row"), *told)
    part = f.url_decode(f.replace(f.col("_metadata.file_name"), f.lit("+"), f.lit("%2B")))
    before = pa.table(
        {
            "part": [part.name for part in source.parts],
            "before": [0, *list(accumulate(source.parts.values()))[:-1]],
        }
    )
    found = found.select(number.alias("number"), part.alias("part"), *told)
    offsets = f.broadcast(spark.createDataFrame(before))
    return found.join(offsets, found["part"] == offsets["part"]).select(
        (f.col("number") + f.col("before")).alias("row"), *raw.values()
    )


def _kind(kind: pa.DataType, stored: str | None) -> str | None:
    """Spark's name for how a column that can hold a fact is read; None where it is all null."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_null(kind):
        return None
    if pa.types.is_timestamp(kind):
        return "long" if kind.unit == "ns" and stored == "INT64" else "timestamp_ntz"
    for known, name in (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_date, "date"),
        (pa.types.is_integer, "long"),
        (pa.types.is_floating, "double"),
    ):
        if known(kind):
            return name
    return "string"


def _require_kinds(coding: Coding, kinds: Sequence[pa.DataType]) -> None:
    """Say of a column that cannot hold its fact what every engine says of it."""
    empty = [pa.chunked_array([], kind) for kind in kinds]
    try:
        read_column(coding, *empty)
    except FactError as error:
        raise PopulationError(error.message) from error


def _known(coding: Coding, values: pa.Table, kind: pa.DataType, bad: Bad) -> pa.Table:
    """Distinct values, alone or beside a column of nones, with their codes."""
    name = coding.fact.name
    column = values.column(0)
    if pa.types.is_integer(column.type):
        column = column.cast(kind)  # nanoseconds
    none = values.column(1) if values.num_columns > 1 else None
    try:
        codes, wrong = read_column(coding, column, none)
    except FactError as error:
        raise PopulationError(error.message) from error
    known = values.rename_columns([f"value_{name}", f"none_{name}"][: values.num_columns])
    known = known.append_column(_code(name), pa.array(codes.astype(np.int32)))
    if not wrong:
        return known
    bad[name] = {}
    for one in wrong:
        bad[name].setdefault(one.row, []).append(one)
    numbers = np.full(values.num_rows, -1, np.int32)
    numbers[list(bad[name])] = list(bad[name])
    return known.append_column(_bad(name), pa.array(numbers))


def _looked_up(
    spark: SparkSession, rows: DataFrame, known: pa.Table, read: Sequence[str]
) -> DataFrame:
    """Rows with what is known of the values of some columns; nulls are values, too."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    table = f.broadcast(spark.createDataFrame(known))
    names = zip(read, known.column_names, strict=False)
    same = reduce(and_, (rows[theirs].eqNullSafe(table[own]) for theirs, own in names))
    return rows.join(table, same)


def _found(asked: ColumnDecision, cases: DataFrame) -> DataFrame:
    """Cases with their class and rule, and all their codes where a class does not fit."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    incomplete = f.lit(False)
    for name in asked.full.paired:
        incomplete |= f.col(name) == asked.codings[name].unknown
    whole = f.when(incomplete, f.concat_ws(",", *asked.codings)).otherwise("")
    return cases.withColumns(
        {"class": f.expr(class_of(asked)), "whole": whole, "rule": f.expr(rule_of(asked))}
    )


def _grouped(asked: ColumnDecision, found: DataFrame) -> pa.Table:
    """A row for each group: its class, what tells it apart within, its rule, one case's codes."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    codes = f.max(f.struct(*asked.codings)).alias("codes")
    groups: pa.Table = found.groupBy(*_GROUP).agg(codes).select(*_GROUP, "codes.*").toArrow()
    return groups


def _decide(asked: ColumnDecision, groups: pa.Table) -> NDArray[np.int32]:
    """The index of each group's explanation; the rules that Spark found are held against it."""
    codes = {
        name: groups.column(name).to_numpy().astype(coding.dtype)
        for name, coding in asked.codings.items()
    }
    require_agreement(asked, codes, groups.column("rule").fill_null(NO_RULE_SAID).to_numpy())
    return asked.explained(codes, groups.num_rows)


def _write(
    spark: SparkSession, found: DataFrame, groups: pa.Table, folder: Path, bad: Sequence[str]
) -> None:
    """Each row's number, group and bad values, in order of rows, written by the workers."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    numbers = pa.array(np.arange(groups.num_rows, dtype=np.int32))
    numbered = groups.select(_GROUP).append_column("group", numbers)
    table = f.broadcast(spark.createDataFrame(numbered))
    same = reduce(and_, (found[name].eqNullSafe(table[name]) for name in _GROUP))
    joined = found.join(table, same).select("row", "group", *map(_bad, bad))
    joined.orderBy("row").write.parquet(_address(folder))


def _read(folder: Path) -> Iterator[pa.Table]:
    """The parts that workers wrote, in order: their names are numbered so."""
    for path in sorted(folder.glob("part-*.parquet")):
        with pyarrow.parquet.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches():
                yield pa.Table.from_batches([batch])


def _rows_missing() -> PopulationError:
    return PopulationError(
        Text(
            "Spark 各工作机写的结果不全：文件与结论须放在本机与各工作机共用的文件夹，路径相同",
            "what Spark's workers wrote is not all here: the file and its answers must be in a "
            "folder that this machine and every worker share, at the same path",
        )
    )


def _too_many(column: str) -> PopulationError:
    return PopulationError(
        Text(
            f"列“{column}”有超过 {_MOST_DISTINCT:,} 种不同的值，不会是这个事实；请核对 --map",
            f"the column {column!r} has more than {_MOST_DISTINCT:,} different values, so it is "
            "not this fact; check --map",
        )
    )


def _address(path: Path) -> str:
    """Of this machine's file system, whatever Spark's own is; Spark reads it as it is written."""
    return f"file://{path.resolve()}"


def _code(fact: str) -> str:
    return f"code_{fact}"


def _bad(fact: str) -> str:
    return f"bad_{fact}"


def _quoted(column: str) -> str:
    return "`{}`".format(column.replace("`", "``"))
