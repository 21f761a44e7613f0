"""Files that are wrong: named, and nothing half-written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from tests.populations.cases import cases, texts, write
from tests.populations.test_files import answered, read
from xianjie.errors import XianjieError
from xianjie.populations import sources
from xianjie.populations.errors import PopulationError
from xianjie.populations.running import Job


def refused(tmp_path: Path, source: Path, match: str, **options: object) -> None:
    """The job is refused in these words, and leaves nothing behind."""
    before = set(tmp_path.iterdir())
    with pytest.raises(XianjieError) as error:
        answered(Job(source, tmp_path / "answers.csv", **options))  # type: ignore[arg-type]
    assert match in error.value.in_("en")
    assert error.value.in_("zh") != error.value.in_("en")
    assert not (tmp_path / "answers.csv").exists()
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"answers.csv.partial"}


def test_bad_values_are_listed_and_the_rest_answered(tmp_path: Path) -> None:
    cells = texts(cases(40, unknown=0))
    cells["occupation"][3] = "宇航员"
    cells["registered_on"][5] = "2020-02-30"
    cells["exam_held"][7] = "maybe"
    cells["route"][7] = "by boat"
    cells["suspended"][9] = "none"
    source = write(pa.table(cells), tmp_path / "cases.parquet")
    done = answered(Job(source, tmp_path / "answers.csv"))
    assert (done.rows, done.refused) == (40, 5)
    errors = read(tmp_path / "answers.errors.csv")
    assert [(e["row"], e["column"], e["id"]) for e in errors] == [
        ("4", "occupation", "3"),
        ("6", "registered_on", "5"),
        ("8", "route", "7"),
        ("8", "exam_held", "7"),
        ("10", "suspended", "9"),
    ]
    assert "2020-02-30" in errors[1]["reason_en"]
    assert all(e["reason_zh"] and e["reason_en"] for e in errors)
    left = [row["id"] for row in read(tmp_path / "answers.csv")]
    assert left == [str(n) for n in range(40) if n not in {3, 5, 7, 9}]


def test_a_folder_of_parts_that_do_not_fit(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    refused(tmp_path, folder, "no .parquet files")
    table = cases(5)
    write(table, folder / "a.parquet")
    for other, match in (
        (table.drop_columns(["route"]), "'route' is not there"),
        (table.append_column("more", table.column("id")), "'more' is int64, in the first file not"),
        (table.select(table.column_names[::-1]), "another order"),
    ):
        write(other, folder / "b.parquet")
        refused(tmp_path, folder, match)
    (folder / "b.parquet").write_bytes((folder / "a.parquet").read_bytes()[:-50])
    refused(tmp_path, folder, "b.parquet cannot be read")


def test_a_later_run_without_errors_leaves_no_old_list_of_them(tmp_path: Path) -> None:
    cells = texts(cases(5, unknown=0))
    cells["route"][1] = "?"
    answered(Job(write(pa.table(cells), tmp_path / "cases.csv"), tmp_path / "answers.csv"))
    assert (tmp_path / "answers.errors.csv").exists()
    answered(Job(write(cases(5), tmp_path / "cases.csv"), tmp_path / "answers.csv"))
    assert not (tmp_path / "answers.errors.csv").exists()


def test_cells_of_mixed_types_in_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    rows = [
        ["id", "occupation", "registered_on", "exam_held", "announced_on"],
        [1, "电工", datetime(2020, 8, 1), True, "无"],  # noqa: DTZ001 - a sheet has no zones
        [2, "电工", "2020-08-01", "false", datetime(2020, 6, 1)],  # noqa: DTZ001
        [3, "电工", 44044, 1, ""],
        [4, "电工", datetime(2020, 8, 1, 9, 30), True, ""],  # noqa: DTZ001
    ]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    answered(Job(path, tmp_path / "answers.csv"))
    assert [row["id"] for row in read(tmp_path / "answers.csv")] == ["1", "2"]
    errors = [(e["row"], e["column"]) for e in read(tmp_path / "answers.errors.csv")]
    assert errors == [("4", "registered_on"), ("4", "exam_held"), ("5", "registered_on")]


def test_rows_with_too_many_cells_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("id,occupation\n1,电工\n2,电工,x,y\n3,电工\n", encoding="utf-8")
    done = answered(Job(path, tmp_path / "answers.csv"))
    assert (done.rows, done.refused) == (3, 1)
    assert [row["id"] for row in read(tmp_path / "answers.csv")] == ["1", "3"]
    (error,) = read(tmp_path / "answers.errors.csv")
    assert (error["row"], "4 cells" in error["reason_en"]) == ("3", True)


@pytest.mark.parametrize("block", [100, 1 << 20])
def test_rows_after_those_left_out_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(sources, "_CSV_BLOCK", block)
    path = tmp_path / "cases.csv"
    wrong, strange = {3, 4, 30, 59, 60}, {2, 5, 31, 58}
    rows = [
        f"{row},电工,x" if row in wrong else f"{row},{'宇航员' if row in strange else '电工'}"
        for row in range(2, 61)
    ]
    path.write_text("\n".join(["id,occupation", *rows, ""]), encoding="utf-8")
    done = answered(Job(path, tmp_path / "answers.csv"))
    assert (done.rows, done.refused) == (59, 9)
    errors = read(tmp_path / "answers.errors.csv")
    assert [int(error["row"]) for error in errors] == sorted(wrong | strange)
    assert all(error["row"] == error["id"] for error in errors if error["column"])
    path.write_text("\n".join(["occupation", *(row[row.find(",") + 1 :] for row in rows)]), "utf-8")
    answered(Job(path, tmp_path / "answers.csv"))
    left = [int(row["row"]) for row in read(tmp_path / "answers.csv")]
    assert left == [row for row in range(2, 61) if row not in wrong | strange]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("id,occupation\n1,电工\n", encoding=encoding)
    refused(tmp_path, path, "not in UTF-8")


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("occupation,id\n电工,1\n", encoding="utf-8-sig")
    assert answered(Job(path, tmp_path / "answers.csv")).refused == 0
    assert next(iter(read(tmp_path / "answers.csv")[0])) == "id"


def test_a_parquet_cut_short_is_named(tmp_path: Path) -> None:
    source = write(cases(2_000), tmp_path / "cases.parquet")
    whole = source.read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        source.write_bytes(whole[:size])
        refused(tmp_path, source, "cannot be read")


def test_a_parquet_damaged_inside_is_named(tmp_path: Path) -> None:
    source = write(cases(5_000), tmp_path / "cases.parquet")
    whole = bytearray(source.read_bytes())
    whole[200:900] = b"\xff" * 700
    source.write_bytes(whole)
    refused(tmp_path, source, "cannot be read")


def test_merged_headers_are_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "考生")
    sheet.write_row(1, 0, ["id", "occupation", "route"])
    book.close()
    refused(tmp_path, path, "column 2、3 has no header")


def test_a_header_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("occupation,id,id\n电工,1,2\n", encoding="utf-8")
    refused(tmp_path, path, "comes more than once")


@pytest.mark.parametrize(
    ("column", "match"),
    [
        (pa.array([1, 2]), "the column is of int64"),
        (pa.array([1.5, None]), "the column is of double"),
        (pa.array([b"a", b"b"]), "the column is of binary"),
    ],
)
def test_a_column_that_cannot_hold_its_fact_is_named(
    tmp_path: Path, column: pa.Array, match: str
) -> None:
    path = tmp_path / "cases.parquet"
    pyarrow.parquet.write_table(pa.table({"exam_held": column}), path)
    refused(tmp_path, path, match)


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    source = write(cases(5), tmp_path / "cases.csv")
    refused(tmp_path, source, "no column '工种'", mapped={"occupation": "工种"})
    refused(tmp_path, source, "no column 'nobody'", keys=("nobody",))
    refused(tmp_path, source, "no such fact", mapped={"colour": "id"})


def test_a_file_of_no_facts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    refused(tmp_path, path, "no column is a fact")


def test_a_column_called_like_an_answer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("occupation,outcome\n电工,refund\n", encoding="utf-8")
    refused(tmp_path, path, "called like one of the answers")


@pytest.mark.parametrize("name", ["cases.ods", "cases", "cases.parquet.gz"])
def test_another_kind_of_file_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    refused(tmp_path, path, "the ending must be one of")


def test_a_file_that_is_not_there_and_a_folder_that_is_not(tmp_path: Path) -> None:
    refused(tmp_path, tmp_path / "nothing.csv", "there is no file")
    source = write(cases(5), tmp_path / "cases.csv")
    with pytest.raises(PopulationError, match="写不了"):
        answered(Job(source, tmp_path / "no" / "answers.csv"))


def test_a_day_said_to_be_none_as_well_is_refused(tmp_path: Path) -> None:
    table = cases(30, unknown=0)
    none = pa.array([row == 4 for row in range(30)])
    place = table.column_names.index("announced_on__none")
    source = tmp_path / "cases.parquet"
    pyarrow.parquet.write_table(table.set_column(place, "announced_on__none", none), source)
    answered(Job(source, tmp_path / "answers.csv"))
    (error,) = read(tmp_path / "answers.errors.csv")
    assert (error["row"], error["column"]) == ("5", "announced_on")
    assert "said to be none" in error["reason_en"]
