"""No file names the registry or the machine that it was made with."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = tuple(sorted((ROOT / "requirements").glob("*.txt")))

# Written so that this file does not name them either.
REGISTRIES = (
    r"pypi[.]org",
    r"pythonhosted[.]org",
    r"npmjs[.](?:org|com)",
    r"deb[.]debian[.]org",
    r"security[.]debian[.]org",
    r"crates[.]io",
    r"proxy[.]golang[.]org",
)
MACHINE_PATH = r"(?<![\w.~-])/(?:work|root|home/[a-z]\w*)/"
FORBIDDEN = re.compile("|".join((*REGISTRIES, MACHINE_PATH)))

PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)(?:\[[a-z0-9,-]+\])?==(?P<version>[^\s;]+)(?: ; .+)? \\"
)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def project_files() -> list[Path]:
    """Every file that is committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """The file's text; empty for a picture or another binary."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in project_files()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]
    assert named == []


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "pypi" + ".org/simple",
        "cd /" + "work/main",
        "'/" + "root/.cache'",
        "=/home/" + "li/x",
    ],
)
def test_what_is_forbidden_is_found(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["/workbench/", "../shared/law", "law/work/", "text/root/"])
def test_what_only_looks_like_it_is_left_alone(line: str) -> None:
    assert not FORBIDDEN.search(line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_holds_names_versions_and_hashes_only(lock: Path) -> None:
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    strange = [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)]
    assert strange == []
    pinned = [index for index, line in enumerate(lines) if PIN.fullmatch(line)]
    assert len(pinned) > 10
    assert all(HASH.fullmatch(lines[index + 1]) for index in pinned), "a pin without a hash"


def test_the_two_lock_files_agree() -> None:
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [entry for group in project["dependency-groups"].values() for entry in group]
    runtime = {name_of(entry) for entry in project["project"]["dependencies"]}
    assert runtime <= pins("runtime.txt").keys()
    assert {name_of(entry) for entry in groups if isinstance(entry, str)} <= pins("dev.txt").keys()


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((ROOT / "requirements" / lock).read_text()):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9-]", requirement, maxsplit=1)[0].lower()
