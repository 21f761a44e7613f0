"""What the READMEs and CI tell a person to type is what the Makefile offers."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|\s|\$ )((?:make|xianjie) [a-z][a-z-]*)")
EXPECTED = (
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "GLOSSARY.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "docs/adr",
    "docs/conf.py",
    "docs/law",
)


def commands(markdown: str) -> set[str]:
    """The `make …` and `xianjie …` in code, blocks and inline, up to their first word."""
    code = (block or inline for block, inline in CODE.findall(markdown))
    return {command for text in code for command in COMMAND.findall(text)}


def recipes() -> dict[str, str]:
    """What `make help` lists: recipe → what it does."""
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return dict(re.findall(r"^  make (\S+) +(\S.*)$", listed, re.MULTILINE))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_every_make_command_of_a_readme_is_a_recipe(readme: str) -> None:
    named = {
        command.removeprefix("make ")
        for command in commands(read(readme))
        if command.startswith("make ")
    }
    assert {"run", "test", "check"} <= named <= recipes().keys()


def test_both_readmes_name_the_same_commands() -> None:
    assert commands(read("README.md")) == commands(read("README.zh-CN.md"))


def test_commands_are_found_in_blocks_and_inline_but_not_in_prose() -> None:
    markdown = "We make use of it.\n```sh\n$ make run\nmake test\n```\nor `xianjie decide X`\n"
    assert commands(markdown) == {"make run", "make test", "xianjie decide"}


def test_every_recipe_is_described_and_phony() -> None:
    makefile = read("Makefile")
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert targets == set(phony[1].split())
    assert targets - recipes().keys() == {"surroundings"}


def test_ci_runs_the_recipes_that_people_run() -> None:
    script = read(".ci/run")
    assert {"make check", "make test", "make test-full"} <= set(script.splitlines())
    assert "set -euo pipefail" in script


@pytest.mark.parametrize("path", EXPECTED)
def test_the_documents_are_there(path: str) -> None:
    assert (ROOT / path).exists(), f"{path} is missing"
