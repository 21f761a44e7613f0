"""T6: malformed files are refused or read row by row, in words, within limits."""

import io
import json
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.tables.files import (
    GOOD,
    HEADS,
    SHEET,
    TEMPLATE,
    changed,
    comma_separated,
    from_template,
    with_cell,
    with_part,
    with_sheet_data,
    workbook,
)
from xianjie.tables import TableError, Template, read_table, sheets, workbook_process

Make = Callable[[], bytes]
NOON = datetime(2020, 9, 15, 12)  # noqa: DTZ001 – as Excel has it


def good() -> bytes:
    return workbook(HEADS, GOOD)


def cut(share: float) -> Make:
    return lambda: good()[: int(len(good()) * share)]


def head(at: int, name: str | None) -> list[str | None]:
    return [name if place == at else words for place, words in enumerate(HEADS)]


def in_part(name: str, old: bytes, new: bytes) -> Make:
    return lambda: with_part(good(), name, lambda xml: xml.replace(old, new, 1))


def added(name: str, words: bytes = b"x") -> Make:
    return lambda: with_part(good(), name, lambda _: words)


def spaces(megabytes: int) -> Make:
    return in_part(SHEET, b"<sheetData>", b" " * (megabytes << 20) + b"<sheetData>")


def declared(size: int, *, in_place_of: Make = good) -> Make:
    """The sheet's unpacked size as the archive tells it, which need not be true."""

    def made() -> bytes:
        content = bytearray(in_place_of())
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            start = archive.start_dir
            names = archive.namelist()
        for name in names:
            if name == SHEET:
                struct.pack_into("<I", content, start + 24, size)
            lengths = struct.unpack_from("<HHH", content, start + 28)
            start += 46 + sum(lengths)
        return bytes(content)

    return made


def compressed_by(method: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good())) as old,
        zipfile.ZipFile(out, "w", method) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    return out.getvalue()


def old_compound(words: str) -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(500) + words.encode("utf-16-le") + bytes(500)


def of_other(template: Template) -> bytes:
    return with_part(
        from_template(template=template),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
        ),
    )


DOCTYPE = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)

REFUSED: dict[str, tuple[str, Make, str]] = {
    # not what the name says
    "empty": ("a.xlsx", lambda: b"", "空的"),
    "no kind": ("名单", good, "只收 .xlsx 和 .csv"),
    "ods": ("a.ods", good, "只收 .xlsx 和 .csv"),
    "xls by name": ("a.xls", good, "只收 .xlsx 和 .csv"),
    "xlsm by name": ("a.XLSM", good, "含宏"),
    "xls inside": ("a.xlsx", lambda: old_compound("Workbook"), ".xls"),
    "password": ("a.xlsx", lambda: old_compound("EncryptedPackage"), "密码"),
    "web page": ("a.xlsx", lambda: b"\n<html><table></table></html>", "网页"),
    "text as xlsx": ("a.xlsx", "姓名,证件".encode, "已损坏"),
    "xlsx as csv": ("a.csv", good, "改为 .xlsx"),
    "word": ("a.xlsx", lambda: with_part(good(), "xl/workbook.xml", lambda _: None), "没有工作簿"),
    "xlsb": ("a.xlsx", added("xl/workbook.bin"), ".xlsb"),
    "macros": ("a.xlsx", added("xl/vbaProject.bin"), "宏"),
    "macro sheet": ("a.xlsx", added("xl/macrosheets/sheet1.xml"), "宏"),
    "too big": ("a.xlsx", lambda: bytes(31 << 20), "30 MB"),
    # broken
    **{
        f"cut at {share}": ("a.xlsx", cut(share), "已损坏") for share in (0.01, 0.2, 0.5, 0.9, 0.99)
    },
    "only the signature": ("a.xlsx", lambda: b"PK\x03\x04", "已损坏"),
    "sheet missing": ("a.xlsx", lambda: with_part(good(), SHEET, lambda _: None), "已损坏"),
    "no relations": (
        "a.xlsx",
        lambda: with_part(good(), "xl/_rels/workbook.xml.rels", lambda _: None),
        "已损坏",
    ),
    "broken XML": ("a.xlsx", in_part(SHEET, b"</sheetData>", b"<row"), "已损坏"),
    "string out of range": (
        "a.xlsx",
        in_part(SHEET, b't="s"><v>0<', b't="s"><v>99999999<'),
        "已损坏",
    ),
    "UTF-16 inside": (
        "a.xlsx",
        lambda: with_part(good(), SHEET, lambda xml: xml.decode().encode("utf-16")),
        "已损坏",
    ),
    "LZMA": ("a.xlsx", lambda: compressed_by(zipfile.ZIP_LZMA), "已损坏"),
    # attacks
    "XXE in strings": (
        "a.xlsx",
        in_part("xl/sharedStrings.xml", b"<sst", DOCTYPE + b"<sst"),
        "DOCTYPE",
    ),
    "XXE in the sheet": (
        "a.xlsx",
        in_part(SHEET, b"<worksheet", DOCTYPE + b"<worksheet"),
        "DOCTYPE",
    ),
    "XXE in the workbook": (
        "a.xlsx",
        in_part("xl/workbook.xml", b"<workbook", DOCTYPE + b"<workbook"),
        "DOCTYPE",
    ),
    "a billion laughs": (
        "a.xlsx",
        in_part("xl/sharedStrings.xml", b"<sst", LAUGHS + b"<sst"),
        "DOCTYPE",
    ),
    "zip bomb": ("a.xlsx", spaces(60), "大得不正常"),
    "declared 3 GB": ("a.xlsx", declared(3 << 30), "大得不正常"),
    "declares too little": ("a.xlsx", declared(900, in_place_of=spaces(60)), "已损坏"),
    "far corner": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "XFD1048576",
    ),
    "far right": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row r="3"><c r="ZZZ3"><v>1</v></c></row>'),
        "ZZZ3",
    ),
    "far down and wide": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row r="1048576"><c r="CV1048576"><v>1</v></c></row>'),
        "CV1048576",
    ),
    "40 sheets": (
        "a.xlsx",
        lambda: workbook(
            HEADS, GOOD, edit=lambda book, _: [book.add_worksheet() for _ in range(40)]
        ),
        "41 张",
    ),
    # not the template
    "two sheets, none ours": (
        "a.xlsx",
        lambda: workbook(HEADS, GOOD, sheet="甲", edit=lambda book, _: book.add_worksheet("乙")),
        "甲、乙",
    ),
    "no sheet filled": ("a.xlsx", workbook, "没有数据"),
    "empty template": ("a.xlsx", from_template, "没有数据"),
    "header only, CSV": ("a.csv", lambda: comma_separated(HEADS), "没有数据"),
    "another template": (
        "a.xlsx",
        lambda: of_other(replace(TEMPLATE, id="try.results")),
        "文件为 try.results，应为 try.registrations",
    ),
    "an older template": ("a.xlsx", lambda: of_other(replace(TEMPLATE, version=1)), "第 1 版"),
    "other header": ("a.xlsx", lambda: workbook(["甲", "乙"], ["1", "2"]), "不是“报名表”的表头"),
    "title above": (
        "a.xlsx",
        lambda: workbook(["2020 年报名"], HEADS, GOOD),
        "不要在表头上面加标题",
    ),
    "header missing": ("a.xlsx", lambda: workbook(head(1, None), GOOD), "缺少：“证件号码”"),
    "header renamed": ("a.xlsx", lambda: workbook(head(1, "身份证"), GOOD), "多出：身份证（B）"),
    "header doubled": (
        "a.xlsx",
        lambda: workbook([*HEADS, "姓名"], [*GOOD, "李四"]),
        "“姓名”（A、H 列）",
    ),
    "header in both languages": (
        "a.xlsx",
        lambda: workbook([*HEADS, "Name"], [*GOOD, "Li"]),
        "“姓名”（A、H 列）",
    ),
    "column added": ("a.xlsx", lambda: workbook([*HEADS, "备注"], [*GOOD, ""]), "多出：备注（H）"),
    "header merged": (
        "a.xlsx",
        lambda: workbook(HEADS, GOOD, edit=lambda _, page: page.merge_range("A1:B1", "姓名")),
        "A1:B1",
    ),
    "rows merged": (
        "a.xlsx",
        lambda: workbook(HEADS, GOOD, edit=lambda _, page: page.merge_range("C2:C5", "护照")),
        "C2:C5",
    ),
    "200,001 rows, CSV": (
        "a.csv",
        lambda: comma_separated(HEADS) + comma_separated(["a"] * 7) * 200_001,
        "超过 200000 行",
    ),
    # CSV
    "UTF-16": ("a.csv", lambda: comma_separated(HEADS, GOOD, encoding="utf-16"), "UTF-16"),
    "UTF-16 without mark": (
        "a.csv",
        lambda: b"a\0b\0" + comma_separated(HEADS, GOOD, encoding="utf-16-le"),
        "UTF-16",
    ),
    "Big5": (
        "a.csv",
        lambda: comma_separated(["姓名", "備註"], ["張三", "無"], encoding="big5"),
        "第 1 行不是 UTF-8",
    ),
    "GBK under an English header": (
        "a.csv",
        lambda: (
            comma_separated([c.title.en for c in TEMPLATE.columns])
            + comma_separated(GOOD, encoding="gbk")
        ),
        "第 2 行不是 UTF-8",
    ),
    "one bad byte": (
        "a.csv",
        lambda: comma_separated(HEADS, GOOD, GOOD).replace("张".encode(), b"\xff\xff"),
        "第 2 行不是 UTF-8",
    ),
    "mark, then GBK": (
        "a.csv",
        lambda: b"\xef\xbb\xbf" + comma_separated(HEADS, GOOD, encoding="gbk"),
        "第 1 行不是 UTF-8",
    ),
    "quote left open": (
        "a.csv",
        lambda: comma_separated(HEADS, GOOD) + '"李四,1\n'.encode(),
        "第 2 行之后",
    ),
    "an endless cell": (
        "a.csv",
        lambda: comma_separated(HEADS, GOOD, changed("name", "张" * 200_000)),  # type: ignore[arg-type]
        "第 2 行之后",
    ),
    "semicolons": ("a.csv", lambda: ";".join(HEADS).encode() + b"\n1;2\n", "不是用逗号分开"),
    "tabs": ("a.csv", lambda: "\t".join(HEADS).encode() + b"\n1\t2\n", "不是用逗号分开"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_refused_whole_with_what_to_do(case: str) -> None:
    filename, make, words = REFUSED[case]
    with pytest.raises(TableError) as refused:
        read_table(make(), filename, TEMPLATE)
    assert words in refused.value.message.zh


def formula(cell: str, words: str, value: object = 1) -> Make:
    return lambda: workbook(
        HEADS, GOOD, GOOD, edit=lambda _, page: page.write_formula(cell, words, None, value)
    )


def line(*cells: str) -> Make:
    return lambda: comma_separated(HEADS, GOOD, cells)


WRONG_ROWS: dict[str, tuple[str, Make, int, str, str]] = {
    "number as a number": (
        "a.xlsx",
        lambda: with_cell("number", 440106199001011239),
        3,
        "证件号码",
        "第 15 位以后的数字已丢失",
    ),
    "number as 4.4E+17": ("a.xlsx", lambda: with_cell("number", 4.4e17), 3, "证件号码", "已丢失"),
    "4.4E+17 in CSV": ("a.csv", line("李四", "4.4E+17", *GOOD[2:]), 3, "证件号码", "科学计数"),
    "4.40106E+17 as text": (
        "a.xlsx",
        lambda: with_cell("number", "4.40106E+17"),
        3,
        "证件号码",
        "科学计数",
    ),
    "zeros lost": ("a.xlsx", lambda: with_cell("phone", 12345), 3, "手机", "开头的 0 会丢失"),
    "truth value": ("a.xlsx", lambda: with_cell("name", True), 3, "姓名", "不是文本"),
    "day in text": (
        "a.xlsx",
        lambda: with_cell("name", date(2020, 1, 1)),
        3,
        "姓名",
        "不是文本",
    ),
    "required and blank": ("a.xlsx", lambda: with_cell("name", None), 3, "姓名", "没有填写"),
    "required and unseen": (
        "a.xlsx",
        lambda: with_cell("name", "\u200b \u3000"),
        3,
        "姓名",
        "没有填写",
    ),
    "line break": ("a.xlsx", lambda: with_cell("name", "张\n三"), 3, "姓名", "换行"),
    "control character": ("a.csv", line("张\x07三", *GOOD[1:]), 3, "姓名", "控制字符"),
    "too long": ("a.xlsx", lambda: with_cell("name", "张" * 501), 3, "姓名", "超过 500 字"),
    "much too long": ("a.xlsx", lambda: with_cell("name", "张" * 30_000), 3, "姓名", "超过 500 字"),
    "formula": ("a.xlsx", formula("A3", "=1+1"), 3, "姓名", "公式"),
    "formula never computed": ("a.xlsx", formula("F3", "=A1", ""), 3, "座位数", "公式"),
    "formula of a web address": (
        "a.xlsx",
        formula("A3", '=HYPERLINK("x:y")', "x"),
        3,
        "姓名",
        "公式",
    ),
    "formula with an error": ("a.xlsx", formula("G3", "=1/0", "#DIV/0!"), 3, "手机", "公式"),
    "formula below all": ("a.xlsx", formula("B9", "=A1", ""), 9, "证件号码", "公式"),
    "error as value": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row r="3"><c r="F3" t="e"><v>#REF!</v></c></row>'),
        3,
        "座位数",
        "错误值",
    ),
    "error without a place": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row><c t="e"><v>#N/A</v></c></row>'),
        3,
        "姓名",
        "错误值",
    ),
    "#REF! as text": ("a.csv", line("#REF!", *GOOD[1:]), 3, "姓名", "错误值"),
    "formula in CSV": ("a.csv", line('=cmd|"/c calc"!A1', *GOOD[1:]), 3, "姓名", "公式"),
    "no such choice": (
        "a.xlsx",
        lambda: with_cell("kind", "军官证"),
        3,
        "证件种类",
        "没有“军官证”",
    ),
    "day of a month": (
        "a.xlsx",
        lambda: with_cell("born", "2020-02-30"),
        3,
        "出生日期",
        "不是日期",
    ),
    "day by guess": ("a.xlsx", lambda: with_cell("born", "9/15/2020"), 3, "出生日期", "不是日期"),
    "day as a number": ("a.xlsx", lambda: with_cell("born", 44089), 3, "出生日期", "不是日期"),
    "day with a time": (
        "a.xlsx",
        lambda: workbook(
            HEADS,
            GOOD,
            GOOD,
            edit=lambda book, page: page.write_datetime(
                "D3",
                NOON,
                book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            ),
        ),
        3,
        "出生日期",
        "钟点",
    ),
    "day long ago": ("a.xlsx", lambda: with_cell("born", "0019-09-15"), 3, "出生日期", "不是日期"),
    "money past the cent": ("a.xlsx", lambda: with_cell("fee", "12.345"), 3, "费用", "精确到分"),
    "money past the cent, number": (
        "a.xlsx",
        lambda: with_cell("fee", 12.345),
        3,
        "费用",
        "精确到分",
    ),
    "money with a sign": ("a.xlsx", lambda: with_cell("fee", "¥12"), 3, "费用", "精确到分"),
    "money below nothing": ("a.xlsx", lambda: with_cell("fee", -12), 3, "费用", "精确到分"),
    "money with odd commas": ("a.xlsx", lambda: with_cell("fee", "1,2,3"), 3, "费用", "精确到分"),
    "money without end": (
        "a.xlsx",
        lambda: with_sheet_data(b'<row r="3"><c r="E3"><v>1e999</v></c></row>'),
        3,
        "费用",
        "精确到分",
    ),
    "half a seat": ("a.xlsx", lambda: with_cell("seats", 2.5), 3, "座位数", "不是整数"),
    "seats with a unit": ("a.xlsx", lambda: with_cell("seats", "3个"), 3, "座位数", "不是整数"),
    "beside the table": (
        "a.xlsx",
        lambda: workbook(HEADS, GOOD, [*GOOD, None, "x"]),
        3,
        "I 列",
        "没有表头",
    ),
    "a cell short": ("a.csv", line(*GOOD[:-1]), 3, "整行", "有 6 格，表头有 7 格"),
    "a cell long": ("a.csv", line(*GOOD, "x"), 3, "整行", "有 8 格，表头有 7 格"),
    "after leading blank rows": (
        "a.xlsx",
        lambda: workbook(HEADS, GOOD, changed("name", ""), first=4),
        7,
        "姓名",
        "没有填写",
    ),
    "after blank rows between": (
        "a.xlsx",
        lambda: workbook(HEADS, [], [], GOOD, [], changed("fee", "x")),
        6,
        "费用",
        "精确到分",
    ),
    "after blank lines": (
        "a.csv",
        lambda: b"\n,,\n" + comma_separated(HEADS, GOOD) + b"\n" + comma_separated(["x"]),
        6,
        "整行",
        "有 1 格",
    ),
    "after a cell of two lines": (
        "a.csv",
        lambda: comma_separated(HEADS, changed("phone", "1\n2"), changed("fee", "x")),  # type: ignore[arg-type]
        3,
        "费用",
        "精确到分",
    ),
}


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_a_row_is_wrong_by_number_column_and_rule(case: str) -> None:
    filename, make, number, column, rule = WRONG_ROWS[case]
    rows = {row.number: row for row in read_table(make(), filename, TEMPLATE)}
    found = [p for p in rows[number].problems if p.column.zh == column]
    assert len(found) == 1
    assert rule in found[0].rule.zh
    assert found[0].row == number
    assert found[0].message.zh.startswith(f"第 {number} 行“{column}”：")
    assert found[0].fix.en in found[0].reason.en


def test_problems_do_not_repeat_what_can_be_personal() -> None:
    content = with_cell("number", 440106199001011239)
    problems = [p for row in read_table(content, "a.xlsx", TEMPLATE) for p in row.problems]
    assert all("4401" not in words for p in problems for words in (p.message.zh, p.message.en))


# What costs most, in a process of its own that tells its memory and that of the one it starts.
_MEASURED = """
import json, re, resource, sys
from pathlib import Path
from tests.tables.files import TEMPLATE
from xianjie.tables import TableError, read_table
try:
    table = read_table(Path(sys.argv[1]).read_bytes(), sys.argv[1], TEMPLATE)
    said = [problem.message.zh for row in table for problem in row.problems]
except TableError as error:
    said = [error.message.zh]
here, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
seconds = sum(who.ru_utime + who.ru_stime for who in (here, child))
print(json.dumps([said[:1], own + child.ru_maxrss, seconds]))
"""


def a_million_rows(cell: bytes, columns: bytes = b"ACG") -> Make:
    cells = b"".join(cell.replace(b"@", b"%c" % letter) for letter in columns)

    def made() -> bytes:
        rows = (
            b'<row r="%d">%s</row>' % (number, cells.replace(b"#", b"%d" % number))
            for number in range(3, 1_000_001)
        )
        return with_sheet_data(b"".join(rows))

    return made


WORST: dict[str, tuple[str, Make, str]] = {
    "far corner": REFUSED["far corner"],
    "far down and wide": REFUSED["far down and wide"],
    "zip bomb": ("a.xlsx", spaces(450), "大得不正常"),
    "a billion laughs": REFUSED["a billion laughs"],
    "a million blank rows": ("a.xlsx", a_million_rows(b'<c r="@#" s="1"/>'), ""),
    "a million rows of nothing": (
        "a.xlsx",
        a_million_rows(b'<c r="@#" t="str"><v></v></c>'),
        "请删去数据以外的行列",
    ),
    "a million blank lines": (
        "a.csv",
        lambda: comma_separated(HEADS, GOOD) + b",,,,,,\r\n" * 1_000_000,
        "",
    ),
    "a long text a million times": (
        "a.xlsx",
        lambda: with_part(
            a_million_rows(b'<c r="@#" t="s"><v>0</v></c>')(),
            "xl/sharedStrings.xml",
            lambda xml: xml.replace("姓名".encode(), "姓".encode() * 30_000),
        ),
        "请",
    ),
    "a formula in every cell": ("a.xlsx", a_million_rows(b'<c r="@#"><f>1</f></c>'), "请"),
}


LONGER = {"a million rows of nothing", "a long text a million times", "a formula in every cell"}


@pytest.mark.parametrize(
    "case", [pytest.param(one, marks=[pytest.mark.slow] * (one in LONGER)) for one in WORST]
)
def test_the_worst_files_stay_within_memory_and_time(case: str, tmp_path: Path) -> None:
    filename, make, words = WORST[case]
    path = tmp_path / filename
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)], capture_output=True, check=True, text=True
    )
    said, kilobytes, seconds = json.loads(done.stdout)
    print(f"{case}: {kilobytes >> 10} MB, {seconds:.1f} s, {said[:1]}")  # noqa: T201
    assert words in said[0] if words else not said
    assert kilobytes <= 300 << 10
    assert seconds <= 12  # of the processor, by its limits: 8 to read, 3 to say what is too far


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "限时内读不完"),
        ("import time; time.sleep(9)", "限时内读不完"),
        ("import os; os.abort()", "请删去数据以外的行列"),
        ("print('torn'); raise SystemExit('Segmentation fault')", "已损坏"),
    ],
)
def test_a_reading_process_that_ends_badly_is_a_refusal(
    script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "process.py"
    path.write_text(script)
    monkeypatch.setattr(workbook_process, "__file__", str(path))
    monkeypatch.setattr(sheets, "_PATIENCE", 1)
    with pytest.raises(TableError) as refused:
        read_table(good(), "a.xlsx", TEMPLATE)
    assert words in refused.value.message.zh


@pytest.mark.parametrize("count", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_damage_anywhere_is_a_refusal_or_a_table(count: int) -> None:
    dice = random.Random(80)  # noqa: S311 – the same files each time
    whole = with_part(from_template(), SHEET, lambda xml: xml)
    filled = workbook(HEADS, GOOD, GOOD)
    for _ in range(count):
        content = bytearray(dice.choice((whole, filled)))
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        if dice.random() < 0.3:
            del content[dice.randrange(len(content)) :]
        try:
            list(read_table(bytes(content), "a.xlsx", TEMPLATE))
        except TableError:
            continue


@pytest.mark.parametrize("count", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_damaged_csv_is_a_refusal_or_a_table(count: int) -> None:
    dice = random.Random(252)  # noqa: S311 – the same files each time
    for encoding in ("utf-8", "gbk"):
        for _ in range(count):
            content = bytearray(comma_separated(HEADS, GOOD, GOOD, encoding=encoding))
            for _ in range(dice.randint(1, 8)):
                content[dice.randrange(len(content))] = dice.randrange(256)
            try:
                list(read_table(bytes(content), "a.csv", TEMPLATE))
            except TableError:
                continue
