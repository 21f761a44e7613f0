"""A cell as found → the value its column asks for, or what rule it breaks and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from xianjie.tables.template import Column, Kind, alike, full_width_folded
from xianjie.text import Text

LONGEST = 500  # characters of a cell; the longest address or reason is far below

Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that no column takes; ``shown`` is what Excel showed in it."""

    why: Literal["formula", "error", "time"]
    shown: str


Cell = str | int | float | bool | date | Odd | None  # never a datetime


class CellError(Exception):
    """A rule that a cell breaks, and the fix."""

    def __init__(self, rule: Text, fix: Text) -> None:
        super().__init__(rule.en)
        self.rule = rule
        self.fix = fix


def value_of(column: Column, cell: Cell) -> Value:
    """None where nothing is required and nothing is there; raises `CellError`."""
    if isinstance(cell, Odd):
        raise _odd(cell.why)
    if isinstance(cell, str):
        cell = _tidied(cell)
    if cell is None or cell == "":
        if column.required:
            raise CellError(
                Text("没有填写", "is empty"),
                Text("该列必填，请补上", "the column is required; fill it"),
            )
        return None
    return _READERS[column.kind](column, cell)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not _tidied(cell))


# Left behind by web pages, PDF and chat programs; nobody sees or means them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ERROR_VALUE = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|BUSY!|#+)")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月|(\d\d))(\d{1,2})日?"
)
_WHOLE = re.compile(r"-?\d{1,15}")
_MONEY = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?")
# In numbers and days, where no sign can be part of a name.
_FULL_WIDTH_SIGNS = {0xFF0E: ".", 0xFF0D: "-", 0xFF0F: "/", 0xFF0C: ","}


def _tidied(words: str) -> str:
    return (words if words.isascii() else _UNSEEN.sub("", words)).strip()


def _text(_: Column, cell: Cell) -> str:
    if isinstance(cell, bool | date):
        raise CellError(
            Text(
                "不是文本：Excel 已把它改成日期或真假值",
                "Excel has turned it into a date or truth value",
            ),
            _AS_TEXT,
        )
    if isinstance(cell, int | float):
        raise CellError(_number_in_text(cell), _AS_TEXT)
    words = full_width_folded(_words(cell))
    if "+" in words and _SCIENTIFIC.fullmatch(words):
        raise CellError(
            Text("是科学计数，后面的数字已丢失", "is in scientific notation; digits are lost"),
            _AS_TEXT,
        )
    return words


def _words(cell: Cell) -> str:
    words = str(cell)
    if len(words) > LONGEST:
        raise CellError(
            Text(f"超过 {LONGEST} 字", f"is longer than {LONGEST} characters"),
            Text("请缩短", "shorten it"),
        )
    if words.startswith("="):
        raise _odd("formula")
    if words.startswith("#") and _ERROR_VALUE.fullmatch(words):
        raise _odd("error")
    if not words.isprintable() and _CONTROL.search(words):
        raise CellError(
            Text("含换行或控制字符", "holds a line break or control character"),
            Text("请删去，写成一行", "delete it and write one line"),
        )
    return words


_AS_TEXT = Text(
    "请先把该列设为“文本”格式，再按原件重新输入（只改格式找不回数字）",
    "format the column as Text, then type it again from the original "
    "(changing the format alone brings no digit back)",
)


def _number_in_text(number: float) -> Text:
    if abs(number) >= 10**15:  # what a double holds exactly ends there, in Excel at 15 digits
        return Text(
            "以数字存放，第 15 位以后的数字已丢失",
            "is stored as a number; digits after the 15th are lost",
        )
    return Text("以数字存放，开头的 0 会丢失", "is stored as a number; leading zeros are lost")


def _day(_: Column, cell: Cell) -> date:
    if isinstance(cell, date):
        return _in_reach(cell)
    found = None if isinstance(cell, bool) else _DAY.fullmatch(_figures(cell))
    if found is None:
        raise _no_day(cell)
    year, *months, day = found.groups()
    try:
        return _in_reach(date(int(year), int(next(filter(None, months))), int(day)))
    except ValueError:
        raise _no_day(cell) from None


def _in_reach(day: date) -> date:
    if not 1900 < day.year < 2100:  # noqa: PLR2004 – 1900 is what Excel makes of a stray number
        raise _no_day(day)
    return day


def _no_day(cell: Cell) -> CellError:
    return CellError(
        Text(f"“{_shown(cell)}”不是日期", f"{_shown(cell)!r} is no date"),
        Text("请写成 2020-09-15 的样子", "write it like 2020-09-15"),
    )


def _whole(_: Column, cell: Cell) -> int:
    words = "" if isinstance(cell, bool | date) else _figures(cell)
    if not _WHOLE.fullmatch(words):
        raise CellError(
            Text(f"“{_shown(cell)}”不是整数", f"{_shown(cell)!r} is no whole number"),
            Text("请只写数字，不带单位和小数", "write digits only, without unit or decimals"),
        )
    return int(words)


def _money(_: Column, cell: Cell) -> int:
    words = "" if isinstance(cell, bool | date) else _figures(cell)
    found = _MONEY.fullmatch(words)
    if found is None:
        raise CellError(
            Text(
                f"“{_shown(cell)}”不是精确到分的金额", f"{_shown(cell)!r} is no amount to the cent"
            ),
            Text(
                "请写成 120.50 的样子，不带货币符号，至多两位小数",
                "write it like 120.50, without currency sign, with at most two decimals",
            ),
        )
    yuan, fen = found.groups(default="")
    return int(yuan.replace(",", "")) * 100 + int(fen.ljust(2, "0"))


def _figures(cell: Cell) -> str:
    """Digits as typed. A number of the sheet is written out in full, its double unrounded.

    ``repr`` gives the shortest digits that mean the same double, which is what was typed.
    """
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return full_width_folded(_words(cell)).translate(_FULL_WIDTH_SIGNS)


def _choice(column: Column, cell: Cell) -> str:
    words = _figures(cell) if isinstance(cell, int | float) else _words(cell)
    code = column.codes.get(alike(words))
    if code is None:
        zh, en = ([label.in_(lang) for label in column.choices.values()] for lang in ("zh", "en"))
        raise CellError(
            Text(f"没有“{_shown(cell)}”这一项", f"{_shown(cell)!r} is not among the choices"),
            Text(f"请从下列各项中选：{_some(zh, '、')}", f"choose from: {_some(en, ', ')}"),
        )
    return code


def _some(names: list[str], comma: str) -> str:
    most = 12
    return comma.join(names[:most]) + ("…" if len(names) > most else "")


def _shown(cell: Cell) -> str:
    most = 30
    words = cell.isoformat() if isinstance(cell, date) else str(cell)
    return words if len(words) <= most else f"{words[:most]}…"


def _odd(why: str) -> CellError:
    return CellError(*_ODD[why])


_ODD = {
    "formula": (
        Text("是公式", "holds a formula"),
        Text(
            "请复制该列，用“选择性粘贴→数值”贴回",
            "copy the column and paste it as values",
        ),
    ),
    "error": (
        Text("是 Excel 的错误值", "holds an error of Excel's"),
        Text("请填入真正的内容", "type what it should say"),
    ),
    "time": (
        Text("带有钟点", "holds a time of day"),
        Text("请只写日期或文字", "write a date or words only"),
    ),
}
_READERS: dict[Kind, Callable[[Column, Cell], Value]] = {
    "text": _text,
    "day": _day,
    "whole": _whole,
    "money": _money,
    "choice": _choice,
}
