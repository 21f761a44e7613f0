"""A file given back with what became of each row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.tables import csvs
from xianjie.tables.cells import Cell, Odd
from xianjie.tables.csvs import Csv
from xianjie.tables.errors import Problem
from xianjie.tables.forms import dress, write_hidden, write_notes
from xianjie.tables.reading import REASON, RESULT, Table, read_table
from xianjie.tables.template import Template
from xianjie.tables.writing import (
    FORMATS,
    Shown,
    csv_word,
    new_workbook,
    sheet_name,
    write_cell,
    write_heads,
)
from xianjie.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Remark:
    """What became of a row, to be written beside it."""

    result: Text
    reasons: tuple[Text, ...] = ()

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Remark:
        return cls(Text("有误", "wrong"), tuple(problem.reason for problem in problems))


def annotate(
    content: bytes,
    filename: str,
    template: Template,
    remarks: Mapping[int, Remark],
    lang: Lang,
) -> bytes:
    """The same file, .xlsx or CSV, with a result and its reasons beside each row, by its number.

    Cells stay as they were typed and where they were, so row numbers hold; a formula becomes what
    it showed. The file can be mended and handed in again: the remarks are not read. Raises
    `TableError` where the file cannot be read.
    """
    table = read_table(content, filename, template)
    places = _remark_places(table)
    if isinstance(table.source, Csv):
        return csvs.written(_annotated_lines(table, places, remarks, lang))
    return _annotated_workbook(table, places, remarks, lang)


def _annotated_lines(
    table: Table, places: tuple[int, int], remarks: Mapping[int, Remark], lang: Lang
) -> Iterator[list[str]]:
    yield from ([] for _ in range(1, table.header_row))
    yield _with(table.heads, places, (RESULT.in_(lang), REASON.in_(lang)))
    last = table.header_row
    for number, cells in table.raw():
        yield from ([] for _ in range(last + 1, number))
        yield _with(cells, places, _words(remarks.get(number), lang))
        last = number


def _with(cells: Sequence[Cell], places: tuple[int, int], words: tuple[str, str]) -> list[str]:
    line = [csv_word(_given_back(cell)) for cell in cells]
    line += [""] * (max(places) + 1 - len(line))
    for at, word in zip(places, words, strict=True):
        line[at] = csvs.guarded(word)
    return line


def _annotated_workbook(
    table: Table, places: tuple[int, int], remarks: Mapping[int, Remark], lang: Lang
) -> bytes:
    out = io.BytesIO()
    with new_workbook(out) as book:
        sheet = book.add_worksheet(sheet_name(lang))
        kinds = {
            at: book.add_format({"num_format": FORMATS[column.kind]})
            for at, column in table.places.items()
        }
        days, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({})
        marked = book.add_format({"bg_color": "#FDE7E4", "font_color": "#8A1C10"})
        heads = ["" if head is None else str(head) for head in table.heads]
        heads += [""] * (max(places) + 1 - len(heads))
        heads[places[0]], heads[places[1]] = RESULT.in_(lang), REASON.in_(lang)
        top = table.header_row - 1
        write_heads(book, sheet, top, heads)
        number = table.header_row
        for number, cells in table.raw():
            for at, cell in enumerate(cells):
                form = days if isinstance(cell, date) else kinds.get(at, plain)
                if at not in places:
                    write_cell(sheet, number - 1, at, _given_back(cell), form)
            remark = remarks.get(number)
            for at, word in zip(places, _words(remark, lang), strict=True):
                form = marked if remark and remark.reasons else plain
                write_cell(sheet, number - 1, at, word or None, form)
        dress(book, sheet, table.template, table.places, top=top, lang=lang)
        sheet.set_column(places[0], places[0], 10)
        sheet.set_column(places[1], places[1], 60)
        sheet.autofilter(top, 0, number - 1, len(heads) - 1)
        write_notes(book, table.template, lang)
        write_hidden(book, table.template, lang)
    return out.getvalue()


def _remark_places(table: Table) -> tuple[int, int]:
    """Where an earlier annotation had them, or after the last cell of the longest row."""
    wide = max(len(table.heads), *(len(cells) for _, cells in table.raw()))
    first, second, *_ = [*sorted(table.remark_places)[:2], wide, wide + 1]
    return first, second


def _words(remark: Remark | None, lang: Lang) -> tuple[str, str]:
    if remark is None:
        return "", ""
    between = Text("。", ". ").in_(lang)
    return remark.result.in_(lang), between.join(reason.in_(lang) for reason in remark.reasons)


def _given_back(cell: Cell) -> Shown:
    if isinstance(cell, Odd):
        return cell.shown
    return str(cell).upper() if isinstance(cell, bool) else cell
