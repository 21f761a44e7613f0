"""A damaged annex is refused with the line, the rule and the fix."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.instruments.annexes import HEADER, fixture_text, row_numbers, table, with_line
from xianjie.instruments.catalogue import load
from xianjie.instruments.notice_reader import NoticeError, ProblemKind, check, read, scan

CATALOGUE = load()
FIRST = "1/甲类/甲工/甲部/1"

DAMAGED = [
    # what, rows below the header (which is line 1), kind, line, words of the message
    ("too few cells", [FIRST, "//乙工/乙部/", "2/乙类/丙工"], ProblemKind.CELLS, 4, "有 3 格"),
    ("four cells", [FIRST, "//乙工/乙部/", "//丙工/乙部"], ProblemKind.CELLS, 4, "有 4 格"),
    ("four cells, batch last", ["1/甲类/甲工/1"], ProblemKind.CELLS, 2, "有 4 格"),
    ("too many cells", ["1/甲类/甲工/甲部/1/备注"], ProblemKind.CELLS, 2, "有 6 格"),
    ("first item is 2", ["2/甲类/甲工/甲部/1"], ProblemKind.SEQUENCE, 2, "应为 1，缺少序号 1"),
    ("gap of one", [FIRST, "3/丙类/丙工/丙部/1"], ProblemKind.SEQUENCE, 3, "缺少序号 2"),
    ("gap of more", [FIRST, "5/戊类/戊工/戊部/1"], ProblemKind.SEQUENCE, 3, "缺少序号 2–4"),
    ("row printed twice", [FIRST, FIRST], ProblemKind.SEQUENCE, 3, "此前已出现过"),
    ("number twice", [FIRST, "1/乙类/乙工/乙部/1"], ProblemKind.SEQUENCE, 3, "应为 2"),
    ("item is no number", [FIRST, "l/乙类/乙工/乙部/1"], ProblemKind.ITEM, 3, "“l”不是数字"),
    ("no item at all", ["//甲工/甲部/1"], ProblemKind.ORPHAN, 2, "没有可以继承的序号"),
    ("no qualification", ["1//甲工/甲部/1"], ProblemKind.QUALIFICATION, 2, "名称为空"),
    ("item number lost", [FIRST, "/乙类/乙工/乙部/1"], ProblemKind.QUALIFICATION, 3, "“乙类”"),
    ("no occupation", ["1/甲类//甲部/1"], ProblemKind.OCCUPATIONS, 2, "有空缺"),
    ("empty occupation", ["1/甲类/甲工、、乙工/甲部/1"], ProblemKind.OCCUPATIONS, 2, "、、"),
    ("no department", ["1/甲类/甲工//1"], ProblemKind.DEPARTMENTS, 2, "有空缺"),
    ("empty department", ["1/甲类/甲工/甲部、/1"], ProblemKind.DEPARTMENTS, 2, "“甲部、”"),
    ("no batch", ["1/甲类/甲工/甲部/"], ProblemKind.BATCH, 2, "批次为空"),
    ("no batch across items", [FIRST, "2/乙类/乙工/乙部/"], ProblemKind.BATCH, 3, "批次为空"),
    ("unknown batch", ["1/甲类/甲工/甲部/3"], ProblemKind.BATCH, 2, "“3”无法识别"),
    ("row without tabs", [FIRST, "乙工 乙部", "//丙工/丙部/"], ProblemKind.STRAY_LINE, 3, "夹在"),
    ("row after a gap", [FIRST, "", "乙工/乙部", FIRST], ProblemKind.STRAY_LINE, 4, "乙工 乙部"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "kind", "line", "words"), [case[1:] for case in DAMAGED], ids=[c[0] for c in DAMAGED]
)
def test_refused_with_the_line(rows: list[str], kind: ProblemKind, line: int, words: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read(table(*rows))
    problem = caught.value.problems[0]
    assert (problem.kind, problem.line, caught.value.line) == (kind, line, line)
    assert problem.message.zh.startswith(f"第 {line} 行")
    assert problem.message.en.startswith(f"line {line}")
    assert words in problem.message.zh


@pytest.mark.parametrize("text", ["", "\n", "没有表格", "序号\t名称\n1\t甲", "\ufeff"])
def test_no_table(text: str) -> None:
    for attempt in (read, scan, lambda given: check(given, CATALOGUE)):
        with pytest.raises(NoticeError) as caught:
            attempt(text)
        assert caught.value.problems[0].kind is ProblemKind.NO_TABLE
        assert "没有附件表格" in caught.value.in_("zh")


def test_a_header_alone() -> None:
    with pytest.raises(NoticeError) as caught:
        read("题目\n" + HEADER + "\n\n正文")
    assert caught.value.line == 2
    assert "没有任何一行" in caught.value.in_("zh")


@pytest.mark.parametrize(
    "title", ["(水平评价类3项)", "共3项", "## 安排表（水平评价类职业资格共３项）"]
)
def test_title_and_table_disagree(title: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read(f"{title}\n\n{table(FIRST, '2/乙类/乙工/乙部/1')}")
    problem = caught.value.problems[0]
    assert (problem.kind, problem.line) == (ProblemKind.TITLE_COUNT, 1)
    assert "写明 3 项，表格只读到 2 项，末项为序号 2" in problem.message.zh


def test_a_number_in_prose_is_no_title() -> None:
    text = "原目录中水平评价类81项，见附件。\n" + table(FIRST)
    assert len(read(text).rows) == 1


def test_a_title_over_rows_without_any_item() -> None:
    with pytest.raises(NoticeError) as caught:
        read("(水平评价类3项)\n" + table("//甲工/甲部/1"))
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.ORPHAN]


def test_every_problem_is_named_at_once_in_the_order_of_the_lines() -> None:
    with pytest.raises(NoticeError) as caught:
        read(table("1/甲类/甲工//3", "第一行后的话", "//乙工/乙部/1"))
    kinds = [problem.kind for problem in caught.value.problems]
    assert kinds == [ProblemKind.DEPARTMENTS, ProblemKind.BATCH, ProblemKind.STRAY_LINE]
    assert caught.value.in_("en").count("\n") == 2


def test_many_problems_are_counted() -> None:
    rows = [f"{number}/{number}类/{number}工/某部/9" for number in range(1, 31)]
    with pytest.raises(NoticeError) as caught:
        read(table(*rows))
    assert len(caught.value.problems) == 30
    assert caught.value.in_("zh").endswith("另有 20 处问题。")
    assert caught.value.in_("en").endswith("20 more problems.")


def test_a_long_line_is_cut_in_the_message() -> None:
    with pytest.raises(NoticeError) as caught:
        read(table(f"1/甲类/{'甲' * 5000}/甲部/1/备注"))
    assert len(caught.value.in_("zh")) < 300


def test_reading_goes_on_below_a_damaged_row() -> None:
    found = scan(
        table("1/甲类/甲工/甲部/9", "//乙工/乙部/", "二/丙类/丙工/丙部/1", "3/丁类/丁工/丁部/2")
    )
    assert [row.occupations for row in found.annex.rows] == [("丙工",), ("丁工",)]
    assert [problem.line for problem in found.problems] == [2, 3, 4]
    assert found.annex.rows[0].item == 2


def refusal(attempt: Callable[[], object]) -> NoticeError | None:
    """The refusal that the attempt ends in, or none; any other error fails the test."""
    try:
        attempt()
    except NoticeError as error:
        return error
    return None


def only_notice_errors(text: str) -> None:
    refused = refusal(lambda: read(text))
    if refused is not None:
        assert refused.problems
        assert all(1 <= problem.line <= len(text) + 1 for problem in refused.problems)
        assert refused.in_("zh")
        assert refused.in_("en")
    if refusal(lambda: check(text, CATALOGUE)) is None:
        assert refused is None or not check(text, CATALOGUE).agrees
    else:
        assert refused is not None


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    only_notice_errors(text)


TABLE_PIECES = st.sampled_from(
    [HEADER, "\n", "\t", "|", "  ", "、", "，", "1", "2", "３", "甲工", "乙部", "准入类", "---",
     "序号", "批次", "(水平评价类2项)", "*", "第2批", "\r", "\u3000", "\x0c",
     "| 序号 | 职业资格 | 部门 | 批次 |"]
)  # fmt: skip


@given(st.lists(TABLE_PIECES, max_size=60).map("".join))
def test_anything_like_a_table_is_read_or_refused(text: str) -> None:
    only_notice_errors(HEADER + "\n" + text)


FIXTURE = fixture_text()
LINES = len(FIXTURE.split("\n"))


@given(index=st.integers(0, LINES - 1), line=st.text() | st.lists(TABLE_PIECES).map("".join))
@example(index=102, line=";\t")
def test_any_line_rewritten_is_read_or_refused(index: int, line: str) -> None:
    only_notice_errors(with_line(FIXTURE, index, line))


@given(start=st.integers(0, len(FIXTURE)), length=st.integers(0, 400), new=st.text(max_size=20))
def test_any_piece_cut_out_or_replaced_is_read_or_refused(
    start: int, length: int, new: str
) -> None:
    only_notice_errors(FIXTURE[:start] + new + FIXTURE[start + length :])


@given(order=st.permutations(row_numbers(FIXTURE)[:12]))
def test_any_shuffle_of_rows_is_read_or_refused(order: list[int]) -> None:
    lines = FIXTURE.split("\n")
    shuffled = list(lines)
    for target, source in zip(sorted(order), order, strict=True):
        shuffled[target] = lines[source]
    only_notice_errors("\n".join(shuffled))
