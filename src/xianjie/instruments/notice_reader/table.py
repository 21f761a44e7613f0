"""Finds the table in a notice: which lines are its rows, and how each falls into cells."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from xianjie.instruments.catalogue import fold

COLUMNS = 5

_LINE_END = re.compile(r"\r\n|\n|\r")
_RUN_OF_SPACES = re.compile(r"[ \u3000\xa0]{2,}")
_BARS = str.maketrans(dict.fromkeys("│┃｜", "|"))
_NUMBER = re.compile(r"\(?([0-9]{1,4})\)?[.、]?")
_RULER_CELL = re.compile(r":?-*:?")
_PAGE_RULE = re.compile(r"[-—–_=*·.\s]*")
_PAGE_NUMBER = re.compile(r"[-—–·_]*(?:第?[0-9]{1,4}页?)(?:[/,、]?共?[0-9]{1,4}页?)?[-—–·_]*")
_CONTINUED = re.compile(r"(?:附件|附表|表)?(?:续表?|续上表|接上页|接上表)")
_TITLE_COUNT = re.compile(
    r"(?:^|[(])(?:水平评价类)?(?:技能人员)?(?:职业资格)?(?:共计?|计)?([0-9]{1,4})项[)]?$"
)
_HEADER_NAMES = (("序号",), ("资格", "职业", "工种"), ("部门", "单位"), ("批次",))

Cells = tuple[str, ...]
Splitter = Callable[[str], Cells | None]


@dataclass(frozen=True, slots=True)
class RawRow:
    line: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class StrayLine:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredCount:
    line: int
    items: int


@dataclass(slots=True)
class Table:
    """The lines of a notice sorted: rows, and what stands between rows but is none.

    ``lines`` counts those of the file. ``header_line`` is none where there is no table.
    """

    lines: int = 0
    header_line: int | None = None
    declared: DeclaredCount | None = None
    rows: list[RawRow] = field(default_factory=list)
    strays: list[StrayLine] = field(default_factory=list)


def find_table(text: str) -> Table:
    walk = _Walk()
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        walk.take(number, line)
    return walk.table


def item_number(cell: str) -> int | None:
    """The number in an item cell, in any width, with or without a dot; none if it is no number."""
    match = _NUMBER.fullmatch(_narrow(cell))
    return int(match[1]) if match else None


class _Walk:
    """Goes down the lines once. What comes before the first header is prose.

    Right below a header or a row a divided line is a row, sound or damaged. After a gap (blank
    line, page rule, other text) only a line with the shape of a row takes the table up again:
    a signature or a list of contacts with tabs in it is not a damaged row. Text passed over is
    held, and becomes a stray line if rows go on below it without a new header.
    """

    def __init__(self) -> None:
        self.table = Table()
        self._split: Splitter | None = None
        self._in_rows = False
        self._held: list[StrayLine] = []

    def take(self, number: int, line: str) -> None:
        self.table.lines = number
        splitter = _header_splitter(line)
        if splitter is not None:
            self._header(number, splitter)
        elif self._split is None:
            self._prose(number, line)
        else:
            self._body(number, line, self._split)

    def _header(self, number: int, splitter: Splitter) -> None:
        self._split = splitter
        self._in_rows = True
        self._held.clear()
        if self.table.header_line is None:
            self.table.header_line = number

    def _prose(self, number: int, line: str) -> None:
        match = _TITLE_COUNT.search(_narrow(line).strip("#*"))
        if match:
            self.table.declared = DeclaredCount(number, int(match[1]))

    def _body(self, number: int, line: str, split: Splitter) -> None:
        cells = split(line)
        if cells and any(cells) and all(_RULER_CELL.fullmatch(cell) for cell in cells):
            return
        if _is_furniture(line, cells):
            self._in_rows = False
            return
        if cells and (self._in_rows or _has_row_shape(cells)):
            self._row(number, cells)
            return
        self._held.append(StrayLine(number, line))
        self._in_rows = False

    def _row(self, number: int, cells: Cells) -> None:
        self.table.strays.extend(self._held)
        self._held.clear()
        self.table.rows.append(RawRow(number, cells))
        self._in_rows = True


def _narrow(text: str) -> str:
    """Half width, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _clean(cell: str) -> str:
    return cell.strip().strip("*").strip()


def _by_tabs(line: str) -> Cells | None:
    return tuple(map(_clean, line.split("\t"))) if "\t" in line else None


def _by_bars(line: str) -> Cells | None:
    return _by_bars_between(line.translate(_BARS).strip().removeprefix("|").removesuffix("|"))


def _by_bars_between(line: str) -> Cells | None:
    bars = line.translate(_BARS)
    return tuple(map(_clean, bars.split("|"))) if "|" in bars else None


def _by_spaces(line: str) -> Cells | None:
    """Blank cells leave no trace between spaces: what is first tells which cells are there."""
    cells = tuple(map(_clean, _RUN_OF_SPACES.split(line.strip())))
    if len(cells) == 1:
        return None
    merged = () if item_number(cells[0]) is not None else ("", "")
    placed = (*merged, *cells)
    return placed + ("",) * (COLUMNS - len(placed))


def _header_splitter(line: str) -> Splitter | None:
    by_bars = _by_bars if line.translate(_BARS).lstrip().startswith("|") else _by_bars_between
    for splitter in (_by_tabs, by_bars, _by_spaces):
        cells = splitter(line)
        if cells and _names_header(cells):
            return splitter
    return None


def _names_header(cells: Cells) -> bool:
    """Four names in their order; the qualification's may be two, for its two columns."""
    names = [fold(cell) for cell in cells if cell]
    if len(names) == COLUMNS and any(word in names[2] for word in _HEADER_NAMES[1]):
        del names[2]
    return len(names) == len(_HEADER_NAMES) and all(
        any(word in name for word in words)
        for name, words in zip(names, _HEADER_NAMES, strict=True)
    )


def _is_furniture(line: str, cells: Cells | None) -> bool:
    """What pages carry between rows: nothing, a rule, a number, "continued"."""
    if cells is not None:
        return not any(cells)
    bare = _narrow(line).strip("#*()[]【】〔〕")
    return any(
        pattern.fullmatch(bare) for pattern in (_PAGE_RULE, _PAGE_NUMBER, _CONTINUED)
    ) or not fold(line)


def _has_row_shape(cells: Cells) -> bool:
    if len(cells) != COLUMNS:
        return False
    item, _, occupations, departments, _ = cells
    has_item = not item or item_number(item) is not None
    # A date or a telephone number beside a name is a signature, not a department.
    names_department = bool(departments) and not re.search(r"[0-9]", _narrow(departments))
    return has_item and bool(occupations) and names_department
