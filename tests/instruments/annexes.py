"""The annexes that the tests of the catalogue and the notice reader share."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FIXTURE = REPOSITORY / "tests" / "fixtures" / "annex.txt"
REAL_NOTICE = REPOSITORY.parent / "shared" / "notices" / "gd-hrss-2020-252.txt"

HEADER = "序号\t职业资格名称\t\t实施部门(单位)\t批次"
COLUMNS = 5


def fixture_text() -> str:
    return FIXTURE.read_text("utf-8")


def real_text() -> str:
    if not REAL_NOTICE.is_file():
        pytest.skip("the real notice is not beside the repository (../shared/notices)")
    return REAL_NOTICE.read_text("utf-8")


def is_row(line: str) -> bool:
    cells = line.split("\t")
    return len(cells) == COLUMNS and "序号" not in cells[0]


def row_numbers(text: str) -> list[int]:
    """The indices of the table's rows among the lines."""
    return [index for index, line in enumerate(text.split("\n")) if is_row(line)]


def without(text: str, index: int) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:index] + lines[index + 1 :])


def with_line(text: str, index: int, line: str) -> str:
    lines = text.split("\n")
    lines[index] = line
    return "\n".join(lines)


def table(*rows: str) -> str:
    """A small annex: a header, then rows written with / between cells."""
    return "\n".join([HEADER, *(row.replace("/", "\t") for row in rows)])
