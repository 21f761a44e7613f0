"""The installed product run as users run it, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

PROGRAM = Path(sys.executable).parent / "xianjie"


def environment(home: Path) -> dict[str, str]:
    """What the product is given: a home, and nothing of this process's own settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XIANJIE_", "DJANGO_"))}
    return {**kept, "XIANJIE_HOME": str(home), "XIANJIE_NOW": "2020-09-15"}


def product(
    home: Path,
    *arguments: str,
    status: int = 0,
    timeout: int = 120,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """All that a command prints; fails where it does not end with the status."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        env={**environment(home), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=timeout,
    )
    assert done.returncode == status, done.stdout
    return done.stdout
