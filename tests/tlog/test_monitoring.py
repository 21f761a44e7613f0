"""Following a log: what it reports and what it does not; a monitor that came late sees as much."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.making import NAME, VERIFIER, WITNESS_VERIFIERS, Log, noon
from xianjie.tlog.monitoring import Kind, Rules, Seen, Visit, look
from xianjie.tlog.verifying import CHECKPOINT, SEALING, LogFaulty, Trust, verify

DAY = date(2026, 3, 10)
RULES = Rules(window=3, burst=10, least=50)
TRUST = Trust(VERIFIER)
WITNESSED = Trust(VERIFIER, WITNESS_VERIFIERS, 2)


def day(offset: int) -> date:
    return DAY + timedelta(days=offset)


def kinds(visit: Visit) -> list[Kind]:
    return [one.kind for one in visit.findings]


def sealed(*days: date, at: date = DAY, witnesses: int = 0) -> Log:
    log = Log()
    log.add(*days)
    log.seal(noon(at), witnesses)
    return log


def seen(log: Log, at: date, before: Seen | None = None, trust: Trust = TRUST) -> Visit:
    return look(before or Seen(), log.files, trust, RULES, at=noon(at))


def test_what_is_in_order_is_not_reported() -> None:
    log = sealed(day(-3), day(-1), DAY, day(1))
    visit = seen(log, DAY)
    assert (kinds(visit), visit.new, visit.seen.size) == ([], 4, 4)
    again = seen(log, DAY, visit.seen)
    assert (kinds(again), again.new) == ([], 0)


def test_an_entry_dated_back_is_reported_with_its_place() -> None:
    visit = seen(sealed(DAY, day(-4)), DAY)
    (found,) = visit.findings
    assert (found.kind, found.index) == (Kind.BACKDATED, 1)
    assert "早了 4 天" in found.words.zh


def test_an_entry_dated_ahead_is_reported_and_does_not_make_others_late() -> None:
    visit = seen(sealed(day(2), DAY), DAY)
    assert [(one.kind, one.index) for one in visit.findings] == [(Kind.DATED_AHEAD, 0)]


def test_the_order_of_entries_tells_without_any_clock() -> None:
    log = sealed(DAY, day(-4), at=day(2000))
    trial = Rules(3, is_trial=True)
    visit = look(Seen(), log.files, TRUST, trial, at=noon(day(2000)))
    assert [(one.kind, one.index) for one in visit.findings] == [(Kind.BACKDATED, 1)]
    log.add(day(-5))
    log.seal(noon(day(2000)))
    later = look(visit.seen, log.files, TRUST, trial, at=noon(day(2000)))
    assert [one.index for one in later.findings] == [2]


def test_what_a_demonstration_made_ahead_makes_nothing_late() -> None:
    """It stands on a day, and has entries of later ones: each are in order by themselves."""
    log = sealed(day(-1), day(400), day(900), DAY, at=day(2000))
    stands = Rules(3, is_trial=True, stands_on=DAY)
    visit = look(Seen(), log.files, TRUST, stands, at=noon(day(2000)))
    assert kinds(visit) == []
    assert (visit.seen.newest, visit.seen.newest_ahead) == (str(DAY), str(day(900)))
    log.add(DAY, day(-5), day(800))
    log.seal(noon(day(2000)))
    later = look(visit.seen, log.files, TRUST, stands, at=noon(day(2000)))
    assert [(one.kind, one.index) for one in later.findings] == [
        (Kind.BACKDATED, 5),
        (Kind.BACKDATED, 6),
    ]


def test_who_comes_late_has_the_time_from_the_heads_of_days() -> None:
    log = sealed(DAY)
    log.keep(DAY, noon(day(1)))
    log.add(day(40))
    log.seal(noon(day(40)))
    assert kinds(seen(log, day(400))) == []
    log.files = type(log.files)({k: v for k, v in log.files.items() if SEALING not in k})
    assert kinds(seen(log, day(400))) == [Kind.BACKDATED]  # nothing says that it was there


def test_a_log_that_says_an_earlier_time_is_not_believed_by_who_was_there() -> None:
    log = sealed(DAY)
    visit = seen(log, day(9))
    log.add(day(1))
    log.seal(noon(day(1)))  # it says so on the tenth day
    assert kinds(seen(log, day(10))) == []
    assert kinds(seen(log, day(10), visit.seen)) == [Kind.BACKDATED]


def test_witnesses_say_when_where_they_are_trusted() -> None:
    log = sealed(DAY, at=DAY, witnesses=1)
    assert kinds(seen(log, DAY, trust=WITNESSED)) == [Kind.UNWITNESSED]
    log.seal(noon(day(5)), 2)
    assert kinds(seen(log, day(5), trust=WITNESSED)) == [Kind.BACKDATED]
    log.keep(DAY, noon(day(1)), 2)
    assert kinds(seen(log, day(5), trust=WITNESSED)) == []
    log.seal(noon(DAY), 3)
    assert kinds(seen(log, day(5), trust=WITNESSED)) == []


def test_a_log_that_shrank_or_forked_is_reported_and_not_gone_on_from() -> None:
    log = sealed(DAY, DAY)
    visit = seen(log, DAY)
    for days, kind in (
        ([DAY], Kind.SHRUNK),
        ([DAY, day(-1)], Kind.FORKED),
        ([DAY, day(-1), DAY], Kind.FORKED),
    ):
        other = seen(sealed(*days), DAY, visit.seen)
        assert kinds(other) == [kind]
        assert not other.is_trusted
        assert other.seen == visit.seen


def test_files_that_are_not_as_signed_are_reported() -> None:
    log = sealed(DAY)
    assert kinds(look(Seen(), Log().files, TRUST, RULES, at=noon(DAY))) == [Kind.FAULTY]
    log.files[CHECKPOINT] = log.files[CHECKPOINT].replace(b"\n1\n", b"\n2\n")
    assert kinds(seen(log, DAY)) == [Kind.FAULTY]
    log = sealed(DAY)
    log.keep(DAY, noon(day(1)))
    other = Log()
    other.add(day(-1))
    other.keep(DAY, noon(day(1)))
    log.files[f"{SEALING}/{DAY}"] = other.files[f"{SEALING}/{DAY}"]
    assert kinds(seen(log, DAY)) == [Kind.FAULTY]
    log = sealed(DAY)
    del log.files["tile/entries/000.p/1"]
    assert kinds(seen(log, DAY)) == [Kind.FAULTY]


def test_what_is_no_entry_is_reported() -> None:
    log = Log()
    log.add_leaves([b"x"])
    log.seal(noon(DAY))
    assert kinds(seen(log, DAY)) == [Kind.MALFORMED]


def test_a_burst_is_told_once_and_a_slow_growth_is_none() -> None:
    log, before = Log(), Seen()
    for offset in range(8):
        log.add(*[day(offset)] * (5 + offset))
        log.seal(noon(day(offset)))
        visit = seen(log, day(offset), before)
        assert kinds(visit) == []
        before = visit.seen
    log.add(*[day(8)] * 100)
    log.seal(noon(day(8)))
    visit = seen(log, day(8), before)
    assert kinds(visit) == [Kind.BURST, Kind.BURST]  # by the day claimed, and entered
    assert f"{NAME} issue claimed {day(8)}" in visit.findings[0].words.en
    log.add(day(8))
    log.seal(noon(day(8)))
    assert kinds(seen(log, day(8), visit.seen)) == []


@pytest.mark.parametrize(("days", "count"), [(6, 500), (20, 49)])
def test_a_young_or_a_small_log_has_no_bursts(days: int, count: int) -> None:
    log = Log()
    log.add(*[day(offset) for offset in range(days)], *[day(days)] * count)
    log.seal(noon(day(days)))
    for offset in range(days):
        log.keep(day(offset), noon(day(offset)))
    assert Kind.BURST not in kinds(seen(log, day(days)))


@given(st.lists(st.lists(st.integers(-2, 1), max_size=300), max_size=5))
def test_visit_by_visit_as_at_once(pieces: list[list[int]]) -> None:
    log, before = Log(), Seen()
    for piece in pieces:
        log.add(*[day(offset) for offset in piece])
        if not log.size:
            continue
        log.seal(noon(DAY))
        visit = seen(log, DAY, Seen(**json.loads(json.dumps(before.told))))
        assert visit.is_trusted
        before = visit.seen
    if log.size:
        at_once = seen(log, DAY).seen
        assert before == at_once


def test_a_log_verifies_with_its_heads_and_witnesses_or_says_what_is_wrong() -> None:
    log = sealed(DAY, DAY, witnesses=2)
    log.keep(DAY, noon(day(1)), 2)
    found = verify(log.files, WITNESSED, list(log.files)[:2])
    assert (found.head.checkpoint.size, list(found.days)) == (2, [DAY])
    assert found.head.at == noon(DAY)
    with pytest.raises(LogFaulty, match="2 个"):
        verify(log.files, Trust(VERIFIER, WITNESS_VERIFIERS, 3))
    log.add(DAY)
    log.keep(day(1), noon(day(2)))
    with pytest.raises(LogFaulty, match="还多"):
        verify(log.files, TRUST)
    log.files["sealing/index"] = b"2026-13-01\n"
    with pytest.raises(LogFaulty, match="一行一个日期"):
        verify(log.files, TRUST)
    log.files["sealing/index"] = b"2026-04-01\n"
    with pytest.raises(LogFaulty, match="没有 2026-04-01"):
        verify(log.files, TRUST)
