"""Every rule that an annex must keep, said where it is broken: line, rule, fix."""

from dataclasses import dataclass

from xianjie.instruments.notice_reader.errors import Problem, ProblemKind, shown
from xianjie.text import Text

HEADER = "序号｜职业资格名称｜实施部门(单位)｜批次"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the annex a problem is: the line and what is known of its row."""

    line: int
    item: int | None = None
    occupations: tuple[str, ...] = ()

    def broken(self, kind: ProblemKind, zh: str, en: str) -> Problem:
        names = shown("、".join(self.occupations))
        item_zh = "" if self.item is None else f"，序号 {self.item}"
        item_en = "" if self.item is None else f", item {self.item}"
        names_zh, names_en = (f"（{names}）", f" ({names})") if names else ("", "")
        message = Text(
            f"第 {self.line} 行{item_zh}{names_zh}：{zh}",
            f"line {self.line}{item_en}{names_en}: {en}",
        )
        return Problem(kind, self.line, message, self.item, self.occupations)


def unknown_encoding(line: int) -> Problem:
    return Place(line).broken(
        ProblemKind.ENCODING,
        "字符编码无法识别。文件应为 UTF-8、UTF-16（带标记）或 GB 18030 的纯文本。"
        "请另存为 UTF-8 文本后重试。",
        "the characters cannot be decoded. The file is plain text in UTF-8, UTF-16 with its mark, "
        "or GB 18030. Save it as UTF-8 text and try again.",
    )


def no_table(lines: int) -> Problem:
    return Place(1).broken(
        ProblemKind.NO_TABLE,
        f"至第 {lines} 行没有附件表格。表格应以表头“{HEADER}”开始，其后各行以制表符、竖线"
        "或两个以上空格分列。请确认文件是带附件的通知全文，并补上表头。",
        f"no annex table up to line {lines}. The table begins with the header “{HEADER}”, and its "
        "rows are divided by tabs, bars or runs of spaces. Check that the file is the whole "
        "notice with its annex, and restore the header.",
    )


def no_rows(header_line: int) -> Problem:
    return Place(header_line).broken(
        ProblemKind.NO_TABLE,
        "表头之后没有任何一行。各行应与表头用同一种分列方式。请补上表格内容。",
        "no row follows the header. Rows are divided as the header is. Restore the rows.",
    )


def stray_line(line: int, text: str) -> Problem:
    return Place(line).broken(
        ProblemKind.STRAY_LINE,
        f"“{shown(text)}”夹在表格行之间，但不是一行五格。行间只能有空行、分页线、页码和表头。"
        "请恢复分列符，或删去此行。",
        f"“{shown(text)}” stands between rows of the table but is no row of five cells. Only blank "
        "lines, page rules, page numbers and headers may stand there. "
        "Restore the dividers or delete the line.",
    )


def wrong_cells(place: Place, count: int, text: str) -> Problem:
    return place.broken(
        ProblemKind.CELLS,
        f"有 {count} 格：“{shown(text)}”。每行应有五格：序号、职业资格、工种、实施部门、批次，"
        "合并的格留空。请补齐或删去多余的分列符。",
        f"{count} cells: “{shown(text)}”. A row has five: item, qualification, occupations, "
        "departments, batch; merged cells stay blank. Add or remove dividers.",
    )


def unreadable_item(place: Place, given: str) -> Problem:
    return place.broken(
        ProblemKind.ITEM,
        f"序号“{shown(given)}”不是数字。序号应为数字，或因合并而留空。请改正序号。",
        f"item “{shown(given)}” is no number. An item is a number, or blank where merged. "
        "Correct it.",
    )


def gap(place: Place, expected: int, given: int) -> Problem:
    absent = str(expected) if given == expected + 1 else f"{expected}–{given - 1}"
    return place.broken(
        ProblemKind.SEQUENCE,
        f"序号应为 {expected}，缺少序号 {absent}。序号应从 1 起逐一递增。"
        "请补上缺少的行或改正序号。",
        f"the item should be {expected}; {absent} is absent. Items count up by one from 1. "
        "Restore the missing rows or correct the number.",
    )


def repeat(place: Place, expected: int) -> Problem:
    return place.broken(
        ProblemKind.SEQUENCE,
        f"序号应为 {expected}，此前已出现过。序号应从 1 起逐一递增。请删去重复的行或改正序号。",
        f"the item should be {expected}; this one has been before. Items count up by one from 1. "
        "Delete the repeated row or correct the number.",
    )


def orphan(place: Place) -> Problem:
    return place.broken(
        ProblemKind.ORPHAN,
        "序号为空，而上方没有可以继承的序号。表格第一行应有序号。请补上该项的首行。",
        "the item is blank and none above to inherit. The first row of the table has its item. "
        "Restore the item's first row.",
    )


def no_qualification(place: Place) -> Problem:
    return place.broken(
        ProblemKind.QUALIFICATION,
        "职业资格名称为空。每项的首行应写明名称。请补上名称。",
        "the qualification is blank. The first row of an item names it. Fill it in.",
    )


def other_qualification(place: Place, given: str, current: str) -> Problem:
    return place.broken(
        ProblemKind.QUALIFICATION,
        f"职业资格为“{shown(given)}”，但本项为“{shown(current)}”。"
        "一项只有一个名称。请补上序号或改正名称。",
        f"the qualification is “{shown(given)}”, but that of the item is “{shown(current)}”. "
        "An item has one. Restore the item number or correct the name.",
    )


def no_occupations(place: Place, given: str) -> Problem:
    return place.broken(
        ProblemKind.OCCUPATIONS,
        f"工种“{shown(given)}”有空缺。每行至少一个工种，以顿号分隔，分隔符之间不能为空。请补上名称。",
        f"the occupations “{shown(given)}” lack a name. A row names at least one, "
        "divided by 、 with nothing empty between. Fill it in.",
    )


def no_departments(place: Place, given: str) -> Problem:
    return place.broken(
        ProblemKind.DEPARTMENTS,
        f"实施部门“{shown(given)}”有空缺。每行至少一个部门，以顿号分隔，分隔符之间不能为空。"
        "请补上部门。",
        f"the departments “{shown(given)}” lack a name. A row names at least one, "
        "divided by 、 with nothing empty between. Fill it in.",
    )


def no_batch(place: Place) -> Problem:
    return place.broken(
        ProblemKind.BATCH,
        "批次为空，而本项上方没有可以继承的批次。每项首行应有批次。请补上 1、2 或准入类。",
        "the batch is blank and none above it in the item to inherit. The first row of an item has "
        "its batch. Fill in 1, 2 or 准入类.",
    )


def unknown_batch(place: Place, given: str) -> Problem:
    return place.broken(
        ProblemKind.BATCH,
        f"批次“{shown(given)}”无法识别。批次只能是 1、2 或拟调整为准入类。请改正批次。",
        f"batch “{shown(given)}” is unknown. A batch is 1, 2 or “to become access-type” (准入类). "
        "Correct it.",
    )


def title_count(line: int, declared: int, counted: int, last: int) -> Problem:
    return Place(line).broken(
        ProblemKind.TITLE_COUNT,
        f"标题写明 {declared} 项，表格只读到 {counted} 项，末项为序号 {last}。两者应一致。"
        "请补上缺少的项或改正标题。",
        f"the title declares {declared} items, the table has {counted}, the last is item {last}. "
        "The two must agree. Restore the missing items or correct the title.",
    )
