"""A folder of tables: which are there, in which files, and whether they are in the schema.

Schemas and counts of nulls are read from the files' ends, so a wrong folder is refused at once and
by every engine alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.schema import TABLES, Column, Kind, Table
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a table, and which of its columns they have."""

    table: str
    files: Sequence[Path]
    columns: frozenset[str]


def sources(folder: Path) -> Mapping[str, Source]:
    """Of every table that is there; raises `SupervisionError`: which file, which column, why."""
    if not folder.is_dir():
        raise SupervisionError(
            Text(
                f"没有文件夹 {folder}；请给出放监管数据表的文件夹",
                f"there is no folder {folder}; give the one that holds the tables",
            )
        )
    found = {name: _source(name, files) for name in TABLES if (files := _files(folder, name))}
    if not found:
        listed = "、".join(TABLES), ", ".join(TABLES)
        raise SupervisionError(
            Text(
                f"{folder} 里没有监管数据表；应有 {listed[0]} 中的几个，如 certificates.parquet",
                f"{folder} holds none of the tables {listed[1]}, such as certificates.parquet",
            )
        )
    return found


def _files(folder: Path, name: str) -> list[Path]:
    one = folder / f"{name}.parquet"
    if one.is_file():
        return [one]
    # Spark writes a folder that is called like a file.
    return sorted(file for own in (one, folder / name) for file in own.glob("*.parquet"))


def _source(name: str, files: Sequence[Path]) -> Source:
    read = [_checked(TABLES[name], file) for file in files]
    return Source(name, files, frozenset.intersection(*read))


def _checked(table: Table, file: Path) -> frozenset[str]:
    """The columns of the schema that a file has."""
    try:
        with pa.parquet.ParquetFile(file) as opened:
            schema, nulls = opened.schema_arrow, _nulls(opened.metadata)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).strip().splitlines()[0]
        raise SupervisionError(
            Text(f"读不了 {file}：{reason}", f"cannot read {file}: {reason}")
        ) from error
    for name, column in table.columns.items():
        if name in schema.names:
            _require_kind(file, name, column, schema.field(name).type)
            _require_whole(file, name, column, nulls.get(name, 0))
        elif not column.nullable:
            raise SupervisionError(
                Text(
                    f"{file} 缺少列 {name}（{column.label.zh}）；各列见监管数据表说明",
                    f"{file} lacks the column {name} ({column.label.en}); see the schema",
                )
            )
    return frozenset(table.columns.keys() & set(schema.names))


def _nulls(metadata: pa.parquet.FileMetaData) -> dict[str, int]:
    """How many cells are null, by column, as far as the file says."""
    found: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            if column.statistics is not None and column.statistics.has_null_count:
                name = column.path_in_schema
                found[name] = found.get(name, 0) + column.statistics.null_count
    return found


def _require_kind(file: Path, name: str, column: Column, kind: pa.DataType) -> None:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if any(fits(plain) for fits in _FITTING[column.kind]):
        return
    if column.nullable and pa.types.is_null(plain):
        return
    wanted = _WANTED[column.kind]
    raise SupervisionError(
        Text(
            f"{file} 的列 {name} 应为{wanted.zh}，却是 {kind}",
            f"the column {name} of {file} must hold {wanted.en}, not {kind}",
        )
    )


def _require_whole(file: Path, name: str, column: Column, nulls: int) -> None:
    if nulls and not column.nullable:
        raise SupervisionError(
            Text(
                f"{file} 的列 {name} 有 {nulls:,} 个空值，这一列不能为空",
                f"the column {name} of {file} has {nulls:,} nulls and may have none",
            )
        )


def cells(source: Source | None, table: str) -> Iterator[tuple[str, Column, bool]]:
    """Each column of a table, and whether the files have it."""
    there = source.columns if source else frozenset[str]()
    for name, column in TABLES[table].columns.items():
        yield name, column, name in there


_FITTING: Mapping[Kind, Sequence[Callable[[pa.DataType], bool]]] = {
    Kind.TEXT: (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer),
    Kind.NUMBER: (pa.types.is_integer,),
    Kind.LONG: (pa.types.is_integer,),
    Kind.DAY: (pa.types.is_date,),
    Kind.FLAG: (pa.types.is_boolean,),
}
_WANTED: Mapping[Kind, Text] = {
    Kind.TEXT: Text("文本或整数", "texts or whole numbers"),
    Kind.NUMBER: Text("整数", "whole numbers"),
    Kind.LONG: Text("整数", "whole numbers"),
    Kind.DAY: Text("日期（DATE）", "days (DATE)"),
    Kind.FLAG: Text("布尔值", "booleans"),
}
