"""What was measured, as lines for a terminal and as the page of the docs."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.command_line import Batch
from bench.contender import Missing
from bench.in_process import Timing
from xianjie.text import Text

_OPENING = """\
# 性能对照 · Benchmarks

本页由 `python -m bench --write` 生成。各方在同一次运行中交替计时，取各轮中位数；机器不同，绝对时间\
不同，可比的是倍数。计时之前，所有实现须对每一个情形给出相同的结论，否则不计时并以状态 1 退出。

This page is written by `python -m bench --write`. All take turns in one run, and the median of \
the rounds counts; absolute times are the machine's, the ratios are what compares. Before \
anything is timed, all must give every case the same outcome, or the run ends with status 1.
"""

_GIVEN = """\
手写函数不校验事实，也不说明理由；衔接校验每一个事实，职业名称在计时之内查表。其他引擎只给结论，事实\
以最省时的形式给出：职业已经查好，日期已化为数字，这些都不计时。衔接的理由按情形的类别做一次并保留，\
表中是再次遇到同类情形的时间，末行是初次。

The hand-written function checks no fact and gives no reason; Xianjie checks every fact and looks \
the occupation up within its time. The other engines give the bare outcome, and get the facts in \
the form that costs them least: the occupation looked up, days made numbers, none of it timed. \
Xianjie makes an explanation once for each class of cases and keeps it: the rows show a class met \
again, the line below the table a class met for the first time.
"""

_BATCH = """\
每一行是一个子进程。“JSON”是只用 orjson 读情形、写同样答复所需的时间；“占比”是它与命令去掉启动后的\
时间之比。“原样读写”只把输入各行读入再写出。

Each row is a process of its own. “JSON” is the time that orjson alone takes to read the cases \
and write the same answers; the share is of the command's time after start-up. “Same lines” only \
reads the input lines and writes them again.
"""

_AGAIN = """\
## 重做 · To repeat

    make bench                        # 只打印 · prints only
    .venv/bin/python -m bench --write # 并改写本页 · and writes this page
"""


@dataclass(frozen=True, slots=True)
class Results:
    """``agreed`` is the number of cases on which all agreed, ``first_ms`` a new explanation."""

    agreed: int
    timed: int
    timings: Sequence[Timing]
    first_ms: float
    missing: Sequence[Missing]
    batches: Sequence[Batch]


def machine() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU, {python}"


def terminal(results: Results) -> str:
    """Ratios first, names last, so that columns stand whatever the width of a character."""
    return "\n".join([machine(), "", *_decision_lines(results), "", *_batch_lines(results), ""])


def markdown(results: Results) -> str:
    sections = (
        _OPENING,
        f"{machine()}\n",
        "## 一个决定 · One decision: `candidate-option`\n",
        _agreed(results) + "\n",
        "\n".join(_decision_table(results)) + "\n",
        _first(results) + "\n",
        *(f"- {_not_measured(missing)}\n" for missing in results.missing),
        _GIVEN,
        f"## 命令行 · Command line: {results.batches[0].lines:,}\n",
        "\n".join(_batch_table(results)) + "\n",
        _BATCH,
        _AGAIN,
    )
    return "\n".join(sections)


def _decision_lines(results: Results) -> Iterator[str]:
    yield _agreed(results)
    for timing in results.timings:
        name = _both(timing.contender.name) + _aim(timing)
        yield f"{timing.ratio:9.1f}× {timing.ns:11,.0f} ns   {name}"
    yield _first(results)
    for missing in results.missing:
        yield _not_measured(missing)


def _batch_lines(results: Results) -> Iterator[str]:
    for batch in results.batches:
        yield (
            f"{batch.share_answers:8.0%} JSON   {batch.whole:6.2f} s   --format {batch.format:8}"
            f" {_both(batch.cases)}"
        )
        yield (
            f"{'':16}启动 · start-up {batch.start_up:.2f} s, JSON {batch.json_answers:.2f} s, "
            f"原样读写 · same lines {batch.json_same:.2f} s"
        )


def _decision_table(results: Results) -> Iterator[str]:
    yield "| 倍数 · ratio | 目标 · aim | ns | |"
    yield "|---:|---:|---:|---|"
    for timing in results.timings:
        aim = timing.contender.aim
        yield (
            f"| {timing.ratio:.1f}× | {f'≤ {aim}×' if aim else ''} | {timing.ns:,.0f} "
            f"| {_both(timing.contender.name)} |"
        )


def _batch_table(results: Results) -> Iterator[str]:
    yield (
        "| JSON 占比 · share | 全程 · whole, s | 启动 · start-up, s | JSON, s "
        "| 原样读写 · same lines, s | 答复 · answers | 情形 · cases |"
    )
    yield "|---:|---:|---:|---:|---:|---|---|"
    for batch in results.batches:
        yield (
            f"| {batch.share_answers:.0%} | {batch.whole:.2f} | {batch.start_up:.2f} "
            f"| {batch.json_answers:.2f} | {batch.json_same:.2f} | `{batch.format}` "
            f"| {_both(batch.cases)} |"
        )


def _agreed(results: Results) -> str:
    agreed, timed = f"{results.agreed:,}", f"{results.timed:,}"
    return _both(
        Text(
            f"{agreed} 个情形结论一致，用前 {timed} 个计时",
            f"all agree on {agreed} cases; the first {timed} are timed",
        )
    )


def _first(results: Results) -> str:
    took = f"{results.first_ms:.2f} ms"
    return _both(
        Text(f"初次遇到的一类情形，做出理由用 {took}", f"a class of cases met first: {took}")
    )


def _aim(timing: Timing) -> str:
    aim = timing.contender.aim
    return f"   (≤ {aim}×)" if aim else ""


def _not_measured(missing: Missing) -> str:
    return f"{missing.name.zh}: 未测 · not measured: {_both(missing.reason)}"


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"
