"""Beside the server: once a day, full once a week, and not again what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from tests.supervision.looked_at import (
    AT,
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.config.supervision import WrongSupervisionSetting, processes, tables_kept, weekday
from xianjie.domain.certificates import signing
from xianjie.domain.supervision.gauges import gauges
from xianjie.domain.supervision.models import Run
from xianjie.ops.supervising import nightly, tables_of

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db


def test_a_night_looks_at_what_is_new_and_once_a_week_at_all(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "issuer", lambda: register.office.issuer)
    monkeypatch.setattr(settings, "SUPERVISION_FULL_ON", 7)
    assert ISSUED.isoweekday() == 1
    days = [ISSUED + timedelta(days=number) for number in (0, 1, 3, 6, 7)]
    for on in days:
        assert nightly(register.folder, on=on, at=AT)
        assert not nightly(register.folder, on=on, at=AT)  # done already
    runs = Run.objects.filter(kind="indicators").order_by("pk")
    assert list(runs.values_list("on", "since")) == [
        (days[0], None),  # the first
        (days[1], days[0]),
        (days[2], days[1]),
        (days[3], None),  # on Sunday
        (days[4], days[3]),
    ]
    assert Run.objects.filter(kind="reproof").count() == len(days)
    assert gauges().good == 4
    assert tables_of(register.folder, runs.last() or Run()) is not None


def test_where_a_week_passed_without_a_full_run_the_next_is_full(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service was down on the day of the full run."""
    monkeypatch.setattr(signing, "issuer", lambda: register.office.issuer)
    monkeypatch.setattr(settings, "SUPERVISION_FULL_ON", 3)
    for number in (0, 1, 8, 9):
        nightly(register.folder, on=ISSUED + timedelta(days=number), at=AT)
    since = Run.objects.filter(kind="indicators").order_by("pk").values_list("since", flat=True)
    assert [one is None for one in since] == [True, False, True, True]


@pytest.mark.parametrize("written", ["0", "8", "-1", "sunday", "", "１"])
def test_wrong_settings_say_what_they_must_be(written: str) -> None:
    with pytest.raises(WrongSupervisionSetting, match="XIANJIE_SUPERVISION_FULL_ON"):
        weekday(written)
    assert tables_kept("8") == 8


@pytest.mark.parametrize("written", ["0", "257", "all"])
def test_a_wrong_number_of_processes_is_refused(written: str) -> None:
    with pytest.raises(WrongSupervisionSetting, match="XIANJIE_REPROOF_WORKERS"):
        processes(written)
    assert processes("4") == 4
