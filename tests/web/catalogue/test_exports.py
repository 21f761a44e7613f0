"""The files: read back by other programs, equal to the page, and never a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import python_calamine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from xianjie.instruments import catalogue
from xianjie.text import LANGS, Lang
from xianjie.web.portal.catalogue.exports import inert, to_csv, to_xlsx
from xianjie.web.portal.catalogue.selecting import Entry

ON = "2020-10-15"
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"treatment": "batch_1"},
    {"q": "电", "order": "name"},
    {"q": "none such"},
)
LIVE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1")
NAME = "xianjie-catalogue"


def from_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def from_xlsx(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("asked", FILTERS)
def test_both_files_hold_the_same_rows(lang: Lang, asked: dict[str, str]) -> None:
    query = {**asked, "on": ON}
    text = Client().get(f"/{lang}/catalogue/catalogue.csv", query)
    book = Client().get(f"/{lang}/catalogue/catalogue.xlsx", query)
    assert text.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'attachment; filename="{NAME}.csv"' == text.headers["Content-Disposition"]
    assert f'attachment; filename="{NAME}.xlsx"' == book.headers["Content-Disposition"]
    assert from_csv(text.content) == from_xlsx(book.content)


def test_a_file_holds_the_filtered_rows_in_the_order_of_the_page() -> None:
    content = (
        Client()
        .get("/zh/catalogue/catalogue.csv", {"treatment": "access_type", "on": "2020-10-15"})
        .content
    )
    header, *rows = from_csv(content)
    assert header[:3] == ["序号", "职业资格", "职业（工种）"]
    assert [row[2] for row in rows] == [
        entry.occupation
        for entry in catalogue.load().occupations
        if entry.treatment is catalogue.Treatment.ACCESS_TYPE
    ]


def test_a_row_says_all_that_is_known() -> None:
    content = Client().get("/en/catalogue/catalogue.csv", {"q": "重冶火法冶炼工", "on": ON}).content
    header, row = from_csv(content)
    found = dict(zip(header, row, strict=True))
    assert found["Item"] == "25"
    assert found["As scanned"] == "重冶金法冶炼工"
    assert found["Exit day"] == "2020-12-31"
    assert found["Standing"] == "leaving"
    assert found["Organised by HRSS"] == "no"
    assert found["Dadian edition"] == "2022"


def test_a_workbook_says_where_its_rows_come_from_and_for_which_day() -> None:
    content = Client().get("/en/catalogue/catalogue.xlsx", {"on": ON}).content
    lines = "\n".join(str(row[0]) for row in from_xlsx(content, 1))
    assert ON in lines
    assert "national notice 80 of 2020" in lines


@pytest.mark.parametrize("live", LIVE)
def test_no_cell_of_a_file_is_run(live: str) -> None:
    row = _entry(live)
    (cell,) = {line[2] for line in from_csv(to_csv([row], "zh").encode())[1:]}
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == live
    with zipfile.ZipFile(io.BytesIO(to_xlsx([row], date(2020, 1, 1), "zh"))) as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/")]
        assert sheets
        assert not any(b"<f>" in book.read(name) for name in sheets)


@given(cell=st.text(max_size=30))
def test_a_harmless_cell_is_left_as_it_is(cell: str) -> None:
    assert inert(cell) in {cell, f"'{cell}"}
    assert not inert(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (inert(cell) == cell) == (not cell.startswith(("=", "+", "-", "@", "\t", "\r")))


def _entry(name: str) -> Entry:
    entry = catalogue.load().find("电工")
    return Entry(replace(entry, occupation=name), date(2020, 12, 31), "leaving")
