"""Tables in, a file out: Parquet, CSV, Excel. Cells are text unless a carried column is not."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from xianjie.populations.errors import PopulationError
from xianjie.populations.sources import unknown_kind
from xianjie.text import Text

Writer = Callable[[Path, Iterator[pa.Table]], None]

_BOM = b"\xef\xbb\xbf"  # so that Excel takes the CSV for UTF-8
_MOST_SHEET_ROWS = 1_048_575
_MADE = datetime(2020, 1, 1, tzinfo=UTC)  # not now: the same answers are the same bytes


def writer_of(path: Path) -> Writer:
    """The writer for a file's ending; raises `PopulationError`."""
    writers = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}
    if path.suffix.lower() not in writers:
        raise unknown_kind(path, list(writers))
    return writers[path.suffix.lower()]


def _parquet(path: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    with pyarrow.parquet.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def _csv(path: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    with path.open("wb") as file:
        file.write(_BOM)
        with pyarrow.csv.CSVWriter(file, first.schema) as writer:
            writer.write_table(first)
            for table in tables:
                writer.write_table(table)


def _xlsx(path: Path, tables: Iterator[pa.Table]) -> None:
    dated = path.with_suffix(".dated")
    book = xlsxwriter.Workbook(str(dated), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet()
    done = 0
    for table in tables:
        if not done:
            for place, name in enumerate(table.column_names):
                sheet.write_string(0, place, name)
        if done + table.num_rows > _MOST_SHEET_ROWS:
            raise PopulationError(
                Text(
                    f"一张工作表放不下 {_MOST_SHEET_ROWS:,} 行以上；请改写 .parquet 或 .csv",
                    f"a sheet holds no more than {_MOST_SHEET_ROWS:,} rows; write .parquet or .csv",
                )
            )
        for row in table.to_pylist():
            done += 1
            for place, cell in enumerate(row.values()):
                sheet.write_string(done, place, "" if cell is None else str(cell))
    book.close()
    _undated(dated, path)


def _undated(dated: Path, path: Path) -> None:
    """The same archive without the time at which it was made: the same answers, the same bytes."""
    with zipfile.ZipFile(dated) as made, zipfile.ZipFile(path, "w") as plain:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with made.open(name) as content, plain.open(entry, "w", force_zip64=True) as copy:
                shutil.copyfileobj(content, copy)
    dated.unlink()
