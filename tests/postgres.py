"""A PostgreSQL server of the tests' own, for whoever takes the fixture."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server made for this session, reached by a socket only."""
    programs = _programs()
    if programs is None:
        reason = "no PostgreSQL here: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Not in pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="xianjie-pg-") as folder:
        home = Path(folder)
        user = _user(home)
        data, log = home / "data", home / "log"
        initdb, pg_ctl = programs / "initdb", programs / "pg_ctl"
        _run(user, [initdb, "-D", data, "-U", "tests", "-A", "trust", "--no-sync"])
        options = f"-k {home} -c listen_addresses= -c fsync=off"
        _run(user, [pg_ctl, "-D", data, "-w", "-l", log, "-o", options, "start"])
        try:
            yield f"postgresql://tests@/postgres?host={home}"
        finally:
            _run(user, [pg_ctl, "-D", data, "-m", "immediate", "stop"])


def _programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def _user(home: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then as the user that its package made."""
    if os.getuid() != 0:
        return []
    shutil.chown(home, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(user: list[str], command: list[object]) -> None:
    subprocess.run([*user, *map(str, command)], check=True, stdout=subprocess.DEVNULL)
