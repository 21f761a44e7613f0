"""Two checkers that share no code with us verify our logs and proofs, and refuse changed ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.commands import product
from tests.tlog.making import VERIFIER, Log, noon
from xianjie.tlog.merkle import inclusion_proof
from xianjie.tlog.proofs import proof
from xianjie.tlog.tiles import read_entries, subtree_in

CHECKERS = Path(__file__).parent / "checkers"
GO_PACKAGES = Path("/usr/share/gocode")  # where Debian puts them
DAY = date(2026, 3, 10)


@dataclass(frozen=True)
class Checked:
    """How a checker ended."""

    status: int
    said: str


Checker = Callable[..., Checked]


def _run(*arguments: str | Path) -> Checked:
    done = subprocess.run(
        arguments, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    return Checked(done.returncode, done.stdout.strip())


@pytest.fixture(scope="session")
def by_go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once by Go, on its own packages."""
    if shutil.which("go") is None or not (GO_PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        pytest.skip("no Go with golang.org/x/mod (Debian: golang-go golang-golang-x-mod-dev)")
    built = tmp_path_factory.mktemp("go") / "check"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": str(GO_PACKAGES),
        "GOCACHE": str(built.parent / "cache"),
    }
    subprocess.run(["go", "build", "-o", built, CHECKERS / "check.go"], env=environment, check=True)
    return built


@pytest.fixture(params=["python", pytest.param("go", marks=pytest.mark.slow)])
def check(request: pytest.FixtureRequest) -> Checker:
    if request.param == "python":
        return lambda *told: _run(sys.executable, "-I", CHECKERS / "check.py", *told)
    built = request.getfixturevalue("by_go")
    return lambda *told: _run(built, *told)


def written(folder: Path, size: int) -> list[str | Path]:
    """A log of that size below a folder, with the head of a day and a proof."""
    log = Log()
    log.add(*[DAY] * (size // 2))
    if log.size:
        log.keep(DAY, noon(DAY))
    log.add(*[DAY] * (size - log.size))
    log.seal(noon(DAY))
    for path, content in log.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    index = size // 2
    told = proof(
        entry=next(read_entries(log.files, size, index)).decode(),
        salt="00" * 32,
        index=index,
        size=size,
        path=inclusion_proof(index, size, subtree_in(log.files, size)),
        checkpoint=log.files["checkpoint"].decode(),
    )
    (folder / "proof.json").write_text(json.dumps(told), encoding="utf-8")
    return [folder, VERIFIER.text, folder / "proof.json"]


@pytest.mark.parametrize(
    "size", [1, 2, 255, 256, 257, 700, pytest.param(66_000, marks=pytest.mark.slow)]
)
def test_a_log_of_any_size_is_verified(check: Checker, tmp_path: Path, size: int) -> None:
    days = 1 if size > 1 else 0
    assert check(*written(tmp_path, size)) == Checked(0, f"ok {size} {days} 1")


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "tile/0/000", "tile/entries/000", "tile/1/000.p/1", f"sealing/{DAY}"],
)
def test_a_changed_file_is_refused(check: Checker, tmp_path: Path, path: str) -> None:
    told = written(tmp_path, 300)
    content = bytearray((tmp_path / path).read_bytes())
    content[20] ^= 1
    (tmp_path / path).write_bytes(content)
    assert check(*told).status != 0


@pytest.mark.parametrize("member", ["entry", "path", "index", "checkpoint"])
def test_a_changed_proof_is_refused(check: Checker, tmp_path: Path, member: str) -> None:
    told = written(tmp_path, 300)
    content = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    other = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    other["entry"] = other["entry"].replace("issue", "proof")
    other["path"] = ["00" * 32, *other["path"][1:]]
    other["index"] += 1
    other["checkpoint"] = other["checkpoint"].replace("\n300\n", "\n301\n")
    content[member] = other[member]
    (tmp_path / "proof.json").write_text(json.dumps(content), encoding="utf-8")
    assert check(*told).status != 0


def test_the_demonstration_s_log_is_verified(
    check: Checker, province_home: Path, tmp_path: Path
) -> None:
    listed = product(province_home, "certificate", "list", "--limit", "2", "--format", "json")
    rows = json.JSONDecoder().raw_decode(listed)[0]
    proofs = [tmp_path / f"{row['number']}.json" for row in rows]
    for row, path in zip(rows, proofs, strict=True):
        product(province_home, "log", "prove", row["number"], "--output", str(path))
    key = product(province_home, "log", "key").strip()
    done = check(province_home / "log", key, *proofs)
    assert done.status == 0
    assert done.said.startswith("ok ")
    assert done.said.endswith(" 2")
