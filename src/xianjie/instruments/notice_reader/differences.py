"""A difference between a notice and the catalogue, and how each kind is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xianjie.instruments.catalogue import BracketStyle, Occupation
from xianjie.instruments.notice_reader.errors import shown
from xianjie.instruments.notice_reader.matching import Pair
from xianjie.instruments.notice_reader.model import AnnexOccupation
from xianjie.text import Text


class DifferenceKind(StrEnum):
    MISSING = "missing"
    UNEXPECTED = "unexpected"
    NAME = "name"
    ORDER = "order"
    ITEM = "item"
    QUALIFICATION = "qualification"
    DEPARTMENTS = "departments"
    TREATMENT = "treatment"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Difference:
    """``occupations`` by the catalogue's names, ``scanned`` as the notice has or should have them.

    ``line`` is that of the row; for what is missing, the line below which it belongs.
    """

    kind: DifferenceKind
    line: int
    item: int | None
    occupations: tuple[str, ...]
    scanned: tuple[str, ...]
    expected: str | None
    found: str | None
    message: Text


def missing(entries: tuple[Occupation, ...], line: int, *, is_whole_row: bool) -> Difference:
    first = entries[0]
    names = tuple(entry.occupation for entry in entries)
    departments, label = "、".join(first.departments), first.treatment.label
    row_zh, row_en = ("整行", "the whole row") if is_whole_row else ("行中", "in a row")
    expected = "、".join(map(_both_names, entries))
    return Difference(
        kind=DifferenceKind.MISSING,
        line=line,
        item=first.item,
        occupations=names,
        scanned=tuple(entry.as_scanned for entry in entries),
        expected=expected,
        found=None,
        message=Text(
            f"第 {line} 行之后，序号 {first.item}（{first.qualification}）："
            f"{row_zh}缺少“{expected}”。目录有：{departments}，{label.zh}；通知中没有读到。",
            f"below line {line}, item {first.item} ({first.qualification}): {row_en} "
            f"“{expected}” is missing. The catalogue has: {departments}, {label.en}; "
            "the notice has no sound row with it.",
        ),
    )


def unexpected(entries: tuple[AnnexOccupation, ...]) -> Difference:
    first = entries[0]
    names = tuple(entry.as_scanned for entry in entries)
    found = shown("、".join(names))
    return Difference(
        kind=DifferenceKind.UNEXPECTED,
        line=first.line,
        item=first.item,
        occupations=names,
        scanned=names,
        expected=None,
        found=found,
        message=Text(
            f"第 {first.line} 行，序号 {first.item}：“{found}”在目录中没有对应的工种，或是重复。",
            f"line {first.line}, item {first.item}: “{found}” has no counterpart in the catalogue, "
            "or is printed twice.",
        ),
    )


def name(pair: Pair) -> Difference:
    expected = _both_names(pair.expected)
    return _of_pairs(DifferenceKind.NAME, [pair], expected, pair.printed.as_scanned, _NAME)


def order(pair: Pair) -> Difference:
    place = Text("目录中的次序", "in the order of the catalogue")
    moved = Text("换了位置", "at another place")
    return _said(DifferenceKind.ORDER, [pair], place, moved, _ORDER)


def item(pairs: Sequence[Pair]) -> Difference:
    printed, expected = pairs[0].printed, pairs[0].expected
    return _of_pairs(DifferenceKind.ITEM, pairs, str(expected.item), str(printed.item), _ITEM)


def qualification(pairs: Sequence[Pair]) -> Difference:
    printed, expected = pairs[0].printed, pairs[0].expected
    return _of_pairs(
        DifferenceKind.QUALIFICATION,
        pairs,
        expected.qualification,
        printed.qualification,
        _QUALIFICATION,
    )


def departments(pairs: Sequence[Pair]) -> Difference:
    printed, expected = pairs[0].printed, pairs[0].expected
    return _of_pairs(
        DifferenceKind.DEPARTMENTS,
        pairs,
        "、".join(expected.departments),
        "、".join(printed.departments),
        _DEPARTMENTS,
    )


def treatment(pairs: Sequence[Pair]) -> Difference:
    printed, expected = pairs[0].printed, pairs[0].expected
    return _said(
        DifferenceKind.TREATMENT,
        pairs,
        expected.treatment.label,
        printed.treatment.label,
        _TREATMENT,
    )


def bracket_note(style: BracketStyle) -> Text:
    return Text(
        f"序号 {style.item}“{style.occupation}”：{style.note.zh}",
        f"item {style.item} “{style.occupation}”: {style.note.en}",
    )


_NAME = Text("工种名称", "occupation name")
_ORDER = Text("次序", "order")
_ITEM = Text("序号", "item")
_QUALIFICATION = Text("职业资格名称", "qualification")
_DEPARTMENTS = Text("实施部门", "implementing departments")
_TREATMENT = Text("批次", "batch")
_BLANK = Text("（空白）", "(blank)")  # nothing, or what cannot be seen


def _both_names(entry: Occupation) -> str:
    if entry.as_scanned == entry.occupation:
        return entry.occupation
    return f"{entry.occupation}（{entry.as_scanned}）"


def _of_pairs(
    kind: DifferenceKind, pairs: Sequence[Pair], expected: str, found: str, what: Text
) -> Difference:
    told = shown(found)
    return _said(kind, pairs, Text(expected, expected), Text(told, told) if told else _BLANK, what)


def _said(
    kind: DifferenceKind, pairs: Sequence[Pair], expected: Text, found: Text, what: Text
) -> Difference:
    first = pairs[0]
    names = tuple(pair.expected.occupation for pair in pairs)
    line, number = first.printed.line, first.expected.item
    listed = "、".join(_both_names(pair.expected) for pair in pairs)
    return Difference(
        kind=kind,
        line=line,
        item=number,
        occupations=names,
        scanned=tuple(pair.printed.as_scanned for pair in pairs),
        expected=expected.zh,
        found=found.zh,
        message=Text(
            f"第 {line} 行，序号 {number}（{listed}）：{what.zh}应为“{expected.zh}”，"
            f"通知作“{found.zh}”。",
            f"line {line}, item {number} ({listed}): {what.en} should be “{expected.en}”, "
            f"the notice has “{found.en}”.",
        ),
    )
