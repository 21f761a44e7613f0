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
        is_file = Text("是文件，不是文件夹", "is a file, no folder")
        is_none = Text("不存在", "is not there")
        why = is_file if folder.exists() else is_none
        raise SupervisionError(
            Text(
                f"{folder} {why.zh}；请给出放监管数据表的文件夹",
                f"{folder} {why.en}; give the folder that holds the tables",
            )
        )
    found = {name: _source(name, files) for name in TABLES if (files := _files(folder, name))}
    for name in TABLES:
        if name not in found:
            _require_no_other_form(folder, name)
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
    if one.is_file() or one.is_symlink():
        return [one]
    # Spark writes a folder that is called like a file.
    parts = [own for own in (one, folder / name) if own.is_dir()]
    found = sorted(file for own in parts for file in own.glob("*.parquet"))
    if parts and not found:
        raise SupervisionError(
            Text(
                f"文件夹 {parts[0]} 里没有 .parquet 文件；放入表 {name} 的各部分，或删去这个文件夹",
                f"the folder {parts[0]} holds no .parquet file; put the parts of the table {name} "
                "there, or take the folder away",
            )
        )
    return found


def _require_no_other_form(folder: Path, name: str) -> None:
    """A table as CSV and the like would be passed over silently."""
    for other in sorted(folder.glob(f"{name}.*")):
        if other.suffix.lower() in _OTHER_FORMS:
            raise SupervisionError(
                Text(
                    f"{other} 不是 Parquet，读不了；请转成 {name}.parquet，如 "
                    f"pandas.read_csv(…).to_parquet(…)，日期列转为 DATE",
                    f"{other} is not Parquet and cannot be read; turn it into {name}.parquet, as "
                    "by pandas.read_csv(…).to_parquet(…), with days as DATE",
                )
            )


def _source(name: str, files: Sequence[Path]) -> Source:
    read = [_checked(TABLES[name], file) for file in files]
    return Source(name, files, frozenset.intersection(*read))


def _checked(table: Table, file: Path) -> frozenset[str]:
    """The columns of the schema that a file has."""
    try:
        with pa.parquet.ParquetFile(file) as opened:
            schema, nulls, most = opened.schema_arrow, *_told_of(opened.metadata)
    except (OSError, pa.ArrowException) as error:
        raise SupervisionError(_unreadable(file, error)) from error
    for name, column in table.columns.items():
        if name in schema.names:
            _require_kind(file, name, column, schema.field(name).type)
            _require_whole(file, name, column, nulls.get(name, 0))
            _require_small(file, name, column, most.get(name, 0))
        elif not column.nullable:
            like = [one for one in schema.names if one.lower() == name]
            zh = f"；有 {like[0]}，列名须小写" if like else ""
            en = f"; there is {like[0]}, and names are in lower case" if like else ""
            raise SupervisionError(
                Text(
                    f"{file} 缺少列 {name}（{column.label.zh}）{zh}；"
                    "各列见 xianjie supervise schema",
                    f"{file} lacks the column {name} ({column.label.en}){en}; see xianjie "
                    "supervise schema",
                )
            )
    return frozenset(table.columns.keys() & set(schema.names))


def _unreadable(file: Path, error: Exception) -> Text:
    """Why, and what to do: whoever made it may have written no Parquet, or not to its end."""
    reason = str(error).strip().splitlines()[0].rstrip(".")
    if not file.exists():
        fix = Text("请放入这个文件", "put the file there")
    elif _head(file) == _MAGIC:
        fix = Text("文件可能没有写完或传完，请重新取得", "it may be cut off; get it anew")
    else:
        fix = Text("它不是 Parquet 文件，请转成 Parquet", "it is no Parquet file; turn it into one")
    return Text(f"读不了 {file}：{reason}；{fix.zh}", f"cannot read {file}: {reason}; {fix.en}")


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC))
    except OSError:
        return _MAGIC


def _told_of(metadata: pa.parquet.FileMetaData) -> tuple[dict[str, int], dict[str, int]]:
    """How many cells are null and the most that a number is, by column, as far as it is told."""
    nulls: dict[str, int] = {}
    most: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            found, name = column.statistics, column.path_in_schema
            if found is not None and found.has_null_count:
                nulls[name] = nulls.get(name, 0) + found.null_count
            if found is not None and found.has_min_max and isinstance(found.max, int):
                most[name] = max(most.get(name, 0), abs(found.min), abs(found.max))
    return nulls, most


def _require_kind(file: Path, name: str, column: Column, kind: pa.DataType) -> None:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if any(fits(plain) for fits in _FITTING[column.kind]):
        return
    if column.nullable and pa.types.is_null(plain):
        return
    wanted = _WANTED[column.kind]
    raise SupervisionError(
        Text(
            f"{file} 的列 {name} 应为{wanted.zh}，却是 {kind}；请转换类型后重写",
            f"the column {name} of {file} must hold {wanted.en}, not {kind}; convert it and write "
            "the table anew",
        )
    )


def _require_whole(file: Path, name: str, column: Column, nulls: int) -> None:
    if nulls and not column.nullable:
        raise SupervisionError(
            Text(
                f"{file} 的列 {name} 有 {nulls:,} 个空值，这一列不能为空；请补上或去掉这些行",
                f"the column {name} of {file} has {nulls:,} nulls and may have none; fill them in "
                "or leave these rows out",
            )
        )


def _require_small(file: Path, name: str, column: Column, most: int) -> None:
    if column.kind is Kind.NUMBER and most > _MOST:
        raise SupervisionError(
            Text(
                f"{file} 的列 {name} 里有 {most:,} 这样的数，至多 {_MOST:,}；请核对这一列",
                f"the column {name} of {file} has numbers as large as {most:,}; at most "
                f"{_MOST:,} fit: look at this column",
            )
        )


def cells(source: Source | None, table: str) -> Iterator[tuple[str, Column, bool]]:
    """Each column of a table, and whether the files have it."""
    there = source.columns if source else frozenset[str]()
    for name, column in TABLES[table].columns.items():
        yield name, column, name in there


_MAGIC = b"PAR1"
_MOST = 2**31 - 1
_OTHER_FORMS = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".jsonl", ".gz", ".zip"}
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
