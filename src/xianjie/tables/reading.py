"""A filled template → its rows, each as values by column name or as problems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from xianjie.tables.cells import Cell, CellError, Value, is_blank, value_of
from xianjie.tables.csvs import Csv
from xianjie.tables.errors import Problem, TableError
from xianjie.tables.sheets import Workbook, letters
from xianjie.tables.template import Column, Template
from xianjie.text import LANGS, Text

MOST_BYTES = 30 << 20  # 200,000 rows of ten columns stay below
RESULT, REASON = Text("结果", "Result"), Text("原因", "Reason")

_UNMEANT = re.compile(r"[\s*\u200b-\u200f\ufeff]+")  # line breaks, and the star of what is required


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header; ``number`` is Excel's. With problems, values are not complete."""

    number: int
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Table:
    """A readable file: how many rows, what its sender should be told, and the rows one by one.

    It can be gone through more than once; its rows are never all in memory, but packed.
    """

    template: Template
    source: Workbook | Csv
    header_row: int
    heads: Sequence[Cell]
    places: Mapping[int, Column]
    remark_places: frozenset[int]  # of an annotated file that comes back
    notices: tuple[Text, ...]

    def __len__(self) -> int:
        """Rows with something in them, to show progress by."""
        return self.source.rows - 1

    def __iter__(self) -> Iterator[Row]:
        for number, cells in self.raw():
            if not all(is_blank(c) for at, c in enumerate(cells) if at not in self.remark_places):
                yield self._row(number, cells)

    def raw(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows under the header as they are in the file."""
        return islice(iter(self.source), 1, None)

    def _row(self, number: int, cells: Sequence[Cell]) -> Row:
        if isinstance(self.source, Csv) and (found := self._miscounted(number, cells)):
            return Row(number, {}, (found,))
        values: dict[str, Value] = dict.fromkeys(c.name for c in self.template.columns)
        problems = []
        for at, column in self.places.items():
            try:
                values[column.name] = value_of(column, cells[at] if at < len(cells) else None)
            except CellError as error:
                problems.append(Problem(number, column.title, error.rule, error.fix))
        problems += [
            _stray(number, at)
            for at, cell in enumerate(cells)
            if at not in self.places and at not in self.remark_places and not is_blank(cell)
        ]
        return Row(number, values, tuple(problems))

    def _miscounted(self, number: int, cells: Sequence[Cell]) -> Problem | None:
        wide = len(self.heads)
        if len(cells) >= wide and all(is_blank(cell) for cell in cells[wide:]):
            return None
        return Problem(
            number,
            Text("整行", "whole row"),
            Text(
                f"有 {len(cells)} 格，表头有 {wide} 格",
                f"has {len(cells)} cells, the header {wide}",
            ),
            Text(
                "请补上缺的逗号；格内有逗号时，用双引号把该格括起来",
                "add the missing commas; put a cell that holds a comma in double quotes",
            ),
        )


def read_table(content: bytes, filename: str, template: Template) -> Table:
    """By the file name's ending; raises `TableError` where the file as a whole cannot be read."""
    source = _source(content, filename)
    _require_template(source, template)
    _require_unmerged(source)
    first = next(iter(source), None)
    if first is None:
        raise _nothing()
    header_row, heads = first[0], _without_tail(first[1])
    notices = _notices(source, heads)
    try:
        places, remarks = _places(heads, template)
    except TableError:
        if isinstance(source, Csv) and source.encoding == "gb18030":
            raise source.not_utf_8() from None
        raise
    if source.rows == 1:
        raise _nothing()
    return Table(template, source, header_row, heads, places, remarks, notices)


def _source(content: bytes, filename: str) -> Workbook | Csv:
    if not content:
        raise TableError(Text("文件是空的；请重新选择", "the file is empty; choose it again"))
    if len(content) > MOST_BYTES:
        most = MOST_BYTES >> 20
        raise TableError(
            Text(
                f"文件超过 {most} MB；请去掉图片，或分成几个文件",
                f"the file is over {most} MB; remove pictures, or split it",
            )
        )
    match filename.rpartition(".")[2].lower():
        case "xlsx":
            return Workbook(content)
        case "csv":
            return Csv(content)
        case "xlsm" | "xltm" | "xlam":
            raise TableError(
                Text(
                    "含宏的工作簿不收；请另存为 .xlsx 再交",
                    "workbooks with macros are not taken; save it as .xlsx and hand that in",
                )
            )
        case _:
            raise TableError(
                Text(
                    "只收 .xlsx 和 .csv 文件；请用 Excel 或 WPS 另存为 .xlsx 再交",
                    "only .xlsx and .csv files are taken; save it as .xlsx and hand that in",
                )
            )


def _require_unmerged(source: Workbook | Csv) -> None:
    if source.merged:
        cells = source.merged[:5]
        more = len(source.merged) > len(cells)
        raise TableError(
            Text(
                f"有合并的单元格：{'、'.join(cells)}{'等' if more else ''}；"
                "请取消合并，每格各填各的内容",
                f"there are merged cells: {', '.join(cells)}{' and more' if more else ''}; "
                "unmerge them and fill in each cell",
            )
        )


def _require_template(source: Workbook | Csv, template: Template) -> None:
    """A file without a mark is judged by its header alone."""
    match source.mark:
        case ["xianjie", id_, _] if id_ != template.id:
            raise TableError(
                Text(
                    f"这不是“{template.title.zh}”的模板（文件为 {id_}，应为 {template.id}）；"
                    "请下载本页的模板填写",
                    f"this is not the template {template.title.en!r} (the file is {id_}, "
                    f"it must be {template.id}); download the template of this page",
                )
            )
        case ["xianjie", _, version] if version != str(template.version):
            raise TableError(
                Text(
                    f"模板是第 {version} 版，现用第 {template.version} 版；"
                    "请重新下载模板，把数据按数值贴入",
                    f"the template is version {version}, now it is {template.version}; "
                    "download it again and paste the data as values",
                )
            )


def _nothing() -> TableError:
    return TableError(
        Text("没有数据；请从表头的下一行填起", "there are no rows; fill in from below the header")
    )


def _notices(source: Workbook | Csv, heads: Sequence[Cell]) -> tuple[Text, ...]:
    """GB18030 is certain where the header, in Chinese, comes out as the template's."""
    if isinstance(source, Workbook) or source.encoding != "gb18030":
        return ()
    if all(str(head).isascii() for head in heads):
        raise source.not_utf_8()
    return (
        Text(
            "文件是 GBK 编码，已按 GBK 读入；生僻字如有不符，请改交 .xlsx",
            "the file is in GBK and was read as such; if rare characters differ, hand in .xlsx",
        ),
    )


def _without_tail(heads: Sequence[Cell]) -> Sequence[Cell]:
    wide = len(heads)
    while wide and is_blank(heads[wide - 1]):
        wide -= 1
    return heads[:wide]


def _places(heads: Sequence[Cell], template: Template) -> tuple[dict[int, Column], frozenset[int]]:
    """Where each column is, and where remarks are. The order of columns is free."""
    columns = {
        _alike(column.title.in_(lang)): column for lang in LANGS for column in template.columns
    }
    own = {_alike(words.in_(lang)) for lang in LANGS for words in (RESULT, REASON)}
    found: dict[int, Column] = {}
    remarks, unknown = set(), []
    for at, head in enumerate(heads):
        words = "" if is_blank(head) else _alike(str(head))
        if words in columns:
            found[at] = columns[words]
        elif words in own:
            remarks.add(at)
        elif words:
            unknown.append(f"{str(head)[:30]}（{letters(at)}）")
    if not found:
        raise _wrong_header(heads, template)
    _require_once(found)
    named = [column.name for column in found.values()]
    missing = [c for c in template.columns if c.required and c.name not in named]
    if missing or unknown:
        raise _named_otherwise(missing, unknown)
    return found, frozenset(remarks)


def _alike(head: str) -> str:
    return _UNMEANT.sub("", unicodedata.normalize("NFKC", head)).casefold()


def _wrong_header(heads: Sequence[Cell], template: Template) -> TableError:
    titles = [column.title for column in template.columns]
    if len(heads) == 1 and any(mark in str(heads[0]) for mark in ";\t|"):
        return TableError(
            Text(
                "各列不是用逗号分开的；请在 Excel 中另存为“CSV UTF-8（逗号分隔）”",
                "columns are not separated by commas; save it in Excel as 'CSV UTF-8'",
            )
        )
    return TableError(
        Text(
            f"第一行不是“{template.title.zh}”的表头；表头应有：{'、'.join(t.zh for t in titles)}。"
            "请下载本页的模板填写，不要在表头上面加标题",
            f"the first row is not the header of {template.title.en!r}, which has: "
            f"{', '.join(t.en for t in titles)}. Fill in the template of this page "
            "and add no title above the header",
        )
    )


def _require_once(found: Mapping[int, Column]) -> None:
    names = [column.name for column in found.values()]
    doubled = {c.name: c for c in found.values() if names.count(c.name) > 1}
    if doubled:
        places = {
            name: [letters(at) for at, column in found.items() if column.name == name]
            for name in doubled
        }
        zh = "、".join(f"“{doubled[n].title.zh}”（{'、'.join(at)} 列）" for n, at in places.items())
        en = ", ".join(f"{doubled[n].title.en!r} ({', '.join(at)})" for n, at in places.items())
        raise TableError(
            Text(
                f"表头重复：{zh}；请只留一列",
                f"columns named twice: {en}; keep one of each",
            )
        )


def _named_otherwise(missing: Sequence[Column], unknown: Sequence[str]) -> TableError:
    zh, en = [], []
    if missing:
        zh.append(f"缺少：{'、'.join(f'“{c.title.zh}”' for c in missing)}")
        en.append(f"missing: {', '.join(repr(c.title.en) for c in missing)}")
    if unknown:
        zh.append(f"多出：{'、'.join(unknown)}")
        en.append(f"not in the template: {', '.join(unknown)}")
    return TableError(
        Text(
            f"表头与模板不符，{'；'.join(zh)}。请按模板恢复表头，删去多出的列",
            f"the header differs from the template, {'; '.join(en)}. "
            "Restore the header and delete columns that are not the template's",
        )
    )


def _stray(number: int, at: int) -> Problem:
    return Problem(
        number,
        Text(f"{letters(at)} 列", f"column {letters(at)}"),
        Text("没有表头，却有内容", "has content without a header"),
        Text("请删去该格", "delete that cell"),
    )
