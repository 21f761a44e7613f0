"""``decide --receipt`` and ``receipt check`` from the command line."""

import json
from pathlib import Path

import pytest

from tests.ops.conftest import Run

ASKED = (
    *("decide", "replacement", "--fact", "occupation=电工"),
    *("--fact", "requested_on=2021-02-01"),
)


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Path:
    file = tmp_path / "receipt.json"
    assert run(*ASKED, "--receipt", str(file)).status == 0
    return file


def test_the_answer_is_told_and_its_receipt_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    ran = run(*ASKED, "--receipt", str(file), "--lang", "en")
    assert ran.out == run(*ASKED, "--lang", "en").out
    assert str(file) in ran.err
    receipt = json.loads(file.read_text(encoding="utf-8"))
    assert receipt["made_on"] == "2020-09-15"
    assert receipt["outcome"] == "written_proof"
    assert receipt["facts"] == {"occupation": "电工", "requested_on": "2021-02-01"}
    assert [path.name for path in tmp_path.iterdir()] == ["receipt.json"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "属实"), ("en", "Confirmed")])
def test_an_untouched_receipt_is_confirmed(run: Run, made: Path, lang: str, words: str) -> None:
    ran = run("receipt", "check", str(made), "--lang", lang)
    assert ran.status == 0
    assert ran.out.startswith(words)
    assert "written_proof" in ran.out
    assert ran.out.count("✓") == 6
    assert "✗" not in ran.out


def test_an_altered_receipt_is_not(run: Run, made: Path) -> None:
    altered = made.read_text(encoding="utf-8").replace("written_proof", "replace")
    made.write_text(altered, encoding="utf-8")
    ran = run("receipt", "check", str(made), "--lang", "en")
    assert ran.status == 2
    assert "the receipt says replace, the rules give written_proof" in ran.out


def test_a_receipt_under_another_reading_is_checked_under_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    run(*ASKED, "--reading", "R3=alternative", "--receipt", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))["readings"] == {"R3": "alternative"}
    assert run("receipt", "check", str(file)).status == 0


def test_what_is_no_receipt_is_refused_by_name(run: Run, made: Path, tmp_path: Path) -> None:
    made.write_text("{}", encoding="utf-8")
    ran = run("receipt", "check", str(made), "--lang", "en")
    assert ran.status == 2
    assert "trace_sha256 is missing" in ran.err
    missing = run("receipt", "check", str(tmp_path / "none.json"), "--lang", "en")
    assert missing.status == 2
    assert "none.json" in missing.err


def test_a_place_that_cannot_be_written_leaves_nothing(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    ran = run(*ASKED, "--receipt", str(target), "--lang", "en")
    assert ran.status == 2
    assert str(target) in ran.err
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_of_cases_has_no_receipt(run: Run, tmp_path: Path) -> None:
    files = ("--input", "a.jsonl", "--output", "b.jsonl", "--receipt", str(tmp_path / "r"))
    ran = run("decide", "replacement", *files, "--lang", "en")
    assert ran.status == 2
    assert "--receipt" in ran.err
