"""What is written is read back: templates, exports, files with remarks."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.tables.files import (
    COLUMNS,
    GOOD,
    HEADS,
    READ,
    TEMPLATE,
    changed,
    comma_separated,
    from_template,
    with_cell,
    with_part,
    workbook,
)
from xianjie.tables import (
    Column,
    Problem,
    Remark,
    Row,
    Table,
    TableError,
    Template,
    annotate,
    read_table,
    write_csv,
    write_template,
    write_xlsx,
    writing,
)
from xianjie.tables.csvs import Csv, guarded, written
from xianjie.text import LANGS, Lang, Text


def only_row(content: bytes, filename: str = "a.xlsx") -> Row:
    (row,) = read_table(content, filename, TEMPLATE)
    return row


def cells(content: bytes, sheet: int | str = 0) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    page = (
        book.get_sheet_by_index(sheet) if isinstance(sheet, int) else book.get_sheet_by_name(sheet)
    )
    return [list(row) for row in page.to_python(skip_empty_area=False)]


def parts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if "sheets/" in n)


# Templates


@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_template_is_read_back(lang: Lang) -> None:
    empty = write_template(TEMPLATE, lang)
    words = [GOOD, ["李四", "H60000000", "护照", "2001-12-31", "1,234.5", "", ""]]
    xml = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{letter}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for letter, cell in zip("ABCDEFG", row, strict=True)
            if cell
        )
        + "</row>"
        for n, row in enumerate(words, start=2)
    )
    filled = with_part(
        empty,
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(b"</sheetData>", xml.encode() + b"</sheetData>"),
    )
    table = read_table(filled, "报名.xlsx", TEMPLATE)
    first, second = table
    assert len(table) == 2
    assert table.notices == ()
    assert (first.number, first.values, first.problems) == (2, READ, ())
    assert second.values == {
        "name": "李四",
        "number": "H60000000",
        "kind": "passport",
        "born": date(2001, 12, 31),
        "fee": 123450,
        "seats": None,
        "phone": None,
    }


@pytest.mark.parametrize("lang", LANGS)
def test_a_template_explains_itself_and_keeps_digits(lang: Lang) -> None:
    content = write_template(TEMPLATE, lang)
    heads, *_ = cells(content)
    assert heads == [c.title.in_(lang) + ("*" if c.required else "") for c in COLUMNS]
    notes = cells(content, 1)
    assert any(COLUMNS[1].example in row for row in notes)
    assert cells(content, 2)[0] == ["xianjie", "try.registrations", "2"]
    assert (
        'state="veryHidden"'
        in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml").decode()
    )
    assert "dataValidation " in parts(content)
    assert 'state="frozen"' in parts(content)
    assert b'numFmtId="49"' in zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml")


def test_a_template_is_the_same_bytes_each_time() -> None:
    names = ["xl/workbook.xml", "docProps/core.xml", "xl/worksheets/sheet1.xml"]
    first, second = (zipfile.ZipFile(io.BytesIO(write_template(TEMPLATE, "zh"))) for _ in range(2))
    assert [first.read(name) for name in names] == [second.read(name) for name in names]


def test_a_template_needs_names_and_titles_once() -> None:
    with pytest.raises(ValueError, match="name or title"):
        replace(TEMPLATE, columns=(COLUMNS[0], COLUMNS[0]))
    with pytest.raises(ValueError, match="no columns"):
        Template("x", 1, Text("甲", "a"), ())
    with pytest.raises(ValueError, match="choices"):
        Column("x", Text("甲", "a"), kind="choice")
    assert TEMPLATE.column("fee").kind == "money"


# What is taken


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        ("number", "４４０１０６１９９００１０１１２３９", "440106199001011239"),
        ("number", "\u202d44010619900101123ｘ\u202c ", "44010619900101123x"),
        ("number", "0012", "0012"),
        ("name", " 买买提·吐尔逊　", "买买提·吐尔逊"),
        ("name", "𠮷田（广州）", "𠮷田（广州）"),
        ("name", "'撇", "'撇"),
        ("kind", "Resident ID", "resident"),
        ("kind", "passport", "passport"),
        ("born", date(1990, 1, 1), date(1990, 1, 1)),
        ("born", "1990年1月1日", date(1990, 1, 1)),
        ("born", "1990/1/1", date(1990, 1, 1)),
        ("born", "1990.01.01", date(1990, 1, 1)),
        ("born", "１９９０－０１－０１", date(1990, 1, 1)),
        ("born", 19900101, date(1990, 1, 1)),
        ("fee", 0.1, 10),
        ("fee", 1.1, 110),
        ("fee", 4.35, 435),
        ("fee", 120, 12000),
        ("fee", "１２０．５", 12050),
        ("fee", "1,234,567.89", 123456789),
        ("fee", 999999999.99, 99999999999),
        ("seats", 3, 3),
        ("seats", 3.0, 3),
        ("seats", "-3", -3),
        ("seats", "", None),
    ],
)
def test_what_is_typed_is_read(column: str, typed: object, value: object) -> None:
    row = only_row(workbook(HEADS, changed(column, typed)))
    assert row.problems == ()
    assert row.values == READ | {column: value}


def test_columns_may_come_in_any_order_and_optional_ones_not_at_all() -> None:
    order = [4, 0, 2, 1, 3]
    content = workbook([HEADS[n] for n in order], [GOOD[n] for n in order])
    assert only_row(content).values == READ | {"seats": None, "phone": None}


def test_headers_are_read_in_spite_of_stars_breaks_and_width() -> None:
    heads = ["姓 名", "证件\n号码*", "证件种类＊", "Day of  birth", "ＦＥＥ", *HEADS[5:]]
    assert only_row(workbook(heads, GOOD)).values == READ


@pytest.mark.parametrize("sheet", ["填写", "Data", "名单"])
def test_the_sheet_is_found_by_name_or_for_being_the_only_one(sheet: str) -> None:
    assert only_row(workbook(HEADS, GOOD, sheet=sheet)).values == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_in_utf_8_is_read_with_and_without_mark(encoding: str) -> None:
    assert only_row(comma_separated(HEADS, GOOD, encoding=encoding), "a.CSV").values == READ


def test_csv_in_gbk_is_read_and_said() -> None:
    table = read_table(comma_separated(HEADS, GOOD, encoding="gbk"), "a.csv", TEMPLATE)
    assert [row.values for row in table] == [READ]
    assert "GBK" in table.notices[0].zh


def test_csv_with_blank_columns_at_the_end_is_read() -> None:
    content = comma_separated([*HEADS, "", ""], [*GOOD, "", ""], GOOD)
    assert [row.values for row in read_table(content, "a.csv", TEMPLATE)] == [READ, READ]


def test_a_row_of_which_only_remarks_are_left_is_no_row() -> None:
    left = [None] * len(GOOD)
    content = workbook([*HEADS, "结果", "原因"], GOOD, [*left, "有误", "“费用”：没有填写"])
    assert [row.number for row in read_table(content, "a.xlsx", TEMPLATE)] == [2]


def test_a_table_is_gone_through_more_than_once() -> None:
    for content, name in (
        (workbook(HEADS, GOOD, GOOD), "a.xlsx"),
        (comma_separated(HEADS, GOOD, GOOD), "a.csv"),
    ):
        table = read_table(content, name, TEMPLATE)
        assert list(table) == list(table)
        assert [row.number for row in table] == [2, 3]


# Exports

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", " =1", '=cmd|"/c"!A1']
EXPORT = (*COLUMNS, Column("note", Text("备注", "Note"), required=False))


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_an_export_is_a_live_formula(lang: Lang) -> None:
    rows = [READ | {"note": words, "name": words} for words in LIVE]
    workbook_ = write_xlsx(EXPORT, rows, lang)
    assert "<f>" not in parts(workbook_)
    assert [row[-1] for row in cells(workbook_)[1:]] == LIVE
    lines = list(
        csv.reader(io.StringIO(write_csv(EXPORT, rows, lang).decode("utf-8-sig"), newline=""))
    )
    assert all(line[-1] == f"'{words}" for line, words in zip(lines[1:], LIVE, strict=True))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", LANGS)
def test_an_export_is_read_back_to_the_cent(form: str, lang: Lang) -> None:
    rows = [READ | {"fee": fen, "name": f"张{fen}"} for fen in (0, 1, 10, 99, 435, 99999999999)]
    write = write_xlsx if form == "xlsx" else write_csv
    table = read_table(write(COLUMNS, rows, lang), f"a.{form}", TEMPLATE)
    assert [row.values for row in table] == rows
    assert not any(row.problems for row in table)


def test_an_export_takes_texts_and_blanks() -> None:
    rows: list[dict[str, object]] = [{"note": Text("甲", "a")}, {"note": None}, {}]
    assert [line[-1] for line in cells(write_xlsx(EXPORT[-2:], rows, "zh"))] == ["备注", "甲"]
    assert write_csv(EXPORT[-2:], rows, "en").decode("utf-8-sig").split("\r\n") == (
        ["Mobile number,Note", ",a", ",", ",", ""]
    )


def test_text_that_excel_cannot_hold_is_refused_not_cut() -> None:
    with pytest.raises(TableError, match="第 2 行"):
        write_xlsx(EXPORT, [READ | {"note": "x" * 32_768}], "zh")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_MOST_ROWS", 3)
    assert len(cells(write_xlsx(COLUMNS, [READ] * 2, "zh"))) == 3
    with pytest.raises(TableError, match="3 行以上"):
        write_xlsx(COLUMNS, [READ] * 3, "zh")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_guarded_text_of_csv_is_read_back_exactly(words: list[str]) -> None:
    content = written(iter([["x", *map(guarded, words)]]))
    ((_, line),) = Csv(content)
    assert [cell or "" for cell in line] == ["x", *words]


# Remarks


def wrong(table: Table) -> dict[int, Remark]:
    return {
        row.number: Remark.of(row.problems) if row.problems else Remark(Text("通过", "passed"))
        for row in table
    }


def test_a_workbook_comes_back_with_results_and_reasons() -> None:
    content = with_cell("number", 440106199001011239)
    remarks = wrong(read_table(content, "a.xlsx", TEMPLATE))
    back = annotate(content, "a.xlsx", TEMPLATE, remarks, "zh")
    heads, good, bad = cells(back)
    assert heads == [*HEADS, "结果", "原因"]
    assert good == [*GOOD, "通过", ""]
    assert bad[1] == pytest.approx(440106199001011239)
    assert bad[-2] == "有误"
    assert str(bad[-1]).startswith("“证件号码”：以数字存放")
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(back)).sheet_names) == 3


def test_rows_of_a_workbook_keep_their_numbers_and_cells() -> None:
    content = workbook(
        HEADS, [], GOOD, [], [*changed("fee", 12.345), None, "旁"], changed("name", "=1"), first=2
    )
    back = annotate(content, "a.xlsx", TEMPLATE, {}, "en")
    was, now = cells(content), cells(back)
    assert now[2][9:] == ["Result", "Reason"]
    assert [row[:9] for row in now[3:]] == [row[:9] for row in was[3:]]
    assert "<f>" not in parts(back)


def test_an_annotated_file_is_mended_and_handed_in_again() -> None:
    for name, content in (
        ("a.xlsx", workbook(HEADS, GOOD, changed("fee", "x"))),
        ("a.csv", comma_separated(HEADS, GOOD, changed("fee", "x"))),  # type: ignore[arg-type]
    ):
        table = read_table(content, name, TEMPLATE)
        once = annotate(content, name, TEMPLATE, wrong(table), "zh")
        again = read_table(once, name, TEMPLATE)
        assert list(again) == list(table)
        twice = annotate(once, name, TEMPLATE, wrong(again), "en")
        assert list(read_table(twice, name, TEMPLATE)) == list(table)
        assert ("结果" in str(cells(twice)[0])) is False if name == "a.xlsx" else b"Result" in twice


def test_a_csv_comes_back_with_results_and_reasons_and_nothing_live() -> None:
    content = b"\n" + comma_separated(HEADS, [*GOOD, "多", "出"], changed("name", "=1"))  # type: ignore[arg-type]
    remarks = wrong(read_table(content, "a.csv", TEMPLATE))
    back = annotate(content, "a.csv", TEMPLATE, remarks, "zh")
    lines = list(csv.reader(io.StringIO(back.decode("utf-8-sig"), newline="")))
    assert lines[0] == []
    assert lines[1] == [*HEADS, "", "", "结果", "原因"]
    assert lines[2][:9] == [*GOOD, "多", "出"]
    assert lines[2][10].startswith("“整行”：有 9 格")
    assert lines[3][0] == "'=1"
    assert [row.number for row in read_table(back, "a.csv", TEMPLATE) if row.problems] == [3, 4]


def test_formulas_come_back_as_what_they_showed() -> None:
    content = workbook(
        HEADS, GOOD, GOOD, edit=lambda _, page: page.write_formula("A3", "=1+1", None, "二")
    )
    back = annotate(content, "a.xlsx", TEMPLATE, {}, "zh")
    assert cells(back)[2][0] == "二"
    assert "<f>" not in parts(back)


def test_remarks_of_several_reasons_are_one_cell() -> None:
    problems = [
        Problem(2, Text("甲", "a"), Text("坏", "is bad"), Text("修", "mend it")),
        Problem(2, Text("乙", "b"), Text("缺", "is missing"), Text("补", "add it")),
    ]
    back = annotate(workbook(HEADS, GOOD), "a.xlsx", TEMPLATE, {2: Remark.of(problems)}, "en")
    assert cells(back)[1][-2:] == ["wrong", "a: is bad; mend it. b: is missing; add it"]


def test_a_file_that_cannot_be_read_is_not_annotated() -> None:
    with pytest.raises(TableError, match="没有数据"):
        annotate(from_template(), "a.xlsx", TEMPLATE, {}, "zh")


@pytest.mark.slow
def test_a_hundred_thousand_rows() -> None:
    rows = (READ | {"name": f"张{n}"} for n in range(100_000))
    started = perf_counter()
    content = write_xlsx(COLUMNS, rows, "zh")
    wrote = perf_counter()
    table = read_table(content, "a.xlsx", TEMPLATE)
    opened = perf_counter()
    assert sum(not row.problems for row in table) == 100_000
    read = perf_counter()
    assert annotate(content, "a.xlsx", TEMPLATE, {}, "zh")
    done = perf_counter()
    print(  # noqa: T201
        f"100,000 rows: written {wrote - started:.1f} s, opened {opened - wrote:.1f} s, "
        f"gone through {read - opened:.1f} s, annotated {done - read:.1f} s"
    )
