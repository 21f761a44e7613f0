"""Rounds over one register: all of it derived again by one process, then by several."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.management import call_command

from bench.certificates.measuring import Took, bare_checks, timed
from bench.page import machine
from tests.certificates.filed import ISSUED, make_filed
from tests.sittings.conftest import THEN
from tests.supervision.followed import issue_followed
from xianjie.domain.certificates.issuing import AT_ONCE
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.rulings.later import law_on
from xianjie.domain.supervision.reproving import Deriver, Part, spans
from xianjie.ops.reproving import parts

PLANNED = 25_000_000  # certificates of a province


@dataclass
class Measured:
    """One process beside its limit, and several by the clock, round by round."""

    count: int
    alone: list[Took] = field(default_factory=list)
    bare: list[Took] = field(default_factory=list)
    shared: dict[int, list[Took]] = field(default_factory=dict)


def measure(count: int, rounds: int, workers: Sequence[int]) -> Measured:
    call_command("migrate", verbosity=0)
    issue_followed(make_filed(), range(count), issuer())
    own, sm2 = issuer().signers(THEN)
    assert sm2
    found = Measured(count)
    for number in range(rounds):
        print(f"{number + 1} / {rounds}", file=sys.stderr)
        found.alone.append(timed(lambda: _check(_alone(), count)))
        checks = bare_checks(own, count), bare_checks(sm2, count // AT_ONCE)
        found.bare.append(
            Took(sum(one.clock for one in checks), sum(one.processor for one in checks))
        )
        for one in workers:
            took = timed(lambda many=one: _check(_shared(many), count))  # type: ignore[misc]  # bound here
            found.shared.setdefault(one, []).append(took)
    return found


def _alone() -> Iterable[Part]:
    return Deriver(ISSUED, law_on(ISSUED), issuer()).parts(spans(ISSUED))


def _shared(workers: int) -> Iterable[Part]:
    return parts(spans(ISSUED), on=ISSUED, workers=workers)


def _check(found: Iterable[Part], count: int) -> None:
    """All were looked at, and all follow."""
    told = list(found)
    assert sum(one.looked_at for one in told) == count
    assert not any(one.failed for one in told)


_OPENING = """\
# 重证 · Re-proof

由 `python -m bench.reproof --write` 生成：嵌入式数据库里 {count:,} 张由评价核发的等级证书，逐张由\
记录重新推导，两个签名都验，{rounds} 轮的中位数。上限是同一轮里只验同样多的签名：每张一个 Ed25519，\
每 {at_once} 张一个 SM2。一个进程按处理器时间；几个进程按钟表时间，启动在内。

Written by `python -m bench.reproof --write`: {count:,} skill-level certificates that were issued \
on evaluations, in the embedded database, each derived again from the records with both signatures \
checked, medians of {rounds} rounds. The limit is checking as many signatures and nothing else, in \
the same round: one of Ed25519 for each, one of SM2 for each {at_once}. One process goes by \
processor time; several go by the clock, their start included.
"""


def page(found: Measured) -> str:
    """The table, as the page has it."""
    rate = statistics.median(found.count / one.processor for one in found.alone)
    bare = statistics.median(found.count / one.processor for one in found.bare)
    times = statistics.median(
        one.processor / limit.processor for one, limit in zip(found.alone, found.bare, strict=True)
    )
    lines = [
        _OPENING.format(count=found.count, rounds=len(found.alone), at_once=AT_ONCE),
        f"{machine()}\n",
        f"| | 每秒 · a second | 上限 · limit | 倍 · times | {PLANNED / 1e6:.0f} M |",
        "| --- | ---: | ---: | ---: | ---: |",
        f"| 一个进程 · one process | {rate:,.0f} | {bare:,.0f} | {times:.1f} | {_hours(rate)} |",
    ]
    for workers, took in found.shared.items():
        rate = statistics.median(found.count / one.clock for one in took)
        lines.append(f"| `--workers {workers}` | {rate:,.0f} | | | {_hours(rate)} |")
    return "\n".join([*lines, ""])


def _hours(rate: float) -> str:
    return f"{PLANNED / rate / 3600:.1f} h"
