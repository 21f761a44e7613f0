"""What was measured, as tables for people and a plot."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from bench.law.growth import Grown
from bench.law.in_memory import Unknowns
from bench.law.measuring import Line
from bench.law.streams import Files

_AIMS = (
    # (what, ours, theirs, unknown, at least)
    ("结论 ÷ 手写 Polars · bare ÷ hand-written Polars", "Xianjie, C", "Polars", 0, 2.0),
    ("结论 ÷ OpenFisca · bare ÷ OpenFisca", "Xianjie, C", "OpenFisca", 0, 20.0),
    (
        "附理由 ÷ 手写 Polars 只给结论 · explained ÷ Polars' bare",
        "Xianjie, C, explained",
        "Polars",
        0,
        0.5,
    ),
    (
        "5% 未知时 ÷ Polars 空值逻辑 · 5 % unknown ÷ Polars' null logic",
        "Xianjie, C",
        "Polars, null logic",
        0.05,
        5.0,
    ),
    (
        "40% 未知时 ÷ Polars 空值逻辑 · 40 % unknown ÷ Polars' null logic",
        "Xianjie, C",
        "Polars, null logic",
        0.4,
        5.0,
    ),
    ("numpy 占复制极限 · numpy's share of the copy limit", "Xianjie, numpy", "copy", 0, 0.05),
    ("C 占复制极限 · C's share of the copy limit", "Xianjie, C", "copy", 0, 0.0),
)

HEAD = """\
# 成批决定的性能对照 · Benchmarks of decisions over populations

本页由 `python -m bench.law --write` 生成。各方在同一次运行中轮流计时，取各轮中位数；事实俱全时，\
每个实现对每一行的结论须相同，有一行不同即告失败。可比的是倍数，绝对速度随机器而异。

This page is written by `python -m bench.law --write`. All take turns in one run and the median of \
the rounds counts; with all facts known everyone must give every row the same outcome, or the run \
fails. The ratios are what compares; absolute speed is the machine's.

![每秒百万行 · million rows a second](benchmarks-law.svg)

"""

TAIL = """
`copy` 是用同样多的线程复制同样的列，即内存的极限。衔接以编码（职业、日期均为整数）为输入，职业在\
计时之内查；其他实现所需的“是否准入类、是否人社部门组织”两列事先查好，不计时。“附理由”是给每一行它自己的\
理由（结论、条款、理解、所需事实）的编号，每一类情形的理由只做一次，在计时之前。“numpy”是默认；“C”是\
同一张分类表生成的 C 代码，有 C 编译器时可用（`NativeDecision`）。慢的实现只算前面的行，行数见表；\
逐个情形的引擎，其字典事先做好。

`copy` copies the same columns with as many threads: the limit that memory sets. Ours takes codes \
(occupations and days as integers) and looks the occupation up within its time; the others get \
what they need to know of it as two columns, looked up beforehand. “Explained” gives every row the \
number of its own explanation (outcome, clauses, readings, needs); each class of cases is \
explained once, before the timed rounds. “numpy” is the default; “C” is made from the same table \
of classes, where there is a C compiler (`NativeDecision`). Slow ones get the first rows only, as \
many as the table says; engines that take one case at a time get their dictionaries made beforehand.

## 重做 · To repeat

    make bench-law ROWS=1000000
    .venv/bin/python -m bench.law --rows 1000000 10000000 50000000 --write
"""


@dataclass(frozen=True)
class Found:
    """All that one run measured."""

    known: Sequence[Line]
    unknown: Sequence[Unknowns]
    files: Sequence[Files]
    grown: Sequence[Grown]

    @property
    def largest(self) -> int:
        return max(line.whole for line in self.known)


def whole(found: Found) -> str:
    return HEAD + tables(found) + TAIL


def tables(found: Found) -> str:
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU, "
        f"CPython {platform.python_version()}, numpy {np.__version__}"
    )
    return "\n".join(
        [
            machine,
            *_section("目标 · Aims", ("", "行 rows", "目标 aim", "测得 found"), _aims(found)),
            *_section("事实俱全，在内存中 · All facts known, in memory", _SPEED, _known(found)),
            *_section(
                "部分事实未知 · With facts unknown", ("未知 unknown", *_SPEED), _unknown(found)
            ),
            *_section(
                "取自 Parquet 文件 · From a Parquet file",
                _SPEED,
                (row for own in found.files for row in _speeds(own.lines, "Polars")),
            ),
            *_section(
                "命令行，Parquet 到 Parquet，附理由 · The command, Parquet to Parquet, explained",
                ("", "行 rows", "秒 s", "百万行/秒 M rows/s", "内存峰值 peak MB"),
                (
                    (
                        "`xianjie decide`",
                        f"{own.lines[0].rows:,}",
                        f"{own.command_seconds:.1f}",
                        f"{own.lines[0].rows / own.command_seconds / 1e6:.2f}",
                        f"{own.command_megabytes:,.0f}" if own.command_megabytes else "",
                    )
                    for own in found.files
                ),
            ),
            *_section(
                "规则增多 · As rules grow",
                (
                    "规则 rules",
                    "编译 compile s",
                    "证明 prove s",
                    "首批百万行 first million rows s",
                    "此后百万行/秒 then M rows/s",
                ),
                (
                    (
                        str(g.rules),
                        f"{g.compiling:.2f}",
                        f"{g.proving:.2f}",
                        f"{g.first:.2f}",
                        f"{g.speed:,.0f}",
                    )
                    for g in found.grown
                ),
            ),
            "",
        ]
    )


_SPEED = ("", "行 rows", "百万行/秒 M rows/s", "÷ Polars", "÷ copy")
Row = Sequence[str]


def _section(title: str, heads: Row, rows: Iterable[Row]) -> list[str]:
    rule = "|".join("---" if not head else "---:" for head in heads)
    body = ["| " + " | ".join(row) + " |" for row in rows]
    return ["", f"## {title}", "", "| " + " | ".join(heads) + " |", f"|{rule}|", *body]


def _aims(found: Found) -> Iterable[Row]:
    lines = [*found.known, *(line for one in found.unknown for line in one.lines)]
    for told, ours, theirs, unknown, aim in _AIMS:
        own = {line.whole: line for line in lines if (line.name, line.unknown) == (ours, unknown)}
        for line in lines:
            if (line.name, line.unknown) == (theirs, unknown) and line.whole in own:
                ratio = own[line.whole].speed / line.speed
                yield told, f"{line.whole:,}", f"≥ {aim:g}" if aim else "", f"{ratio:.2f}"


def _known(found: Found) -> Iterable[Row]:
    for rows in dict.fromkeys(line.whole for line in found.known):
        yield from _speeds([line for line in found.known if line.whole == rows], "Polars")


def _unknown(found: Found) -> Iterable[Row]:
    for one in found.unknown:
        for row in _speeds(one.lines, "Polars, null logic"):
            wrong = f"（答错 {one.wrong:.1%} · {one.wrong:.1%} of rows wrong）"
            name, *rest = row
            told = f"{name}{wrong}" if name == "Polars, null logic" else name
            yield f"{one.lines[0].unknown:.0%}", told, *rest


def _speeds(lines: Sequence[Line], base: str) -> Iterable[Row]:
    speeds = {line.name: line.speed for line in lines}
    for line in lines:
        limit = f"{line.speed / speeds['copy']:.1%}" if "copy" in speeds else ""
        ratio = line.speed / speeds[base]
        yield (
            line.name,
            f"{line.rows:,}",
            _figures(line.speed),
            f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.5f}",
            limit,
        )


def _figures(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 10 else f"{speed:.1f}" if speed >= 1 else f"{speed:.4f}"


def plot(found: Found) -> str:
    """Bars of million rows a second, on a logarithmic scale, for the smallest population."""
    least = min(line.whole for line in found.known)
    lines = sorted(
        (line for line in found.known if line.whole == least), key=lambda line: -line.speed
    )
    low, high = -3.0, float(np.ceil(np.log10(lines[0].speed)))
    left, width, step = 230, 440, 24

    def x(power: float) -> float:
        return left + width * (power - low) / (high - low)

    title = f"{least:,} 行，每秒百万行 · {least:,} rows, million rows a second (logarithmic)"
    parts = [
        f'<text x="8" y="20" font-weight="600">{title}</text>',
    ]
    bottom = 40 + step * len(lines)
    for power in range(int(low), int(high) + 1):
        parts += [
            f'<path d="M{x(power):.0f} 34V{bottom}" stroke="#ccc"/>',
            f'<text x="{x(power):.0f}" y="{bottom + 16}" text-anchor="middle">{10**power:g}</text>',
        ]
    for number, line in enumerate(lines):
        y = 38 + step * number
        end = x(max(float(np.log10(line.speed)), low))
        colour = "#0b5cad" if line.name.startswith("Xianjie") else "#9aa5b1"
        parts += [
            f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(line.name)}</text>',
            f'<path d="M{left} {y + 8}H{end:.0f}" stroke="{colour}" stroke-width="{step - 8}"/>',
            f'<text x="{end + 6:.0f}" y="{y + 13}">{_figures(line.speed)}</text>',
        ]
    size = f'width="760" height="{bottom + 28}"'
    style = 'font-family="sans-serif" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )
