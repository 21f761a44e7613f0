"""CSV as rows: in UTF-8, or in GB18030 where that is certain."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from xianjie.tables.cells import Cell
from xianjie.tables.errors import TableError
from xianjie.tables.workbook_process import MOST_ROWS
from xianjie.text import Text

BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What spreadsheets take for the start of a formula, the full-width signs in some languages, and
# the guard itself, so that taking one off is always right.
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


class Csv:
    """Rows in order, blank ones left out; a record of several lines is one row, as in Excel.

    One apostrophe at the start of a cell is a guard (`guarded`) and taken off.
    """

    mark = None
    merged: tuple[str, ...] = ()

    def __init__(self, content: bytes) -> None:
        if content.startswith(b"PK\x03\x04"):
            raise TableError(
                Text(
                    "文件名是 .csv，内容却是 Excel；请把文件名改为 .xlsx",
                    "the name ends in .csv but the content is Excel; rename it to .xlsx",
                )
            )
        if content.startswith(_UTF_16) or b"\0" in content[:4]:
            raise TableError(
                Text(
                    "文件是 UTF-16 编码；请在 Excel 中另存为“CSV UTF-8”",
                    "the file is in UTF-16; save it in Excel as 'CSV UTF-8'",
                )
            )
        self._content = content
        self.encoding = "utf-8-sig"
        try:
            self.rows = self._counted()
        except UnicodeDecodeError:
            if content.startswith(BOM):
                raise self.not_utf_8() from None
            self._try_gb18030()

    def _try_gb18030(self) -> None:
        self.encoding = "gb18030"
        try:
            self.rows = self._counted()
        except UnicodeDecodeError:
            raise self.not_utf_8() from None

    def _counted(self) -> int:
        """Reads all once, so that nothing fails after the first row has been given out."""
        count, last = 0, 0
        try:
            for number, _ in self:
                count, last = count + 1, number
        except csv.Error as error:
            raise TableError(
                Text(
                    f"第 {last} 行之后引号不成对，或一格太长；请检查该行以下的双引号",
                    f"after row {last} a quotation mark is not closed, or a cell is too long; "
                    "check the double quotes from there on",
                )
            ) from error
        if count > MOST_ROWS + 1:
            raise TableError(
                Text(
                    f"超过 {MOST_ROWS} 行；请分成几个文件",
                    f"there are more than {MOST_ROWS} rows; split the file",
                )
            )
        return count

    def not_utf_8(self) -> TableError:
        """With the first line that is not."""
        lines = enumerate(io.BytesIO(self._content), start=1)
        line = next(number for number, words in lines if not _is_utf_8(words))
        return TableError(
            Text(
                f"第 {line} 行不是 UTF-8 编码；请在 Excel 中另存为“CSV UTF-8”，或交 .xlsx",
                f"line {line} is not UTF-8; save it in Excel as 'CSV UTF-8', or hand in .xlsx",
            )
        )

    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        words = io.TextIOWrapper(io.BytesIO(self._content), self.encoding, newline="")
        for number, cells in enumerate(csv.reader(words, strict=True), start=1):
            if any(cell and not cell.isspace() for cell in cells):
                yield number, [cell.removeprefix("'") or None for cell in cells]


def _is_utf_8(words: bytes) -> bool:
    try:
        words.decode()
    except UnicodeDecodeError:
        return False
    return True


def guarded(words: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before what might be one."""
    return f"'{words}" if words.lstrip(" \u00a0\u3000").startswith(_LIVE) else words


def written(rows: Iterator[list[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.BytesIO()
    out.write(BOM)
    words = io.TextIOWrapper(out, "utf-8", newline="")
    csv.writer(words).writerows(rows)
    words.detach()
    return out.getvalue()
