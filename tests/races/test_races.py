"""All at once: nobody is counted twice; without the constraint and the locks somebody is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.commands import environment
from tests.sampling import FULL

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
    "numbers": 16,
    "double-decision": 5,
    "remove-or-add": 6,
    "same-draft": 1,
    "same-examiner": 1,
    "same-participant": 1,
    "amend-or-report": 6,
    "accept-or-return": 6,
    "register-or-call-off": 6,
    "double-notice": 1,
    "double-dismissal": 6,
    "same-alert": 6,
    "double-close": 6,
    "answer-or-find": 6,
    "double-run": 1,
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
    "numbers": 16,
    "double-decision": 5,
    "remove-or-add": 6,
    "same-draft": 1,
    "same-examiner": 1,
    "same-participant": 1,
    "amend-or-report": 6,
    "accept-or-return": 6,
    "register-or-call-off": 6,
    "double-notice": 1,
    "double-dismissal": 6,
    "same-alert": 6,
    "double-close": 6,
    "answer-or-find": 6,
    "double-run": 1,
}
# These stand on more than one constraint: taking one away shows nothing.
MANIFOLD = {"double-issue", "return-or-issue", "double-revocation"}
LATER = list(KEPT)[5:]  # than the first ones, which SQLite's single writer cannot lose
# One of each module and of each way to hold: a constraint, a lock, a look before.
QUICK = {
    "last-seat",
    "double-settlement",
    "same-result",
    "double-revocation",
    "numbers",
    "accept-or-return",
    "register-or-call-off",
    "same-alert",
    "double-run",
}
EACH = [
    pytest.param(race, marks=[] if race in QUICK else pytest.mark.slow, id=race) for race in KEPT
]
TURNS = 5


pytestmark = pytest.mark.xdist_group("postgres")  # one server, each kind of race in one go
Counted = dict[str, dict[str, int]]


@pytest.fixture(scope="session")  # a test of another file may come in between
def protected(
    postgres: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Counted:
    """What every race that is asked for came to on PostgreSQL."""
    asked = {item.name for item in request.session.items}
    races = [race for race in KEPT if f"test_nobody_is_counted_twice[{race}]" in asked]
    home, turns = tmp_path_factory.mktemp("protected"), TURNS if FULL else 2
    return _run("protected", turns, races, home, postgres)


@pytest.fixture(scope="session")  # a test of another file may come in between
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """What those about certificates, filings and evaluations came to on SQLite."""
    return _run("protected", TURNS, LATER, tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="session")  # a test of another file may come in between
def bare(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """What they come to on PostgreSQL without constraint and locks."""
    races = sorted(set(KEPT) - MANIFOLD)
    return _run("bare", TURNS, races, tmp_path_factory.mktemp("bare"), postgres)


@pytest.mark.sampled
@pytest.mark.parametrize("race", EACH)
def test_nobody_is_counted_twice(race: str, protected: Counted) -> None:
    _require_kept(race, protected[race])


@pytest.mark.slow  # the quick run has them on PostgreSQL, where more can go wrong
@pytest.mark.parametrize("race", LATER)
def test_nobody_is_counted_twice_on_the_embedded_database(race: str, embedded: Counted) -> None:
    _require_kept(race, embedded[race])


@pytest.mark.slow
@pytest.mark.parametrize("race", sorted(set(KEPT) - MANIFOLD))
def test_without_constraint_and_locks_somebody_is(race: str, bare: Counted) -> None:
    assert bare[race]["duplicates"] > 0


def _require_kept(race: str, told: dict[str, int]) -> None:
    assert told["duplicates"] == 0
    assert told["kept"] == KEPT[race]
    if race in EVENTS:
        assert told["events"] == EVENTS[race]  # who was refused left none


def _run(kind: str, turns: int, races: list[str], home: Path, server: str = "") -> Counted:
    given = {**environment(home), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {kind}")
        given["XIANJIE_DATABASE_URL"] = server.replace("/postgres?", f"/{kind}?")
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.racing", kind, str(turns), *races],
        cwd=ROOT,
        env=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return dict(json.loads(line) for line in done.stdout.splitlines())
