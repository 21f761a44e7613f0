"""The documents say what is so: commands, sessions, requests and files they print are tried."""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.project.quoted import ROOT, Command, commands, documents, fences, files
from xianjie.api.problems import KINDS
from xianjie.api.v1.api import api
from xianjie.api.v1.document import document

BIN = Path(sys.executable).parent
REQUEST = re.compile(
    r"curl -s 'http://127\.0\.0\.1:8000(?P<path>\S+)'.*-d '(?P<body>[^']*)'", re.DOTALL
)
MAKES_THE_PROVINCE = "\n$ xianjie demo --no-serve\n"
LINK = re.compile(r"\]\((?!https?://|#)(?P<path>[^)#]+)")
ELSEWHERE = re.compile(
    r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//[^"']*"""
    r"""|(?:url\(|@import)\s*["']?(?:https?:)?//[^"')]*"""
)


def _name(path: Path, root: Path = ROOT) -> str:
    return str(path.relative_to(root))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# Pages whose commands take seconds, or most of a minute: the province, the log, all witnesses.
LONG = {
    f"docs/how-to/{name}.md"
    for name in ("answer-a-file", "operate", "sign-the-cards", "supervise", "watch-the-log")
}
QUOTING = [
    pytest.param(path, marks=pytest.mark.slow if _name(path) in LONG else ())
    for path in documents()
    if commands(_text(path))
]
IN_PYTHON = [path for path in documents() if fences(_text(path), "pycon")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the project's tests at hand."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write_files(page: Path, folder: Path) -> None:
    for path, text in files(_text(page)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _run(command: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XIANJIE_")}
    environment["PATH"] = f"{BIN}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        ["bash", "-c", command.typed],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8-sig",  # our CSV begins with a mark that terminals do not show
        check=False,
        timeout=240,
    )


@pytest.mark.parametrize("page", QUOTING, ids=_name)
def test_quoted_commands_print_what_is_quoted(
    page: Path, folder: Path, request: pytest.FixtureRequest
) -> None:
    _write_files(page, folder)
    if MAKES_THE_PROVINCE in _text(page):
        # Its records, which take half a minute, are those that the command made for all tests.
        home = request.getfixturevalue("own_province").rename(folder / "var")
        shutil.rmtree(home / "demo")
    for command in commands(_text(page)):
        done = _run(command, folder)
        assert command.missing_from(done.stdout) == [], f"{command.typed}\n{done.stdout}"
        assert done.returncode == command.status, f"{command.typed}\n{done.stdout}"


@pytest.mark.parametrize("page", IN_PYTHON, ids=_name)
def test_quoted_python_answers_what_is_quoted(page: Path, folder: Path) -> None:
    _write_files(page, folder)
    session = "\n".join(fences(_text(page), "pycon"))
    quoted = doctest.DocTestParser().get_doctest(session, {}, _name(page), _name(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(quoted, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)


def test_the_quoted_request_gets_the_quoted_answer() -> None:
    page = _text(ROOT / "docs/how-to/ask.md")
    asked = REQUEST.search(fences(page, "sh")[0])
    assert asked
    answer = Client(SERVER_NAME="localhost").post(
        asked["path"], asked["body"], content_type="application/json"
    )
    quoted = json.loads(fences(page, "json")[0])
    assert answer.json() | {"rules_version": "…"} == quoted


def test_every_address_and_problem_of_the_api_is_listed() -> None:
    addresses = _text(ROOT / "docs/reference/api.md")
    listed = re.findall(r"^\| `(\w+)` \| `([^`]+)`", addresses, re.MULTILINE)
    assert sorted(listed) == sorted(
        (method.upper(), path)
        for path, operations in document(api)["paths"].items()
        for method in operations
    )
    errors = _text(ROOT / "docs/reference/errors.md")
    kinds = set(re.findall(r"^\| `([\w-]+)` \| (\d+)", errors, re.MULTILINE))
    assert kinds == {(name, str(kind.status)) for name, kind in KINDS.items()}


def test_every_decision_record_is_numbered_and_has_its_parts() -> None:
    records = sorted((ROOT / "docs/adr").glob("0*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for path in records:
        text = _text(path)
        assert text.startswith(f"# {path.name[:4]} ")
        assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE)
        parts = [line for line in text.splitlines() if line.startswith("## ")]
        assert parts == ["## Context", "## Decision", "## Consequences"]
        assert len(text.split()) < 500, f"{path.name} is more than a page"


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(_text(page))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.slow
def test_the_built_pages_load_nothing_from_another_host(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(ROOT / "docs"), "."]
    subprocess.run(build, cwd=tmp_path, check=True)
    built = [path for path in tmp_path.rglob("*") if path.suffix in {".css", ".html"}]
    assert tmp_path / "law" / "cn-gd" / "252.html" in built
    loading = {_name(path, tmp_path): ELSEWHERE.findall(_text(path)) for path in built}
    assert {name: found for name, found in loading.items() if found} == {}


def test_a_line_that_is_not_printed_is_found() -> None:
    (command,) = commands("```console\n$ echo one\none\n…\nthree\n```\n")
    assert command.missing_from("one\ntwo\nthree\n") == []
    assert command.missing_from("three\none\n") == ["three"]
    assert command.status == 0


def test_an_error_is_expected_to_fail_and_a_long_command_is_one() -> None:
    (command,) = commands("```console\n$ xianjie decide \\\n    x\nxianjie: … there are\n```\n")
    assert command.typed == "xianjie decide \\\n    x"
    assert command.status == 2
    assert command.missing_from("xianjie: no such decision; there are: a, b") != []
    assert command.missing_from("xianjie: what there is; there are") == []
