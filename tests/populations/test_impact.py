"""What a change would do: every row asked by both laws as a person is, and all of it counted."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from tests.populations.cases import case, cases, write
from xianjie.instruments import law
from xianjie.law import CompiledDecision
from xianjie.ops.cli import main
from xianjie.populations import impact as module
from xianjie.populations.errors import PopulationError
from xianjie.populations.impact import OPEN_NAME, REFUSED_NAME, Impact, Population, impact
from xianjie.populations.sample import made_up, made_up_csv
from xianjie.populations.workbook import outcome_labels, to_workbook

ROWS = 600
TABLE = cases(ROWS, unknown=0.1)
DECISION = "candidate-option"
BEFORE = law().decision(DECISION)
CHANGES = {
    "a reading": law(readings={"R5": "alternative"}).decision(DECISION),
    "a date": law(dates={"provincial_notice_on": date(2020, 10, 15)}).decision(DECISION),
    "another jurisdiction": law("CN").decision(DECISION),
    "nothing": BEFORE,
}


def effect(
    after: CompiledDecision, population: Population, before: CompiledDecision = BEFORE
) -> Impact:
    return impact(before, after, population, lambda _rows, _whole: None)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(TABLE, tmp_path_factory.mktemp("impact") / "cases.parquet")


@pytest.mark.parametrize("after", CHANGES.values(), ids=CHANGES)
def test_it_counts_what_persons_would_be_told(population: Path, after: CompiledDecision) -> None:
    found = effect(after, Population(population, by=("prefecture",)))
    told = [
        (one.decide(facts).outcome or OPEN_NAME, other.decide(facts).outcome or OPEN_NAME)
        for one, other in [(BEFORE, after)]
        for row in range(ROWS)
        for facts in [case(BEFORE, TABLE, row)]
    ]
    changed = [row for row, (old, new) in enumerate(told) if old != new]
    assert found.counts == Counter(told)
    assert found.total == ROWS == sum(found.outcomes_before.values())
    assert sum(found.outcomes_after.values()) == ROWS
    assert found.changed == len(changed) == sum(one.count for one in found.classes)
    assert (found.changed > 0) == (after is not BEFORE)
    prefectures = TABLE.column("prefecture").to_pylist()
    assert found.by["prefecture"] == Counter(
        (prefecture, *pair) for prefecture, pair in zip(prefectures, told, strict=True)
    )
    assert found.rows == [(str(row + 1), str(row), prefectures[row], *told[row]) for row in changed]


@pytest.mark.parametrize("after", CHANGES.values(), ids=CHANGES)
def test_a_class_is_of_one_change_and_its_witness_changes(
    population: Path, after: CompiledDecision
) -> None:
    for one in effect(after, Population(population)).classes:
        answers = BEFORE.decide(one.witness), after.decide(one.witness)
        assert [answer.outcome or OPEN_NAME for answer in answers] == [one.before, one.after]
        assert one.before != one.after
        assert one.reasons
        for reason in one.reasons:
            assert reason.fact.name in one.witness


def test_batches_are_counted_together(population: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after = CHANGES["a date"]
    whole = effect(after, Population(population, by=("prefecture",)))
    monkeypatch.setattr("xianjie.populations.sources.AT_ONCE", 100)
    parts = effect(after, Population(population, by=("prefecture",)))
    assert parts.as_json("en") | {"classes": []} == whole.as_json("en") | {"classes": []}
    assert {(one.before, one.after, one.count, one.reasons) for one in parts.classes} == {
        (one.before, one.after, one.count, one.reasons) for one in whole.classes
    }
    assert parts.rows == whole.rows


def test_refused_rows_count_on_both_sides(tmp_path: Path) -> None:
    occupations = TABLE.column("occupation").to_pylist()
    occupations[3] = occupations[500] = "宇航员"
    table = TABLE.set_column(2, "occupation", pa.array(occupations))
    found = effect(CHANGES["a date"], Population(write(table, tmp_path / "cases.csv")))
    assert [one.row for one in found.refused] == [5, 502]  # as a spreadsheet counts
    assert found.outcomes_before[REFUSED_NAME] == found.outcomes_after[REFUSED_NAME] == 2
    assert sum(found.outcomes_after.values()) == found.total == ROWS


def test_whatever_is_wrong_is_named_once_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "cases.csv"
    lines = ["prefecture,occupation,route", "a,电工,x,y", "b,宇航员,boat", "b,电工,scheduled"]
    source.write_text("\n".join(lines), encoding="utf-8")
    found = effect(CHANGES["a date"], Population(source, by=("prefecture",)))
    told = [(one.row, one.column) for one in found.refused]
    assert told == [(2, ""), (3, "occupation"), (3, "route")]
    assert (found.total, found.outcomes_before[REFUSED_NAME], found.wrong) == (3, 2, 3)
    assert found.by["prefecture"].total() == found.total
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    found = effect(CHANGES["a date"], Population(source))
    assert (len(found.refused), found.wrong) == (2, 3)


@pytest.mark.parametrize("decision", law().decisions)
def test_every_decision_under_every_other_reading(tmp_path: Path, decision: str) -> None:
    turned = law(readings=dict.fromkeys(law().readings, "alternative"))
    sides = law().decision(decision), turned.decision(decision)
    own = list(made_up(sides[0], 300))
    source = tmp_path / "cases.jsonl"
    source.write_text("".join(f"{json.dumps(one)}\n" for one in own), encoding="utf-8")
    found = effect(sides[1], Population(source), sides[0])
    told = [tuple(side.decide(one).outcome or OPEN_NAME for side in sides) for one in own]
    assert found.counts == Counter(told)
    assert found.wrong == 0


def test_all_are_counted_though_not_all_are_listed(
    population: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    found = effect(CHANGES["a date"], Population(population))
    assert len(found.rows) == 3 < found.changed


def test_facts_that_only_one_side_knows(tmp_path: Path) -> None:
    """Jiangsu asks for more: its facts are facts there, and no keys on the other side."""
    table = cases(100).append_column("batch_complete", pa.array([True, False] * 50))
    source = write(table, tmp_path / "cases.parquet")
    jiangsu = law("CN-JS").decision(DECISION)
    assert "batch_complete" in {fact.name for fact in jiangsu.facts}
    assert "batch_complete" not in {fact.name for fact in BEFORE.facts}
    found = effect(jiangsu, Population(source))
    assert found.keys == ("id", "prefecture")
    mapped = table.rename_columns(
        ["complete" if name == "batch_complete" else name for name in table.column_names]
    )
    again = Population(
        write(mapped, tmp_path / "mapped.parquet"), mapped={"batch_complete": "complete"}
    )
    assert effect(jiangsu, again).counts == found.counts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_says_the_same_and_no_cell_is_live(tmp_path: Path, lang: str) -> None:
    prefectures = ["=1+1", "@x", *TABLE.column("prefecture").to_pylist()[2:]]
    table = TABLE.set_column(1, "prefecture", pa.array(prefectures))
    source = write(table, tmp_path / "cases.parquet")
    found = effect(CHANGES["another jurisdiction"], Population(source, by=("prefecture",)))
    content = to_workbook(found, "zh" if lang == "zh" else "en")
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    counts, by, classes, rows = (book.get_sheet_by_index(n).to_python() for n in range(4))
    labels = {
        name: text.in_("zh" if lang == "zh" else "en")
        for name, text in outcome_labels(found).items()
    }
    told = {str(row[1]): (row[2], row[3]) for row in counts[1:] if row[1]}
    assert {name: before for name, (before, _) in told.items() if before} == found.outcomes_before
    assert {name: after for name, (_, after) in told.items() if after} == found.outcomes_after
    assert all(labels[str(row[1])] == row[0] for row in counts[1:] if row[1])
    assert sum(float(str(row[3])) for row in by[1:]) == ROWS
    assert [row[2] for row in classes[1:] if row[2]] == [one.count for one in found.classes]
    assert len(rows) - 1 == found.changed
    assert b"<f>" not in b"".join(_sheets(content))


def _sheets(content: bytes) -> list[bytes]:
    from zipfile import ZipFile  # noqa: PLC0415

    with ZipFile(BytesIO(content)) as book:
        return [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["law", "impact", *arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_at_the_command_line_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = "certificate-issuance"
    head, *rows = csv.reader(io.StringIO(made_up_csv(law().decision(decision), ROWS)))
    table = pa.table(dict(zip(head, map(pa.array, zip(*rows, strict=True)), strict=True)))
    source = write(table, tmp_path / "cases.parquet")
    status, out, _ = told(
        capsys,
        *("--decision", decision, "--input", str(source)),
        *("--reading", "R4=alternative", "--by", "prefecture", "--format", "json"),
    )
    found = json.loads(out)
    assert status == 0
    assert set(found) >= {"total", "before", "after", "changed", "classes"}
    assert found["total"] == ROWS == sum(found["before"].values()) == sum(found["after"].values())
    assert found["changed"] == sum(one["count"] for one in found["classes"]) > 0
    for one in found["classes"]:
        assert set(one) == {"from", "to", "count", "conditions", "witness"}
    assert sum(one["total"] for one in found["by"]["prefecture"].values()) == ROWS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_at_the_command_line_in_words(
    population: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    arguments = ["--decision", DECISION, "--input", str(population), "--lang", lang]
    status, out, _ = told(capsys, *arguments, "--against", "CN", "--by", "id")
    assert status == 0
    assert ("共 600 个情形" if lang == "zh" else "600 cases") in out
    assert ("另有" if lang == "zh" else "more values") in out
    for one in effect(BEFORE, Population(population), law("CN").decision(DECISION)).classes:
        assert all(reason.text.in_("zh" if lang == "zh" else "en") in out for reason in one.reasons)


def test_at_the_command_line_as_a_workbook(
    population: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "impact.xlsx"
    arguments = ["--decision", DECISION, "--input", str(population), "--against", "CN"]
    status, _, err = told(capsys, *arguments, "--format", "xlsx", "--output", str(target))
    assert (status, str(target) in err) == (0, True)
    assert CalamineWorkbook.from_path(str(target)).sheet_names
    status, _, err = told(
        capsys, *arguments, "--format", "xlsx", "--output", str(tmp_path / "no/a")
    )
    assert (status, "no/a" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--decision", "nothing"), "nothing"),
        (("--decision", DECISION, "--format", "xlsx"), "--output"),
        (("--decision", DECISION, "--reading", "R99=alternative"), "R99"),
        (("--decision", DECISION, "--date", "provincial_notice_on=2020-9-4"), "--date"),
        (("--decision", DECISION, "--date", "no_day=2020-09-04"), "no_day"),
        (("--decision", DECISION, "--against", "CN-XX"), "CN-XX"),
        (("--decision", DECISION, "--by", "county"), "county"),
        (("--decision", DECISION, "--map", "occupation=county"), "county"),
        (("--decision", DECISION, "--map", "ocupation=id"), "ocupation"),
    ],
)
def test_what_cannot_be_is_named(
    population: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    named: str,
) -> None:
    status, _, err = told(capsys, "--input", str(population), *arguments)
    assert (status, named in err) == (2, True), err


def test_bad_rows_are_named_and_the_status_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = TABLE.set_column(2, "occupation", pa.array(["宇航员"] * ROWS))
    source = write(table, tmp_path / "cases.csv")
    status, out, err = told(capsys, "--decision", DECISION, "--input", str(source))
    assert status == 1
    assert "0 个改变" in out
    assert "第 2 行 occupation" in err
    assert f"另有 {ROWS - 30} 处" in err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PopulationError, match="nowhere"):
        effect(BEFORE, Population(tmp_path / "nowhere.csv"))
