"""Templates, exports and files given back with remarks, as .xlsx or CSV.

No text in them is live: in Excel it is stored as text; in CSV an apostrophe is put before what
begins like a formula (or with an apostrophe), and `read_table` takes it off again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xianjie.tables import csvs
from xianjie.tables.errors import TableError
from xianjie.tables.template import Column, Kind
from xianjie.tables.workbook_process import DATA_SHEETS
from xianjie.text import Lang, Text

_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # said by every workbook: time is an argument
_MOST_ROWS = 1_048_576  # of a sheet, by Excel
_LONGEST = 32_767  # characters of a cell, by Excel
_TEXT = 49  # Excel's number of the format "Text", by which digits survive
FORMATS: dict[Kind, str | int] = {
    "text": _TEXT,
    "day": "yyyy-mm-dd",
    "whole": "0",
    "money": "0.00",
    "choice": _TEXT,
}


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Mapping[str, object]], lang: Lang
) -> bytes:
    """Values by column name, as `read_table` gives them; what is absent or None stays blank."""
    out = io.BytesIO()
    with new_workbook(out) as book:
        sheet = book.add_worksheet(sheet_name(lang))
        formats = {kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()}
        write_heads(book, sheet, 0, [column.title.in_(lang) for column in columns])
        for at, column in enumerate(columns):
            sheet.set_column(at, at, width(column, lang), formats[column.kind])
        for number, row in enumerate(rows, start=1):
            if number >= _MOST_ROWS:
                raise TableError(
                    Text(
                        f"一张工作表放不下 {_MOST_ROWS} 行以上；请改用 CSV，或缩小范围",
                        f"a sheet holds no more than {_MOST_ROWS} rows; take CSV, or narrow it",
                    )
                )
            for at, column in enumerate(columns):
                value = _shown(column, row.get(column.name), lang)
                write_cell(sheet, number, at, value, formats[column.kind])
    return out.getvalue()


def write_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, object]], lang: Lang) -> bytes:
    """UTF-8 with a mark for Excel. For programs; in Excel, numbers of persons lose digits."""

    def lines() -> Iterator[list[str]]:
        yield [csvs.guarded(column.title.in_(lang)) for column in columns]
        for row in rows:
            yield [csv_word(_shown(column, row.get(column.name), lang)) for column in columns]

    return csvs.written(lines())


Shown = str | int | float | Decimal | date | None


def _shown(column: Column, value: object, lang: Lang) -> Shown:
    match value:
        case None:
            return None
        case Text():
            return value.in_(lang)
        case str() if column.kind == "choice":
            return column.choices[value].in_(lang)
        case int() if column.kind == "money":
            return Decimal(value).scaleb(-2)
        case int() | date() if column.kind in ("whole", "day"):
            return value
        case _:
            return str(value)


def csv_word(value: Shown) -> str:
    match value:
        case None:
            return ""
        case str():
            return csvs.guarded(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def write_cell(sheet: Worksheet, row: int, at: int, value: Shown, form: Format) -> None:
    match value:
        case None | "":
            return
        case str():
            if len(value) > _LONGEST:
                raise TableError(
                    Text(
                        f"第 {row + 1} 行有超过 {_LONGEST} 字的内容，Excel 放不下；请改用 CSV",
                        f"row {row + 1} has text over {_LONGEST} characters, more than Excel "
                        "holds; take CSV",
                    )
                )
            sheet.write_string(row, at, value, form)
        case date():
            sheet.write_datetime(row, at, value, form)
        case _:
            sheet.write_number(row, at, value, form)


def new_workbook(out: io.BytesIO) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"created": _MADE})
    return book


def sheet_name(lang: Lang) -> str:
    return Text(*DATA_SHEETS).in_(lang)


def write_heads(
    book: xlsxwriter.Workbook, sheet: Worksheet, row: int, heads: Sequence[str]
) -> None:
    form = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "num_format": _TEXT})
    for at, head in enumerate(heads):
        sheet.write_string(row, at, head, form)
    sheet.freeze_panes(row + 1, 0)


def width(column: Column, lang: Lang) -> int:
    title = column.title.in_(lang)
    # A Chinese character is as wide as two letters; a resident number has 18 digits.
    wide = len(title) * (2 if lang == "zh" else 1) + 4
    return max(wide, 22 if column.kind == "text" else 12)
