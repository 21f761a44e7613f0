"""JSON lines as a population: answered as columns are, what is no case named by its line."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.populations.cases import cases, objects, write
from tests.populations.test_files import answered, read
from tests.populations.test_wrong_files import refused
from xianjie.instruments import law
from xianjie.ops.cli import main
from xianjie.populations import sources
from xianjie.populations.impact import Population, impact
from xianjie.populations.running import Job

DECISION = "candidate-option"


def test_it_is_answered_as_parquet_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "AT_ONCE", 150)
    table = cases(700)
    for kind in (".jsonl", ".parquet"):
        source = write(table, tmp_path / f"cases{kind}")
        done = answered(Job(source, tmp_path / f"of{kind}.csv"))
        assert (done.rows, done.refused) == (700, 0)
    assert read(tmp_path / "of.jsonl.csv") == read(tmp_path / "of.parquet.csv")


def test_a_change_has_the_same_effect_on_it(tmp_path: Path) -> None:
    table = cases(300)
    before, after = (law(name).decision(DECISION) for name in ("CN", "CN-GD"))
    one, other = (
        impact(before, after, Population(source, by=("prefecture",)), lambda _rows, _whole: None)
        for source in (write(table, tmp_path / f"cases{kind}") for kind in (".jsonl", ".parquet"))
    )
    assert one.as_json("en") == other.as_json("en")
    assert one.rows == other.rows


def test_what_is_no_case_is_named_and_the_rest_answered(tmp_path: Path) -> None:
    good = [json.dumps(line, ensure_ascii=False) for line in objects(cases(6, unknown=0))]
    lines = [
        "\ufeff" + good[0],
        "not JSON",
        good[1],
        "",
        "[1]",
        good[2],
        '{"id": 7, "occupation": ["电工"]}',
        '{"id": 8, "occupation": "宇航员", "exam_held": null}',
        '{"id": true, "exam_held": 3}',
        good[3],
        '{"id": 11, "announced_on": null}',
    ]
    source = tmp_path / "cases.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    done = answered(Job(source, tmp_path / "answers.csv"))
    assert (done.rows, done.refused) == (11, 7)
    assert [row["id"] for row in read(tmp_path / "answers.csv")] == ["0", "1", "2", "3", "11"]
    errors = read(tmp_path / "answers.errors.csv")
    told = [(error["row"], error["column"], error["id"]) for error in errors]
    assert told == [
        ("2", "", ""),
        ("4", "", ""),
        ("5", "", ""),
        ("7", "", ""),
        ("8", "occupation", "8"),
        ("8", "exam_held", "8"),
        ("9", "exam_held", "true"),
    ]
    assert "'occupation' is a list" in errors[3]["reason_en"]
    assert all(error["reason_zh"] and error["reason_en"] for error in errors)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "holds no case: give one JSON object a line"),
        (b"nothing\n[]\n", "holds no case: this line is no JSON"),
        ("{}\n".encode("utf-16"), "holds no case: this line is no JSON"),
        (b'{"": 1}\n', "column 1 has no header"),
        (b'{"colour": 1}\n', "no column is a fact"),
    ],
)
def test_a_file_without_cases_is_named(tmp_path: Path, content: bytes, match: str) -> None:
    source = tmp_path / "cases.jsonl"
    source.write_bytes(content)
    refused(tmp_path, source, match)


def decide(source: Path, target: Path, *more: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["decide", DECISION, "--input", str(source), "--output", str(target), *more])
    return int(ended.value.code or 0)


def test_lines_may_be_answered_by_columns_and_not_the_other_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = cases(50)
    names = ["工种" if name == "occupation" else name for name in table.column_names]
    lines = write(table.rename_columns(names), tmp_path / "cases.jsonl")
    options = ("--map", "occupation=工种", "--key", "id")
    assert decide(lines, tmp_path / "answers.parquet", *options) == 0
    answers: pa.Table = pyarrow.parquet.read_table(tmp_path / "answers.parquet")
    assert answers.column("id").to_pylist() == [str(row) for row in range(50)]
    capsys.readouterr()
    columns = write(table, tmp_path / "cases.csv")
    for source, target, more, named in (
        (columns, "a.jsonl", (), "only a .jsonl can be answered by a .jsonl"),
        (lines, "a.jsonl", options, "--key"),
        (columns, "a.ods", (), "the ending must be one of .parquet, .csv, .xlsx"),
    ):
        assert decide(source, tmp_path / target, *more, "--lang", "en") == 2
        assert named in capsys.readouterr().err
        assert not (tmp_path / target).exists()
