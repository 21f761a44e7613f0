"""Pages of a PDF as a scanner makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def scanned(pdf: bytes, folder: Path, resolution: int = 150) -> bytes:
    """The first page as PNG; without poppler the test is skipped, but never in CI."""
    program = shutil.which("pdftoppm")
    if program is None:
        reason = "no pdftoppm on this machine: apt-get install poppler-utils"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    (folder / "paper.pdf").write_bytes(pdf)
    options = ["-r", str(resolution), "-png", "-singlefile"]
    subprocess.run([program, *options, folder / "paper.pdf", folder / "paper"], check=True)
    return (folder / "paper.png").read_bytes()
