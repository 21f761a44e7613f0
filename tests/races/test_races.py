"""All at once: nobody is counted twice; without the constraint and the locks somebody is."""

from __future__ import annotations

import json
import shutil
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
    "same-result": 1,
    "double-issue": 300,
    "return-or-issue": 6,
    "double-revocation": 10,
    "revoke-or-exchange": 10,
}
EVENTS = {
    "last-seat": 5,
    "same-candidate": 1,
    "double-batch": 1,
    "double-settlement": 1,
    "same-result": 1,
    "double-issue": 1,
    "return-or-issue": 6,
    "double-revocation": 10,
    "revoke-or-exchange": 10,
}
# These stand on more than one constraint: taking one away shows nothing.
MANIFOLD = {"double-issue", "return-or-issue", "double-revocation"}
OF_CERTIFICATES = list(KEPT)[5:]


@pytest.fixture(scope="module")
def migrated(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The server, with an empty register to copy for each race."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE register")
    _migrate(_environment(tmp_path_factory.mktemp("migrated"), postgres, "register"))
    return postgres


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty register on the embedded database."""
    home = tmp_path_factory.mktemp("embedded")
    _migrate(_environment(home))
    return home


def _migrate(given: dict[str, str]) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=given, check=True)


@pytest.mark.parametrize("race", KEPT)
def test_nobody_is_counted_twice(race: str, migrated: str, tmp_path: Path) -> None:
    _require_kept(race, _run(race, "protected", _copied(race, "protected", migrated, tmp_path)))


@pytest.mark.parametrize("race", OF_CERTIFICATES)
def test_nobody_is_counted_twice_on_the_embedded_database(
    race: str, embedded: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(embedded, tmp_path / "home")
    _require_kept(race, _run(race, "protected", _environment(home)))


@pytest.mark.parametrize("race", sorted(set(KEPT) - MANIFOLD))
def test_without_constraint_and_locks_somebody_is(race: str, migrated: str, tmp_path: Path) -> None:
    # It is a race: it is run until it is lost, some times at most.
    turns = (
        _run(race, "bare", _copied(race, f"bare_{turn}", migrated, tmp_path)) for turn in range(5)
    )
    assert any(told["duplicates"] > 0 for told in turns)


def _require_kept(race: str, told: dict[str, int]) -> None:
    assert told["duplicates"] == 0
    assert told["kept"] == KEPT[race]
    if race in EVENTS:
        assert told["events"] == EVENTS[race]  # who was refused left none


def _copied(race: str, kind: str, server: str, home: Path) -> dict[str, str]:
    name = f"{race}_{kind}".replace("-", "_")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE register")
    return _environment(home, server, name)


def _environment(home: Path, server: str = "", name: str = "") -> dict[str, str]:
    given = {**environment(home), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    if server:
        given["XIANJIE_DATABASE_URL"] = server.replace("/postgres?", f"/{name}?")
    return given


def _run(race: str, kind: str, given: dict[str, str]) -> dict[str, int]:
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
