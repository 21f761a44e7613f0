"""From the lines of a table to the annex: merged cells filled in, every rule checked."""

import re
from dataclasses import dataclass

from xianjie.instruments.catalogue import Treatment, fold
from xianjie.instruments.notice_reader import problems as rules
from xianjie.instruments.notice_reader.errors import NoticeError, Problem
from xianjie.instruments.notice_reader.model import Annex, AnnexRow
from xianjie.instruments.notice_reader.problems import Place
from xianjie.instruments.notice_reader.table import (
    COLUMNS,
    RawRow,
    Table,
    find_table,
    item_number,
)

# Bars, tabs and runs of spaces divide cells; these divide the names within one.
_SEPARATORS = re.compile("[、，,;；､]")
_BATCH = re.compile(r"第?([12一二首]|i{1,2})批?次?")
_BATCHES = {
    "1": Treatment.BATCH_1,
    "一": Treatment.BATCH_1,
    "首": Treatment.BATCH_1,
    "i": Treatment.BATCH_1,
    "2": Treatment.BATCH_2,
    "二": Treatment.BATCH_2,
    "ii": Treatment.BATCH_2,
}


@dataclass(frozen=True, slots=True)
class Scan:
    """What could be read, and what could not."""

    annex: Annex
    problems: tuple[Problem, ...]


def read(text: str) -> Annex:
    """The annex in the text of a notice; raises NoticeError naming every line that is damaged."""
    found = scan(text)
    if found.problems:
        raise NoticeError(found.problems)
    return found.annex


def scan(text: str) -> Scan:
    """The sound rows of the annex beside what is damaged; raises NoticeError if there is none."""
    table = find_table(text)
    if table.header_line is None:
        raise NoticeError((rules.no_table(table.lines),))
    if not table.rows:
        raise NoticeError((rules.no_rows(table.header_line),))
    reader = _Reader(table)
    for row in table.rows:
        reader.take(row)
    found = [rules.stray_line(stray.line, stray.text) for stray in table.strays]
    found += reader.problems
    found.sort(key=lambda problem: problem.line)
    found += _title_problems(table, reader.numbers)
    return Scan(Annex(table.header_line, tuple(reader.rows)), tuple(found))


def decode(data: bytes) -> str:
    """The text of a notice's file: UTF-8, UTF-16 with its mark, or GB 18030.

    Raises NoticeError naming the line of the first byte that is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NoticeError((rules.unknown_encoding(line),)) from error


def _title_problems(table: Table, numbers: list[int]) -> list[Problem]:
    counted = len(set(numbers))
    if table.declared is None or not numbers or table.declared.items == counted:
        return []
    declared = table.declared
    return [rules.title_count(declared.line, declared.items, counted, numbers[-1])]


class _Reader:
    """Goes down the rows with what merged cells inherit: item, qualification, batch."""

    def __init__(self, table: Table) -> None:
        self.rows: list[AnnexRow] = []
        self.problems: list[Problem] = []
        self.numbers: list[int] = []
        self._has_trailing_blanks = any(not row.cells[-1] for row in table.rows)
        self._item: int | None = None
        self._qualification = ""
        self._treatment: Treatment | None = None
        self._names: set[str] = set()

    def take(self, raw: RawRow) -> None:
        cells = self._completed(raw.cells)
        if len(cells) != COLUMNS:
            self._take_item(raw.line, cells, ())
            place = Place(raw.line, self._item)
            self._report(rules.wrong_cells(place, len(cells), " | ".join(cells)))
            return
        occupations = _names(cells[2])
        if not self._take_item(raw.line, cells, occupations):
            return
        self._take_row(Place(raw.line, self._item, occupations), cells)

    def _completed(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """A row whose blank batch an editor cut off with the trailing tab.

        Only in a file that has no trailing blank at all: elsewhere a cell is missing.
        """
        is_short = len(cells) == COLUMNS - 1
        if is_short and not self._has_trailing_blanks and _treatment(cells[-1]) is None:
            return (*cells, "")
        return cells

    def _take_item(self, line: int, cells: tuple[str, ...], names: tuple[str, ...]) -> bool:
        """Moves on to the item of the row; false if the row belongs to none."""
        given, qualification = cells[0], cells[1]
        place = Place(line, self._item, names)
        if not given:
            return self._stay(place, qualification)
        expected = (self._item or 0) + 1
        number = item_number(given)
        if number is None:
            self._report(rules.unreadable_item(Place(line, None, names), given))
        if number is not None and self._repeats_merged(number, qualification, names):
            self._names.update(map(fold, names))
            return True
        self._start(expected if number is None else number, qualification, names)
        place = Place(line, self._item, names)
        if number is not None and number > expected:
            self._report(rules.gap(place, expected, number))
        if number is not None and number < expected:
            self._report(rules.repeat(place, expected))
        if not qualification:
            self._report(rules.no_qualification(place))
        return True

    def _stay(self, place: Place, qualification: str) -> bool:
        if self._item is None:
            self._report(rules.orphan(place))
            return False
        self._names.update(map(fold, place.occupations))
        if qualification and fold(qualification) != fold(self._qualification):
            self._report(rules.other_qualification(place, qualification, self._qualification))
        return True

    def _repeats_merged(self, number: int, qualification: str, names: tuple[str, ...]) -> bool:
        """Whether the row prints again what another copy merges.

        Same item, same qualification, other occupations: a table with its cells unmerged, or an
        item that runs over a page. With an occupation it had before it is a row printed twice.
        """
        return (
            number == self._item
            and fold(qualification) == fold(self._qualification)
            and self._names.isdisjoint(map(fold, names))
        )

    def _start(self, number: int, qualification: str, names: tuple[str, ...]) -> None:
        self.numbers.append(number)
        self._item = number
        self._qualification = qualification
        self._treatment = None
        self._names = set(map(fold, names))

    def _take_row(self, place: Place, cells: tuple[str, ...]) -> None:
        departments = _names(cells[3])
        if not all(place.occupations):
            self._report(rules.no_occupations(place, cells[2]))
        if not all(departments):
            self._report(rules.no_departments(place, cells[3]))
        treatment = self._batch(place, cells[4])
        if treatment is None or place.item is None:
            return
        if all(place.occupations) and all(departments):
            self.rows.append(
                AnnexRow(
                    place.line,
                    place.item,
                    self._qualification,
                    place.occupations,
                    departments,
                    treatment,
                )
            )

    def _batch(self, place: Place, given: str) -> Treatment | None:
        if not given:
            if self._treatment is None:
                self._report(rules.no_batch(place))
            return self._treatment
        self._treatment = _treatment(given)
        if self._treatment is None:
            self._report(rules.unknown_batch(place, given))
        return self._treatment

    def _report(self, problem: Problem) -> None:
        self.problems.append(problem)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in _SEPARATORS.split(cell))


def _treatment(cell: str) -> Treatment | None:
    key = fold(cell)
    if "准入类" in key or key == "准入":
        return Treatment.ACCESS_TYPE
    match = _BATCH.fullmatch(key)
    return _BATCHES[match[1]] if match else None
