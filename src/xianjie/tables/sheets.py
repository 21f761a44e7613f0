"""A workbook read by a process of its own: what it says, and words for what it refuses."""

from __future__ import annotations

import gzip
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xianjie.tables import workbook_process
from xianjie.tables.cells import Cell, Odd
from xianjie.tables.errors import TableError
from xianjie.tables.workbook_process import DATA_SHEETS, MOST_ROWS, MOST_SHEETS
from xianjie.text import Text

_PATIENCE = 60  # seconds by the wall; the process ends itself after 8 of the processor
_OLD = bytes.fromhex("D0CF11E0A1B11AE1")


class Workbook:
    """The sheet to be filled in; blank rows are left out, numbers are Excel's."""

    def __init__(self, content: bytes) -> None:
        _require_workbook(content)
        answer, self._lines = _ask("read", content)
        if answer.get("refused") in ("memory", "far"):
            raise _too_far(content)
        if "refused" in answer:
            raise TableError(_refusal(answer))
        self.rows: int = answer["rows"]
        self.mark: list[str] | None = answer["mark"]
        self.merged = [f"{place(*first)}:{place(*last)}" for first, last in answer["merged"]]

    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        with gzip.open(io.BytesIO(self._lines)) as lines:
            for line in lines:
                number, cells = json.loads(line)
                yield number, [_cell(cell) for cell in cells]


def letters(column: int) -> str:
    """As Excel names a column; counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place(row: int, column: int) -> str:
    return f"{letters(column)}{row + 1}"


def _cell(cell: Any) -> Cell:  # noqa: ANN401 – JSON's types
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    ((why, shown),) = cell.items()
    return date.fromisoformat(shown) if why == "day" else Odd(why, shown)


def _require_workbook(content: bytes) -> None:
    if content.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise TableError(_REFUSALS["encrypted"])
        raise TableError(
            Text(
                "这是旧式 Excel 文件（.xls）；请另存为 .xlsx 再交",
                "this is an old Excel file (.xls); save it as .xlsx and hand that in",
            )
        )
    if content.lstrip()[:1] == b"<":
        raise TableError(
            Text(
                "文件名是 .xlsx，内容却是网页；请用 Excel 打开后另存为 .xlsx 再交",
                "the name ends in .xlsx but the content is a web page; "
                "open it in Excel, save as .xlsx and hand that in",
            )
        )
    if not content.startswith(b"PK"):
        raise TableError(_REFUSALS["damaged"])


def _ask(task: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    # -I: neither the environment nor the folder decides what is imported.
    command = [sys.executable, "-I", str(Path(workbook_process.__file__)), task]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time"}, b""
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"refused": "time"}, b""
    if done.returncode == -signal.SIGABRT:  # how Rust ends when memory is refused
        return {"refused": "memory"}, b""
    try:
        return json.loads(done.stderr), done.stdout
    except ValueError:
        return {"refused": "damaged"}, b""


def _too_far(content: bytes) -> TableError:
    answer, _ = _ask("locate", content)
    if "refused" in answer:
        return TableError(_REFUSALS["memory"])
    down, right = place(*answer["down"]), place(*answer["right"])
    cells = down if down == right else f"{down}、{right}"
    return TableError(
        Text(
            f"表格太大：最远的内容在 {cells}；请删去表格以外的内容（整行、整列删除）再交",
            f"the table is too large: its furthest content is at {cells.replace('、', ', ')}; "
            "delete what is outside the table (whole rows and columns) and hand it in again",
        )
    )


def _refusal(answer: dict[str, Any]) -> Text:
    match answer["refused"]:
        case "which-sheet":
            names = answer["names"]
            return Text(
                f"没有名为“{DATA_SHEETS[0]}”的工作表，而可见的有 {len(names)} 张"
                f"（{'、'.join(names)}）；请把要交的那张改名为“{DATA_SHEETS[0]}”",
                f"no sheet is called {DATA_SHEETS[1]!r}, and {len(names)} are visible "
                f"({', '.join(names)}); rename the one to be read to {DATA_SHEETS[1]!r}",
            )
        case "sheets":
            return Text(
                f"有 {answer['count']} 张工作表，至多 {MOST_SHEETS} 张；请只留要交的那张",
                f"{answer['count']} sheets where {MOST_SHEETS} may be; keep the one to be read",
            )
        case code:
            return _REFUSALS[code]


_REFUSALS = {
    "damaged": Text(
        "文件已损坏、不完整或不是 Excel；请用 Excel 打开，另存为 .xlsx 再交",
        "the file is damaged, cut short or not Excel; open it in Excel, save as .xlsx and retry",
    ),
    "no-workbook": Text(
        "文件里没有工作簿（也许是 Word 文件或压缩包）；请交由模板填写的 .xlsx",
        "there is no workbook in the file (a Word file or an archive, perhaps); "
        "hand in the filled .xlsx template",
    ),
    "encrypted": Text(
        "文件有打开密码；请去掉密码再交", "the file has a password; remove it and retry"
    ),
    "macros": Text(
        "文件含宏；请另存为不含宏的 .xlsx 再交", "the file holds macros; save it as a plain .xlsx"
    ),
    "binary": Text(
        "这是二进制工作簿（.xlsb）；请另存为 .xlsx 再交",
        "this is a binary workbook (.xlsb); save it as .xlsx",
    ),
    "bomb": Text(
        "文件展开后大得不正常；请从模板重新复制数据（只贴数值）再交",
        "the file unpacks to an abnormal size; copy the data as values into a fresh template",
    ),
    "doctype": Text(
        "文件含有 Excel 不会写的声明（DOCTYPE）；请用 Excel 另存为 .xlsx 再交",
        "the file holds a declaration (DOCTYPE) that Excel never writes; save it from Excel",
    ),
    "memory": Text(
        "表格太大，读不下；请删去数据以外的行列，或分成几个文件",
        "the table is too large to be read; delete rows and columns beyond the data, or split it",
    ),
    "time": Text(
        "文件太复杂，限时内读不完；请从模板重新复制数据（只贴数值），或分成几个文件",
        "the file takes too long to read; copy the data as values into a fresh template, or split",
    ),
    "rows": Text(
        f"超过 {MOST_ROWS} 行；请分成几个文件",
        f"there are more than {MOST_ROWS} rows; split the file",
    ),
    "flagged": Text(
        "满表公式或错误值；请全选复制，用“选择性粘贴→数值”贴入模板",
        "the sheet is full of formulas or errors; copy it all and paste values into the template",
    ),
}
