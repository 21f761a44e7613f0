"""Files in, files out: every row as a person would be answered, whatever the kind of file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from tests.populations.cases import case, cases, texts, write
from xianjie.instruments import law
from xianjie.law.columns import ColumnDecision
from xianjie.populations import running, sources
from xianjie.populations.answering import Answered
from xianjie.populations.errors import PopulationError
from xianjie.populations.running import Done, Job, run

KINDS = [".parquet", ".csv", ".xlsx"]
DECISION = law().decision("candidate-option")


def answered(job: Job, *, resume: bool = False) -> Done:
    return run(ColumnDecision(DECISION), job, resume=resume, progress=lambda _rows, _whole: None)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file as text."""
    if path.suffix == ".parquet":
        rows = pyarrow.parquet.read_table(path).to_pylist()
    elif path.suffix == ".csv":
        rows = pyarrow.csv.read_csv(path).to_pylist()
    else:
        head, *cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        rows = [dict(zip(map(str, head), row, strict=True)) for row in cells]
    return [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_answered_as_a_person_is(tmp_path: Path, kind: str) -> None:
    table = cases(800)
    source = write(table, tmp_path / f"cases{kind}")
    done = answered(Job(source, tmp_path / f"answers{kind}"))
    assert (done.rows, done.refused) == (800, 0)
    rows = read(tmp_path / f"answers{kind}")
    told = {one["explanation"]: one for one in read(tmp_path / f"answers.explanations{kind}")}
    assert len(rows) == 800
    for number, row in enumerate(rows):
        answer = DECISION.decide(case(DECISION, table, number))
        assert row["id"] == str(number)
        assert row["prefecture"] == table.column("prefecture")[number].as_py()
        assert row["outcome"] == (answer.outcome or "")
        assert row["clauses"].split() == list(answer.clauses)
        assert row["needs"].split() == list(answer.needs)
        assert row["readings"].split() == [reading.id for reading in answer.readings]
        explanation = told[row["explanation"]]
        assert explanation["because_en"] == "; ".join(b.text.en for b in answer.because)
        assert explanation["outcome"] == row["outcome"]
        assert explanation["rules_version"] == answer.rules_version
    assert set(told) == {row["explanation"] for row in rows}


def test_kinds_of_file_may_be_mixed_and_answer_alike(tmp_path: Path) -> None:
    table = cases(500)
    answers = []
    for kind, other in zip(KINDS, [*KINDS[1:], KINDS[0]], strict=True):
        source = write(table, tmp_path / f"cases{kind}")
        answered(Job(source, tmp_path / f"answers{other}"))
        answers.append(read(tmp_path / f"answers{other}"))
    assert answers[0] == answers[1] == answers[2]


def test_columns_are_mapped_and_keys_chosen(tmp_path: Path) -> None:
    table = cases(200)
    names = ["工种" if name == "occupation" else name for name in table.column_names]
    source = write(table.rename_columns(names), tmp_path / "cases.csv")
    job = Job(source, tmp_path / "answers.csv", mapped={"occupation": "工种"}, keys=("工种", "id"))
    answered(job)
    rows = read(tmp_path / "answers.csv")
    assert list(rows[0]) == ["工种", "id", "outcome", "clauses", "readings", "explanation", "needs"]
    told = [DECISION.decide(case(DECISION, table, row)).outcome or "" for row in range(200)]
    assert [row["outcome"] for row in rows] == told


def test_without_keys_the_rows_number_is_carried(tmp_path: Path) -> None:
    table = cases(5).drop_columns(["id", "prefecture"])
    for kind, first in ((".parquet", 1), (".csv", 2), (".xlsx", 2)):
        answered(Job(write(table, tmp_path / f"cases{kind}"), tmp_path / "answers.csv"))
        numbers = [row["row"] for row in read(tmp_path / "answers.csv")]
        assert numbers == [str(number) for number in range(first, first + 5)]


def test_the_bare_outcome_is_the_same_without_explanations(tmp_path: Path) -> None:
    source = write(cases(300), tmp_path / "cases.parquet")
    whole = answered(Job(source, tmp_path / "whole.parquet"))
    bare = answered(Job(source, tmp_path / "bare.parquet", bare=True))
    assert [path.name for path in bare.files] == ["bare.parquet"]
    assert len(whole.files) == 2
    for one, other in zip(
        read(tmp_path / "bare.parquet"), read(tmp_path / "whole.parquet"), strict=True
    ):
        assert one == {name: other[name] for name in one}


def test_a_file_without_rows_is_answered_without_rows(tmp_path: Path) -> None:
    for kind in KINDS:
        source = write(cases(3).slice(0, 0), tmp_path / f"cases{kind}")
        done = answered(Job(source, tmp_path / f"answers{kind}"))
        assert (done.rows, done.refused) == (0, 0)
        assert read(tmp_path / f"answers{kind}") == []


def test_a_folder_of_parts_is_answered_as_one_file(tmp_path: Path) -> None:
    table, folder = cases(1_000), tmp_path / "parts"
    folder.mkdir()
    for number, start in enumerate((0, 300, 300, 950)):
        rows = (300, 0, 650, 50)[number]
        write(table.slice(start, rows), folder / f"part-{number}.parquet")
    (folder / "_SUCCESS").touch()
    (folder / "_common.parquet").touch()
    answered(Job(write(table, tmp_path / "whole.parquet"), tmp_path / "answers.csv"))
    assert answered(Job(folder, tmp_path / "of-parts.csv")).rows == 1_000
    assert read(tmp_path / "of-parts.csv") == read(tmp_path / "answers.csv")


class Interrupted(Exception):
    """Somebody pulls the plug."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_an_interrupted_run_resumes_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, after: int
) -> None:
    monkeypatch.setattr(sources, "AT_ONCE", 100)
    monkeypatch.setattr(sources, "_CSV_BLOCK", 10_000)
    table = cases(1_000)
    spoilt = texts(table)
    spoilt["occupation"][650] = "宇航员"
    source = tmp_path / f"cases{kind}"
    write(pa.table(spoilt), source)
    answered(Job(source, tmp_path / f"whole{kind}"))
    job = Job(source, tmp_path / f"answers{kind}")
    keep = running._Parts.keep
    kept: list[int] = []

    def keep_some(self: running._Parts, number: int, answers: Answered) -> None:
        if len(kept) == after:
            raise Interrupted
        kept.append(number)
        keep(self, number, answers)

    with monkeypatch.context() as patch:
        patch.setattr(running._Parts, "keep", keep_some)
        with pytest.raises(Interrupted):
            answered(job)
    assert not job.target.exists()
    answered(job, resume=True)
    for name in (f"{{}}{kind}", f"{{}}.explanations{kind}", "{}.errors.csv"):
        own = (tmp_path / name.format("answers")).read_bytes()
        assert own == (tmp_path / name.format("whole")).read_bytes(), name
    assert not (tmp_path / f"answers{kind}.partial").exists()


def test_another_job_does_not_resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(cases(50), tmp_path / "cases.csv")
    job = Job(source, tmp_path / "answers.csv")
    with monkeypatch.context() as patch:
        patch.setattr(running._Parts, "finish", lambda *_, **__: (_ for _ in ()).throw(Interrupted))
        with pytest.raises(Interrupted):
            answered(job)
    with pytest.raises(PopulationError, match="另一次运行"):
        answered(Job(source, tmp_path / "answers.csv", keys=("id",)), resume=True)
    write(cases(51), source)
    with pytest.raises(PopulationError, match="另一次运行"):
        answered(job, resume=True)
    assert answered(job).rows == 51
