"""The rows on the page as files: CSV and Excel, text cells only."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from xianjie.instruments import law
from xianjie.text import Lang, Text
from xianjie.web.portal.catalogue.selecting import Entry

_BOM = "\ufeff"  # so that Excel takes the CSV for UTF-8
_LIVE = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of a formula

_COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("序号", "Item"), 6),
    (Text("职业资格", "Qualification"), 28),
    (Text("职业（工种）", "Occupation"), 26),
    (Text("扫描件写法", "As scanned"), 26),
    (Text("实施部门", "Implementing departments"), 40),
    (Text("安排", "Treatment"), 16),
    (Text("人社部门组织", "Organised by HRSS"), 14),
    (Text("退出日", "Exit day"), 12),
    (Text("状态", "Standing"), 14),
    (Text("大典编码", "Dadian code"), 14),
    (Text("大典名称", "Dadian name"), 26),
    (Text("大典版本", "Dadian edition"), 12),
    (Text("对应方式", "Kind of match"), 12),
)


def to_csv(entries: Sequence[Entry], lang: Lang) -> str:
    """CSV with a byte order mark and a header."""
    out = io.StringIO()
    out.write(_BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name.in_(lang) for name, _ in _COLUMNS])
    writer.writerows([inert(cell) for cell in _cells(entry, lang)] for entry in entries)
    return out.getvalue()


def to_xlsx(entries: Sequence[Entry], on: date, lang: Lang) -> bytes:
    """A workbook: the rows with a filter, and a sheet that says where they come from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format(
        {"bold": True, "bg_color": "#E6F0F2", "text_wrap": True, "valign": "top"}
    )
    sheet = book.add_worksheet(Text("职业目录", "Catalogue").in_(lang))
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name.in_(lang), head)
    for row, entry in enumerate(entries, start=1):
        for column, cell in enumerate(_cells(entry, lang)):
            sheet.write_string(row, column, cell)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(entries), len(_COLUMNS) - 1)
    _source_sheet(book, on, lang)
    book.close()
    return out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_LIVE) else cell


def _source_sheet(book: xlsxwriter.Workbook, on: date, lang: Lang) -> None:
    sheet = book.add_worksheet(Text("说明", "Source").in_(lang))
    sheet.set_column(0, 0, 90)
    lines = (
        Text("来源：人社厅发〔2020〕80号附件", "Source: annex to national notice 80 of 2020"),
        Text(f"状态所指日期：{on}", f"Standing on: {on}"),
        Text(
            "名称依记录的更正，另列扫描件写法；大典编码为2022年版",
            "Names as corrected, the scanned ones beside them; Dadian codes of 2022",
        ),
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line.in_(lang))


def _cells(entry: Entry, lang: Lang) -> list[str]:
    row = entry.occupation
    standing = law().decision("catalogue-status").outcomes[entry.standing].label
    return [
        str(row.item),
        row.qualification,
        row.occupation,
        row.as_scanned,
        "、".join(row.departments),
        row.treatment.label.in_(lang),
        Text("是", "yes").in_(lang) if row.hrss_organised else Text("否", "no").in_(lang),
        "" if entry.exit_on is None else entry.exit_on.isoformat(),
        standing.in_(lang),
        row.dadian_code or "",
        row.dadian_name or "",
        row.dadian_edition or "",
        row.dadian_match.value,
    ]
