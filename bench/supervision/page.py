"""What was measured, as a page for people and a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import duckdb

from bench.supervision.measuring import YEARS, Measured, Recall
from bench.supervision.scale import MEMORY, Scale
from xianjie.indicators import INDICATORS
from xianjie.indicators.sample import KINDS, MIDDLE, STRENGTHS

TUNING = (1, 2)  # thresholds were set by these, and nothing is reported of them
REPORTING = (101, 102, 103)
OVERALL, EACH, FALSE = 0.95, 0.90, 1.0  # what must hold at the middle strength
Row = Sequence[str]
_NAMES = ("弱 · weak", "中 · middle", "强 · strong")


@dataclass(frozen=True)
class Found:
    """Of every strength; of every size."""

    measured: Sequence[Measured]
    honest: int  # bodies of one seed
    each: int  # plants of a kind of one seed
    seeds: Sequence[int]
    scales: Sequence[Scale]

    @property
    def holds(self) -> bool:
        """Whether what must hold at the middle strength does."""
        middle = self.measured[MIDDLE]
        return (
            middle.overall.share >= OVERALL
            and all(one.share >= EACH for one in middle.recall.values())
            and middle.false_a_body_and_year <= FALSE
        )


def whole(found: Found) -> str:
    return _head(found) + tables(found) + _TAIL


def tables(found: Found) -> str:
    return "\n".join([*_accuracy(found), *(_sizes(found.scales) if found.scales else ()), ""])


def _head(found: Found) -> str:
    seeds = ", ".join(map(str, found.seeds))
    tuning = ", ".join(map(str, TUNING))
    bodies, plants = f"{found.honest:,}", found.each
    return f"""\
# 监管指标的基准 · Benchmark of supervision

本页由 `make bench-supervision` 生成；同样的种子得同样的检出数。省是虚构的：三年，守规矩的单位 \
{bodies} 个（每个种子），另在别的单位各造一处假，每种 {plants} 处。报告用种子 {seeds}；阈值按种子 \
{tuning} 定，不在报告之内。

This page is written by `make bench-supervision`; the same seeds find the same. The province is \
made up: three years, {bodies} honest bodies for each seed, and {plants} frauds of each kind, each \
in a body of its own. Reported are the seeds {seeds}; thresholds were set by the seeds {tuning}, \
of which nothing is reported.

守规矩的单位大小不一（每年 3 至 120 场），春节前后少、暑假和年底前多，法定期限前人人都忙；有的像\
学校，只在放假前考；有的中途开业，有的到核发截止日停办；各单位、各场次的通过率有高低；考评员会复看 \
58、59 分，提上去三成；不合格的会补考，合格的有的又考别的；考评员偶尔外借。它们的记录没有差错，所以\
规则类的误报几乎只来自别处造假所牵连的单位；统计类的误报才是要看的。

Honest bodies differ in size (3 to 120 sittings a year); little happens around the Spring \
Festival, most before the summer and the end of the year, and before deadlines everybody is busy; \
some are like schools and examine before holidays only, some begin midway, some stop with the last \
day for issuing; pass rates differ by body and by day; examiners look again at 58 and 59 points \
and lift three in ten; who failed comes again, some who passed come for something else; examiners \
are lent now and then. Their records have no mistakes, so false alarms of rules come almost only \
from what frauds elsewhere drag in; those of statistics are the ones to look at.

![检出率 · recall](supervision-benchmark.svg)

"""


_TAIL = """\

一处造假，在其单位、其日期内，由该种造假所对应的指标之一报出，才算检出。弱的本就难与偶然分开：一场里\
提上去几个人，或一周发到平常的五倍，好单位也会有。误报是守规矩的单位上的任何一条预警。

A fraud counts as found when one of the indicators meant for its kind alerts at its body and \
within its days. The weak ones cannot well be told from chance: a few people lifted at one \
sitting, or a week of five times the usual, happen to good bodies too. False is any alert at an \
honest body.

“空扫”是在同一次运行里把该指标所读的列各读一遍，只算一个散列，别的不做。“夜间”只查最后两天起的。

A bare scan reads the columns that an indicator reads, in the same run, and does nothing with them \
but a hash. The nightly run asks for findings of the last two days only.

## 重做 · To repeat

    make bench-supervision
    .venv/bin/python -m bench.supervision --honest 200 --each 20 --sizes 1
"""


def _accuracy(found: Found) -> Iterable[str]:
    middle = found.measured[MIDDLE]
    lowest = min(middle.recall.values(), key=lambda one: one.share)
    yield from _section(
        "目标（中等强度） · Aims (middle strength)",
        ("", "目标 aim", "测得 found"),
        [
            ("总检出率 · recall overall", f"≥ {OVERALL:.0%}", f"{middle.overall.share:.1%}"),
            ("最低一种的检出率 · of the worst kind", f"≥ {EACH:.0%}", f"{lowest.share:.1%}"),
            (
                "每单位每年误报 · false alarms a body and year",
                f"≤ {FALSE:g}",
                f"{middle.false_a_body_and_year:.3f}",
            ),
        ],
    )
    for title, by_rule in (
        ("检出率：由规则查出的造假 · Recall of frauds that a plain rule catches", True),
        ("检出率：由统计查出的造假 · Recall of frauds that take statistics", False),
    ):
        names = [name for name, kind in KINDS.items() if kind.by_rule is by_rule]
        yield from _section(
            f"{title}", ("造假 fraud", *_NAMES), (_recalls(found, name) for name in names)
        )
    yield from _section(
        "每单位每年误报 · False alarms a body and year",
        ("指标 indicator", *_NAMES),
        _false(found),
    )


def _recalls(found: Found, name: str) -> Row:
    kind = KINDS[name]
    return (
        f"{kind.told.zh} · {kind.told.en} (`{name}`)",
        *(
            f"{how.zh} · {how.en}: {_recall(one.recall[name])}"
            for how, one in zip(kind.strengths, found.measured, strict=True)
        ),
    )


def _recall(one: Recall) -> str:
    low, high = one.interval
    return f"**{one.share:.1%}** ({one.found}/{one.planted}; {low:.1%}–{high:.1%})"


def _false(found: Found) -> Iterable[Row]:
    names = [name for name in INDICATORS if any(one.false.get(name) for one in found.measured)]
    kinds = [(name, INDICATORS[name].work is None) for name in names]
    for title, by_rule in (("规则合计 · all rules", True), ("统计合计 · all statistics", False)):
        own = [name for name, is_rule in kinds if is_rule is by_rule]
        yield (title, *(_a_year(one, own) for one in found.measured))
        for name in own:
            told = f"{INDICATORS[name].title.zh} · {INDICATORS[name].title.en} (`{name}`)"
            yield (told, *(_a_year(one, [name]) for one in found.measured))
    every = [f"**{one.false_a_body_and_year:.3f}**" for one in found.measured]
    yield "**合计 · all**", *every


def _a_year(one: Measured, names: Sequence[str]) -> str:
    return f"{sum(one.false.get(name, 0) for name in names) / one.body_years:.4f}"


def _sizes(scales: Sequence[Scale]) -> Iterable[str]:
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU, "
        f"CPython {platform.python_version()}, DuckDB {duckdb.__version__}, {MEMORY}"
    )
    yield from _section(
        "规模 · Scale",
        (
            "证书 certificates",
            "各表行数 rows of all tables",
            "全查 full s",
            "夜间 nightly s",
            "空扫 bare scan s",
            "全查百万行/秒 full M rows/s",
            "空扫百万行/秒 bare M rows/s",
            "内存峰值 peak MB",
        ),
        (
            (
                f"{one.tables['certificates']:,}",
                f"{one.rows:,}",
                f"{one.full_seconds:.1f}",
                f"{one.night_seconds:.1f}",
                f"{one.scan_seconds:.1f}",
                f"{one.rows / one.full_seconds / 1e6:.2f}",
                f"{one.rows / one.scan_seconds / 1e6:.1f}",
                f"{one.megabytes:,}",
            )
            for one in scales
        ),
        machine,
    )
    head = [f"{one.tables['certificates'] / 1e6:.1f} M" for one in scales]
    yield from _section(
        "每项指标：秒，及为空扫的几倍 · Each indicator: seconds, and times a bare scan",
        ("指标 indicator", *head),
        (
            (f"`{line.name}`", *(_line(one, line.name) for one in scales))
            for line in scales[0].lines
        ),
    )


def _line(scale: Scale, name: str) -> str:
    (line,) = (one for one in scale.lines if one.name == name)
    speed = line.rows / line.seconds / 1e6
    return f"{line.seconds:.2f} s, {speed:.1f} M rows/s, × {line.seconds / line.scan_seconds:.1f}"


def _section(title: str, heads: Row, rows: Iterable[Row], before: str = "") -> Iterable[str]:
    rule = "|".join("---" if number == 0 else "---:" for number in range(len(heads)))
    yield from (f"## {title}", "", *([before, ""] if before else []))
    yield from ("| " + " | ".join(heads) + " |", f"|{rule}|")
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


_SMALL = 'font-size="11" fill="#555"'
_COLOURS: Mapping[str, str] = {"weak": "#9aa5b1", "middle": "#0b5cad", "strong": "#1b7f4d"}


def plot(found: Found) -> str:
    """Recall with its interval, by kind and strength."""
    left, width, step, top = 330, 360, 46, 64
    names = list(KINDS)
    bottom = top + step * len(names)

    def x(share: float) -> float:
        return left + width * share

    title = "检出率及 95% 区间 · recall with its 95 % interval"
    parts = [f'<text x="8" y="22" font-weight="600">{title}</text>']
    for place, (strength, told) in enumerate(zip(STRENGTHS, _NAMES, strict=True)):
        at = left + 120 * place
        parts += [
            f'<circle cx="{at}" cy="42" r="5" fill="{_COLOURS[strength]}"/>',
            f'<text x="{at + 10}" y="46">{told}</text>',
        ]
    for share in (0, 0.25, 0.5, 0.75, EACH, 1):
        dash = ' stroke-dasharray="4 3"' if share == EACH else ""
        parts += [
            f'<path d="M{x(share):.1f} {top}V{bottom}" stroke="#ccc"{dash}/>',
            f'<text x="{x(share):.1f}" y="{bottom + 18}" text-anchor="middle">{share:.0%}</text>',
        ]
    for number, name in enumerate(names):
        y = top + step * number
        zh, en = escape(KINDS[name].told.zh), escape(KINDS[name].told.en)
        parts += [
            f'<text x="{left - 10}" y="{y + 20}" text-anchor="end">{zh}</text>',
            f'<text x="{left - 10}" y="{y + 36}" text-anchor="end" {_SMALL}>{en}</text>',
        ]
        for place, (strength, one) in enumerate(zip(STRENGTHS, found.measured, strict=True)):
            recall, at = one.recall[name], y + 14 + 10 * place
            low, high = recall.interval
            colour = _COLOURS[strength]
            parts += [
                f'<path d="M{x(low):.1f} {at}H{x(high):.1f}" stroke="{colour}" stroke-width="2"/>',
                f'<circle cx="{x(recall.share):.1f}" cy="{at}" r="4" fill="{colour}"/>',
            ]
    size = f'width="730" height="{bottom + 30}"'
    style = 'font-family="sans-serif" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def said(found: Found) -> str:
    """In a line."""
    middle = found.measured[MIDDLE]
    return (
        f"{middle.overall.found} of {middle.overall.planted} frauds of middle strength found, "
        f"{middle.false_a_body_and_year:.3f} false alarms a body and year "
        f"({middle.honest:,} honest bodies, {YEARS} years)"
    )
