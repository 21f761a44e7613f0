"""What is no table, or not in the schema, is refused with what to mend; nothing else is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.indicators.tables import HONEST, ON, certificate, found, result, sitting, written
from xianjie.indicators import SupervisionError, check, opened, run


def refusal(folder: Path) -> str:
    with pytest.raises(SupervisionError) as error, opened("duckdb", folder):
        pass
    assert error.value.message.zh
    assert "\n" not in error.value.in_("en")
    return error.value.in_("en")


def changed(folder: Path, change: Callable[[pa.Table], pa.Table]) -> Path:
    """The honest tables, the certificates changed."""
    file = written(folder, HONEST) / "certificates.parquet"
    pq.write_table(change(pq.read_table(file)), file)
    return folder


def replaced(name: str, column: pa.Array) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(table.column_names.index(name), name, column)


def test_no_folder(tmp_path: Path) -> None:
    assert "is not there; give the folder" in refusal(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    assert "is a file, no folder" in refusal(tmp_path / "file")


def test_no_tables(tmp_path: Path) -> None:
    (tmp_path / "other.parquet").touch()
    assert "holds none of the tables certificates" in refusal(tmp_path)


def test_a_missing_column(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda table: table.drop_columns(["person"]))
    assert "certificates.parquet lacks the column person (who, not by an identity" in refusal(
        folder
    )


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [
        ("issued_on", pa.array(["2021-06-01", "1 June"]), "must hold days (DATE), not string"),
        ("level", pa.array(["4", "4"]), "must hold whole numbers, not string"),
        ("level", pa.array([4.0, 4.5]), "must hold whole numbers, not double"),
        ("number", pa.array([1.5, 2.5]), "must hold texts or whole numbers, not double"),
        ("person", pa.array([b"1", b"2"]), "must hold texts or whole numbers, not binary"),
        ("body", pa.array(["A", None]), "has 1 nulls and may have none"),
        ("body", pa.nulls(2), "must hold texts or whole numbers, not null"),
    ],
)
def test_a_wrong_column(tmp_path: Path, name: str, column: pa.Array, told: str) -> None:
    said = refusal(changed(tmp_path, replaced(name, column)))
    assert said.startswith(f"the column {name} of ")
    assert told in said


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (written(tmp_path, HONEST) / "results.parquet").write_bytes(b"PAR1 not really PAR1")
    assert refusal(tmp_path).startswith("cannot read ")


def test_a_file_cut_off(tmp_path: Path) -> None:
    file = written(tmp_path, HONEST) / "results.parquet"
    file.write_bytes(file.read_bytes()[:-40])
    assert refusal(tmp_path).startswith("cannot read ")


def test_a_file_broken_inside_is_told_while_it_is_read(tmp_path: Path) -> None:
    file = written(tmp_path, HONEST) / "certificates.parquet"
    whole = bytearray(file.read_bytes())
    whole[8:200] = bytes(192)
    file.write_bytes(whole)
    with pytest.raises(SupervisionError, match="DuckDB"), opened("duckdb", tmp_path) as engine:
        run(engine, on=ON, only=["number_repeated", "serial_gap", "no_evaluation"])


def test_numbers_serve_for_persons_and_columns_beside_are_left_alone(tmp_path: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        odd = table.append_column("a `b`; --", pa.array([b"x", b"y"]))
        return replaced("sitting", pa.nulls(2))(replaced("person", pa.array([7, 7]))(odd))

    with opened("duckdb", changed(tmp_path, change)) as engine:
        names = ["same_level_twice", "no_evaluation"]
        alerts = run(engine, on=ON, only=names).alerts
    assert {alert.indicator for alert in alerts} == set(names)


def test_what_may_be_null_may_be_missing(tmp_path: Path) -> None:
    folder = changed(
        tmp_path,
        lambda table: table.drop_columns(["outcome", "code", "ended_on", "logged_on", "imported"]),
    )
    with opened("duckdb", folder) as engine:
        assert run(engine, on=ON).alerts == []
        assert "no_evaluation" in run(engine, on=ON).indicators


def test_empty_tables_have_nothing_to_tell(tmp_path: Path) -> None:
    assert found(tmp_path, {name: [] for name in HONEST}).alerts == []


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    written(tmp_path, HONEST)
    folder = tmp_path / "certificates.parquet.d"
    (tmp_path / "certificates.parquet").rename(folder.with_suffix(".0"))
    parts = tmp_path / "certificates"
    parts.mkdir()
    for number, rows in enumerate([[certificate(1)], [certificate(2), certificate(4)]]):
        one = tmp_path / f"part{number}"
        one.mkdir()
        written(one, {"certificates": rows})
        (one / "certificates.parquet").rename(parts / f"{number}.parquet")
    (parts / "_SUCCESS").touch()
    with opened("duckdb", tmp_path) as engine:
        (alert,) = run(engine, on=ON, only=["serial_gap"]).alerts
    assert alert.evidence[0]["last_serial"] == 2


def test_names_that_look_like_patterns_are_names(tmp_path: Path) -> None:
    folder = tmp_path / "a [1]* 'b' {c}?"
    folder.mkdir()
    other = tmp_path / "a 1 'b' {c}x"
    other.mkdir()
    written(other, {**HONEST, "certificates": [certificate(1, sitting=None)]})
    assert found(folder, HONEST).alerts == []


@pytest.mark.parametrize(
    "query",
    [
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM 'https://example.org/certificates.parquet'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "SET enable_external_access = true",
        "ATTACH '/tmp/other.db'",
    ],
)
def test_nothing_but_the_tables_is_reached(tmp_path: Path, query: str) -> None:
    with opened("duckdb", written(tmp_path, HONEST)) as engine:
        assert engine.table("SELECT COUNT(*) AS n FROM certificates")["n"].to_pylist() == [2]
        with pytest.raises(SupervisionError):
            engine.table(query)


def test_there_is_room_for_what_does_not_fit_into_memory(tmp_path: Path) -> None:
    """A million numbers, all told apart within sixty megabytes."""
    rows = duckdb.connect().execute(
        "SELECT i AS certificate, printf('%022d', i) AS number, 'level' AS scheme, 'A' AS body, "
        "'甲' AS body_name, '440100' AS area, i AS person, '电工' AS occupation, "
        "4::INTEGER AS level, DATE '2021-06-01' AS issued_on FROM range(1000000) t(i)"
    )
    pq.write_table(rows.to_arrow_table(), tmp_path / "certificates.parquet")
    names = ["number_repeated", "same_level_twice", "serial_gap"]
    with opened("duckdb", tmp_path, memory="60MB") as engine:
        assert run(engine, on=ON, only=names).alerts == []


def test_a_table_as_csv_is_not_passed_over(tmp_path: Path) -> None:
    (written(tmp_path, HONEST) / "examiners.parquet").rename(tmp_path / "examiners.csv")
    assert "examiners.csv is not Parquet and cannot be read; turn it into" in refusal(tmp_path)


def test_text_under_the_name_of_a_table(tmp_path: Path) -> None:
    (written(tmp_path, HONEST) / "examiners.parquet").write_text("sitting,examiner\n1,x\n")
    assert refusal(tmp_path).endswith("it is no Parquet file; turn it into one")


def test_a_name_that_leads_nowhere_and_a_folder_without_parts(tmp_path: Path) -> None:
    (written(tmp_path, HONEST) / "examiners.parquet").unlink()
    (tmp_path / "examiners.parquet").symlink_to(tmp_path / "gone")
    assert refusal(tmp_path).endswith("put the file there")
    (tmp_path / "examiners.parquet").unlink()
    (tmp_path / "examiners").mkdir()
    assert "examiners holds no .parquet file" in refusal(tmp_path)


def test_names_in_capitals_are_told_beside_the_one_that_lacks(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, lambda table: table.rename_columns([one.upper() for one in table.column_names])
    )
    assert "there is CERTIFICATE, and names are in lower case" in refusal(folder)


def test_a_number_too_large(tmp_path: Path) -> None:
    said = refusal(changed(tmp_path, replaced("level", pa.array([4, 3_000_000_000]))))
    assert "has numbers as large as 3,000,000,000; at most 2,147,483,647" in said


def mistakes(folder: Path) -> list[str]:
    with opened("duckdb", folder) as engine, pytest.raises(SupervisionError) as error:
        check(engine)
    assert error.value.message.zh.count("\n") == error.value.in_("en").count("\n")
    return error.value.in_("en").splitlines()[1:]


def test_whole_tables_are_in_order(tmp_path: Path) -> None:
    with opened("duckdb", written(tmp_path, HONEST)) as engine:
        check(engine)


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [
        ("issued_on", [date(1, 1, 1), ON], "must be from 1949-10-01 to 2199-12-31"),
        ("logged_on", [date(9999, 1, 1), ON], "must be from 1949-10-01 to 2199-12-31"),
        ("level", [0, 4], "must be from 1 to 5"),
        ("scheme", ["Level", "level"], "must be one of qualification, level"),
        ("person", ["44010619900101123X", "p"], "may not be an identity number"),
    ],
)
def test_a_value_that_cannot_be(tmp_path: Path, name: str, column: list[object], told: str) -> None:
    (line,) = mistakes(changed(tmp_path, replaced(name, pa.array(column))))
    assert line.startswith(f"· table certificates, column {name} (")
    assert told in line
    assert "rows that do not: 1 (such as certificate 1" in line
    assert "44010619900101123X" not in line


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    twice = [certificate(1), certificate(1, level=7)]
    results = [result(), result(theory=101)]
    held = [sitting(1, until_on=date(2020, 1, 1))]
    found = mistakes(
        written(tmp_path, {"certificates": twice, "results": results, "sittings": held})
    )
    assert [line.split(":")[0] for line in found] == [
        "· table certificates, column level (the level",
        "· table certificates",
        "· table sittings, column until_on (its last day)",
        "· table results, column theory (points of theory, 0 to 100)",
        "· table results",
    ]
    assert "certificate must differ from row to row; doubled: 1" in found[1]
    assert (
        "sitting + person must differ from row to row; doubled: 1 (such as sitting 1)" in found[4]
    )


def test_a_null_that_the_file_does_not_tell_of(tmp_path: Path) -> None:
    file = written(tmp_path, HONEST) / "certificates.parquet"
    table = replaced("person", pa.array(["p", None]))(pq.read_table(file))
    pq.write_table(table, file, write_statistics=False)
    (line,) = mistakes(tmp_path)
    assert "column person (who, not by an identity number): may not be null" in line
