"""The template as an empty .xlsx: header, notes, lists of choices, and the mark."""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import zip_longest

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from xianjie.tables.template import Column, Kind, Template
from xianjie.tables.workbook_process import DATA_SHEETS, MARK_SHEET
from xianjie.tables.writing import FORMATS, new_workbook, sheet_name, width, write_heads
from xianjie.text import Lang, Text

_FILLED = 200_000  # rows under the header that check what is typed
_KINDS: dict[Kind, Text] = {
    "text": Text("文字", "text"),
    "day": Text("日期", "date"),
    "whole": Text("整数", "whole number"),
    "money": Text("金额（元）", "amount (yuan)"),
    "choice": Text("从列表中选", "from a list"),
}


def write_template(template: Template, lang: Lang) -> bytes:
    """The empty .xlsx: header, notes, lists of choices, and the mark by which it is known again."""
    out = io.BytesIO()
    with new_workbook(out) as book:
        sheet = book.add_worksheet(sheet_name(lang))
        heads = [_head(column, lang) for column in template.columns]
        write_heads(book, sheet, 0, heads)
        dress(book, sheet, template, dict(enumerate(template.columns)), top=0, lang=lang)
        write_notes(book, template, lang)
        write_hidden(book, template, lang)
    return out.getvalue()


def _head(column: Column, lang: Lang) -> str:
    return column.title.in_(lang) + ("*" if column.required else "")


def dress(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    template: Template,
    places: Mapping[int, Column],
    *,
    top: int,
    lang: Lang,
) -> None:
    """Formats and checks for what will be typed: text stays text, so that digits survive."""
    lists = _lists(template, lang)
    for at, column in places.items():
        form = book.add_format({"num_format": FORMATS[column.kind]})
        sheet.set_column(at, at, width(column, lang), form)
        if check := _check(column, lists):
            check["error_title"] = column.title.in_(lang)[:32]  # as much as Excel takes
            check["error_message"] = _KINDS[column.kind].in_(lang)
            sheet.data_validation(top + 1, at, top + _FILLED, at, check)


def _check(column: Column, lists: Mapping[str, list[str]]) -> dict[str, object] | None:
    match column.kind:
        case "choice":
            letter = xl_col_to_name(list(lists).index(column.name))
            last = len(lists[column.name]) + 1
            source = f"='{MARK_SHEET}'!${letter}$2:${letter}${last}"
            return {"validate": "list", "source": source}
        case "whole":
            return {"validate": "integer", "criteria": ">=", "value": -(10**15)}
        case "money":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case _:
            return None


def write_hidden(book: xlsxwriter.Workbook, template: Template, lang: Lang) -> None:
    """The mark in the first row; below it the lists, too long to be kept with a cell."""
    sheet = book.add_worksheet(MARK_SHEET)
    sheet.very_hidden()
    for at, word in enumerate(("xianjie", template.id, str(template.version))):
        sheet.write_string(0, at, word)
    lists = _lists(template, lang)
    for row, labels in enumerate(zip_longest(*lists.values()), start=1):
        for at, label in enumerate(labels):
            if label is not None:
                sheet.write_string(row, at, label)


def _lists(template: Template, lang: Lang) -> dict[str, list[str]]:
    return {
        column.name: [label.in_(lang) for label in column.choices.values()]
        for column in template.columns
        if column.kind == "choice"
    }


def write_notes(book: xlsxwriter.Workbook, template: Template, lang: Lang) -> None:
    sheet = book.add_worksheet(Text("说明", "Notes").in_(lang))
    bold, wrapped = (
        book.add_format({"bold": True, "num_format": FORMATS["text"]}),
        book.add_format({"text_wrap": True, "valign": "top", "num_format": FORMATS["text"]}),
    )
    for at, wide in enumerate((26, 10, 16, 60, 26)):
        sheet.set_column(at, at, wide)
    sheet.write_string(0, 0, template.title.in_(lang), bold)
    for row, line in enumerate(_HOW, start=1):
        sheet.write_string(row, 0, line.in_(lang))
    top = len(_HOW) + 2
    for at, head in enumerate(_NOTE_HEADS):
        sheet.write_string(top, at, head.in_(lang), bold)
    for row, column in enumerate(template.columns, start=top + 1):
        for at, words in enumerate(_note(column, lang)):
            sheet.write_string(row, at, words, wrapped)
    if template.examples:
        _write_examples(sheet, template, top + len(template.columns) + 2, bold, lang)


def _write_examples(
    sheet: Worksheet, template: Template, top: int, bold: Format, lang: Lang
) -> None:
    """Whole rows as one types them, beside the notes: the sheet of data stays empty."""
    sheet.write_string(top, 0, Text("整行的例", "Rows as examples").in_(lang), bold)
    for at, column in enumerate(template.columns):
        sheet.write_string(top + 1, at, column.title.in_(lang), bold)
    for row, example in enumerate(template.examples, start=top + 2):
        for at, column in enumerate(template.columns):
            given = example.get(column.name, "")
            label = column.choices.get(given)
            sheet.write_string(row, at, label.in_(lang) if label else given)


def _note(column: Column, lang: Lang) -> tuple[str, ...]:
    choices = [label.in_(lang) for label in column.choices.values()]
    listed = Text("、", ", ").in_(lang).join(choices[:20]) + ("…" if len(choices) > 20 else "")  # noqa: PLR2004
    note = column.note.in_(lang) if column.note else ""
    return (
        column.title.in_(lang),
        (column.needed or (Text("必填", "yes") if column.required else Text("选填", "no"))).in_(
            lang
        ),
        _KINDS[column.kind].in_(lang),
        "\n".join(filter(None, (note, listed))),
        column.example,
    )


_NOTE_HEADS = (
    Text("列", "Column"),
    Text("必填", "Required"),
    Text("种类", "Kind"),
    Text("说明", "Note"),
    Text("例", "Example"),
)
_HOW = (
    Text(
        f"在“{DATA_SHEETS[0]}”表中填写，一行一条，从表头的下一行填起；带 * 的列必填。",
        f"Fill in the sheet '{DATA_SHEETS[1]}', one row each, from below the header; "
        "columns with * are required.",
    ),
    Text(
        "表头不可改名或合并；列的顺序可以变。从别处复制时，用“选择性粘贴→数值”。",
        "Do not rename or merge headers; columns may be reordered. Paste as values only.",
    ),
    Text(
        "证件号码等已设为文本格式，请保持；以数字存放会丢失数字，整行将被退回。",
        "Numbers of documents are formatted as text, leave it so; stored as numbers they lose "
        "digits, and the row is sent back.",
    ),
)
