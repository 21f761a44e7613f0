"""Issuing killed with SIGKILL: what was acknowledged stays, nothing is doubled, the log agrees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "kills",
    [
        3,
        pytest.param(10, marks=pytest.mark.slow),
        pytest.param(200, marks=pytest.mark.soak),
    ],
)
def test_killed_at_random_it_goes_on_where_it_was(kills: int, tmp_path: Path) -> None:
    seed = os.getpid()  # another each time; told where it fails
    given = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.certificates.crashing", str(kills), str(seed)],
        cwd=ROOT,
        env=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=3_000,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    whole = found["asked"]
    assert 0 < found["acknowledged"] <= whole
    assert found | {"seed": seed} == {
        "seed": seed,
        "died": kills,
        "asked": whole,
        "acknowledged": found["acknowledged"],
        "lines": whole,
        "lost": 0,
        "changed": 0,
        "serials": True,
        "certificates": whole,
        "credentials": whole,
        "places": True,
        "events": whole,
        "sealed": whole,
        "agree": True,
    }
