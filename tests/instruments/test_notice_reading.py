"""Reading a sound annex, however it is printed."""

import csv
import io
import re
from collections.abc import Callable

import pytest

from tests.instruments.annexes import HEADER, fixture_text, real_text, table
from xianjie.instruments.catalogue import Row, Treatment, load
from xianjie.instruments.notice_reader import (
    Annex,
    NoticeError,
    OccupationRecord,
    ProblemKind,
    RowRecord,
    decode,
    occupation_records,
    read,
    row_records,
    to_csv,
)

RecordsOf = Callable[[Annex], list[RowRecord] | list[OccupationRecord]]

ONE, TWO, ACCESS = Treatment.BATCH_1, Treatment.BATCH_2, Treatment.ACCESS_TYPE


def rows_of(annex: Annex) -> list[Row]:
    return [
        Row(number, row.item, row.qualification, row.occupations, row.departments, row.treatment)
        for number, row in enumerate(annex.rows, start=1)
    ]


@pytest.mark.parametrize("text_of", [fixture_text, real_text])
def test_the_whole_annex_row_by_row(text_of: Callable[[], str]) -> None:
    annex = read(text_of())
    assert rows_of(annex) == list(load().rows())
    assert annex.items == tuple(range(1, 77))


def test_lines_are_those_of_the_file() -> None:
    text = fixture_text()
    annex = read(text)
    lines = text.split("\n")
    assert lines[annex.header_line - 1] == HEADER
    for row in annex.rows:
        assert "、".join(row.occupations) in lines[row.line - 1]


def test_counts() -> None:
    counts = read(fixture_text()).counts()
    assert (counts.items, counts.rows, counts.occupations) == (76, 100, 192)
    assert counts.treatments == {ONE: 29, TWO: 156, ACCESS: 7}
    assert counts.split_items == (8, 21, 38, 52, 58, 66)


def as_markdown(text: str) -> str:
    """The table with bars, each header followed by its ruler."""
    out = []
    for line in text.split("\n"):
        is_table = line.count("\t") == 4
        out.append(f"| {' | '.join(line.split(chr(9)))} |" if is_table else line)
        if line == HEADER:
            out.append("|:---|---|---|:-:|---|")
    return "\n".join(out)


def as_spaces(text: str) -> str:
    return re.sub(r"\t+", "   ", text)


def unmerged(text: str) -> str:
    """Every merged cell printed again in each of its rows."""
    above = ["", "", "", "", ""]
    out = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == 5 and line != HEADER:
            above = [
                cell or (above[column] if column in {0, 1, 4} else "")
                for column, cell in enumerate(cells)
            ]
            line = "\t".join(above)  # noqa: PLW2901 - the line as it is printed here
        out.append(line)
    return "\n".join(out)


def full_width_numbers(text: str) -> str:
    widened = str.maketrans("0123456789", "０１２３４５６７８９")
    return text.translate(widened)


def one_header(text: str) -> str:
    first, *pages = text.split(HEADER + "\n")
    return first + HEADER + "\n" + "".join(pages)


LAYOUTS: dict[str, Callable[[str], str]] = {
    "byte order mark": lambda text: "\ufeff" + text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh": lambda text: text.replace("\n", "\r"),
    "full-width digits": full_width_numbers,
    "Markdown bars": as_markdown,
    "box-drawing bars": lambda text: as_markdown(text).replace("|", "│"),
    "bold cells": lambda text: re.sub(r"(?m)^(\d+)\t", r"**\1**\t", text),
    "runs of spaces": as_spaces,
    "cells unmerged": unmerged,
    "trailing blanks stripped": lambda text: re.sub(r"(?m)[ \t]+$", "", text),
    "numbers with dots": lambda text: re.sub(r"(?m)^(\d+)\t", r"\1.\t", text),
    "numbers in brackets": lambda text: re.sub(r"(?m)^(\d+)\t", r"（\1）\t", text),
    "batches in words": lambda text: re.sub(
        r"(?m)\t([12])$", lambda match: "\t第一批" if match[1] == "1" else "\t第 2 批", text
    ),
    "Roman batches": lambda text: re.sub(
        r"(?m)\t([12])$", lambda match: "\tⅠ" if match[1] == "1" else "\tⅡ", text
    ),
    "full wording of access type": lambda text: text.replace(
        "拟调整为准入类", "拟依照法定程序调整为 准入类 职业资格"
    ),
    "spaces in the header": lambda text: text.replace("序号\t", "序 号\t"),
    "two names in the header": lambda text: text.replace("名称\t\t", "\t职业(工种)名称\t"),
    "one header only": one_header,
    "no title count": lambda text: text.replace("(水平评价类76项)", ""),
    "title count in full": lambda text: text.replace(
        "(水平评价类76项)", "### 退出安排表（水平评价类技能人员职业资格共76项）"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_layouts_of_the_same_annex(layout: str) -> None:
    text = LAYOUTS[layout](fixture_text())
    assert text != fixture_text()
    assert rows_of(read(text)) == list(load().rows())


@pytest.mark.parametrize("separator", ["，", ",", "；", ";", "､", " 、 "])
def test_other_separators_between_names(separator: str) -> None:
    annex = read(table(f"1/甲类人员/甲工{separator}乙工/甲部{separator}乙部/1"))
    assert annex.rows[0].occupations == ("甲工", "乙工")
    assert annex.rows[0].departments == ("甲部", "乙部")


def test_bars_without_outer_ones() -> None:
    annex = read(
        "序号|职业资格名称|工种|实施部门|批次\n---|---|---|---|---\n1|甲类|甲工|甲部|2\n||乙工|乙部|\n"
    )
    assert [row.occupations for row in annex.rows] == [("甲工",), ("乙工",)]
    assert annex.rows[1].treatment is TWO


def test_a_batch_is_inherited_within_the_item_from_the_row_above() -> None:
    annex = read(
        table("1/甲类/甲工/甲部/1", "//乙工/甲部/准入类", "//丙工/甲部/", "2/乙类/丁工/甲部/2")
    )
    assert [row.treatment for row in annex.rows] == [ONE, ACCESS, ACCESS, TWO]


@pytest.mark.parametrize(
    ("cell", "treatment"),
    [
        ("1", ONE), ("１", ONE), ("一", ONE), ("第一批", ONE), ("第1批次", ONE), ("首批", ONE),
        ("2", TWO), ("二", TWO), ("第 二 批", TWO), ("2批", TWO), ("II", TWO),
        ("准入", ACCESS), ("准入类", ACCESS), ("拟调整为准入类", ACCESS),
    ],
)  # fmt: skip
def test_words_for_a_batch(cell: str, treatment: Treatment) -> None:
    assert read(table(f"1/甲类/甲工/甲部/{cell}")).rows[0].treatment is treatment


@pytest.mark.parametrize(
    "between",
    [
        "",
        "---",
        "— 2 —",
        "第 2 页 共 4 页",
        "2/4",
        "（续表）",
        "续上表",
        "***",
        "\t\t\t\t",
        "- 2 -\n\n",
    ],
)
def test_page_furniture_between_rows(between: str) -> None:
    text = table("1/甲类/甲工/甲部/1", "@", "//乙工/甲部/").replace("@", between)
    assert len(read(text).rows) == 2


def test_prose_between_pages_is_passed_over_if_a_header_follows() -> None:
    text = "\n".join(
        [table("1/甲类/甲工/甲部/1"), "", "某函\t第 2 页", "附表（接前页）", table("//乙工/甲部/")]
    )
    assert [row.item for row in read(text).rows] == [1, 1]


@pytest.mark.parametrize(
    "after",
    [
        "\n某某厅\t2031年4月1日印发",
        "\n---\n联系人\t王某\t电话\t0000",
        "\n某某厅        2031年4月1日印发\n\n抄送：各处",
        "\n附注\t\t\t\t",
    ],
)
def test_what_follows_the_table_is_prose(after: str) -> None:
    assert len(read(table("1/甲类/甲工/甲部/1") + "\n" + after).rows) == 1


def test_a_name_twice_in_a_cell_is_read_as_printed() -> None:
    annex = read(table("1/甲类/甲工、乙工、甲工/甲部/1"))
    assert [entry.as_scanned for entry in annex.occupations] == ["甲工", "乙工", "甲工"]


class TestDecode:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    def test_encodings(self, encoding: str) -> None:
        assert decode(fixture_text().encode(encoding)) == fixture_text()

    @pytest.mark.parametrize(
        ("data", "line"),
        [(b"\xff\xfea", 1), (b"\n\n\xff\xff\xff", 3)],
    )
    def test_what_is_no_text_is_refused_with_the_line(self, data: bytes, line: int) -> None:
        with pytest.raises(NoticeError) as caught:
            decode(data)
        assert caught.value.line == line
        assert caught.value.problems[0].kind is ProblemKind.ENCODING
        assert "UTF-8" in caught.value.in_("zh")
        assert "UTF-8" in caught.value.in_("en")


class TestSerialising:
    def test_rows(self) -> None:
        records = row_records(read(fixture_text()))
        assert len(records) == 100
        assert records[1] == {
            "item": 1,
            "qualification": "机械设备修理人员",
            "occupations": ["电工"],
            "departments": ["应急管理部", "人力资源和社会保障部"],
            "treatment": "batch_2",
            "line": records[0]["line"] + 1,
        }

    def test_occupations(self) -> None:
        records = occupation_records(read(fixture_text()))
        assert [record["as_scanned"] for record in records] == [
            entry.as_scanned for entry in load().occupations
        ]

    @pytest.mark.parametrize("records_of", [row_records, occupation_records])
    def test_csv_holds_what_the_records_hold(self, records_of: RecordsOf) -> None:
        records = records_of(read(fixture_text()))
        rows = list(csv.DictReader(io.StringIO(to_csv(records))))
        assert [row["line"] for row in rows] == [str(record["line"]) for record in records]
        assert [row["departments"].split("、") for row in rows] == [
            record["departments"] for record in records
        ]

    def test_csv_of_nothing(self) -> None:
        assert to_csv([]) == ""
