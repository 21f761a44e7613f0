"""The head of a day is kept at its end: of the law's last days, and of days with new entries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.certificates.sealed import AT, DAY, KEY, TRUST, sealed, staged
from xianjie.calendar import end_of
from xianjie.domain.certificates import sealing_days
from xianjie.durable import Folder
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.tlog.verifying import INDEX, head_of, verify

pytestmark = pytest.mark.django_db


def test_the_head_of_each_last_day_is_kept(files: Folder) -> None:
    rules = law()
    days = sealing_days.last_days(rules)
    named = ("batch_1_exit_on", "batch_2_exit_on", "issuance_end_on", "appraisal_end_on")
    assert {rules.days[name].day for name in named} <= set(days)

    def cut(at: datetime) -> list[date]:
        return sealing_days.cut(files=files, key=KEY, witnesses=[], law=rules, at=at)

    first = rules.days["batch_1_exit_on"].day
    over = end_of(first)
    assert over.isoformat() == f"{first + timedelta(days=1)}T00:00:00+08:00"
    assert cut(over) == []  # there is nothing yet
    staged(2, over - timedelta(minutes=5))
    sealed(files, over - timedelta(minutes=5))
    assert first not in cut(over - timedelta(seconds=1))
    assert first in cut(over)
    assert cut(over + timedelta(hours=1)) == []
    staged(1, over)
    sealed(files, over)
    found = head_of(files.read(f"sealing/{first}") or b"", TRUST)
    assert (found.checkpoint.size, found.signed_at) == (2, over)
    assert str(first) in (files.read(INDEX) or b"").decode().splitlines()
    assert verify(files, TRUST).days[first].checkpoint.size == 2


def test_a_day_that_was_over_before_the_log_began_says_when_it_was_cut(files: Folder) -> None:
    staged(2)
    sealed(files)
    cut = sealing_days.cut(files=files, key=KEY, witnesses=[], law=law(), at=AT)
    assert set(cut) == {day for day in sealing_days.last_days(law()) if day < DAY}
    for day in cut:
        assert head_of(files.read(f"sealing/{day}") or b"", TRUST).signed_at == AT


def test_any_day_with_new_entries_has_its_head(files: Folder) -> None:
    def cut(at: datetime) -> list[date]:
        return sealing_days.cut(files=files, key=KEY, witnesses=[], law=law(), at=at)

    cut(AT)
    for offset, grows in ((0, True), (1, False), (2, True)):
        day = DAY + timedelta(days=offset)
        if grows:
            staged(1, AT + timedelta(days=offset))
            sealed(files, AT + timedelta(days=offset))
        assert (day in cut(end_of(day))) == grows


def test_a_later_notice_s_day_is_kept_too() -> None:
    dates = {"issuance_end_on": date(2021, 3, 15)}
    moved = law(DEFAULT_JURISDICTION, dates=dates)
    assert date(2021, 3, 15) in sealing_days.last_days(moved)
