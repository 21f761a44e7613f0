"""Files of cases as batches of columns: Parquet, CSV, Excel, JSON lines.

At most one batch is in memory, but for Excel, which is read whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from xianjie.populations.errors import PopulationError
from xianjie.populations.lines import BOM, LineError, case_of
from xianjie.text import Text

AT_ONCE = 1 << 18  # rows of a batch
_CSV_BLOCK = 1 << 24  # bytes

Column = Any  # pyarrow.ChunkedArray, or a list of a sheet's cells


@dataclass(frozen=True)
class Batch:
    """Some rows: their columns, their numbers as the file's reader counts, and rows left out.

    Numbers rise; rows left out are counted, too.
    """

    columns: dict[str, Column]
    numbers: Sequence[int]
    left_out: list[tuple[int, Text]] = field(default_factory=list)


class Source(Protocol):
    """A file of cases. ``rows`` is None where only reading it through would tell."""

    path: Path
    columns: list[str]
    rows: int | None

    def batches(self) -> Iterator[Batch]:
        """All rows in order, the same batches each time; raises `PopulationError`."""
        ...


def open_source(path: Path) -> Source:
    """By the file's ending; raises `PopulationError`."""
    if path.is_dir():
        return ParquetSource(path)
    if not path.is_file():
        raise PopulationError(
            Text(f"没有文件 {path}；请检查路径", f"there is no file {path}; check the path")
        )
    return _reader_of(path)(path)


def _reader_of(path: Path) -> Callable[[Path], Source]:
    readers: dict[str, Callable[[Path], Source]] = {
        ".parquet": ParquetSource,
        ".csv": CsvSource,
        ".xlsx": ExcelSource,
        ".jsonl": LinesSource,
    }
    if path.suffix.lower() not in readers:
        raise unknown_kind(path, list(readers))
    return readers[path.suffix.lower()]


def unknown_kind(path: Path, endings: Sequence[str]) -> PopulationError:
    """The path ends in none of these."""
    return PopulationError(
        Text(
            f"{path.name}：只认 {'、'.join(endings)}，按文件名结尾区分",
            f"{path.name}: the ending must be one of {', '.join(endings)}",
        )
    )


class ParquetSource:
    """A file, or a folder of parts as Spark and its like write it, read in order of their names.

    Rows are counted from 1, through all parts; ``parts`` has the number of rows of each.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: dict[Path, int] = {}
        schemas = [self._opened(part) for part in _parts(path)]
        self.columns: list[str] = schemas[0].names
        self.rows: int | None = sum(self.parts.values())
        _require_headers(path, self.columns)
        for part, schema in zip(self.parts, schemas, strict=True):
            _require_same_columns(part, schema, schemas[0])

    def _opened(self, part: Path) -> pa.Schema:
        try:
            with pyarrow.parquet.ParquetFile(part) as file:
                self.parts[part] = file.metadata.num_rows
                return file.schema_arrow
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(part, error) from error

    def batches(self) -> Iterator[Batch]:
        done = 0
        for part in self.parts:
            try:
                # What is buffered ahead is kept until the file is closed (Arrow 26).
                with pyarrow.parquet.ParquetFile(part, pre_buffer=False) as file:
                    for batch in file.iter_batches(AT_ONCE):
                        columns = {
                            name: pa.chunked_array([column])
                            for name, column in zip(self.columns, batch.columns, strict=True)
                        }
                        yield Batch(columns, range(done + 1, done + batch.num_rows + 1))
                        done += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                raise _unreadable(part, error) from error


class CsvSource:
    """UTF-8 with a header; rows are counted from 2, the header being the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: int | None = None
        self._left_out: list[tuple[int, Text]] = []
        reader = self._open()
        self.columns: list[str] = reader.schema.names
        reader.close()
        _require_headers(path, self.columns)

    def batches(self) -> Iterator[Batch]:
        self._left_out = []  # what was met when the header was read is met again
        reader = self._open()
        done = 1
        try:
            for batch in reader:
                columns = {
                    name: pa.chunked_array([column])
                    for name, column in zip(self.columns, batch.columns, strict=True)
                }
                numbers = self._numbers(done, batch.num_rows)
                done = numbers[-1] if numbers else done
                yield Batch(columns, numbers, self._taken(done))
        except pa.ArrowInvalid as error:
            raise _unreadable(self.path, error) from error
        if self._left_out:
            yield Batch({name: [] for name in self.columns}, range(0), self._left_out)

    def _numbers(self, done: int, rows: int) -> Sequence[int]:
        """The numbers of the next rows, those left out passed over."""
        passed = {number for number, _ in self._left_out}
        ahead = range(done + 1, done + 1 + rows + len(passed))
        return [number for number in ahead if number not in passed][:rows] if passed else ahead

    def _taken(self, done: int) -> list[tuple[int, Text]]:
        """The rows left out so far; what Arrow met ahead waits for its batch."""
        taken = [one for one in self._left_out if one[0] <= done]
        self._left_out = [one for one in self._left_out if one[0] > done]
        return taken

    def _open(self) -> Any:  # noqa: ANN401 - Arrow has no types here
        try:
            with self.path.open("rb") as file:
                header = file.readline().decode("utf-8-sig")
            names = next(iter(_csv_rows(header)), [])
            return pyarrow.csv.open_csv(
                self.path,
                pyarrow.csv.ReadOptions(block_size=_CSV_BLOCK, use_threads=False),
                pyarrow.csv.ParseOptions(
                    newlines_in_values=True, invalid_row_handler=self._leave_out
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
            raise _unreadable(self.path, error) from error

    def _leave_out(self, row: Any) -> str:  # noqa: ANN401 - Arrow has no types here
        self._left_out.append(
            (
                row.number or 0,
                Text(
                    f"有 {row.actual_columns} 格，表头有 {row.expected_columns} 格；"
                    "请检查逗号和引号",
                    f"has {row.actual_columns} cells where the header has "
                    f"{row.expected_columns}; check its commas and quotes",
                ),
            )
        )
        return "skip"


class ExcelSource:
    """The first sheet, with a header; rows are counted as in the sheet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            self._cells = sheet.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        header = self._cells[0] if self._cells else []
        self.columns = [str(cell).strip() for cell in header]
        _require_headers(path, self.columns)
        self.rows: int | None = len(self._cells) - 1

    def batches(self) -> Iterator[Batch]:
        for start in range(1, len(self._cells), AT_ONCE):
            rows = list(islice(self._cells, start, start + AT_ONCE))
            columns: dict[str, Column] = {
                name: [row[place] for row in rows] for place, name in enumerate(self.columns)
            }
            yield Batch(columns, range(start + 1, start + len(rows) + 1))


class LinesSource:
    """JSON, an object a line: null is none, what a line lacks is unknown; rows are its lines.

    Columns are the names that any line has, so that the file is read twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        names: dict[str, None] = {}
        first_error: Text | None = None
        number = 0
        for number, case in self._cases():  # noqa: B007 - the last is how many there are
            if isinstance(case, Text):
                first_error = first_error or case
            else:
                names |= dict.fromkeys(case)
        self.columns = list(names)
        self.rows: int | None = number
        if not names:
            raise _no_case(path, first_error)
        _require_headers(path, self.columns)

    def batches(self) -> Iterator[Batch]:
        cases = self._cases()
        while some := list(islice(cases, AT_ONCE)):
            good = [(number, case) for number, case in some if not isinstance(case, Text)]
            columns: dict[str, Column] = {
                name: [_cell(case, name) for _, case in good] for name in self.columns
            }
            left_out = [(number, case) for number, case in some if isinstance(case, Text)]
            yield Batch(columns, [number for number, _ in good], left_out)

    def _cases(self) -> Iterator[tuple[int, dict[str, object] | Text]]:
        """Each line's number and case, or why it is none."""
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    try:
                        case = case_of(line.removeprefix(BOM) if number == 1 else line)
                        _require_flat(case)
                    except LineError as error:
                        yield number, error.message
                    else:
                        yield number, case
        except OSError as error:
            raise _unreadable(self.path, error) from error


def _cell(case: Mapping[str, object], name: str) -> object:
    """As a cell of a sheet has it: nothing where it is unknown, a word where it is none."""
    return "none" if name in case and case[name] is None else case.get(name)


def _require_flat(case: Mapping[str, object]) -> None:
    for name, value in case.items():
        if isinstance(value, list | dict):
            raise LineError(
                Text(
                    f"“{name}”的值是列表或对象；应为文字、数、true、false 或 null",
                    f"the value of {name!r} is a list or an object; it must be a text, a number, "
                    "true, false or null",
                )
            )


def _no_case(path: Path, reason: Text | None) -> PopulationError:
    if reason is None:
        reason = Text("每行应为一个 JSON 对象", "give one JSON object a line")
    return PopulationError(
        Text(f"{path.name} 没有一行是情形：{reason.zh}", f"{path.name} holds no case: {reason.en}")
    )


def _parts(path: Path) -> list[Path]:
    """Names that begin with . or _ are of whoever wrote the folder, not rows."""
    if path.is_file():
        return [path]
    found = sorted(part for part in path.glob("*.parquet") if part.name[0] not in "._")
    if not found:
        raise PopulationError(
            Text(
                f"文件夹 {path} 里没有 .parquet 文件；请检查路径",
                f"the folder {path} has no .parquet files; check the path",
            )
        )
    return found


def _require_same_columns(part: Path, schema: pa.Schema, first: pa.Schema) -> None:
    """Name the first column in which a part differs from the first part."""
    if (schema.names, schema.types) == (first.names, first.types):
        return
    names = dict.fromkeys([*first.names, *schema.names])
    for name in names:
        own, others = (
            one.field(name).type if name in one.names else None for one in (schema, first)
        )
        if own != others:
            raise PopulationError(
                Text(
                    f"{part.name}：列“{name}”是 {own or '没有'}，第一个文件里是 "
                    f"{others or '没有'}；各文件的列须相同",
                    f"{part.name}: the column {name!r} is {own or 'not there'}, in the first file "
                    f"{others or 'not there'}; all files must have the same columns",
                )
            )
    raise PopulationError(
        Text(
            f"{part.name}：列的次序与第一个文件不同；各文件的列须相同",
            f"{part.name}: the columns are in another order than in the first file; all files "
            "must have the same columns",
        )
    )


def _csv_rows(header: str) -> Iterator[list[str]]:
    import csv  # noqa: PLC0415 - shadows pyarrow's name only here

    yield from csv.reader([header])


def _require_headers(path: Path, names: Sequence[str]) -> None:
    """Every column has a name of its own; a merged header leaves some without."""
    empty = [number for number, name in enumerate(names, start=1) if not name.strip()]
    if empty or not names:
        places = "、".join(map(str, empty)) or "1"
        raise PopulationError(
            Text(
                f"{path.name}：第 {places} 列没有表头；第一行应是表头，一列一名，不合并单元格",
                f"{path.name}: column {places} has no header; the first row must name each "
                "column, without merged cells",
            )
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise PopulationError(
            Text(
                f"{path.name}：表头“{twice[0]}”出现不止一次；请改名",
                f"{path.name}: the header {twice[0]!r} comes more than once; rename one",
            )
        )


def _unreadable(path: Path, error: Exception) -> PopulationError:
    if isinstance(error, UnicodeDecodeError) or "UTF8" in str(error):
        return PopulationError(
            Text(
                f"{path.name} 不是 UTF-8 编码；请另存为“CSV UTF-8”",
                f"{path.name} is not in UTF-8; save it as 'CSV UTF-8'",
            )
        )
    return PopulationError(
        Text(
            f"{path.name} 读不了，可能不完整或并非此格式：{error}",
            f"{path.name} cannot be read; it may be cut short or of another kind: {error}",
        )
    )
