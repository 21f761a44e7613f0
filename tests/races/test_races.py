"""On PostgreSQL, all at once: nobody is counted twice; without the constraint somebody is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.commands import environment

ROOT = Path(__file__).resolve().parents[2]
KEPT = {
    "double-choice": 20,
    "last-seat": 5,
    "same-candidate": 1,
    "double-batch": 10,
    "double-settlement": 10,
}
ONCE = {"last-seat": 5, "same-candidate": 1, "double-batch": 1, "double-settlement": 1}


@pytest.mark.parametrize("race", KEPT)
def test_nobody_is_counted_twice(race: str, postgres: str, tmp_path: Path) -> None:
    told = _run(race, "protected", postgres, tmp_path)
    assert told["duplicates"] == 0
    assert told["kept"] == KEPT[race]
    if race in ONCE:
        assert told["events"] == ONCE[race]  # who was refused left none


@pytest.mark.parametrize("race", KEPT)
def test_without_constraint_and_locks_somebody_is(race: str, postgres: str, tmp_path: Path) -> None:
    # It is a race: it is run until it is lost, some times at most.
    turns = (_run(race, "bare", postgres, tmp_path, turn)["duplicates"] for turn in range(5))
    assert any(duplicates > 0 for duplicates in turns)


def _run(race: str, kind: str, server: str, home: Path, turn: int = 0) -> dict[str, int]:
    name = f"{race}_{kind}_{turn}".replace("-", "_")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    given = {
        **environment(home),
        "DJANGO_SETTINGS_MODULE": "xianjie.config.settings",
        "XIANJIE_DATABASE_URL": server.replace("/postgres?", f"/{name}?"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.racing", race, kind],
        cwd=ROOT,
        env=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found
