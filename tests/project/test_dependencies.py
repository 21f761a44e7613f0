"""Every dependency says on its own line why it is there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
MIN_WORDS = 2


def without_reason(requirements: list[str], text: str) -> list[str]:
    def reason(requirement: str) -> str:
        line = re.search(rf'^\s*"{re.escape(requirement)}",[ ]*#(.*)$', text, re.MULTILINE)
        return line[1] if line else ""

    return [entry for entry in requirements if len(reason(entry).split()) < MIN_WORDS]


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads(PYPROJECT)
    groups = project["dependency-groups"].values()
    entries = [entry for group in groups for entry in group if isinstance(entry, str)]
    assert without_reason(project["project"]["dependencies"] + entries, PYPROJECT) == []


def test_a_missing_reason_is_found() -> None:
    text = '    "kept>=1",  # it does this\n    "bare>=1",\n'
    assert without_reason(["kept>=1", "bare>=1"], text) == ["bare>=1"]
