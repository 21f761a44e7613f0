"""The re-proof finds the same however many processes share it, and none of them dies unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.commands import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_comes_of_it_and_a_death_keeps_nothing(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    given = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    if kind == "postgresql":
        given["XIANJIE_DATABASE_URL"] = _database(request.getfixturevalue("postgres"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.supervision.deriving"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["whole"] == {"good": 60, "looked_at": 60, "failed": [], "alerts": []}
    alone, shared = told["changed"]["1"], told["changed"]["3"]
    assert (alone["good"], len(alone["failed"]), len(alone["alerts"])) == (55, 5, 5)
    assert shared == alone
    assert "重证的一个进程中途结束，结果没有保存" in told["died"]
    assert told["kept"] == 0


def _database(postgres: str) -> str:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE reproof")
    return postgres.replace("/postgres?", "/reproof?")
