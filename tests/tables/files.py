"""A template, good rows of it, and ways to make files that are not good."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from xianjie.tables import Column, Template, write_template
from xianjie.text import Text

COLUMNS = (
    Column("name", Text("姓名", "Name")),
    Column(
        "number",
        Text("证件号码", "Document number"),
        note=Text("按证件填写", "as on the document"),
        example="440106199001011239",
    ),
    Column(
        "kind",
        Text("证件种类", "Kind of document"),
        kind="choice",
        choices={
            "resident": Text("居民身份证", "resident ID"),
            "passport": Text("护照", "passport"),
        },
    ),
    Column("born", Text("出生日期", "Day of birth"), kind="day"),
    Column("fee", Text("费用", "Fee"), kind="money"),
    Column("seats", Text("座位数", "Seats"), kind="whole", required=False),
    Column("phone", Text("手机", "Mobile number"), required=False),
)
TEMPLATE = Template("try.registrations", 2, Text("报名表", "Registrations"), COLUMNS)
HEADS = [column.title.zh for column in COLUMNS]
GOOD = ["张三", "440106199001011239", "居民身份证", "1990-01-01", "120.50", "3", "13800000000"]
READ = {
    "name": "张三",
    "number": "440106199001011239",
    "kind": "resident",
    "born": date(1990, 1, 1),
    "fee": 12050,
    "seats": 3,
    "phone": "13800000000",
}

Edit = Callable[[Any, Any], object]  # of a workbook and its sheet


def workbook(
    *rows: Sequence[object], first: int = 0, sheet: str = "填写", edit: Edit | None = None
) -> bytes:
    """Rows from the given one on; text as text, numbers as numbers, days as days."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows, start=first):
            for at, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case str():
                        page.write_string(number, at, cell)
                    case date():
                        page.write_datetime(number, at, cell, day)
                    case _:
                        page.write(number, at, cell)
        if edit:
            edit(book, page)
    return out.getvalue()


def with_cell(column: str, cell: object) -> bytes:
    """A good row, and under it one with this cell: row 3 of the file."""
    return workbook(HEADS, GOOD, changed(column, cell))


def changed(column: str, cell: object) -> list[object]:
    row: list[object] = list(GOOD)
    row[[c.name for c in COLUMNS].index(column)] = cell
    return row


def comma_separated(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The same archive with one part changed, added (from nothing) or, by None, left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {info.filename: old.read(info) for info in old.infolist()}
        made = change(parts.pop(name, b""))
        for path, words in parts.items():
            new.writestr(path, words, compresslevel=1)
        if made is not None:
            new.writestr(name, made, compresslevel=1)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet_data(rows: bytes) -> bytes:
    """The good file with these rows of XML after its own."""
    return with_part(
        workbook(HEADS, GOOD),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )


def from_template(lang: str = "zh", template: Template = TEMPLATE) -> bytes:
    return write_template(template, "zh" if lang == "zh" else "en")
