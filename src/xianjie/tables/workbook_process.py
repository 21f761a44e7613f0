"""The part of reading a workbook that runs in a process of its own, within limits.

A file of 5 KB can make the reader ask for hundreds of gigabytes, and a reader in Rust does not
raise then but aborts. So: the workbook on standard input; rows as gzipped JSON lines on standard
output, `[number, [cells]]`; what was found or refused as one JSON object on standard error. With
`locate`, only the cell furthest out is looked for. Imports nothing of Xianjie: it is started by
its path.
"""

from __future__ import annotations

import gzip
import io
import json
import math
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any, NoReturn
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

MEMORY = 250 << 20  # address space, of which Python and calamine take 20 MB
SECONDS = {"read": 8, "locate": 3}  # of processor time
MOST_UNPACKED = 500 << 20  # a million blank rows with borders take 360 MB
MOST_PACKED = 200  # times smaller than unpacked; sheets reach 60
SMALL = 4 << 20  # below, a part may be packed as tightly as it likes
MOST_SHEETS = 30
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_FLAGGED = 100_000
LONGEST = 1_000  # characters; a cell's rule is stricter
DATA_SHEETS = ("填写", "Data")
MARK_SHEET = "_template"

_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20
_OVERLAP = 64  # no pattern below is longer, spaces aside
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)")
_FLAGGED = re.compile(rb"""<(?:[\w.-]+:)?f[\s/>]|\st\s*=\s*["']e["']""")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Flags = dict[int, dict[int, str]]  # row → column → formula or error


class RefusedError(Exception):
    """A code that the reading process has words for, and what they need."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **details}


def main(task: str) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[task], SECONDS[task]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        answer = {"read": _read, "locate": _locate}[task](content)
    except RefusedError as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"refused": "memory"}
    except BaseException:  # noqa: BLE001 – zip, XML and calamine, whose panics are no Exception
        answer = {"refused": "damaged"}
    sys.stderr.write(json.dumps(answer))


def _read(content: io.BytesIO) -> dict[str, object]:
    with zipfile.ZipFile(content) as archive:
        _check_parts(archive)
        parts = _sheet_parts(archive)
        flagged = _check_words(archive)
        content.seek(0)
        with CalamineWorkbook.from_filelike(content) as book:
            name = _data_sheet(book)
            flags = _flags(archive, parts.get(name, ""), flagged)
            sheet = book.get_sheet_by_name(name)
            _check_extent(sheet)
            merged = sheet.merged_cell_ranges or []
            rows = _written(_rows(sheet, flags))
            return {
                "rows": rows,
                "merged": sorted(merged)[:20],
                "mark": _mark(book),
            }


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("encrypted")
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise RefusedError("macros")
    if "xl/workbook.bin" in names:
        raise RefusedError("binary")
    if "xl/workbook.xml" not in names:
        raise RefusedError("no-workbook")
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        part.file_size > SMALL and part.file_size > MOST_PACKED * part.compress_size
        for part in parts
    ):
        raise RefusedError("bomb")
    if any(part.compress_type not in _DEFLATED for part in parts):
        raise RefusedError("damaged")


def _check_words(archive: zipfile.ZipFile) -> set[str]:
    """The parts that hold a formula or an error; reading them through also tells damage."""
    flagged = set()
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as opened:
            tail = b""
            while chunk := opened.read(_CHUNK):
                words = tail + chunk
                if not tail and words.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
                    raise RefusedError("damaged")  # UTF-16: searched in vain for what is refused
                if b"<!" in words and _DOCTYPE.search(words):
                    raise RefusedError("doctype")
                if part.filename not in flagged and _is_flagged(words):
                    flagged.add(part.filename)
                tail = words[-_OVERLAP:]
    return flagged


def _is_flagged(words: bytes) -> bool:
    """Plain searches first: the pattern takes as long as reading the cells."""
    return any(sign in words for sign in (b"<f", b":f", b'"e"', b"'e'")) and bool(
        _FLAGGED.search(words)
    )


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """A sheet's name → where its cells are."""
    targets = {
        attributes.get("Id"): attributes.get("Target", "")
        for name, attributes in _elements(archive, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    found = {}
    for name, attributes in _elements(archive, "xl/workbook.xml"):
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            place = posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))
            found[attributes.get("name", "")] = place.lstrip("/")
    if len(found) > MOST_SHEETS:
        raise RefusedError("sheets", count=len(found))
    return found


def _elements(archive: zipfile.ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    if archive.getinfo(path).file_size > SMALL:
        raise RefusedError("bomb")
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(
        (name.rpartition(":")[2], attributes)
    )
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(archive.read(path), True)
    return found


def _refuse_doctype(*_: object) -> NoReturn:
    raise RefusedError("doctype")


def _data_sheet(book: CalamineWorkbook) -> str:
    for name in DATA_SHEETS:
        if name in book.sheet_names:
            return name
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.name != MARK_SHEET
    ]
    if len(visible) != 1:
        raise RefusedError("which-sheet", names=visible[:10])
    return visible[0]


def _mark(book: CalamineWorkbook) -> list[str] | None:
    if MARK_SHEET not in book.sheet_names:
        return None
    rows = book.get_sheet_by_name(MARK_SHEET).to_python(nrows=1)
    return [str(cell)[:80] for cell in rows[0][:3]] if rows else []


def _check_extent(sheet: CalamineSheet) -> None:
    if sheet.end is not None and sheet.end[1] >= MOST_COLUMNS:
        raise RefusedError("far")


def _rows(sheet: CalamineSheet, flags: Flags) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold something, numbered from 1, each from the first column of the sheet."""
    offset = sheet.start[1] if sheet.start else 0
    at = -1
    for at, found in enumerate(sheet.iter_rows() if sheet.start else ()):
        cells: list[Any] = [None] * offset + found
        if at in flags:
            _flag(cells, flags.pop(at))
        while cells and _is_blank(cells[-1]):
            cells.pop()
        if cells:
            yield at + 1, cells
    for row in sorted(flags):  # below the last cell with a value: formulas never computed
        cells = []
        _flag(cells, flags[row])
        yield row + 1, cells


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _flag(cells: list[Any], flags: dict[int, str]) -> None:
    for column, why in flags.items():
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = {why: "" if cells[column] is None else str(cells[column])[:LONGEST]}


def _written(rows: Iterator[tuple[int, list[Any]]]) -> int:
    count = 0
    with (
        gzip.GzipFile(fileobj=sys.stdout.buffer, mode="wb", compresslevel=1, mtime=0) as packed,
        io.BufferedWriter(packed, _CHUNK) as out,
    ):
        for number, cells in rows:
            count += 1
            if count > MOST_ROWS:
                raise RefusedError("rows")
            out.write(_line(number, cells))
    return count


def _line(number: int, cells: list[Any]) -> bytes:
    try:
        words = _ENCODER.encode([number, cells])
    except ValueError:  # a number without end
        words = ""
    if not words or len(words) > LONGEST:
        words = _ENCODER.encode([number, [_within(cell) for cell in cells]])
    return words.encode() + b"\n"


def _within(cell: Any) -> Any:  # noqa: ANN401 – JSON's types
    if isinstance(cell, str):
        return cell[:LONGEST]
    return str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell


def _day_or_time(cell: object) -> dict[str, str]:
    match cell:
        case datetime() if cell.time() == time():
            return {"day": cell.date().isoformat()}
        case date() if not isinstance(cell, datetime):
            return {"day": cell.isoformat()}
        case _:  # a moment, a time of day or a duration
            return {"time": str(cell)}


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_day_or_time)


def _flags(archive: zipfile.ZipFile, part: str, flagged: set[str]) -> Flags:
    if part not in archive.namelist():
        raise RefusedError("damaged")
    if part not in flagged:
        return {}
    with archive.open(part) as opened:
        return _Walk(opened).flags


def _locate(content: io.BytesIO) -> dict[str, object]:
    """The cell furthest down and the one furthest right, of all sheets."""
    with zipfile.ZipFile(content) as archive:
        _check_parts(archive)
        _check_words(archive)
        down, right = (-1, -1), (-1, -1)
        for part in set(_sheet_parts(archive).values()) & set(archive.namelist()):
            with archive.open(part) as opened:
                walk = _Walk(opened)
            down = max(down, walk.down)
            right = max(right, walk.right, key=lambda place: place[1])
        return {"down": down, "right": right}


class _Walk:
    """Once through a sheet's XML: its extent; formulas and errors, which calamine leaves out."""

    def __init__(self, opened: IO[bytes]) -> None:
        self.flags: Flags = {}
        self.down = self.right = (-1, -1)
        self._row = self._column = -1
        self._count = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        while chunk := opened.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                place = _PLACE.fullmatch(attributes.get("r", ""))
                self._column = _number(place[1]) if place else self._column + 1
                if place:
                    self._row = int(place[2]) - 1
                if attributes.get("t") == "e":
                    self._flag("error")
            case "row":
                self._row = int(attributes.get("r", self._row + 2)) - 1
                self._column = -1
            case "f":
                self._flag("formula")
            case "v" | "is":
                here = (self._row, self._column)
                self.down = max(self.down, here)
                if here[1] > self.right[1]:
                    self.right = here

    def _flag(self, why: str) -> None:
        self._count += 1
        if self._count > MOST_FLAGGED or self._column >= MOST_COLUMNS:
            raise RefusedError("flagged")
        self.flags.setdefault(self._row, {})[self._column] = why


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


if __name__ == "__main__":
    main(sys.argv[1])
