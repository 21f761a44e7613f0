"""An impact as a workbook: counts with a chart, counts by column, classes, changed rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from xianjie.law import CompiledDecision
from xianjie.populations.impact import MOST_ROWS, Impact
from xianjie.text import Lang, Text

_BEFORE, _AFTER = Text("改前", "Before"), Text("改后", "After")
_NOT_IN_NAMES = "[]:*?/\\'"
_LIVE = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of a formula


def to_workbook(found: Impact, lang: Lang) -> bytes:
    """The .xlsx, every cell of text inert."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    _counts(book, found, lang)
    for column in found.by:
        _by(book, found, column, lang)
    _classes(book, found, lang)
    _rows(book, found, lang)
    book.close()
    return out.getvalue()


def _counts(book: xlsxwriter.Workbook, found: Impact, lang: Lang) -> None:
    name = Text("总数", "Counts").in_(lang)
    before, after = found.outcomes_before, found.outcomes_after
    labels = outcome_labels(found)
    names = [label for label in labels if label in before or label in after]
    rows = [(labels[n].in_(lang), n, before.get(n, 0), after.get(n, 0)) for n in names]
    heads = (Text("结论", "Outcome"), Text("名称", "Name"), _BEFORE, _AFTER)
    sheet = _sheet(book, name, [head.in_(lang) for head in heads], rows)
    sheet.write_string(len(rows) + 2, 0, Text("合计", "Total").in_(lang))
    sheet.write_number(len(rows) + 2, 2, found.total)
    sheet.write_string(len(rows) + 3, 0, Text("改变", "Changed").in_(lang))
    sheet.write_number(len(rows) + 3, 2, found.changed)
    chart = book.add_chart({"type": "bar"})
    for column, head in ((2, _BEFORE), (3, _AFTER)):
        chart.add_series(
            {
                "name": head.in_(lang),
                "categories": [name, 1, 0, len(rows), 0],
                "values": [name, 1, column, len(rows), column],
            }
        )
    chart.set_y_axis({"reverse": True})
    chart.set_title({"name": Text("改前与改后", "Before and after").in_(lang)})
    sheet.insert_chart("F2", chart, {"x_scale": 1.4, "y_scale": 1.2})


def _by(book: xlsxwriter.Workbook, found: Impact, column: str, lang: Lang) -> None:
    labels = outcome_labels(found)
    rows = [
        (value, labels[old].in_(lang), labels[new].in_(lang), count)
        for (value, old, new), count in sorted(found.by[column].items())
    ]
    heads = [column, _BEFORE.in_(lang), _AFTER.in_(lang), Text("行数", "Rows").in_(lang)]
    _sheet(book, Text(f"按 {column}", f"By {column}").in_(lang), heads, rows)


def _classes(book: xlsxwriter.Workbook, found: Impact, lang: Lang) -> None:
    labels = outcome_labels(found)
    facts = {fact.name: fact for fact in (*found.before.facts, *found.after.facts)}
    rows = [
        (
            labels[one.before].in_(lang),
            labels[one.after].in_(lang),
            one.count,
            Text("；", "; ").in_(lang).join(reason.text.in_(lang) for reason in one.reasons),
            ", ".join(f"{n}={facts[n].show(v, lang)}" for n, v in one.witness.items()),
        )
        for one in found.classes
    ]
    told = (Text("行数", "Rows"), Text("条件", "Conditions"), Text("例", "For one"))
    heads = [head.in_(lang) for head in (_BEFORE, _AFTER, *told)]
    _sheet(book, Text("改变的各类", "Classes").in_(lang), heads, rows)


def _rows(book: xlsxwriter.Workbook, found: Impact, lang: Lang) -> None:
    heads = [Text("行", "Row").in_(lang), *found.keys, _BEFORE.in_(lang), _AFTER.in_(lang)]
    sheet = _sheet(book, Text("改变的行", "Rows").in_(lang), heads, found.rows)
    if found.changed > len(found.rows):
        left = Text(
            f"只列前 {MOST_ROWS:,} 行", f"Only the first {MOST_ROWS:,} rows are listed"
        ).in_(lang)
        sheet.write_string(len(found.rows) + 1, 0, left)


def outcome_labels(found: Impact) -> dict[str, Text]:
    """What each outcome is called, those of both sides, open and refused included."""
    return labels_of(found.before, found.after)


def labels_of(before: CompiledDecision, after: CompiledDecision) -> dict[str, Text]:
    """The same of two decisions."""
    outcomes = {**after.outcomes, **before.outcomes}
    return {
        **{name: outcome.label for name, outcome in outcomes.items()},
        "open": Text("事实不足，未定", "open: facts are missing"),
        "refused": Text("数据有误，未答", "refused: wrong data"),
    }


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str | int]],
) -> xlsxwriter.workbook.Worksheet:
    sheet = book.add_worksheet(_sheet_name(book, name))
    bold = book.add_format({"bold": True})
    for place, head in enumerate(heads):
        sheet.write_string(0, place, _inert(head), bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            else:
                sheet.write_string(number, place, _inert(cell))
    sheet.set_column(0, len(heads) - 1, 22)
    sheet.freeze_panes(1, 0)
    return sheet


def _sheet_name(book: xlsxwriter.Workbook, name: str) -> str:
    """Excel's own limits: 31 letters, some of them forbidden, no name twice."""
    short = "".join("_" if letter in _NOT_IN_NAMES else letter for letter in name)[:28]
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    return short if short.lower() not in taken else f"{short}~{len(taken)}"


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_LIVE) else cell
