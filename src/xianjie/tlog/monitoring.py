"""Following a log: everything is worked out from its entries, and what is odd is reported.

Reported is: a log that shrank, forked or whose head too few witnesses cosigned; an entry that is
not in its form; one dated further before it was there than the window, or after it; one dated
further before an earlier entry than the window; and a day on which far more was issued than on the
days before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from xianjie.text import Text
from xianjie.tlog.entries import Entry, EntryError, read_entry
from xianjie.tlog.merkle import EMPTY_ROOT, Edge, leaf_hash
from xianjie.tlog.notes import NoteError
from xianjie.tlog.tiles import Files, TileError, read_entries
from xianjie.tlog.verifying import CHECKPOINT, Head, LogFaulty, Trust, head_of, kept_heads

HISTORY, LEAST_HISTORY = 28, 7  # days with entries before the one that is judged
_CHINA = ZoneInfo("Asia/Shanghai")
_ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What was found."""

    FAULTY = "faulty"
    SHRUNK = "shrunk"
    FORKED = "forked"
    UNWITNESSED = "unwitnessed"
    MALFORMED = "malformed"
    BACKDATED = "backdated"
    DATED_AHEAD = "dated_ahead"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is odd, with the entry's index where it is of one."""

    kind: Kind
    words: Text
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """When something is odd."""

    window: int = 3  # days
    burst: int = 10  # times the median of the days before
    least: int = 500  # entries that are no burst, however few came before
    is_trial: bool = False  # a demonstration's days are not those of the calendar
    stands_on: date | None = None  # what it dates later is made ahead: in order by itself


@dataclass
class Seen:
    """What is known of a log after a visit; all that the next one needs."""

    size: int = 0
    edge: list[str] = field(default_factory=list)  # hexadecimal
    note: str = ""  # the checkpoint as it was seen: evidence, should another contradict it
    looked_at: str = ""  # ISO
    newest: str = ""  # the latest day that an entry claims
    newest_ahead: str = ""  # the same of what a demonstration made ahead
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # whose: day: how many
    bursts: list[str] = field(default_factory=list)  # told already
    days: list[str] = field(default_factory=list)  # heads of days that were checked

    @property
    def told(self) -> Mapping[str, Any]:
        """For a file."""
        return asdict(self)

    @property
    def root(self) -> bytes:
        return _edge(self).root if self.size else EMPTY_ROOT


@dataclass(frozen=True)
class Visit:
    """A look at a log: what is known after it, what was new, what is odd."""

    seen: Seen
    head: Head | None
    new: int
    findings: Sequence[Finding]

    @property
    def is_trusted(self) -> bool:
        """Whether it is to be gone on from; else what was seen before stays."""
        return not {one.kind for one in self.findings} & _BREAKS


_BREAKS = {Kind.FAULTY, Kind.SHRUNK, Kind.FORKED}


def look(seen: Seen, files: Files, trust: Trust, rules: Rules, *, at: datetime) -> Visit:
    """Follow the log from what was seen; raises only what ``files`` raises."""
    content = files.read(CHECKPOINT)
    try:
        if content is None:
            raise _none()
        head = head_of(content, trust)
        if odd := _other(seen, head):
            return Visit(seen, head, 0, [odd])
        return _followed(seen, head, files, trust, rules, at=at)
    except (NoteError, TileError, LogFaulty) as error:
        return Visit(seen, None, 0, [Finding(Kind.FAULTY, error.message)])


def _none() -> LogFaulty:
    return LogFaulty(Text("还没有检查点", "there is no checkpoint yet"))


def _other(seen: Seen, head: Head) -> Finding | None:
    """Where the head is not after the one that was seen."""
    size = head.checkpoint.size
    if size < seen.size:
        words = Text(
            f"日志有 {size:,} 条，上次有 {seen.size:,} 条",
            f"the log has {size:,} entries, it had {seen.size:,}",
        )
        return Finding(Kind.SHRUNK, words)
    if size == seen.size and head.checkpoint.root != seen.root:
        return _forked(size)
    return None


def _forked(size: int) -> Finding:
    words = Text(
        f"日志分叉：这 {size:,} 条不是从上次所见的条目长出来的",
        f"the log forked: these {size:,} entries did not grow from those that were seen before",
    )
    return Finding(Kind.FORKED, words)


def _followed(
    seen: Seen, head: Head, files: Files, trust: Trust, rules: Rules, *, at: datetime
) -> Visit:
    edge = _edge(seen)
    kept = dict(kept_heads(files, head, trust, map(date.fromisoformat, seen.days)))
    judge = _Judge(seen, rules, _Times([head, *kept.values()], seen, at))
    findings = [] if head.is_witnessed else [_unwitnessed(head)]
    for index, leaf in enumerate(
        read_entries(files, head.checkpoint.size, seen.size), start=seen.size
    ):
        edge.append([leaf_hash(leaf)])
        findings += judge.entry(index, leaf)
    if edge.root != head.checkpoint.root:
        return Visit(seen, head, 0, [_forked(edge.size)])
    findings += judge.bursts()
    now = replace(
        judge.seen,
        size=edge.size,
        edge=[one.hex() for one in edge.hashes],
        note=(files.read(CHECKPOINT) or b"").decode(errors="replace"),
        looked_at=at.isoformat(),
        days=[*seen.days, *(day.isoformat() for day in kept)],
    )
    return Visit(now, head, edge.size - seen.size, findings)


def _unwitnessed(head: Head) -> Finding:
    words = Text(
        f"检查点只有 {len(head.cosigned)} 个所列见证方会签，应有 {head.quorum} 个",
        f"only {len(head.cosigned)} of the witnesses cosigned the checkpoint, {head.quorum} are "
        "asked for",
    )
    return Finding(Kind.UNWITNESSED, words)


def _edge(seen: Seen) -> Edge:
    return Edge(seen.size, [bytes.fromhex(one) for one in seen.edge])


class _Times:
    """When each entry was there: as the heads that have it say, never before it was missing."""

    def __init__(self, heads: Sequence[Head], seen: Seen, at: datetime) -> None:
        known = [(one.checkpoint.size, min(one.at, at)) for one in heads if one.at]
        known = sorted([*known, (max(one.checkpoint.size for one in heads), at)])
        self._sizes = [size for size, _ in known]
        # A larger head has what a smaller one has, so its time counts for that, too.
        earliest = list(accumulate((moment for _, moment in reversed(known)), min))[::-1]
        missing = datetime.fromisoformat(seen.looked_at) if seen.looked_at else None
        self._moments = [max(one, missing) if missing else one for one in earliest]
        self._place = 0

    def of(self, index: int) -> date:
        """The day in China; asked for in the order of the entries."""
        while self._sizes[self._place] <= index:
            self._place += 1
        return self._moments[self._place].astimezone(_CHINA).date()


class _Judge:
    """Holds each entry against the rules, and counts them."""

    def __init__(self, seen: Seen, rules: Rules, times: _Times) -> None:
        counts = {whose: dict(days) for whose, days in seen.counts.items()}
        self.seen = replace(seen, counts=counts, bursts=list(seen.bursts))
        self._rules = rules
        self._times = times
        self._touched: dict[tuple[str, str], None] = {}

    def entry(self, index: int, leaf: bytes) -> Iterator[Finding]:
        try:
            entry = read_entry(leaf)
        except EntryError as error:
            yield Finding(Kind.MALFORMED, _of(index, error.message), index)
            return
        found = self._dated(index, entry)
        if found:
            yield found
        if found is None or found.kind is not Kind.DATED_AHEAD:
            name = self._newest_of(entry.day)
            setattr(self.seen, name, max(getattr(self.seen, name), entry.day.isoformat()))
        self._count(f"{entry.authority} {entry.kind} claimed", entry.day)
        if not self._rules.is_trial:
            self._count(f"{entry.authority} {entry.kind} entered", self._times.of(index))

    def _dated(self, index: int, entry: Entry) -> Finding | None:
        window = timedelta(days=self._rules.window)
        there = None if self._rules.is_trial else self._times.of(index)
        if there and entry.day > there + _ONE_DAY:
            words = Text(
                f"日期 {entry.day} 晚于记入日 {there}",
                f"dated {entry.day}, and it was there on {there} already",
            )
            return Finding(Kind.DATED_AHEAD, _of(index, words), index)
        if there and entry.day + window < there:
            words = Text(
                f"日期 {entry.day}，{there} 才记入，早了 {(there - entry.day).days} 天",
                f"dated {entry.day}, and it was entered on {there} only, "
                f"{(there - entry.day).days} days later",
            )
            return Finding(Kind.BACKDATED, _of(index, words), index)
        newest = getattr(self.seen, self._newest_of(entry.day))
        if newest and entry.day + window < date.fromisoformat(newest):
            words = Text(
                f"日期 {entry.day}，排在 {newest} 的条目之后",
                f"dated {entry.day}, and it comes after one of {newest}",
            )
            return Finding(Kind.BACKDATED, _of(index, words), index)
        return None

    def _newest_of(self, day: date) -> str:
        """With which entries one of that day is in order."""
        stands_on = self._rules.stands_on
        return "newest" if stands_on is None or day <= stands_on else "newest_ahead"

    def _count(self, whose: str, day: date) -> None:
        days = self.seen.counts.setdefault(whose, {})
        days[day.isoformat()] = days.get(day.isoformat(), 0) + 1
        self._touched[whose, day.isoformat()] = None

    def bursts(self) -> Iterator[Finding]:
        """The days that had new entries, against those before them."""
        for whose, day in self._touched:
            days = self.seen.counts[whose]
            before = [days[one] for one in sorted(days) if one < day][-HISTORY:]
            key = f"{whose} {day}"
            if key in self.seen.bursts or not self._is_burst(days[day], before):
                continue
            self.seen.bursts.append(key)
            words = Text(
                f"{whose} {day}：{days[day]:,} 条，此前每日中位数 {median(before):,}",
                f"{whose} {day}: {days[day]:,} entries, the median day before had "
                f"{median(before):,}",
            )
            yield Finding(Kind.BURST, words)

    def _is_burst(self, count: int, before: Sequence[int]) -> bool:
        if len(before) < LEAST_HISTORY or count < self._rules.least:
            return False
        return count > self._rules.burst * median(before)


def _of(index: int, words: Text) -> Text:
    return Text(f"第 {index} 条：{words.zh}", f"entry {index}: {words.en}")
