"""Tables that go take nothing with them: a database with rows in them is left as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import environment

FILING = """insert into certificates_filing
  (body_id, kind, name, from_on, until_on, basis, entered_by, entered_at)
  values (1, 'employer', 'x', '2020-06-01', '2023-05-31', 'x', 'x', '2020-06-01')"""
BODY = """insert into accounts_body (id, kind, name, area, opened_on)
  values (1, 'enterprise', 'x', '440106', '2020-01-01')"""


@pytest.mark.slow  # three processes, each through all migrations
def test_old_filings_stop_the_migration_and_stay(tmp_path: Path) -> None:
    assert migrated(tmp_path, "certificates", "0004").returncode == 0
    with closing(sqlite3.connect(tmp_path / "xianjie.sqlite3")) as database, database:
        database.execute("pragma ignore_check_constraints = 1")  # of functions that are Django's
        database.execute(BODY)
        database.execute(FILING)
    stopped = migrated(tmp_path)
    assert stopped.returncode != 0
    assert "旧的备案" in stopped.stderr
    assert "Filing 1" in stopped.stderr
    with closing(sqlite3.connect(tmp_path / "xianjie.sqlite3")) as database, database:
        assert database.execute("select name from certificates_filing").fetchall() == [("x",)]
        database.execute("delete from certificates_filing")
    assert migrated(tmp_path).returncode == 0


def migrated(home: Path, *to: str) -> subprocess.CompletedProcess[str]:
    given = {**environment(home), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    command = [sys.executable, "-m", "django", "migrate", *to]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)
