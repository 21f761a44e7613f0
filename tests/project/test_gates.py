"""The gates shut: each catches a planted fault, and every package stands behind them."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "xianjie"
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OUTER = {"config", "web", "api", "ops", "clock", "domain"}

CLOCK = "from datetime import datetime\n\nNOW = datetime.now()\n"


def packages() -> set[str]:
    """What stands directly under xianjie: packages and modules."""
    entries = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    return entries - {"__init__"}


def rules_broken(path: str, source: str) -> set[str]:
    """The codes of ruff for ``source`` if it stood at ``path``."""
    found = subprocess.run(
        [BIN / "ruff", "check", "--output-format=json", "--stdin-filename", path, "-"],
        cwd=ROOT,
        input=source,
        capture_output=True,
        check=False,
        text=True,
    )
    return {fault["code"] for fault in json.loads(found.stdout)}


@pytest.mark.parametrize("package", ["law", "instruments", "domain", "credentials"])
def test_the_clock_is_banned_where_time_is_an_argument(package: str) -> None:
    assert "TID251" in rules_broken(f"src/xianjie/{package}/example.py", CLOCK)


@pytest.mark.parametrize("package", ["web", "api", "ops"])
def test_the_outer_layers_may_read_the_clock_but_not_a_naive_one(package: str) -> None:
    broken = rules_broken(f"src/xianjie/{package}/example.py", CLOCK)
    assert "TID251" not in broken
    assert "DTZ005" in broken


def test_every_pure_package_is_kept_from_django() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (forbidden,) = (contract for contract in contracts if contract["type"] == "forbidden")
    kept = {name.removeprefix("xianjie.") for name in forbidden["source_modules"]}
    assert kept == packages() - OUTER


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's modules in a folder of their own, to plant an import in."""
    shutil.copytree(PACKAGE, tmp_path / "xianjie", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def contracts_broken(folder: Path) -> str:
    """What import-linter says of the package in ``folder``; empty if it is content."""
    linted = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        check=False,
        text=True,
    )
    return linted.stdout if linted.returncode else ""


def test_imports_go_down_only(copy: Path) -> None:
    assert contracts_broken(copy) == ""


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("law/planted.py", "import xianjie.instruments", "Imports go down"),
        ("law/planted.py", "import django", "know no Django"),
        ("law/planted.py", "import xianjie.clock", "Imports go down"),
        ("ops/planted.py", "import xianjie.web", "Imports go down"),
        ("newcomer/__init__.py", "", "Imports go down"),
    ],
)
def test_an_import_that_goes_up_is_caught(
    copy: Path, module: str, line: str, contract: str
) -> None:
    planted = copy / "xianjie" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line + "\n", encoding="utf-8")
    said = contracts_broken(copy)
    assert contract in said
    assert "newcomer" in said or "planted" in said
