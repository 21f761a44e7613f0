"""The generated pages: fresh as committed, and every fault of freshness or evidence is named."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.law.case_files import cases
from tools.lawdocs import __main__ as generator
from tools.lawdocs.entries import RuleEntry, rule_entries
from tools.lawdocs.evidence import evidence
from tools.lawdocs.markup import plain
from xianjie.instruments import jurisdictions, law

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2020, 10, 31)


@pytest.mark.slow  # `make check` says so, too
def test_they_are_fresh() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "tools.lawdocs", "--check"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_stale_a_missing_and_a_left_over_page_are_named_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = ["--docs", str(tmp_path)]
    assert generator.main(docs) == 0
    assert generator.main([*docs, "--check"]) == 0
    left_over = tmp_path / "law/cn-xx/index.md"
    left_over.parent.mkdir()
    left_over.write_text("old\n", encoding="utf-8")
    (tmp_path / "law/index.md").write_text("other\n", encoding="utf-8")
    (tmp_path / "law/cn-gd/252.md").unlink()
    assert generator.main([*docs, "--check"]) == 1
    said = capsys.readouterr().err.splitlines()
    named = ["law/cn-gd/252.md", "law/cn-xx/index.md", "law/index.md"]
    assert [line.split(";")[0] for line in said] == [f"stale: {name}" for name in named]
    assert left_over.read_text(encoding="utf-8") == "old\n"
    assert generator.main(docs) == 0
    assert generator.main([*docs, "--check"]) == 0


def test_a_rule_without_a_case_stops_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def one_without_cases(jurisdiction: str) -> tuple[RuleEntry, ...]:
        first, *others = rule_entries(jurisdiction)
        return (replace(first, cases=()), *others)

    monkeypatch.setattr(generator, "rule_entries", one_without_cases)
    assert generator.main(["--docs", str(tmp_path)]) == 1
    assert "CN-GD catalogue-status before-notice" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "asked_otherwise", [{"under": {"R4": "alternative"}}, {"dates": {"batch_1_exit_on": DAY}}]
)
def test_a_case_under_other_readings_or_dates_does_not_test_a_rule_in_force(
    asked_otherwise: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def one_tested_otherwise(jurisdiction: str) -> tuple[RuleEntry, ...]:
        first, *others = rule_entries(jurisdiction)
        moved = tuple(replace(case, **asked_otherwise) for case in first.cases)
        return (replace(first, cases=moved), *others)

    monkeypatch.setattr(generator, "rule_entries", one_tested_otherwise)
    assert generator.main(["--docs", str(tmp_path)]) == 1
    assert "CN-GD catalogue-status before-notice" in capsys.readouterr().err


def test_every_case_is_on_the_page_of_its_decision() -> None:
    written = generator.pages()
    for case in cases():
        page = written[f"law/{case.jurisdiction.lower()}/{case.decision}.md"]
        assert f"\n- {plain(case.sentence)}" in page


def test_every_rule_clause_date_and_reading_has_its_place() -> None:
    written = generator.pages()
    for name in jurisdictions():
        folder, rules = f"law/{name.lower()}", law(name)
        for clause in rules.clauses:
            assert f"\n## {clause}\n" in written[f"{folder}/{clause.partition('/')[0]}.md"]
        for entry in rule_entries(name):
            assert f"\n### {entry.id}\n" in written[f"{folder}/{entry.decision}.md"]
        for parameter in rules.parameters:
            assert f"| `{parameter}` |" in written[f"{folder}/dates.md"]
        for reading in rules.readings:
            assert f"\n## {reading}\n" in written[f"{folder}/readings.md"]


def test_the_rule_of_a_case_is_one_that_gives_its_outcome() -> None:
    outcomes = {
        (name, entry.decision, entry.id): entry.outcome.name
        for name in jurisdictions()
        for entry in rule_entries(name)
    }
    for rule, found in evidence().by_rule.items():
        assert {case.outcome for case in found} == {outcomes[rule[0], rule[1], rule[2]]}
