"""Databases answer as this process does: the same bytes, and rules that agree with classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.law.columns.populations import generated
from tests.populations.test_files import answered
from tests.sampling import FULL
from xianjie.instruments import jurisdictions, law
from xianjie.law.columns import Codes, ColumnDecision
from xianjie.populations import engines
from xianjie.populations.engines import Database, opened, require_agreement
from xianjie.populations.errors import PopulationError
from xianjie.populations.running import Job

EVERY = [(place, name) for place in jurisdictions() for name in law(place).decisions]
ROWS = 1_000_000 // len(EVERY) if FULL else 500
DATABASES = [
    "duckdb",
    pytest.param("postgres", marks=pytest.mark.xdist_group("postgres")),  # one server for all
]


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Callable[[str], str | None]:
    """The database of an engine, PostgreSQL's only made where it is asked for."""
    return lambda engine: request.getfixturevalue("postgres") if engine == "postgres" else None


@pytest.mark.sampled
@pytest.mark.parametrize("engine", DATABASES)
@pytest.mark.parametrize("unknown", [0, 0.3])
def test_a_database_sorts_every_row_alike(
    address: Callable[[str], str | None], engine: str, unknown: float
) -> None:
    with opened("numpy", ColumnDecision(law().decision("replacement")), None):
        pass
    for place, name in EVERY:
        asked = ColumnDecision(law(place).decision(name))
        columns = generated(asked, ROWS, unknown=unknown, seed=3)
        with opened(engine, asked, address(engine)) as database:
            there = database.numbers(columns, ROWS)
        here = asked.full.numbers(columns, ROWS)
        complete = np.ones(ROWS, np.bool_)
        complete[asked.full.incomplete(columns, ROWS)] = False
        assert np.array_equal(there[complete], here[complete]), (place, name)


@pytest.mark.parametrize("engine", DATABASES)
def test_a_database_sorts_the_witness_of_every_signature_alike(
    address: Callable[[str], str | None], engine: str
) -> None:
    for place, name in EVERY:
        asked = ColumnDecision(law(place).decision(name))
        space = asked.decision.telling_space
        witnesses = [space.witness(signature) for signature in space.signatures]
        columns: dict[str, Codes] = {
            fact: np.array([coding.encode(case[fact]) for case in witnesses], coding.dtype)
            for fact, coding in asked.codings.items()
        }
        with opened(engine, asked, address(engine)) as database:
            there = database.numbers(columns, len(witnesses))
        assert np.array_equal(there, asked.full.numbers(columns, len(witnesses)))


@pytest.mark.parametrize("engine", DATABASES)
def test_a_file_is_answered_in_the_same_bytes(
    tmp_path: Path, population: Path, address: Callable[[str], str | None], engine: str
) -> None:
    for name, database in (("numpy", None), (engine, address(engine))):
        target = tmp_path / f"{name}.parquet"
        answered(Job(population, target, engine=name, database=database))
    for end in ("", ".explanations"):
        own = (tmp_path / f"{engine}{end}.parquet").read_bytes()
        assert own == (tmp_path / f"numpy{end}.parquet").read_bytes()


def test_a_database_that_reads_a_rule_otherwise_is_caught() -> None:
    asked = ColumnDecision(law().decision("candidate-option"))
    columns = generated(asked, 200, unknown=0)
    with opened("duckdb", asked, None) as database:
        assert isinstance(database, Database)
        table = engines.as_table(asked, columns, 200)
        _, rules = database._run(table, database._text)
    require_agreement(asked, columns, rules)
    wrong = rules.copy()
    wrong[17] = (wrong[17] + 1) % len(asked.decision.rules)
    places = {rule.outcome for rule in asked.decision.rules}
    assert len(places) > 1
    with pytest.raises(PopulationError, match="与本程序不同"):
        require_agreement(asked, columns, wrong)


def test_postgres_needs_an_address_that_answers(tmp_path: Path, population: Path) -> None:
    with pytest.raises(PopulationError, match="--database"):
        answered(Job(population, tmp_path / "a.csv", engine="postgres"))
    address = f"postgresql://tests:secret@/postgres?host={tmp_path}"
    with pytest.raises(PopulationError) as error:
        answered(Job(population, tmp_path / "a.csv", engine="postgres", database=address))
    assert "secret" not in error.value.in_("en")
