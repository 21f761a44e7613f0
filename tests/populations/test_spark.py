"""Spark answers as this process does, on a master and two workers that know nothing of us."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.law.columns.invented import of_many_days, of_pairs
from tests.law.columns.populations import generated
from tests.populations.cases import cases, write
from tests.populations.test_files import answered
from tests.sampling import FULL
from tests.spark import session
from xianjie.instruments import jurisdictions, law
from xianjie.law import CompiledDecision
from xianjie.law.columns import ColumnDecision
from xianjie.ops.cli import main
from xianjie.populations import spark
from xianjie.populations.errors import PopulationError
from xianjie.populations.running import Done, Job, run

CLUSTER = "local-cluster[2,1,1024]"  # two worker processes of a core and a gigabyte each
DECISIONS = [
    of_pairs(),
    of_many_days(),
    *(law(place).decision(name) for place in jurisdictions() for name in law(place).decisions),
]
ROWS = 1_000_000 // len(DECISIONS) if FULL else 1_000
FEW = 1_000
OPTION = law().decision("candidate-option")


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A cluster that all tests of a module share; its workers have no Python."""
    with session(CLUSTER) as made:
        assert made.conf.get("spark.master") == CLUSTER
        yield


on_cluster = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.usefixtures("cluster"),
]


def as_parquet(asked: ColumnDecision, unknown: float, path: Path) -> int:
    """Write the witness of every signature, then cases at random; answer how many there are.

    Days that are none are said in a column beside.
    """
    space = asked.decision.telling_space
    witnesses = [space.witness(signature) for signature in space.signatures]
    random = generated(asked, ROWS, unknown=unknown, seed=11)
    columns: dict[str, pa.Array] = {"key": pa.array(range(len(witnesses) + ROWS))}
    for name, coding in asked.codings.items():
        first = np.array([coding.encode(case[name]) for case in witnesses], coding.dtype)
        codes = np.concatenate([first, random[name]])
        if coding.values:
            places = pa.array(codes, mask=codes == coding.unknown)
            columns[name] = pa.array(coding.values).take(places)
        else:
            none = codes == coding.none
            days = pa.array(codes, pa.int32(), mask=none | (codes == coding.unknown))
            columns[name] = days.cast(pa.date32())
            if coding.none is not None:
                columns[f"{name}__none"] = pa.array(none)
    # Row groups, so that more than one worker has something to read.
    table = pa.table(columns)
    pyarrow.parquet.write_table(table, path, row_group_size=table.num_rows // 4 + 1)
    return len(witnesses) + ROWS


def by(engine: str, decision: CompiledDecision, source: Path, target: Path) -> Done:
    job = Job(source, target, engine, database=CLUSTER if engine == "spark" else None)
    return run(ColumnDecision(decision), job, resume=False, progress=lambda *_: None)


def require_same(decision: CompiledDecision, source: Path, folder: Path, kind: str) -> Done:
    """Have both engines answer; the number of rows and of values refused."""
    own, other = (
        by(engine, decision, source, folder / f"{engine}{kind}") for engine in ("spark", "numpy")
    )
    assert (own.rows, own.refused) == (other.rows, other.refused)
    for ours, theirs in zip(own.files, other.files, strict=True):
        assert ours.name == theirs.name.replace("numpy", "spark")
        assert ours.read_bytes() == theirs.read_bytes(), ours.name
    return own


class TestOnACluster:
    pytestmark = on_cluster

    @pytest.mark.parametrize("unknown", [0, 0.3])
    @pytest.mark.parametrize(
        "decision", DECISIONS, ids=lambda one: f"{one.jurisdiction}-{one.name}"
    )
    def test_a_file_is_answered_in_the_same_bytes(
        self, tmp_path: Path, decision: CompiledDecision, unknown: float
    ) -> None:
        source = tmp_path / "cases.parquet"
        rows = as_parquet(ColumnDecision(decision), unknown, source)
        done = require_same(decision, source, tmp_path, ".parquet")
        assert (done.rows, done.refused) == (rows, 0)

    def test_bad_values_are_refused_alike(self, tmp_path: Path) -> None:
        table = cases(FEW)
        occupations = table.column("occupation").to_pylist()
        occupations[7], occupations[999] = "宇航员", "电 工 x"
        days = [str(day) if day else None for day in table.column("registered_on").to_pylist()]
        days[7], days[8] = "2020-02-30", "none"
        changed = {
            "occupation": pa.array(occupations),
            "registered_on": pa.array(days),
            "announced_on__none": pa.array(np.ones(FEW, np.bool_)),  # contradicts every day
        }
        for name, column in changed.items():
            table = table.set_column(table.column_names.index(name), name, column)
        source = write(table, tmp_path / "cases.parquet")
        assert require_same(OPTION, source, tmp_path, ".csv").refused > FEW // 2

    def test_columns_of_every_kind_are_read_alike(self, tmp_path: Path) -> None:
        table = cases(FEW)
        days = table.column("announced_on").cast(pa.timestamp("us"))
        late = pa.array([1] * FEW, pa.duration("us"))
        flags = table.column("exam_held").cast(pa.string())
        changed = {
            "announced_on": days.cast(pa.timestamp("ns")),
            "registration_accepted_on": pa.compute.add(days, late),  # none is a day
            "registered_on": table.column("registered_on").cast(pa.string()),
            "registration_accepted_on__none": pa.array([0, 1] * (FEW // 2), pa.int8()),
            "occupation": table.column("occupation").dictionary_encode(),
            "suspended": pa.nulls(FEW),
            "exam_held": flags.cast(pa.large_string()),
        }
        for name, column in changed.items():
            table = table.set_column(table.column_names.index(name), name, column)
        others = {
            "half": pa.array(np.ones(FEW, np.float16)),
            "Route": pa.array(range(FEW)),
            "a `b`.c": pa.array([[row] for row in range(FEW)]),
        }
        for name, column in others.items():
            table = table.append_column(name, column)
        folder = tmp_path / "衔接 [1]%41{a}"
        folder.mkdir()
        source = write(table, folder / "c*s ?.parquet")
        done = require_same(OPTION, source, folder, ".parquet")
        assert done.refused > FEW // 2

    def test_a_column_that_cannot_hold_its_fact_is_named_alike(self, tmp_path: Path) -> None:
        zoned = cases(10).column("announced_on").cast(pa.timestamp("us", "Asia/Shanghai"))
        wrong = {
            "announced_on": zoned,
            "exam_held": pa.array(range(10)),
            "announced_on__none": pa.array(["perhaps"] * 10),
        }
        for name, column in wrong.items():
            table = cases(10)
            table = table.set_column(table.column_names.index(name), name, column)
            source = write(table, tmp_path / "cases.parquet")
            said = []
            for engine in ("numpy", "spark"):
                with pytest.raises(PopulationError) as error:
                    by(engine, OPTION, source, tmp_path / "a.parquet")
                said.append(error.value.message)
            assert said[0] == said[1]

    def test_a_folder_of_parts_is_one_population(self, tmp_path: Path) -> None:
        folder = tmp_path / "cases.parquet"
        folder.mkdir()
        for number, name in enumerate(["a+b %20.parquet", "第二.parquet", "空.parquet"]):
            write(cases(0 if name.startswith("空") else 400, seed=number), folder / name)
        (folder / "_SUCCESS").touch()
        assert require_same(OPTION, folder, tmp_path, ".parquet").rows == 800

    def test_no_rows_are_no_answers(self, tmp_path: Path) -> None:
        source = write(cases(0), tmp_path / "cases.parquet")
        assert require_same(OPTION, source, tmp_path, ".csv").rows == 0

    def test_an_interrupted_run_goes_on(
        self, tmp_path: Path, population: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("xianjie.populations.sources.AT_ONCE", 700)
        job = Job(population, tmp_path / "spark.parquet", "spark", database=CLUSTER)

        def stop(rows: int, _whole: int | None) -> None:
            if rows == 2_100:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(ColumnDecision(OPTION), job, resume=False, progress=stop)
        run(ColumnDecision(OPTION), job, resume=True, progress=lambda *_: None)
        by("numpy", OPTION, population, tmp_path / "numpy.parquet")
        own, other = (tmp_path / f"{name}.parquet" for name in ("spark", "numpy"))
        assert own.read_bytes() == other.read_bytes()

    def test_at_the_command_line(self, tmp_path: Path, population: Path) -> None:
        arguments = ["decide", "candidate-option", "--input", str(population), "--output"]
        where = ["--engine", "spark", "--database", CLUSTER]
        for name, options in (("numpy", []), ("spark", where)):
            with pytest.raises(SystemExit) as ended:
                main([*arguments, str(tmp_path / f"{name}.csv"), *options])
            assert not ended.value.code
        assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "numpy.csv").read_bytes()

    def test_what_is_no_fact_is_not_collected(
        self, tmp_path: Path, population: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("xianjie.populations.spark._MOST_DISTINCT", 5)
        with pytest.raises(PopulationError, match="occupation"):
            by("spark", OPTION, population, tmp_path / "a.csv")

    def test_a_spark_that_reads_a_rule_otherwise_is_caught(
        self, tmp_path: Path, population: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("xianjie.populations.spark.rule_of", lambda _asked: "0")
        with pytest.raises(PopulationError, match="与本程序不同"):
            by("spark", OPTION, population, tmp_path / "a.csv")

    def test_parts_that_do_not_come_back_are_missed(
        self, tmp_path: Path, population: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere = f"file://{tmp_path}/elsewhere"
        address = spark._address
        monkeypatch.setattr(
            "xianjie.populations.spark._address",
            lambda path: elsewhere if path.name == "spark" else address(path),
        )
        with pytest.raises(PopulationError, match="共用"):
            by("spark", OPTION, population, tmp_path / "a.csv")

    def test_what_spark_says_is_said_in_a_line(self, tmp_path: Path, population: Path) -> None:
        with pytest.raises(PopulationError) as error, spark.session(None) as session:
            session.sql("SELECT nothing").collect()
        assert "UNRESOLVED_COLUMN" in error.value.in_("en")
        assert "\n" not in error.value.in_("en")
        by("spark", OPTION, population, tmp_path / "a.csv")  # the session is still there


def test_only_parquet_is_read(tmp_path: Path) -> None:
    sheet = write(cases(10), tmp_path / "cases.csv")
    with pytest.raises(PopulationError, match=r"cases\.csv"):
        answered(Job(sheet, tmp_path / "a.csv", "spark"))


def test_an_address_that_is_not_of_spark_is_refused(tmp_path: Path, population: Path) -> None:
    with pytest.raises(PopulationError, match="nowhere://"):
        answered(Job(population, tmp_path / "a.csv", "spark", database="nowhere://"))


def test_what_must_be_installed_is_named(
    tmp_path: Path, population: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(PopulationError) as error:
        answered(Job(population, tmp_path / "a.csv", "spark"))
    assert "pip install 'xianjie[spark]'" in error.value.in_("en")
    assert "Java 17" in error.value.in_("en")
