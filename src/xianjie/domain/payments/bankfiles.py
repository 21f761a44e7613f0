"""The bank's files: a batch goes out as a table, its results come in as one.

Out: line, name, account, amount in yuan. In: line, result (成功 or 失败), reason; the amount, where
the file has it, must be the line's. A file with an error anywhere is taken in nowhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.payments.models import Batch
from xianjie.domain.payments.services import PaymentError, Result
from xianjie.text import Text

HEADS = ("明细号", "账号", "金额")
RESULT_HEADS = ("明细号", "结果", "原因")
PAID, FAILED = "成功", "失败"
_MOST_DIGITS = 16
_LIVE = ("=", "+", "-", "@", "\t", "\r")


class WrongFile(PaymentError):
    """The bank's file cannot be taken in; ``problems`` names every row."""

    def __init__(self, problems: Sequence[tuple[int, Text]]) -> None:
        row, words = problems[0]
        more = len(problems) - 1
        super().__init__(
            Text(
                f"回盘文件第 {row} 行：{words.zh}" + (f"；另有 {more} 行有误" if more else ""),
                f"row {row} of the bank's file: {words.en}"
                + (f"; {more} more rows are wrong" if more else ""),
            )
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Sent:
    """A line as the bank gets it."""

    line: int
    account: str
    amount: str  # yuan, with two decimals


def sent(batch: Batch) -> list[Sent]:
    """The lines of a batch, in order."""
    lines = batch.lines.select_related("refund").order_by("pk")
    return [Sent(one.pk, unseal(one.account), as_yuan(one.refund.amount_fen)) for one in lines]


def as_yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def as_csv(lines: Sequence[Sent]) -> bytes:
    """UTF-8 with a mark that spreadsheets understand."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for one in lines:
        account = f"'{one.account}" if one.account.startswith(_LIVE) else one.account
        writer.writerow([one.line, account, one.amount])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(lines: Sequence[Sent]) -> bytes:
    """Accounts and amounts are text: no digit is lost."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS, book.add_format({"bold": True}))
        for row, one in enumerate(lines, start=1):
            sheet.write_string(row, 0, str(one.line))
            sheet.write_string(row, 1, one.account)
            sheet.write_string(row, 2, one.amount)
        sheet.set_column(1, 1, 26)
    return out.getvalue()


def results(content: bytes, filename: str, batch: Batch) -> Mapping[int, Result]:
    """What the bank says of each line of the batch; raises `WrongFile`, naming every wrong row."""
    rows = _rows(content, filename)
    heads = [cell.strip() for cell in rows[0]] if rows else []
    missing = [head for head in RESULT_HEADS[:2] if head not in heads]
    if missing:
        raise WrongFile(
            [
                (
                    1,
                    Text(
                        f"缺少列“{missing[0]}”；表头应为 {'、'.join(RESULT_HEADS)}",
                        f"there is no column {missing[0]}; the header is {', '.join(RESULT_HEADS)}",
                    ),
                )
            ]
        )
    amounts = dict(batch.lines.values_list("pk", "refund__amount_fen"))
    found: dict[int, Result] = {}
    problems: list[tuple[int, Text]] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        words = _wrong(cells, amounts, found)
        if words:
            problems.append((number, words))
            continue
        line = int(cells["明细号"])
        found[line] = Result(line, cells["结果"] == PAID, cells.get("原因", "")[:200])
    lacking = sorted(set(amounts) - set(found))
    if lacking and not problems:
        problems.append(
            (
                len(rows) + 1,
                Text(
                    f"缺少明细 {lacking[0]} 等 {len(lacking)} 行；回盘须包含批次的全部明细",
                    f"line {lacking[0]} and so {len(lacking)} in all are missing; the file must "
                    "have every line of the batch",
                ),
            )
        )
    if problems:
        raise WrongFile(problems)
    return found


def _wrong(
    cells: Mapping[str, str], amounts: Mapping[int, int], found: Mapping[int, Result]
) -> Text | None:
    line = cells["明细号"]
    if not (
        line.isascii() and line.isdigit() and len(line) < _MOST_DIGITS and int(line) in amounts
    ):
        return Text(f"明细号 {line!r} 不在这一批", f"line {line!r} is not in this batch")
    if int(line) in found:
        return Text(f"明细号 {line} 重复", f"line {line} is there twice")
    if cells["结果"] not in {PAID, FAILED}:
        return Text(
            f"结果 {cells['结果']!r} 应为“{PAID}”或“{FAILED}”",
            f"the result {cells['结果']!r} must be {PAID} or {FAILED}",
        )
    if cells["结果"] == FAILED and not cells.get("原因"):
        return Text("失败须写原因", "a failure needs its reason")
    amount = cells.get("金额", "")
    if amount and amount.replace(",", "") != as_yuan(amounts[int(line)]):
        return Text(
            f"金额 {amount} 与应退 {as_yuan(amounts[int(line)])} 不符",
            f"the amount {amount} is not the {as_yuan(amounts[int(line)])} that is owed",
        )
    return None


def _rows(content: bytes, filename: str) -> list[list[str]]:
    if filename.lower().endswith(".csv"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            try:
                text = content.decode("gb18030")  # what banks' own programs write
            except UnicodeDecodeError as error:
                raise _unreadable(filename) from error
        return list(csv.reader(io.StringIO(text)))
    if not filename.lower().endswith(".xlsx"):
        raise _unreadable(filename)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(filename) from error


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unreadable(filename: str) -> PaymentError:
    return PaymentError(
        Text(
            f"{filename[:80]}：读不了；请上传 .csv 或 .xlsx",
            f"{filename[:80]}: it cannot be read; send a .csv or a .xlsx",
        )
    )
